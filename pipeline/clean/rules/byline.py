"""The line under the headline that says who and when, where it ran into the body."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, fold, is_short, labelled, paragraph_spans

_FIRST_PARAGRAPHS = 3
_MAX_WORDS = 12
_MAX_OTHER_WORDS = 5
_MIN_NAMES = 2
_BY = re.compile(
    r"^(?i:(?:written|posted|curated|reported|words) by|by|von|par|por|di)\s*:?\s+(?P<names>\S.*)$"
)
_FROM = re.compile(
    r"^(?:dal(?:la|l')? ?nostr[oa] (?:inviat[oa]|corrispondente)|from our (?:own )?correspondent"
    r"|de (?:notre|nos) (?:envoyée?|correspondante?|journaliste)s?|von unserem korrespondenten"
    r"|van onze (?:verslaggever|correspondent|redactie))\b.{0,30}$"
    r"|^(?:erschienen|veröffentlicht|erstellt|published|posted|publié|publicado|pubblicato"
    r"|geplaatst|opublikowano)\b"
    r".{0,40}\b(?:19|20)\d{2}\b.{0,30}$"
)
# A name alone behind the last sentence, as Japanese and Chinese papers sign.
_HAN_NAME = re.compile(
    r"[（(【]?(?:(?:責任編輯|责任编辑|編集|文)[:：]?)?[\u4e00-\u9fff]{2,6}[)）】]?"
)
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_][^\s\d]{1,11}\s+(?:de\s+)?(?:19|20)\d{2}\b"
    r"|\b[^\W\d_]{3,10}\.?\s+\d{1,2},?\s+(?:19|20)\d{2}\b"
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}(?:\s*(?:[ap]\.?m\.?|h|uhr|[A-Z]{2,4}))?\b", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "…", "”", '"', "。")


def find_bylines(text: str) -> Iterator[Span]:
    """Yield byline and date lines among the first paragraphs of `text`, and some as the last."""
    spans = paragraph_spans(text)
    for start, end in spans[:_FIRST_PARAGRAPHS]:
        for line in re.finditer(r"[^\n]+", text[start:end]):
            if is_byline(line[0]):
                yield start + line.start(), start + line.end()
    for start, end in spans[_FIRST_PARAGRAPHS:][-1:]:
        last = text[start:end]
        if is_short(last, _MAX_WORDS) and (_FROM.match(fold(last)) or _HAN_NAME.fullmatch(last)):
            yield start, end


def is_byline(line: str) -> bool:
    """Tell whether `line` is only 'By' and a name, or a date with few words about it."""
    if not is_short(line, _MAX_WORDS):
        return False
    if _is_by_name(line) or _FROM.match(fold(line)):
        return True
    if not _DATE.search(line) or line.endswith(_SENTENCE_END):
        return False
    rest = _CLOCK.sub(" ", _DATE.sub(" ", line))
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


_MAX_MARKED_WORDS = 20
_LABELS = r"""
    byline|by-line|date|pub-date|posted-(?:on|by)|entry-meta|post-meta|article-meta|meta-(?:data|info|bar)
    |published-(?:at|on|date)|publish-date|post-date|entry-date|article-date|date-?time|timestamp
    |reading-time|read-time"""

RULE = Rule("byline", 2, find_bylines, find_marked=labelled(_LABELS, _MAX_MARKED_WORDS))
