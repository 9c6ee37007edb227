"""Copyright lines at the end of a text."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, is_short, paragraph_spans
from pipeline.text import fold

_MAX_WORDS = 45
_LAST_PARAGRAPHS = 3
_FOOTER = re.compile(
    r"^(?:(?:copyright\s*)?(?:©|\(c\))|copyright,? (?:\d{4}|by)\b|all rights reserved\b"
    r"|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|tutti i diritti riservati|this material may not be (?:published|reproduced))"
)


def find_copyright_footer(text: str) -> Iterator[Span]:
    """Yield the copyright lines among the last paragraphs of `text`."""
    for start, end in paragraph_spans(text)[-_LAST_PARAGRAPHS:]:
        line = text[start:end]
        if is_short(line, _MAX_WORDS) and _FOOTER.match(fold(line)):
            yield start, end


RULE = Rule("copyright_footer", 1, find_copyright_footer)
