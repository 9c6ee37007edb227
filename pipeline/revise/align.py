"""Which paragraph became which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher

MIN_LIKENESS = 0.4
"""Share of common words from which on two paragraphs are one, reworded."""

_MIN_CONTAINED = 0.8
_MIN_CONTAINED_WORDS = 4

_MAX_PAIRS = 10_000


@dataclass(slots=True)
class Alignment:
    """Positions of paragraphs: reworded (before, after), added, cut, and those that only moved."""

    reworded: list[tuple[int, int]] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)


def align(before: list[list[str]], after: list[list[str]]) -> Alignment:
    """Return which paragraphs (as lists of words) were reworded, added, cut and moved.

    Equal paragraphs are found by the longest common blocks (Ratcliff and Metzener 1988, as in
    `difflib`); what is left over is moved where it is equal, else paired by likeness, best first.
    """
    old, new = [" ".join(words) for words in before], [" ".join(words) for words in after]
    found = Alignment()
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.cut += range(a0, a1)
            found.added += range(b0, b1)
    _take_moved(found, old, new)
    _take_reworded(found, before, after)
    return found


def likeness(a: list[str], b: list[str]) -> float:
    """Return the share of common words of two paragraphs, 0..1, each word as often as it stands.

    Twice the common ones over all (Dice 1945).
    """
    total = len(a) + len(b)
    return 2 * (Counter(a) & Counter(b)).total() / total if total else 1.0


def _kinship(a: list[str], b: list[str]) -> float:
    """Return the likeness of two paragraphs, or how much of the shorter one the longer one holds.

    A paragraph that lost most of its sentences is still that paragraph.
    """
    shorter = min(len(a), len(b))
    contained = (Counter(a) & Counter(b)).total() / shorter if shorter else 0.0
    is_part = shorter >= _MIN_CONTAINED_WORDS and contained >= _MIN_CONTAINED
    return max(likeness(a, b), contained / 2 if is_part else 0.0)


def _take_moved(found: Alignment, old: list[str], new: list[str]) -> None:
    places: dict[str, list[int]] = {}
    for j in found.added:
        places.setdefault(new[j], []).append(j)
    for i in list(found.cut):
        if places.get(old[i]):
            found.moved.append((i, places[old[i]].pop(0)))
    _drop(found, found.moved)


def _take_reworded(found: Alignment, before: list[list[str]], after: list[list[str]]) -> None:
    if len(found.cut) * len(found.added) > _MAX_PAIRS:
        pairs = list(zip(found.cut, found.added, strict=False))
    else:
        pairs = [(i, j) for i in found.cut for j in found.added]
    scored = [(_kinship(before[i], after[j]), -abs(i - j), i, j) for i, j in pairs]
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    for score, _, i, j in sorted(scored, key=lambda item: (-item[0], -item[1], item[2], item[3])):
        if score >= MIN_LIKENESS and i not in taken_before and j not in taken_after:
            found.reworded.append((i, j))
            taken_before.add(i)
            taken_after.add(j)
    found.reworded.sort()
    _drop(found, found.reworded)


def _drop(found: Alignment, pairs: list[tuple[int, int]]) -> None:
    gone, come = {i for i, _ in pairs}, {j for _, j in pairs}
    found.cut = [i for i in found.cut if i not in gone]
    found.added = [j for j in found.added if j not in come]
