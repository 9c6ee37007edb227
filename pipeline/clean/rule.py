"""What a cleaning rule is, and the two units that rules look at: paragraphs and lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.text import sentences

Span = tuple[int, int]
"""Half-open offsets in code points."""

_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?!\n))*")
_LINE = re.compile(r"[^\n]+")
_MAX_LETTERS = 12  # characters a word, on average, with its space


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture.

    `find` takes the text that entered the rule's `stage` and yields the spans to remove, whole
    lines or paragraphs without the line ends around them: `clean_document` takes the right ones
    along. Rules of one stage see the same text, so their order means nothing.
    """

    id: str
    version: int
    find: Callable[[str], Iterable[Span]]
    stage: int = 1


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


def is_short(text: str, max_words: int) -> bool:
    """Tell whether `text` has at most so many words (by its spaces: this runs on every line)."""
    return len(text) <= max_words * _MAX_LETTERS and len(text.split()) <= max_words


def is_prose(text: str) -> bool:
    """Tell whether `text` reads as told rather than as a headline: sentences that end in a stop."""
    return text.rstrip("\"'”’»)").endswith((".", "。")) or len(sentences(text)) > 2
