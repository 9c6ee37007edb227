"""'Republished with permission', 'under a Creative Commons license', 'reprinted from'."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.marker import Marker
from pipeline.provenance.notes import evidence_of, first_match
from pipeline.provenance.reading import Reading

_ID, _VERSION = "republished_with_permission", 1

_AGAIN = r"(?:re-?published|re-?printed|re-?posted|reproduced|syndicated|cross-?posted)"
_NOUN = (
    r"(?:article|story|post|piece|column|report|essay|content|interview|commentary|op-ed"
    r"|analysis|excerpt|material)"
)
_THIS = rf"(?:this|the following|the above)\s+(?:[\w-]+\s+){{0,2}}?{_NOUN}"
_WITH = r"(?:with|by|under)\s+(?:the\s+)?(?:kind\s+|express\s+|full\s+)?permission"
_CC = (
    r"(?:under|via|through|with)\s+an?\s+[^.]{0,40}?(?:creative commons|cc[ -]by[\w -]*"
    r"|attribution)[^.]*?(?:licen[cs]e)?"
)
_FROM = r"(?:of|from|by)\s+"

_PATTERNS = tuple(
    re.compile(pattern + r"\s*(?P<name>.*)$", re.IGNORECASE)
    for pattern in (
        rf"(?:{_THIS}\s+)?(?:(?:is|was|has been)\s+)?(?:being\s+)?(?:originally"
        rf"\s+published\s+[^.]{{0,60}}?\s+and\s+(?:is|was)\s+)?{_AGAIN}\s+(?:here"
        rf"\s+)?{_WITH}(?:\s+{_FROM})?",
        rf"(?:{_THIS}\s+)(?:is|was|has been)\s+{_AGAIN}\s+{_CC}\s+from\s+",
        rf"{_THIS}\s+(?:is|was|has been)\s+(?:being\s+)?{_AGAIN}\s+(?:here\s+)?from\s+",
        rf"{_THIS}\s+was\s+(?:originally|first)\s+published\s+(?:by|in|on|at)"
        rf"\s+[^.]{{2,60}}?\s+and\s+(?:is|was)\s+{_AGAIN}\s+here(?P<again>)",
        rf"{_AGAIN}\s+from\s+[^.]{{2,60}}?\s+{_WITH}\s+{_FROM}",
        rf"{_AGAIN}\s+from\s+(?-i:(?=[A-Z\"'“]))",
        r"mit\s+(?:freundlicher\s+)?genehmigung\s+(?:der|des|von|vom)\s+",
        r"(?:dies(?:er|es|e)|der)\s+(?:artikel|text|beitrag|kommentar|bericht)"
        r"\s+(?:wurde|wird|erscheint)\s+mit\s+(?:freundlicher\s+)?genehmigung"
        r"\s+(?:der|des|von|vom)\s+",
        r"(?:cet|cette)\s+(?:article|tribune|analyse)\s+est\s+(?:republiée?"
        r"|reproduite?)\s+(?:à\s+partir\s+de|depuis|avec\s+l'(?:aimable"
        r"\s+)?autorisation\s+d[eu])\s+",
        r"(?:reproduit|republié|publié)\s+avec\s+l'(?:aimable\s+)?autorisation\s+d[eu]\s+",
        r"(?:(?:este|esta)\s+(?:artículo|texto|nota|artigo|matéria|entrevista)"
        r"\s+(?:fue|foi|es|é|se)\s+)?(?:reproducid[oa]|republicad[oa]|publicad[oa]"
        r"|reproduzid[oa])\s+(?:con|com)\s+(?:el\s+|a\s+)?(?:permiso|autorización"
        r"|permissão|autorização)\s+d(?:e|el|o|a)\s+",
        r"(?:este|esta)\s+(?:artículo|texto|artigo|matéria)\s+(?:es|se|foi|é)"
        r"\s+(?:republica(?:do|da)?|reproducid[oa])\s+(?:de|desde|a partir de|do|da)"
        r"\s+",
        r"(?:(?:questo\s+)?(?:articolo|testo)\s+(?:pubblicato|riprodotto)\s+)?per"
        r"\s+gentile\s+concessione\s+d(?:i|el|ella|ell')\s*",
        r"(?:questo\s+)?articolo\s+(?:è\s+)?(?:ripubblicato|riprodotto)\s+(?:da|dal"
        r"|con\s+(?:il\s+)?permesso\s+d(?:i|el|ella))\s+",
        r"(?:dit\s+artikel\s+is\s+)?(?:overgenomen|gepubliceerd|herplaatst)\s+met"
        r"\s+toestemming\s+van\s+",
        r"(?:przedruk|opublikowan\w+|przedrukowan\w+)\s+za\s+zgodą\s+",
        r"(?:перепечатан\w*|опубликован\w*|публикуется|републикуется)\s+с"
        r"\s+(?:любезного\s+)?(?:разрешения|согласия)\s+(?:редакции\s+|издания\s+"
        r"|сайта\s+|автора\s+и\s+)?",
        r"(?:передрук\w*|опубліковано|публікується)\s+(?:з|за)\s+(?:дозволу|дозволом"
        r"|згоди|згодою)\s+(?:редакції\s+|видання\s+)?",
        r"distributed\s+by\s+(?-i:(?=[A-Z]))",
        r"(?:re-?printed|reprinted)\s+by\s+arrangement\s+with\s+",
        r"used\s+(?:with|by)\s+permission\.?$",
    )
)
_MINE = r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4})?,?\s*(?:by\s+)?(?P<holder>[^.]{2,60}?)"
_COMPANY = r"(?:,?\s+(?:llc|inc|ltd|l\.p))?\.\s*"
_COPYRIGHTS = tuple(
    re.compile(_MINE + _COMPANY + pattern, re.IGNORECASE)
    for pattern in (
        r"(?:visit.{3,60}?\.\s+)?distributed\s+by\s+(?P<name>.*)$",
        r"(?:all rights reserved\.\s*)?(?:used|re-?printed|re-?published)\s+(?:with"
        r"|by)\s+permission(?P<name>)",
        r"click here for reprint permission(?P<name>)",
    )
)
_ZH = re.compile(
    r"(?:本文|文章)?(?:经|經|由|获|獲)(?P<name>.{2,30}?)(?:授权|授權|许可|許可)(?:转载|轉載|发布|發布|刊登)"
)
_PERSON_ONLY = re.compile(
    r"^(?:the\s+)?(?:author|authors|family|artist|photographer|writer)\b", re.I
)


def find_notes(reading: Reading) -> Iterator[Evidence]:
    """Yield the notes that say by whose leave this text stands here."""
    for note in reading.notes:
        found = first_match(_COPYRIGHTS, note.passage.text) or _ZH.match(note.sentence)
        found = found or first_match(_PATTERNS, note.sentence)
        if not found or _PERSON_ONLY.match(found["name"]):
            continue
        name = found["name"] or found.groupdict().get("holder") or ""
        evidence = evidence_of(_ID, _VERSION, reading, note.passage, name)
        if evidence is not None:
            yield evidence


MARKER = Marker(_ID, _VERSION, find_notes)
