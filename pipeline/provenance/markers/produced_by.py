"""'This story was produced by X', 'published in partnership with X', 'materials provided by X'."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.marker import HINTED, NAMED, Marker
from pipeline.provenance.notes import evidence_of, first_match
from pipeline.provenance.reading import Reading

_ID, _VERSION = "produced_by", 1

_NOUN = (
    r"(?:article|story|post|piece|report|content|investigation|series|project|interview"
    r"|analysis|commentary|material)"
)
_THIS = rf"(?:this|the following)\s+(?:[\w-]+\s+){{0,2}}?{_NOUN}"
_BY = r"\s*(?P<name>.*)$"

_BY_ANOTHER = tuple(
    re.compile(pattern + _BY, re.IGNORECASE)
    for pattern in (
        rf"{_THIS}\s+(?:was|is|has been)\s+(?:produced|created|provided|supplied"
        rf"|written|reported(?:\s+and\s+\w+)?|syndicated|distributed|brought\s+to"
        rf"\s+you)\s+(?:exclusively\s+)?by\s+",
        rf"{_THIS}\s+(?:comes|came)\s+(?:to\s+(?:you|us)\s+)?(?:from|courtesy\s+of"
        rf"|via)\s+(?:our\s+(?:\w+\s+)?partners?(?:\s+at)?,?\s+)?",
        r"(?:story\s+source:\s*)?materials?\s+provided\s+by\s+",
        r"(?:story\s+)?provided\s+by\s+",
        r"(?:esta|este)\s+(?:nota|artículo|historia|texto|reportaje|matéria|artigo"
        r"|reportagem)\s+(?:fue|foi)\s+(?:producid[oa]|elaborad[oa]|produzid[oa])"
        r"\s+(?:por|pela|pelo)\s+",
        r"cet(?:te)?\s+(?:article|enquête|reportage)\s+a\s+été\s+(?:produite?|réalisée?)\s+par\s+",
        r"dies(?:er|e|es)\s+(?:artikel|beitrag|text|recherche)\s+(?:wurde|stammt)\s+von\s+",
        r"questo\s+(?:articolo|contenuto)\s+è\s+stato\s+(?:prodotto|realizzato)\s+da\s+",
    )
)
_TOGETHER = tuple(
    re.compile(pattern + _BY, re.IGNORECASE)
    for pattern in (
        rf"{_THIS}\s+(?:was|is|has been)\s+(?:\w+\s+){{0,3}}?(?:in\s+(?:partnership"
        rf"|collaboration|cooperation)\s+with|as\s+part\s+of\s+a\s+partnership"
        rf"\s+with)\s+",
        rf"{_THIS}\s+(?:was|is|has been)\s+(?:co-?published|co-?produced|co-?reported"
        rf"|jointly\s+published)\s+(?:with|by)\s+",
        r"(?:published|produced)\s+in\s+partnership\s+with\s+",
        r"dies(?:er|e|es)\s+(?:artikel|beitrag|text|recherche|interview)"
        r"\s+(?:entstand|ist|erscheint)\s+(?:\w+\s+){0,2}?in\s+(?:kooperation"
        r"|zusammenarbeit)\s+mit\s+(?:der\s+|dem\s+)?",
        r"cet(?:te)?\s+(?:article|enquête)\s+est\s+(?:\w+\s+)?(?:publiée?|réalisée?)"
        r"\s+en\s+(?:partenariat|collaboration)\s+avec\s+",
        r"(?:este|esta)\s+(?:artículo|nota|reportaje|artigo|matéria)\s+(?:fue|foi|es"
        r"|é)\s+(?:\w+\s+)?(?:publicad[oa]|realizad[oa])\s+en?m?\s+(?:alianza"
        r"|colaboración|parceria)\s+(?:con|com)\s+",
    )
)
# Aid is no authorship, people are no outlets, and what is sold is no story.
_NO_OUTLET = re.compile(
    r"^(?:a\s|an\s|our\s|my\s|us\b|staff|the\s+(?:staff|author|editors?|newsroom"
    r"|team)\b|support|members?\b|students?\b"
    r"|artificial|ai\b|generative|using|chatgpt|openai)",
    re.IGNORECASE,
)


def find_notes(reading: Reading) -> Iterator[Evidence]:
    """Yield the notes that say that another house made this text, or made it too."""
    for note in reading.notes:
        for patterns, strength in ((_BY_ANOTHER, NAMED), (_TOGETHER, HINTED)):
            found = first_match(patterns, note.sentence)
            if found and found["name"] and not _NO_OUTLET.match(found["name"]):
                evidence = evidence_of(
                    _ID, _VERSION, reading, note.passage, found["name"], strength
                )
                if evidence is not None:
                    yield evidence
                break


MARKER = Marker(_ID, _VERSION, find_notes)
