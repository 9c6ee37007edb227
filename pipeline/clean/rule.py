"""What a cleaning rule is, and the two units that rules look at: paragraphs and lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Mark
from pipeline.text import fold as fold_text
from pipeline.text import sentences

Span = tuple[int, int]
"""Half-open offsets in code points."""
Edit = tuple[int, int] | tuple[int, int, str]
"""A span to remove, or a span and the text that comes in its place (no line end in either)."""

REPAIR, FURNITURE = 1, 2
"""The stages: first what is broken is put right, so that the other rules can read it."""

_UNSPACED = {"ja", "zh"}
_LEADING_BOUNDARY = re.compile(r"(^|\|)\\b")
_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?!\n))*")
_LINE = re.compile(r"[^\n]+")
_QUOTES = {"blockquote", "cite", "q"}
_QUOTED = re.compile(
    r"(?<![a-z0-9])(?:block|pull)?-?(?:quotes?|quotation|zitat|citation)(?![a-z0-9])"
)
_MAX_LETTERS = 12  # characters a word, on average, with its space
# Somebody's word, in any of the languages: what is reported is told, whatever it is about.
_REPORTED = re.compile(
    r"^(?:[\"']|>(?!>))|\b(?:said|says|told|wrote|announced|argued|according to|sagte|sagt"
    r"|erkl[aä]rte|teilte|"
    r"schrieb|berichtet\w*|laut|a d[eé]clar[eé]|a dit|a affirm[eé]|a annonc[eé]|selon|dijo|"
    r"afirm[oó]|declar[oó]|anunci[oó]|seg[uú]n|disse|afirmou|anunciou|segundo|ha detto"
    r"|ha dichiarato|"
    r"ha spiegato|secondo|zei|zegt|volgens|meldde|powiedzia[lł]\w*|poinformowa[lł]\w*|wed[lł]ug|"
    r"сказал\w*|заявил\w*|сообщил\w*|dedi|söyledi|açıkladı)\b"
)


def _nothing(*_: object) -> Iterable[Span]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture, or of damage.

    `find` takes the text that entered the rule's `stage` and yields the spans to remove, whole
    lines or paragraphs without the line ends around them: `clean_document` takes the right ones
    along. `find_marked` takes the marks of its paragraphs as well. Rules of one stage see the same
    text and marks, so their order means nothing.
    """

    id: str
    version: int
    find: Callable[[str], Iterable[Edit]] = _nothing
    stage: int = FURNITURE
    find_marked: Callable[[str, Sequence[Mark]], Iterable[Span]] = _nothing


fold = lru_cache(maxsize=1024)(fold_text)
"""`pipeline.text.fold`, remembered: every rule asks for the same lines."""


def paragraph_spans(text: str) -> list[Span]:
    """Return where the paragraphs of `text` stand."""
    return [found.span() for found in _PARAGRAPH.finditer(text)]


def paragraphs_that(is_furniture: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """Return a `find` that yields each paragraph for which `is_furniture` holds."""

    def find(text: str) -> Iterator[Span]:
        return (found.span() for found in _PARAGRAPH.finditer(text) if is_furniture(found[0]))

    return find


def lines_that(is_furniture: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """Return a `find` that yields each line for which `is_furniture` holds."""

    def find(text: str) -> Iterator[Span]:
        return (found.span() for found in _LINE.finditer(text) if is_furniture(found[0]))

    return find


def marked_that(
    is_furniture: Callable[[str, Mark], bool],
) -> Callable[[str, Sequence[Mark]], Iterator[Span]]:
    """Return a `find_marked` that yields each marked paragraph for which `is_furniture` holds."""

    def find(text: str, marks: Sequence[Mark]) -> Iterator[Span]:
        spans = ((mark, text[mark.start : mark.end]) for mark in marks)
        return ((mark.start, mark.end) for mark, part in spans if is_furniture(part, mark))

    return find


def labelled(words: str, max_words: int) -> Callable[[str, Sequence[Mark]], Iterator[Span]]:
    """Return a `find_marked` that yields short paragraphs in elements labelled with one of `words`.

    `words` is a regular expression that has to match whole words of a class, an id or a role; the
    words of one label are joined by '-'. What is set as a quotation is never such a paragraph.
    """
    pattern = re.compile(rf"(?<![a-z0-9])(?:{_one_line(words)})(?![a-z0-9])")

    def is_furniture(paragraph: str, mark: Mark) -> bool:
        labels = " ".join(mark.labels)
        return (
            pattern.search(labels) is not None
            and is_short(paragraph, max_words)
            and not (_QUOTES.intersection(mark.tags) or _QUOTED.search(labels))
        )

    return marked_that(is_furniture)


def is_short(text: str, max_words: int) -> bool:
    """Tell whether `text` has at most so many words (by its spaces: this runs on every line)."""
    return len(text) <= max_words * _MAX_LETTERS and len(text.split()) <= max_words


def is_prose(text: str) -> bool:
    """Tell whether `text` reads as told rather than as a headline: sentences that end in a stop."""
    return text.rstrip("\"'”’»)").endswith((".", "。")) or len(sentences(text)) > 2


def notice(
    by_language: Mapping[str, str], max_words: int, *, label: str = ""
) -> Callable[[str], bool]:
    """Return a test for short lines in which one of the phrases stands.

    `by_language` holds regular expressions over folded text (`pipeline.text.fold`), searched
    anywhere; `label` is one that has to match the whole line, without marks around it. What opens
    with a quotation or reports somebody's words is never such a line. Line ends of the patterns,
    and the indentation behind them, mean nothing.
    """
    phrases = _phrases(by_language)
    labels = re.compile(_one_line(label) or r"(?!)")

    def is_notice(line: str) -> bool:
        if not is_short(line, max_words):
            return False
        folded = fold(line)
        if labels.fullmatch(bare(folded)):
            return True
        return bool(phrases.search(folded)) and not _REPORTED.search(folded)

    return is_notice


def _phrases(by_language: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern for all: tried only where a word begins, which makes it fast.

    In scripts that write no spaces a word may begin anywhere.
    """
    spaced = "|".join(p for language, p in by_language.items() if language not in _UNSPACED)
    unspaced = "|".join(p for language, p in by_language.items() if language in _UNSPACED)
    spaced = _LEADING_BOUNDARY.sub(r"\1", _one_line(spaced))
    return re.compile(rf"(?<!\w)(?:{spaced or '(?!)'})|{_one_line(unspaced) or '(?!)'}")


def _one_line(pattern: str) -> str:
    return "".join(map(str.strip, pattern.splitlines()))


def bare(folded: str) -> str:
    """Return `folded` without the marks that stand around labels: arrows, stars, brackets, dots."""
    return folded.strip(" \t.,:;!?…·•|-_*>»<«▶►→←↓▼[](){}#=+")
