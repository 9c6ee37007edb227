"""The compiled loops: from code points to words, shingles, counts and common subsequences.

Everything here works on arrays of numbers, holds no state and knows no rule. Words are 64-bit
hashes (FNV-1a over code points, finished by SplitMix64: Steele, Lea and Flood, 'Fast splittable
pseudorandom number generators', 2014), equal on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from pipeline.dedupe.letters import APOSTROPHE, FLAGS_AT, JOINS, LETTER, MARK, SIMPLE, UNSPACED

Codes = NDArray[np.uint32]
Flags = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Shingles = NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., object])

SHINGLE_WORDS = 5
JOINS_AT, EXPANDS_AT = -1, -2
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_TO_5 = np.uint64(pow(int(_BASE), SHINGLE_WORDS, 1 << 64))
_FNV_START, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_R27, _R30, _R31 = np.uint64(27), np.uint64(30), np.uint64(31)
_ZERO, _ONE, _SIX, _SIXTEEN = np.uint64(0), np.uint64(1), np.uint64(6), np.uint64(16)
_SIXTY_THREE, _LOW, _MAP = np.uint64(63), np.uint64(0xFFFF), 1024
_CODE, _FLAGS_AT = np.uint32(0x1FFFFF), np.uint32(FLAGS_AT)
_LETTER, _MARK = np.uint32(LETTER << FLAGS_AT), np.uint32(MARK << FLAGS_AT)
_UNSPACED, _APOSTROPHE = np.uint32(UNSPACED << FLAGS_AT), np.uint32(APOSTROPHE << FLAGS_AT)
_STARTS = _LETTER | _UNSPACED
_SIMPLE, _JOINS = np.uint32(SIMPLE), np.uint32(JOINS)


def compiled(function: F) -> F:
    """Return `function` compiled, kept on disk where there is a place that can be written."""
    try:
        return cast("F", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # numba finds no folder for its cache
        return cast("F", numba.njit(nogil=True)(function))


@compiled
def mix(value: np.uint64) -> np.uint64:
    """Return SplitMix64's finishing of `value`."""
    value = (value ^ (value >> _R30)) * _MIX_1
    value = (value ^ (value >> _R27)) * _MIX_2
    return value ^ (value >> _R31)


@compiled
def normalise(codes: Codes, folding: Codes, expansions: Codes, out: Codes) -> int:
    """Write the normal form of `codes` into `out` and return its length, also where `out` is short.

    Where it cannot be done: `JOINS_AT` if a character may act on its neighbours, -3 - page if that
    page is not known.
    """
    count = 0
    for code in codes:
        entry = folding[code]
        if entry >= _SIMPLE:
            if count < len(out):
                out[count] = entry & _CODE
            count += 1
        elif entry == 0:
            return -3 - int(code >> 8)
        elif entry == _JOINS:
            return JOINS_AT
        else:
            place = np.int64(entry & _CODE)
            for i in range(np.int64(expansions[place])):
                if count < len(out):
                    out[count] = expansions[place + 1 + i]
                count += 1
    return count


@compiled
def split_words(codes: Codes, entries: Codes, hashes: Hashes, kinds: Flags) -> int:
    """Write each word's hash and the flags of all its characters; return how many there are.

    Words are those of `pipeline.text.words`, which says the same as a regular expression. Where a
    character has no simple entry: `JOINS_AT`, `EXPANDS_AT` or -3 - page.
    """
    count, i, n = 0, 0, len(codes)
    while i < n:
        entry = entries[codes[i]]
        if entry < _SIMPLE:
            return _obstacle(entry, codes[i])
        if not entry & _STARTS:
            i += 1
            continue
        is_alone = entry & _UNSPACED
        value = _FNV_START
        seen = np.uint32(0)
        while True:
            value = (value ^ np.uint64(entry & _CODE)) * _FNV_PRIME
            seen |= entry
            i += 1
            if i == n:
                break
            entry = entries[codes[i]]
            if entry < _SIMPLE:
                return _obstacle(entry, codes[i])
            if entry & _MARK or (entry & _LETTER and not is_alone):
                continue
            if is_alone or not entry & _APOSTROPHE or i + 1 == n:
                break
            following = entries[codes[i + 1]]
            if following < _SIMPLE:
                return _obstacle(following, codes[i + 1])
            if not following & _LETTER:
                break
        hashes[count] = mix(value)
        kinds[count] = np.uint8((seen >> _FLAGS_AT) & 31)
        count += 1
    return count


@compiled
def _obstacle(entry: np.uint32, code: np.uint32) -> int:
    if entry == 0:
        return -3 - int(code >> 8)
    return JOINS_AT if entry == _JOINS else EXPANDS_AT


@compiled
def shingles_of(hashes: Hashes) -> Shingles:
    """Return the signed hash of each run of `SHINGLE_WORDS` words, in order."""
    n = max(0, len(hashes) - SHINGLE_WORDS + 1)
    out = np.empty(n, dtype=np.int64)
    value = _ZERO
    for i in range(len(hashes)):
        value = value * _BASE + hashes[i]
        if i >= SHINGLE_WORDS:
            value -= hashes[i - SHINGLE_WORDS] * _BASE_TO_5
        if i >= SHINGLE_WORDS - 1:
            out[i - SHINGLE_WORDS + 1] = np.int64(mix(value))
    return out


@compiled
def make_table(keys: Hashes) -> Hashes:
    """Return a hash table that `is_in` asks: open addressing, an eighth full at most; no key is 0.

    Its first 1,024 values are a bit map of the keys' low 16 bits: most questions end there.
    """
    size = 16
    while size < 8 * len(keys):
        size *= 2
    table = np.zeros(_MAP + size, dtype=np.uint64)
    for key in keys:
        bit = key & _LOW
        table[np.int64(bit >> _SIX)] |= _ONE << (bit & _SIXTY_THREE)
        place = np.int64((key >> _SIXTEEN) & np.uint64(size - 1))
        while table[_MAP + place] != _ZERO and table[_MAP + place] != key:
            place = (place + 1) & (size - 1)
        table[_MAP + place] = key
    return table


@compiled
def is_in(table: Hashes, key: np.uint64) -> bool:
    """Tell whether `key` is one of those of which `table` was made."""
    bit = key & _LOW
    if not table[np.int64(bit >> _SIX)] >> (bit & _SIXTY_THREE) & _ONE:
        return False
    size = len(table) - _MAP
    place = np.int64((key >> _SIXTEEN) & np.uint64(size - 1))
    while table[_MAP + place] != _ZERO:
        if table[_MAP + place] == key:
            return True
        place = (place + 1) & (size - 1)
    return False


@compiled
def any_in(table: Hashes, keys: Shingles) -> bool:
    """Tell whether any of `keys` is in `table`."""
    for key in keys:  # noqa: SIM110  (numba does not compile a generator)
        if is_in(table, np.uint64(key)):
            return True
    return False


@compiled
def places_kept(shingles: Shingles, word_count: int, hot: Hashes) -> NDArray[np.int32]:
    """Return the places of the words that no hot shingle covers."""
    kept = np.empty(word_count, dtype=np.int32)
    count, covered_to = 0, 0
    for i in range(word_count):
        if i < len(shingles) and is_in(hot, np.uint64(shingles[i])):
            covered_to = i + SHINGLE_WORDS
        if i >= covered_to:
            kept[count] = i
            count += 1
    return kept[:count]


@compiled
def smallest(shingles: Shingles, size: int) -> Shingles:
    """Return the `size` smallest distinct values, ascending."""
    found = np.empty(size, dtype=np.int64)
    count, limit = 0, np.int64(0x7FFFFFFFFFFFFFFF)
    for value in shingles:
        if value >= limit and count == size:
            continue
        place = count
        while place > 0 and found[place - 1] > value:
            place -= 1
        if place > 0 and found[place - 1] == value:
            continue
        for i in range(min(count, size - 1), place, -1):
            found[i] = found[i - 1]
        found[place] = value
        count = min(count + 1, size)
        if count == size:
            limit = found[size - 1]
    return found[:count]


@compiled
def common_count(a: Hashes | Shingles, b: Hashes | Shingles) -> int:
    """Return the size of the intersection of two sorted multisets."""
    i, j, count = 0, 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            count += 1
            i += 1
            j += 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return count


@compiled
def subsequence_length(a: Hashes, b: Hashes) -> int:
    """Return the length of the longest common subsequence, bit-parallel.

    After Hyyrö, 'Bit-parallel LCS-length computation revisited' (2004), with the row in 64-bit
    blocks: the time is about len(a) * len(b) / 64.
    """
    if len(a) == 0 or len(b) == 0:
        return 0
    blocks = (len(a) + 63) // 64
    order = np.argsort(a)
    known = a[order]
    full = ~_ZERO
    row = np.full(blocks, full, dtype=np.uint64)
    match = np.zeros(blocks, dtype=np.uint64)
    for word in b:
        first = np.searchsorted(known, word)
        if first == len(known) or known[first] != word:
            continue
        match[:] = _ZERO
        place = first
        while place < len(known) and known[place] == word:
            at = order[place]
            match[at >> 6] |= _ONE << np.uint64(at & 63)
            place += 1
        carry = _ZERO
        for k in range(blocks):
            old = row[k]
            hit = old & match[k]
            added = old + hit
            total = added + carry
            carry = _ONE if added < old or total < added else _ZERO
            row[k] = total | (old & ~match[k])
    count = 0
    for i in range(len(a)):
        if not (row[i >> 6] >> np.uint64(i & 63)) & _ONE:
            count += 1
    return count


@compiled
def verbatim_words(sequence: Shingles, known: Shingles, least: int) -> int:
    """Return how many words stand in runs of at least `least` words that both texts have.

    `sequence` are the shingles of one text in order, `known` those of the other, sorted.
    """
    covered, run = 0, 0
    for i in range(len(sequence) + 1):
        place = np.searchsorted(known, sequence[i]) if i < len(sequence) else len(known)
        if place < len(known) and known[place] == sequence[i]:
            run += 1
            continue
        if run and run + SHINGLE_WORDS - 1 >= least:
            covered += run + SHINGLE_WORDS - 1
        run = 0
    return covered


@compiled
def shared_runs(a: Shingles, b: Shingles) -> NDArray[np.int32]:
    """Return the runs of words that both texts have: rows of (start in a, start in b, words).

    Each word of `a` is in one run at most; the first place in `b` that fits is taken.
    """
    order = np.argsort(b, kind="mergesort")
    known = b[order]
    found = np.empty((len(a), 3), dtype=np.int32)
    count, i = 0, 0
    while i < len(a):
        place = np.searchsorted(known, a[i])
        if place == len(known) or known[place] != a[i]:
            i += 1
            continue
        start = order[place]
        length, longest = 1, min(len(a) - i, len(b) - start)
        while length < longest and a[i + length] == b[start + length]:
            length += 1
        found[count, 0], found[count, 1] = i, start
        found[count, 2] = length + SHINGLE_WORDS - 1
        count += 1
        i += length + SHINGLE_WORDS - 1
    return found[:count]


@compiled
def is_rare(words: Hashes, common: Hashes) -> NDArray[np.bool_]:
    """Tell of each word whether it is outside the table `common`."""
    out = np.empty(len(words), dtype=np.bool_)
    for i in range(len(words)):
        out[i] = not is_in(common, words[i])
    return out


@compiled
def neighbours(words: Hashes, is_number: NDArray[np.bool_]) -> tuple[Hashes, Hashes]:
    """Return the word before and after each; where it is a number too, or none, a mark for that."""
    n = len(words)
    before, after = np.zeros(n, dtype=np.uint64), np.zeros(n, dtype=np.uint64)
    for i in range(n):
        if i > 0:
            before[i] = _ONE if is_number[i - 1] else words[i - 1]
        if i + 1 < n:
            after[i] = _ONE if is_number[i + 1] else words[i + 1]
    return before, after


@compiled
def joined(first: Hashes, second: Hashes) -> Hashes:
    """Return one hash for each two that stand in the same place."""
    out = np.empty(len(first), dtype=np.uint64)
    for i in range(len(first)):
        out[i] = mix(first[i] * _BASE + second[i])
    return out


@compiled
def pairs_of(words: Hashes, is_unspaced: NDArray[np.bool_]) -> Hashes:
    """Return one hash for each two neighbours that are both of a script without spaces."""
    out = np.empty(len(words), dtype=np.uint64)
    count = 0
    for i in range(len(words) - 1):
        if is_unspaced[i] and is_unspaced[i + 1]:
            out[count] = mix(words[i] * _BASE + words[i + 1])
            count += 1
    return out[:count]
