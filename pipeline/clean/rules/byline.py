"""The line under the headline that says who and when, where it ran into the body."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, is_short, paragraph_spans

_FIRST_PARAGRAPHS = 3
_MAX_WORDS = 12
_MAX_OTHER_WORDS = 5
_MIN_NAMES = 2
_BY = re.compile(
    r"^(?i:(?:written|posted|curated|reported|words) by|by|von|par|por|di)\s*:?\s+(?P<names>\S.*)$"
)
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?\s+(?:de\s+)?(?:19|20)\d{2}\b"
    r"|\b[^\W\d_]{3,10}\.?\s+\d{1,2},?\s+(?:19|20)\d{2}\b"
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}(?:\s*(?:[ap]\.?m\.?|h|uhr|[A-Z]{2,4}))?\b", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "…", "”", '"', "。")


def find_bylines(text: str) -> Iterator[Span]:
    """Yield the byline and date lines among the first paragraphs of `text`."""
    for start, end in paragraph_spans(text)[:_FIRST_PARAGRAPHS]:
        if is_byline(text[start:end]):
            yield start, end


def is_byline(paragraph: str) -> bool:
    """Tell whether `paragraph` is only 'By' and a name, or a date with few words about it."""
    if "\n" in paragraph or not is_short(paragraph, _MAX_WORDS):
        return False
    if _is_by_name(paragraph):
        return True
    if not _DATE.search(paragraph) or paragraph.endswith(_SENTENCE_END):
        return False
    rest = _CLOCK.sub(" ", _DATE.sub(" ", paragraph))
    return len(re.findall(r"[^\W\d_]+", rest)) <= _MAX_OTHER_WORDS


def _is_by_name(paragraph: str) -> bool:
    """Tell whether `paragraph` is 'By' with a name of two words or more, each in capitals."""
    found = _BY.match(paragraph)
    names = found["names"].split() if found else []
    if len(names) < _MIN_NAMES or not all(names[i][0].isupper() for i in (0, -1)):
        return False
    return (
        all(name[0].isupper() or len(name) <= 3 for name in names) and names[-1][-1] not in "!?:,"
    )


RULE = Rule("byline", 1, find_bylines)
