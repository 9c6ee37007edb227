"""What changed between two texts, word by word: for people in a terminal, for programs in JSON.

Paragraphs are aligned first, then the words of those that changed, both by longest matching blocks
(Ratcliff and Obershelp 1988, as in the standard library's difflib).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from pipeline.text import paragraphs, pieces, words

Op = Literal["equal", "delete", "insert"]

MAX_PRODUCT = 4_000_000
"""Pieces before times pieces after: above it a paragraph is shown as replaced, not word by word."""

_MIN_RATIO = 0.3
"""Less in common than this, and two paragraphs are two, not one that changed."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that stayed, went or came."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One changed part of an article: its title, its authors or a paragraph of its body.

    `before` and `after` number the paragraph in each text, 1 first; None where it is not there.
    """

    field: Literal["title", "authors", "paragraph"]
    before: int | None
    after: int | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader reads of a version."""

    title: str
    authors: Sequence[str]
    body: str


def diff_texts(before: Told, after: Told) -> list[FieldDiff]:
    """Return the parts that differ, title first, paragraphs in the order of the text."""
    heads = (
        ("title", before.title, after.title),
        ("authors", ", ".join(before.authors), ", ".join(after.authors)),
    )
    found = [
        FieldDiff(name, None, None, tuple(diff_words(old, new)))  # type: ignore[arg-type]
        for name, old, new in heads
        if old != new
    ]
    return found + list(_diff_bodies(paragraphs(before.body), paragraphs(after.body)))


def diff_words(before: str, after: str) -> Iterator[Segment]:
    """Yield segments whose equal and deleted texts give `before`, equal and inserted `after`."""
    old, new = pieces(before), pieces(after)
    if len(old) * len(new) > MAX_PRODUCT:
        yield from _replaced(before, after)
        return
    for op, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Segment("equal", "".join(old[i:j]))
        else:
            yield from _replaced("".join(old[i:j]), "".join(new[k:m]))


def _replaced(before: str, after: str) -> Iterator[Segment]:
    if before:
        yield Segment("delete", before)
    if after:
        yield Segment("insert", after)


def _diff_bodies(old: list[str], new: list[str]) -> Iterator[FieldDiff]:
    for op, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            for one, other in _paired(old, new, range(i, j), range(k, m)):
                yield _paragraph(old, new, one, other)


def _paired(
    old: list[str], new: list[str], gone: range, come: range
) -> Iterator[tuple[int | None, int | None]]:
    """Yield which of the paragraphs in a replaced block became which; order is kept."""
    for one, other in zip_longest(gone, come):
        if one is None or other is None or _is_alike(old[one], new[other]):
            yield one, other
        else:
            yield one, None
            yield None, other


def _is_alike(before: str, after: str) -> bool:
    old, new = words(before), words(after)
    if len(old) * len(new) > MAX_PRODUCT:
        return True
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _MIN_RATIO


def _paragraph(old: list[str], new: list[str], before: int | None, after: int | None) -> FieldDiff:
    was = "" if before is None else old[before]
    now = "" if after is None else new[after]
    return FieldDiff("paragraph", _number(before), _number(after), tuple(diff_words(was, now)))


def _number(index: int | None) -> int | None:
    return None if index is None else index + 1
