"""The line at the end of a copy that names its source: `Source: Read Full Article`."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, fold, is_prose, is_short, paragraph_spans

_MAX_WORDS = 12
_LAST_PARAGRAPHS = 4
_SOURCE = (
    r"(?:sources?|quelle|fuente|fonte|bron|kilde|källa|lähde|źródło|zdroj|forrás|sursa|kaynak"
    r"|источник|джерело|πηγή|来源|來源|出典|출처)"
)
_READ_FULL = (
    r"(?:read (?:the )?(?:full|original|whole|entire) (?:article|story|post|report)"
    r"|full (?:article|story)|original (?:article|source|link)"
    r"|(?:den )?(?:ganzen|vollständigen|kompletten) artikel lesen|zum original(?:artikel)?"
    r"|lire (?:l'article complet|la suite|l'article original)|article (?:complet|original)"
    r"|leer (?:el )?artículo (?:completo|original)|artículo original|leggi l'articolo completo)"
)
_MARKER = re.compile(
    rf"^(?:via )?(?:{_SOURCE}\s*[:：].{{0,100}}|{_SOURCE} link|{_SOURCE}"
    rf"|(?:{_SOURCE}\s*[:：]?\s*)?{_READ_FULL}(?: (?:here|on|at|auf|bei|sur|en) .{{0,60}}| here)?)$"
)


def find_source_marker(text: str) -> Iterator[Span]:
    """Yield the short source lines among the last paragraphs of `text`."""
    for start, end in paragraph_spans(text)[-_LAST_PARAGRAPHS:]:
        line = text[start:end]
        if is_short(line, _MAX_WORDS) and not is_prose(line) and _MARKER.match(fold(line)):
            yield start, end


RULE = Rule("source_marker", 1, find_source_marker)
