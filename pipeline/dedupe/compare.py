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
MIN_CONTAINMENT = 0.6
MIN_CONTAINMENT_REWORDED = 0.25
MIN_LCS_REWORDED = 0.8
MIN_RARE_AGREEMENT = 0.6
MIN_NUMBER_AGREEMENT = 0.7
CONTAINMENT_WITHOUT_NUMBERS = 0.8
MIN_COPY_RESEMBLANCE = 0.5
_FEW_RARE, _FEW_NUMBERS = 5, 3
_DIGITS = 6


def versions() -> dict[str, int]:
    """Return the version of the rule and of each frozen list that it stands on."""
    return {
        "algorithm": ALGORITHM_VERSION,
        "common_words": COMMON_WORDS_VERSION,
        "hot_shingles": HOT_SHINGLES_VERSION,
    }


def compare_texts(a: PreparedText, b: PreparedText) -> CopyMeasures | None:
    """Return how `a` and `b` relate, or None where they are not of one origin.

    `shared` counts shingles; `containment` and `resemblance` are `shared` over the smaller and
    the larger set; `lcs` is the longest common subsequence of words over the words of the shorter
    text; the agreements are shares of the smaller multiset. `score` is the mean of the stronger of
    containment and lcs and of the agreement of rare words. Symmetric in its arguments.
    """
    shared = len(a.shingles & b.shingles)
    if shared < MIN_SHARED:
        return None
    containment = shared / min(len(a.shingles), len(b.shingles))
    if containment < MIN_CONTAINMENT_REWORDED:
        return None
    rare = _agreement(a.rare, b.rare, _FEW_RARE)
    numbers = _agreement(a.numbers, b.numbers, _FEW_NUMBERS)
    if not _has_same_facts(containment, rare, numbers):
        return None
    common = common_subsequence_length(a.words, b.words)
    lcs = common / min(len(a.words), len(b.words))
    if containment < MIN_CONTAINMENT and lcs < MIN_LCS_REWORDED:
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


def _has_same_facts(containment: float, rare: float, numbers: float) -> bool:
    if rare < MIN_RARE_AGREEMENT:
        return False
    return numbers >= MIN_NUMBER_AGREEMENT or containment >= CONTAINMENT_WITHOUT_NUMBERS


def _agreement(a: Counter[str], b: Counter[str], few: int) -> float:
    """Return the share of the smaller multiset that both hold; 1 where that is too small to say."""
    smaller = min(a.total(), b.total())
    return (a & b).total() / smaller if smaller >= few else 1.0
