"""A text made ready to be compared: its words, shingles, rare words, numbers and sketch.

Hashes are stable across processes and machines. A word's hash is its 64-bit BLAKE2b; a shingle's
is the polynomial of its five word hashes over 2^64, finished by SplitMix64 (Steele, Lea and Flood,
'Fast splittable pseudorandom number generators', 2014) so that its smallest values are a fair
sample. Both are read as signed, which is what PostgreSQL's bigint holds.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.lists import common_words, hot_shingles
from pipeline.model import Sketch
from pipeline.text import words

SHINGLE_WORDS = 5
SKETCH_SIZE = 24

_BASE = 0x9E3779B97F4A7C15
_POWERS = [np.uint64(pow(_BASE, i, 1 << 64)) for i in reversed(range(SHINGLE_WORDS))]
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, eq=False)
class PreparedText:
    """A body without its hot spans, ready for `compare_texts`.

    `words` are in order; `shingles` the set of signed 64-bit hashes of each run of
    `SHINGLE_WORDS`; `rare` counts the words outside the frozen list of common ones (in scripts
    without spaces: pairs of characters); `numbers` counts the tokens that hold a digit. `places`
    counts the words on either side of a number, `placed` the same together with the number.
    """

    words: tuple[str, ...]
    shingles: frozenset[int]
    rare: Counter[str]
    numbers: Counter[str]
    places: Counter[tuple[str, str]]
    placed: Counter[tuple[str, str, str]]
    sketch: Sketch


def prepare_text(body: str) -> PreparedText:
    """Return `body` ready to be compared: a pure function of it and of the frozen lists."""
    kept, hashes = _without_hot_spans(words(body))
    shingles = np.unique(hashes)
    smallest = shingles[:SKETCH_SIZE].tolist()
    placed = Counter(_placed_numbers(kept))
    return PreparedText(
        words=tuple(kept),
        shingles=frozenset(shingles.tolist()),
        rare=_rare_words(kept),
        numbers=Counter(number for _, number, _ in placed.elements()),
        places=Counter((before, after) for before, _, after in placed.elements()),
        placed=placed,
        sketch=Sketch(tuple(smallest), len(shingles)),
    )


def sketch_of(prepared: PreparedText) -> Sketch:
    """Return the `SKETCH_SIZE` smallest shingle hashes, ascending (fewer for a short text)."""
    return prepared.sketch


def shingle_hashes(text_words: Sequence[str]) -> NDArray[np.int64]:
    """Return the signed 64-bit hash of each run of `SHINGLE_WORDS` words, in order."""
    count = len(text_words) - SHINGLE_WORDS + 1
    if count < 1:
        return np.empty(0, dtype=np.int64)
    hashes = np.fromiter(map(_word_hash, text_words), dtype=np.uint64, count=len(text_words))
    runs = np.zeros(count, dtype=np.uint64)
    for i, power in enumerate(_POWERS):
        runs += hashes[i : i + count] * power
    return _split_mix(runs).view(np.int64)


def _split_mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def _without_hot_spans(text_words: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the words that no hot shingle covers, and the hashes of the shingles they form."""
    hashes, known = shingle_hashes(text_words), hot_shingles()
    hot = known[np.searchsorted(known[:-1], hashes)] == hashes
    if not hot.any():
        return text_words, hashes
    covered = np.zeros(len(text_words), dtype=bool)
    for i in range(SHINGLE_WORDS):
        covered[i : i + len(hot)] |= hot
    kept = [word for word, is_hot in zip(text_words, covered, strict=True) if not is_hot]
    return kept, shingle_hashes(kept)


def _rare_words(text_words: Sequence[str]) -> Counter[str]:
    common = common_words()
    rare = Counter(w for w in text_words if w not in common)
    if not any(map(_is_unspaced, rare)):
        return rare
    rare = Counter({word: count for word, count in rare.items() if not _is_unspaced(word)})
    rare.update(
        first + second
        for first, second in itertools.pairwise(text_words)
        if _is_unspaced(first) and _is_unspaced(second)
    )
    return rare


def _is_unspaced(word: str) -> bool:
    """Tell whether `word` is one character of a script without spaces (see `pipeline.text`)."""
    return len(word) == 1 and word >= "\u0e00" and word.isalpha()


def _placed_numbers(text_words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each number with the word before and after it; a neighbour that is one too is '#'."""
    for i, word in enumerate(text_words):
        if _is_number(word):
            before = text_words[i - 1] if i else ""
            after = text_words[i + 1] if i + 1 < len(text_words) else ""
            yield _masked(before), word, _masked(after)


def _masked(word: str) -> str:
    return "#" if _is_number(word) else word


def _is_number(word: str) -> bool:
    return not word.isalpha() and any(character.isdigit() for character in word)
