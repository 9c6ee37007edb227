"""'The post A appeared first on B.': the footer of B's feed, which says nothing on B's own site."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.marker import Marker
from pipeline.provenance.notes import evidence_of, first_match
from pipeline.provenance.reading import Reading

_ID, _VERSION = "appeared_first", 1

# The forms in which WordPress writes this footer, by the languages of its translations.
_PATTERNS = tuple(
    re.compile(pattern + r"\s*:?\s*(?P<name>\S.*)$", re.IGNORECASE)
    for pattern in (
        r"the\s+(?:post|article|story|entry)\s+.{2,300}?\s+(?:appeared\s+first|first"
        r"\s+appeared)\s+on",
        r"(?!.*\b(?:it|he|she|they|who|which|that)\b).{2,300}?\s+appeared\s+first\s+on",
        r"der\s+(?:beitrag|artikel)\s+.{2,300}?\s+erschien\s+zuerst\s+(?:auf|bei)",
        r"l'article\s+.{2,300}?\s+est\s+apparu\s+en\s+premier\s+sur",
        r"(?:la\s+(?:entrada|noticia)|el\s+(?:artículo|cargo))\s+.{2,300}?\s+(?:se"
        r"\s+publicó\s+primero|apareció\s+primero)\s+en",
        r"l'articolo\s+.{2,300}?\s+(?:proviene\s+da|sembra\s+essere\s+il\s+primo\s+su)",
        r"o\s+(?:post|artigo|conteúdo)\s+.{2,300}?\s+(?:apareceu\s+primeiro\s+em"
        r"|aparece\s+primeiro\s+em)",
        r"het\s+(?:bericht|artikel)\s+.{2,300}?\s+verscheen\s+(?:eerst|als eerste)\s+op",
        r"(?:artykuł|post|wpis)\s+.{2,300}?\s+pochodzi\s+z\s+serwisu",
        r"(?:запись|сообщение|статья)\s+.{2,300}?\s+впервые\s+появила?с?[ьо]?\w*(?:\s+на)?",
        r"(?:запис|повідомлення|стаття)\s+.{2,300}?\s+(?:вперше\s+з'явив?\w*|спершу"
        r"\s+з'явився)(?:\s+на)?",
        r"inlägget\s+.{2,300}?\s+dök\s+först\s+upp\s+på",
        r"příspěvek\s+.{2,300}?\s+pochází\s+z",
        r".{2,300}?\s+yazısı\s+ilk\s+önce",
        r"投稿\s*.{2,300}?\s*は",
        r"(?:最先)?.{2,200}?最先出现在",
    )
)


def find_footers(reading: Reading) -> Iterator[Evidence]:
    """Yield the feed footers of other sites."""
    for note in reading.notes:
        text = note.passage.text.replace("’", "'")
        found = first_match(_PATTERNS, text) if text.endswith(note.sentence) else None
        if found:
            name = re.sub(
                r"\s*に最初に表示されました|\s*üzerinde ortaya çıktı|[。.]$", "", found["name"]
            )
            evidence = evidence_of(_ID, _VERSION, reading, note.passage, name)
            if evidence is not None:
                yield evidence


MARKER = Marker(_ID, _VERSION, find_footers)
