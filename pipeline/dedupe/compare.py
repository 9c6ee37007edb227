"""Do two texts have one origin? A pure function of both texts and the frozen lists.

Shared shingles find what was trimmed, reordered or padded; the longest common subsequence finds
what was reworded; rare words and numbers tell one template filled twice from one text printed
twice. Where a text's numbers were brought up to date its names stay, and its wording does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.dedupe.lists import COMMON_WORDS_VERSION, HOT_SHINGLES_VERSION
from pipeline.dedupe.prepare import PreparedText
from pipeline.model import CopyKind, CopyMeasures

ALGORITHM_VERSION = 1
"""Raised with any change that could change a measure or a verdict, the frozen lists included."""

MIN_SHARED = 12
RARE_SHORT, RARE_LONG = 0.6, 0.5
MIN_COPY_RESEMBLANCE = 0.5

WORDING = ((0.6, 0.0), (0.4, 0.65), (0.25, 0.8))
"""(least containment, least lcs): any of them will do. The later ones find rewording."""

LONG = 100
"""From this many shared shingles on, chance and boilerplate cannot explain a text in common."""

NUMBERS = 0.6
"""The least number agreement. A template filled twice has other numbers in the same places."""

VERBATIM = 0.8
"""From this containment on, the numbers may differ more: the text was brought up to date."""

NUMBERS_VERBATIM_SHORT, NUMBERS_VERBATIM_LONG = 0.5, 0.3
_FEW_RARE, _FEW_NUMBERS, _MANY_NUMBERS = 5, 3, 8
_DIGITS = 6


def versions() -> dict[str, int]:
    """Return the version of the rule and of each frozen list, by `dedupe:<name>`."""
    return {
        "dedupe:algorithm": ALGORITHM_VERSION,
        "dedupe:common_words": COMMON_WORDS_VERSION,
        "dedupe:hot_shingles": HOT_SHINGLES_VERSION,
    }


def compare_texts(a: PreparedText, b: PreparedText) -> CopyMeasures | None:
    """Return how `a` and `b` relate, or None where they are not of one origin.

    `shared` counts shingles; `containment` and `resemblance` are `shared` over the smaller and
    the larger set; `lcs` is the longest common subsequence of words over the words of the shorter
    text; `rare_agreement` is the share of the smaller multiset of rare words that both hold,
    `number_agreement` that of the numbers in common places. `score` is the mean of the stronger
    of containment and lcs and of the agreement of rare words. Symmetric in its arguments.
    """
    shared = len(a.shingles & b.shingles)
    if shared < MIN_SHARED:
        return None
    containment = shared / min(len(a.shingles), len(b.shingles))
    if containment < min(least for least, _ in WORDING):
        return None
    rare = _agreement(a.rare, b.rare, _FEW_RARE)
    if rare < (RARE_LONG if shared >= LONG else RARE_SHORT):
        return None
    numbers = _number_agreement(a, b, shared)
    is_sparse = min(a.numbers.total(), b.numbers.total()) < _MANY_NUMBERS
    if not _has_same_numbers(numbers, shared, containment, is_sparse=is_sparse):
        return None
    common = common_subsequence_length(a.words, b.words)
    lcs = common / min(len(a.words), len(b.words))
    if not any(containment >= c and lcs >= least for c, least in WORDING):
        return None
    resemblance = shared / max(len(a.shingles), len(b.shingles))
    is_whole = max(resemblance, common / max(len(a.words), len(b.words))) >= MIN_COPY_RESEMBLANCE
    return CopyMeasures(
        kind=CopyKind.COPY if is_whole else CopyKind.EXCERPT,
        score=round((max(containment, lcs) + rare) / 2, _DIGITS),
        shared=shared,
        containment=round(containment, _DIGITS),
        resemblance=round(resemblance, _DIGITS),
        lcs=round(lcs, _DIGITS),
        rare_agreement=round(rare, _DIGITS),
        number_agreement=round(numbers, _DIGITS),
        algorithm_version=ALGORITHM_VERSION,
    )


def common_subsequence_length(a: Sequence[str], b: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, bit-parallel.

    After Hyyrö, 'Bit-parallel LCS-length computation revisited' (2004): one big integer holds a
    row of the table, so the time is about len(a) * len(b) / 64.
    """
    places: dict[str, int] = {}
    for i, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << i
    everything = (1 << len(a)) - 1
    row = everything
    for word in b:
        if match := row & places.get(word, 0):
            row = (row + match | row - match) & everything
    return len(a) - row.bit_count()


def _has_same_numbers(numbers: float, shared: int, containment: float, *, is_sparse: bool) -> bool:
    """Tell whether the numbers are those of one event, or of one text brought up to date."""
    if numbers >= NUMBERS:
        return True
    if containment < VERBATIM:
        return False
    if shared < LONG:
        return numbers >= NUMBERS_VERBATIM_SHORT
    return is_sparse or numbers >= NUMBERS_VERBATIM_LONG


def _number_agreement(a: PreparedText, b: PreparedText, shared: int) -> float:
    """Return the share of numbers that are the same, among those that stand in a place of both.

    Numbers in parts that one of the two left out say nothing. Where fewer than three places are
    common, a long text passes and a short one is judged by all its numbers.
    """
    places = (a.places & b.places).total()
    if places >= _FEW_NUMBERS:
        return (a.placed & b.placed).total() / places
    return 1.0 if shared >= LONG else _agreement(a.numbers, b.numbers, _FEW_NUMBERS)


def _agreement(a: Counter[str], b: Counter[str], few: int) -> float:
    """Return the share of the smaller multiset that both hold; 1 where that is too small to say."""
    smaller = min(a.total(), b.total())
    return (a & b).total() / smaller if smaller >= few else 1.0
