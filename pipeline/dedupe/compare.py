"""Do two texts have one origin? A pure function of both texts and the frozen lists.

Shared shingles find what was trimmed, reordered or padded; the longest common subsequence finds
what was reworded; long runs to the letter find what was mixed with other texts. Rare words and
numbers tell one template filled twice from one text printed twice: a form that is filled twice has
other names and other numbers in the same places. Where a text's numbers were brought up to date its
names stay, and its wording does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.dedupe import kernel
from pipeline.dedupe.kernel import Hashes
from pipeline.dedupe.lists import COMMON_WORDS_VERSION, HOT_SHINGLES_VERSION
from pipeline.dedupe.prepare import PreparedText
from pipeline.model import CopyKind, CopyMeasures, Span

ALGORITHM_VERSION = 3
"""Raised with any change that could change a measure or a verdict, the frozen lists included."""

MIN_SHARED = 12
RARE_SHORT, RARE_LONG = 0.6, 0.5
WHOLE_RESEMBLANCE, WHOLE_LCS = 0.6, 0.7
"""From either on two texts are whole copies. A text that was mixed of two stays below both: half of
each is the most that it can share with them, by chance a quarter of the rest stands in order, and
it must not make one story of two."""

WORDING = ((0.6, 0.0), (0.4, 0.65), (0.25, 0.8))
"""(least containment, least lcs): any of them will do. The later ones find rewording."""

VERBATIM_RUN = 20
"""Words; from this length on a run to the letter is no set phrase."""

VERBATIM_WORDS, VERBATIM_SHARE = 50, 0.3
"""So many words in such runs, and such a share of the shorter text, are a part that was taken."""

LONG = 100
"""From this many shared shingles on, chance and boilerplate cannot explain a text in common."""

NAMES, NAMES_IN_FORM, FEW_NAMES = 0.6, 0.85, 3
"""The least share of rare words that are the same in places of both; and what is asked where names
differ more than twice as much as the words on the whole, as in a form that is filled in. So many
at least must differ: a name that was put right makes no other event."""

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


@dataclass(frozen=True, slots=True)
class _Agreement:
    """What two texts share of their words, numbers and names."""

    shared: int
    containment: float
    rare: float
    numbers: float
    names: float
    common: int
    is_sparse: bool


def compare_texts(a: PreparedText, b: PreparedText) -> CopyMeasures | None:
    """Return how `a` and `b` relate, or None where they are not of one origin.

    `shared` counts shingles; `containment` and `resemblance` are `shared` over the smaller and
    the larger set; `lcs` is the longest common subsequence of words over the words of the shorter
    text; `verbatim` the share of the shorter text's words that stand in long runs of both;
    `rare_agreement` is the share of the smaller multiset of rare words that both hold,
    `number_agreement` and `name_agreement` that of the numbers and of the rare words that stand in
    common places. `score` is the mean of the stronger of containment and lcs and of the agreement
    of rare words. Symmetric in its arguments.
    """
    shared = kernel.common_count(a.shingles, b.shingles)
    if shared < MIN_SHARED:
        return None
    containment = shared / min(len(a.shingles), len(b.shingles))
    if containment < min(least for least, _ in WORDING):
        return None
    found = _Agreement(
        shared,
        containment,
        _agreement(a.rare, b.rare, _FEW_RARE),
        _number_agreement(a, b, shared),
        _in_place(a.rare_places, b.rare_places, a.rare_placed, b.rare_placed, FEW_NAMES),
        kernel.subsequence_length(a.words, b.words),
        min(len(a.numbers), len(b.numbers)) < _MANY_NUMBERS,
    )
    lcs = found.common / min(len(a.words), len(b.words))
    if _is_form(found.names, lcs) or not _has_same_numbers(found):
        return None
    verbatim = _verbatim(a, b)
    is_alike = found.rare >= (RARE_LONG if shared >= LONG else RARE_SHORT) and any(
        containment >= c and lcs >= least for c, least in WORDING
    )
    if not is_alike and verbatim < VERBATIM_SHARE:
        return None
    return _measures(a, b, found, verbatim)


def shared_spans(a: PreparedText, b: PreparedText) -> tuple[Span, ...]:
    """Return what both texts print to the letter, in the order of `a`.

    A span is (first word in `a`, first word in `b`, words), counted in `pipeline.text.words` of
    the whole texts. Spans are parts of runs of at least five words; a word of `a` is in one of
    them at most, words of hot spans in none.
    """
    found: list[Span] = []
    for start_a, start_b, length in kernel.shared_runs(a.sequence, b.sequence).tolist():
        places = zip(
            a.positions[start_a : start_a + length].tolist(),
            b.positions[start_b : start_b + length].tolist(),
            strict=True,
        )
        found += _unbroken(places)
    return tuple(found)


def _unbroken(places: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Yield spans of places that follow each other in both texts: hot spans stood between them."""
    start: tuple[int, int] | None = None
    length = 0
    for place in places:
        if start and (start[0] + length, start[1] + length) == place:
            length += 1
            continue
        if start:
            yield (*start, length)
        start, length = place, 1
    if start:
        yield (*start, length)


def _measures(a: PreparedText, b: PreparedText, found: _Agreement, verbatim: float) -> CopyMeasures:
    shorter, longer = sorted((len(a.words), len(b.words)))
    resemblance = found.shared / max(len(a.shingles), len(b.shingles))
    is_whole = resemblance >= WHOLE_RESEMBLANCE or found.common / longer >= WHOLE_LCS
    strength = max(found.containment, found.common / shorter)
    return CopyMeasures(
        kind=CopyKind.COPY if is_whole else CopyKind.EXCERPT,
        score=round((strength + found.rare) / 2, _DIGITS),
        shared=found.shared,
        containment=round(found.containment, _DIGITS),
        resemblance=round(resemblance, _DIGITS),
        lcs=round(found.common / shorter, _DIGITS),
        verbatim=round(verbatim, _DIGITS),
        rare_agreement=round(found.rare, _DIGITS),
        number_agreement=round(found.numbers, _DIGITS),
        name_agreement=round(found.names, _DIGITS),
        algorithm_version=ALGORITHM_VERSION,
    )


def _is_form(names: float, lcs: float) -> bool:
    """Tell whether two texts are one form that was filled in twice, by the names in its places."""
    return names < NAMES or (names < NAMES_IN_FORM and 1 - names > 2 * (1 - lcs))


def _has_same_numbers(found: _Agreement) -> bool:
    """Tell whether the numbers are those of one event, or of one text brought up to date."""
    if found.numbers >= NUMBERS:
        return True
    if found.containment < VERBATIM:
        return False
    if found.shared < LONG:
        return found.numbers >= NUMBERS_VERBATIM_SHORT
    return found.is_sparse or found.numbers >= NUMBERS_VERBATIM_LONG


def _number_agreement(a: PreparedText, b: PreparedText, shared: int) -> float:
    """Return the share of numbers that are the same, among those that stand in a place of both.

    Numbers in parts that one of the two left out say nothing. Where fewer than three places are
    common, a long text passes and a short one is judged by all its numbers.
    """
    if kernel.common_count(a.number_places, b.number_places) >= _FEW_NUMBERS:
        return _in_place(a.number_places, b.number_places, a.numbers_placed, b.numbers_placed, 0)
    return 1.0 if shared >= LONG else _agreement(a.numbers, b.numbers, _FEW_NUMBERS)


def _in_place(
    places_a: Hashes, places_b: Hashes, placed_a: Hashes, placed_b: Hashes, few: int
) -> float:
    """Return the share of common places in which both have the same word.

    1 where fewer than `few` differ.
    """
    places = kernel.common_count(places_a, places_b)
    same = kernel.common_count(placed_a, placed_b)
    return same / places if places - same >= max(few, 1) else 1.0


def _verbatim(a: PreparedText, b: PreparedText) -> float:
    """Return the share of the shorter text that stands in long runs to the letter of both."""
    shorter, longer = (a, b) if len(a.words) <= len(b.words) else (b, a)
    words = kernel.verbatim_words(shorter.sequence, longer.shingles, VERBATIM_RUN)
    if len(a.words) == len(b.words):
        words = max(words, kernel.verbatim_words(longer.sequence, shorter.shingles, VERBATIM_RUN))
    return words / len(shorter.words) if words >= VERBATIM_WORDS else 0.0


def _agreement(a: Hashes, b: Hashes, few: int) -> float:
    """Return the share of the smaller multiset that both hold; 1 where that is too small to say."""
    smaller = min(len(a), len(b))
    return kernel.common_count(a, b) / smaller if smaller >= few else 1.0
