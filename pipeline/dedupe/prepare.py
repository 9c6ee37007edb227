"""A text made ready to be compared: its words, shingles, rare words, numbers and sketch.

Everything is a number: a word is its 64-bit hash, a shingle the hash of five words' hashes, read as
signed, which is what PostgreSQL's bigint holds. The loops are in `pipeline.dedupe.kernel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipeline.dedupe import kernel
from pipeline.dedupe.kernel import Codes, Flags, Hashes, Shingles
from pipeline.dedupe.letters import DIGIT, UNSPACED, Letters
from pipeline.dedupe.lists import common_words, hot_shingles
from pipeline.model import Sketch
from pipeline.text import normal_form

SKETCH_SIZE = 24
LONG_SKETCH_SIZE = 96
SHINGLES_A_HASH = 32
"""A text of more than 32 * 24 shingles has one hash more for each further 32, up to 96: else an
excerpt of a long text would meet too few of its hashes."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedText:
    """A body without its hot spans, ready for `compare_texts`.

    `words` are in order, `positions` says where in the whole text each of them stands; `sequence`
    are the shingles in order, `shingles` the same sorted, each once. The others are sorted
    multisets: `rare` the words outside the frozen list of common ones (in scripts without spaces:
    pairs of characters), `numbers` the words that hold a digit; of both, `places` are the words on
    either side and `placed` the same together with the word.
    """

    words: Hashes
    positions: np.ndarray[tuple[int], np.dtype[np.int32]]
    sequence: Shingles
    shingles: Shingles
    rare: Hashes
    rare_places: Hashes
    rare_placed: Hashes
    numbers: Hashes
    number_places: Hashes
    numbers_placed: Hashes
    sketch: Sketch


def prepare_text(body: str) -> PreparedText:
    """Return `body` ready to be compared: a pure function of it and of the frozen lists."""
    found, kinds = split(body)
    positions = kernel.places_kept(kernel.shingles_of(found), len(found), _hot_table())
    words, kinds = found[positions], kinds[positions]
    sequence = kernel.shingles_of(words)
    shingles = np.unique(sequence)
    is_number = (kinds & DIGIT) != 0
    is_rare = kernel.is_rare(words, _common_table()) & ((kinds & UNSPACED) == 0)
    before, after = kernel.neighbours(words, is_number)
    places = kernel.joined(before, after)
    placed = kernel.joined(places, words)
    pairs = kernel.pairs_of(words, (kinds & UNSPACED) != 0)
    is_name = is_rare & ~is_number
    return PreparedText(
        words=words,
        positions=positions,
        sequence=sequence,
        shingles=shingles,
        rare=np.sort(np.append(words[is_rare], pairs)),
        rare_places=np.sort(places[is_name]),
        rare_placed=np.sort(placed[is_name]),
        numbers=np.sort(words[is_number]),
        number_places=np.sort(places[is_number]),
        numbers_placed=np.sort(placed[is_number]),
        sketch=Sketch(tuple(shingles[: _sketch_size(len(sequence))].tolist()), len(shingles)),
    )


def sketch_of(prepared: PreparedText) -> Sketch:
    """Return the smallest shingle hashes, ascending: 24, more for a long text, fewer for a short.

    The number is a function of the text alone: one for each 32 shingles, at least 24, at most 96.
    """
    return prepared.sketch


def sketch_text(body: str) -> Shingles:
    """Return the hashes of the sketch of `body` and nothing else: the quick way to an index."""
    found, _ = split(body)
    sequence = kernel.shingles_of(found)
    if kernel.any_in(_hot_table(), sequence):
        kept = kernel.places_kept(sequence, len(found), _hot_table())
        sequence = kernel.shingles_of(found[kept])
    return kernel.smallest(sequence, _sketch_size(len(sequence)))


def split(body: str) -> tuple[Hashes, Flags]:
    """Return the hash of each word of `body` in order, and the flags of its characters."""
    letters = _letters()
    codes, entries = _codes(body), letters.folding
    while True:
        hashes = np.empty(len(codes), dtype=np.uint64)
        kinds = np.empty(len(codes), dtype=np.uint8)
        count = kernel.split_words(codes, entries, hashes, kinds)
        if count >= 0:
            return hashes[:count], kinds[:count]
        if count < kernel.EXPANDS_AT:
            letters.learn(-3 - count)
        else:
            codes, entries = _normalised(codes, body, letters), letters.plain


def _normalised(codes: Codes, body: str, letters: Letters) -> Codes:
    out = np.empty(len(codes) + len(codes) // 8 + 16, dtype=np.uint32)
    while (count := kernel.normalise(codes, letters.folding, letters.expansions, out)) > len(out):
        out = np.empty(count, dtype=np.uint32)
    if count == kernel.JOINS_AT:
        return _codes(normal_form(body))
    if count < 0:
        letters.learn(-3 - count)
        return _normalised(codes, body, letters)
    return out[:count]


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _sketch_size(shingle_count: int) -> int:
    return min(max(SKETCH_SIZE, shingle_count // SHINGLES_A_HASH), LONG_SKETCH_SIZE)


@lru_cache(maxsize=1)
def _letters() -> Letters:
    return Letters()


@lru_cache(maxsize=1)
def _hot_table() -> Hashes:
    return kernel.make_table(hot_shingles().view(np.uint64))


@lru_cache(maxsize=1)
def _common_table() -> Hashes:
    hashes = [split(word)[0] for word in sorted(common_words())]
    return kernel.make_table(np.concatenate(hashes))
