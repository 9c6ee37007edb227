"""'This article originally appeared on ...', in many languages; never about the own site."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.marker import Marker
from pipeline.provenance.notes import evidence_of, first_match
from pipeline.provenance.reading import Reading

_ID, _VERSION = "originally_appeared", 2

_NOUN = (
    r"(?:article|story|post|piece|column|report|essay|content|interview|version|commentary|op-ed"
    r"|analysis|review|feature|excerpt|text|item|blog(?: post)?|editorial"
    r"|investigation|recipe|op/ed)"
)
_SUBJECT = (
    rf"(?:(?:this|the following|the above)\s+(?:[\w-]+\s+){{0,2}}?{_NOUN}|the following"
    rf"|(?:an?|the)?\s*(?:[\w-]+\s+)?(?:versions?|portions?|parts?)\s+of\s+this"
    rf"\s+(?:[\w-]+\s+)?{_NOUN}|{_NOUN})"
)
_FIRST = r"(?:originally|first|previously|initially)"
_SHOWN = r"(?:appeared|published|posted|ran|reported|aired|printed|released|featured|broadcast)"
_WHERE = (
    r"(?:on|in|at|by|via|with|for|through)\s+(?:the\s+(?:website|site|pages|blog)"
    r"\s+(?:of\s+)?)?"
)
_DE_FIRST = r"(?:zuerst|ursprünglich|erstmals|zunächst|im original|bereits)"
_DE_IN = r"(?:auf|in|im|bei|beim|von|vom|unter|am)\s+(?-i:(?:der|dem|den)\s+)?"
_DE_NOUN = (
    r"(?:artikel|text|beitrag|interview|kommentar|gastbeitrag|essay|bericht|reportage"
    r"|analyse|meldung|kolumne)"
)
_FR_FIRST = (
    r"(?:initialement|d'abord|originellement|originalement|précédemment|à l'origine"
    r"|pour la première fois)"
)
_FR_IN = r"(?:sur|dans|par|en|chez)\s+(?:le site (?:de |du )?)?(?-i:les? |la |l')?"
_ES_FIRST = (
    r"(?:originalmente|originariamente|por primera vez|primero|inicialmente"
    r"|pela primeira vez|primeiro)"
)
_ES_SHOWN = r"(?:publicad[oa]|publicó|apareció|apareceu|aparecid[oa])"
_ES_IN = r"(?:en|no|na|em|por|pelo|pela|nos|nas)\s+(?-i:el |la |o |a )?"
_ES_NOUN = (
    r"(?:artículo|texto|nota|noticia|entrevista|reportaje|columna|artigo|matéria|notícia"
    r"|reportagem|crônica|conteúdo|contenido)"
)
_IT_FIRST = (
    r"(?:originariamente|originalmente|per la prima volta|inizialmente|in origine|per primo)"
)
_IT_SHOWN = r"(?:pubblicat[oa]|uscit[oa]|apparso|apparsa)"

_PATTERNS = tuple(
    re.compile(pattern + r"\s*(?P<name>.*)$", re.IGNORECASE)
    for pattern in (
        rf"{_SUBJECT}(?:\s+\(?by [^)]{{3,60}}\)?)?\s+(?:was|is|has been|had been)?\s*(?:also\s+)?"
        rf"(?:{_FIRST}\s+{_SHOWN}|{_SHOWN}\s+{_FIRST})\s+{_WHERE}",
        rf"(?:{_FIRST}\s+{_SHOWN}|(?:appeared|published)\s+{_FIRST})\s+{_WHERE}",
        rf"(?:dies(?:er|es|e)|der|das|die|ein)\s+{_DE_NOUN}\s+(?:ist\s+|wurde\s+)?"
        rf"(?:erschien(?:en)?|veröffentlicht)\s+{_DE_FIRST}\s+{_DE_IN}",
        rf"{_DE_FIRST}\s+(?:erschienen|veröffentlicht|publiziert)\s+{_DE_IN}",
        rf"(?:(?:cet|cette|ce)\s+(?:article|texte|tribune|entretien|contenu|reportage"
        rf"|billet|analyse)|article|texte)"
        rf"\s+(?:(?:a|est|avait|fut|ont)\s+)?(?:été\s+)?(?:{_FR_FIRST}\s+(?:été"
        rf"\s+)?(?:publié|paru)e?"
        rf"|(?:publié|paru)e?\s+{_FR_FIRST})\s+{_FR_IN}",
        rf"(?:(?:initialement\s+(?:publié|paru)|(?:publié|paru)e?\s+{_FR_FIRST}))\s+{_FR_IN}",
        rf"(?:(?:este|esta|el|la|o|a|um|una?)\s+)?(?:versi[óo]n de este\s+"
        rf"|versão deste\s+)?{_ES_NOUN}\s+"
        rf"(?:(?:fue|foi|ha sido|se|había sido)\s+)?(?:{_ES_SHOWN}\s+{_ES_FIRST}"
        rf"|{_ES_FIRST}\s+{_ES_SHOWN})\s+{_ES_IN}",
        rf"(?:{_ES_SHOWN}\s+{_ES_FIRST}|originalmente\s+{_ES_SHOWN})\s+{_ES_IN}",
        rf"(?:quest[oa]?'?|l'|un'?|il)\s*(?:articolo|testo|intervista|pezzo"
        rf"|contenuto)\s+(?:è|e'|era)\s+(?:stat[oa]\s+)?"
        rf"(?:{_IT_SHOWN}\s+{_IT_FIRST}|{_IT_FIRST}\s+{_IT_SHOWN})\s+(?:su|sul|sulla"
        rf"|in|da|dal|dalla|nel|nella)\s+",
        rf"{_IT_SHOWN}\s+{_IT_FIRST}\s+(?:su|sul|sulla|in|da|dal)\s+",
        r"(?:dit|deze|het)\s+(?:artikel|stuk|verhaal|bericht|interview|opiniestuk)"
        r"\s+(?:verscheen|is|werd)\s+"
        r"(?:eerder|eerst|oorspronkelijk|voor het eerst)\s+(?:verschenen\s+"
        r"|gepubliceerd\s+)?(?:op|in|bij|door)\s+",
        r"(?:(?:ten\s+)?(?:artykuł|tekst|wywiad|materiał|felieton)"
        r"\s+)?(?:ukazał\w* się|został\w* opublikowan\w+|opublikowan\w+)\s+"
        r"(?:pierwotnie|po raz pierwszy|oryginalnie)\s+(?:na|w|przez)\s+(?:portalu "
        r"|stronie |serwisie |łamach )?",
        r"(?:(?:ten\s+)?(?:artykuł|tekst|wywiad|materiał)\s+)?(?:pierwotnie"
        r"|oryginalnie|po raz pierwszy)\s+"
        r"(?:ukazał\w* się|opublikowan\w+|został\w* opublikowan\w+)\s+(?:na|w|przez)"
        r"\s+(?:portalu |stronie |serwisie |łamach )?",
        r"(?:(?:эта\s+|этот\s+|данн\w+\s+)?(?:статья|материал|текст|интервью|колонка"
        r"|заметка)\s+)?(?:был[аио]?\s+)?"
        r"(?:впервые|первоначально|изначально)\s+(?:был[аио]?\s+)?(?:опубликован\w*"
        r"|вышл?[аои]?|появил\w+)\s+"
        r"(?:на\s+(?:сайте|портале|страницах)|в\s+(?:издании|газете|журнале)|изданием|в|на)\s+",
        r"(?:(?:ця\s+|цей\s+)?(?:стаття|матеріал|текст|інтерв'ю|колонка)\s+)?(?:був|була|було)?\s*"
        r"(?:вперше|спершу|спочатку|первісно)\s+(?:був\s+|була\s+|було"
        r"\s+)?(?:опублікован\w+|вийш\w+|з'явил\w+)\s+"
        r"(?:на\s+(?:сайті|порталі|сторінках)|у\s+(?:виданні|газеті)|виданням|у|в|на)\s+",
        r"(?:本文|原文|文章|此文|这篇文章|這篇文章)?(?:最初|首次|最早)?(?:首发|首發|原载|原載|原刊|首刊|发表|發表|刊登|刊载|刊載)(?:于|於|在)",
        r"初出\s*[:：]",
        r"(?:denna|artikeln|texten|artiklen|artikkelen|denne artikkelen"
        r"|denne artikel|krönikan)\s*(?:artikel\s+)?"
        r"(?:publicerades|är|ble|blev|har tidligere vært|er)\s+(?:ursprungligen"
        r"|först|først|oprindeligt|opprinnelig|oprindelig)\s+"
        r"(?:publicerad\s+|publisert\s+|publiceret\s+|bragt\s+|udgivet\s+)?(?:i|på|av|hos|af)\s+",
        r"(?:(?:tento\s+)?(?:článek|text|rozhovor)\s+)(?:původně|poprvé)\s+(?:vyšel"
        r"|byl publikován)\s+(?:na|v|ve)\s+(?:webu |serveru |deníku )?",
        r"(?:نُ?شر|ظهر|نُشِر)\s+هذا\s+(?:المقال|النص|التقرير|الحوار)\s+(?:لأول مرة"
        r"|للمرة الأولى|أولاً?|أصلاً?|في الأصل)\s+(?:في|على)\s+(?:موقع\s+)?",
    )
)
# Where the name stands in the middle of the sentence, before its verb.
_INNER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:dies(?:er|es|e)|der|das|die|ein)\s+{_DE_NOUN}\s+(?:ist|wurde)"
        rf"\s+{_DE_FIRST}\s+{_DE_IN}"
        r"(?P<name>[^.]{2,60}?)\s+(?:erschienen|veröffentlicht|publiziert)",
        rf"{_DE_FIRST}\s+{_DE_IN}(?P<name>[^.]{{2,60}}?)\s+(?:erschienen"
        rf"|veröffentlicht|publiziert)",
        r"bu\s+(?:yazı|makale|haber|röportaj|metin)\s+(?:ilk\s+(?:olarak|kez|defa)"
        r"|orijinal olarak)\s+"
        r"(?P<name>.{2,60}?)(?:'?[dt][ea])?\s+(?:yayımlan|yayınlan)\w+",
        r"(?:この記事|本記事|本稿)は、?(?P<name>.{2,40}?)(?:に(?:最初に)?掲載され|で(?:最初に)?公開され"
        r"|から(?:の)?転載|より転載|からの転載)",
        r"이\s*(?:기사|글|칼럼)[은는]\s*(?P<name>.{2,40}?)에\s*(?:처음|먼저|최초로|원래)\s*(?:게재|실린|실렸|발행|발표)",
    )
)
_DATE = re.compile(
    r"(?:on\s+)?(?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d)",
    re.IGNORECASE,
)


def find_notes(reading: Reading) -> Iterator[Evidence]:
    """Yield the notes at the beginning or the end of a story that say where it stood first."""
    for note in reading.notes:
        found = first_match(_INNER, note.sentence) or first_match(_PATTERNS, note.sentence)
        if found and not _DATE.match(found["name"]):
            evidence = evidence_of(_ID, _VERSION, reading, note.passage, found["name"])
            if evidence is not None:
                yield evidence


MARKER = Marker(_ID, _VERSION, find_notes)
