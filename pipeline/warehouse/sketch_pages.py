"""Pages of the copy index: pairs of a hash's key and a sketch's number, sorted, nine bytes each.

A key is the first 40 bits of a hash, in the order of the signed hashes. Two keys that are equal by
chance cost a comparison of texts at most: a candidate has to meet at two keys. All pairs of one
key stand on one page, so that a lookup reads the one page that begins at the key or before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

PAIRS_A_PAGE = 64
_KEY_BYTES, _NUMBER_BYTES = 5, 4
_PAIR_BYTES = _KEY_BYTES + _NUMBER_BYTES
_SIGN, _DROPPED = np.uint64(1 << 63), np.uint64(64 - 8 * _KEY_BYTES)

Keys = NDArray[np.int64]
Numbers = NDArray[np.int64]


def keys_of(hashes: Sequence[int]) -> Keys:
    """Return the keys of signed 64-bit hashes."""
    unsigned = np.array(hashes, dtype=np.int64).view(np.uint64) ^ _SIGN
    return (unsigned >> _DROPPED).astype(np.int64)


def pack(keys: Keys, numbers: Numbers) -> Iterator[tuple[int, bytes]]:
    """Yield pages of pairs that are sorted by key: (first key, pairs)."""
    pairs = np.empty((len(keys), _PAIR_BYTES), dtype=np.uint8)
    pairs[:, :_KEY_BYTES] = _big_endian(keys, _KEY_BYTES)
    pairs[:, _KEY_BYTES:] = _big_endian(numbers, _NUMBER_BYTES)
    cuts = np.unique(np.searchsorted(keys, keys[::PAIRS_A_PAGE]))
    data, ends = pairs.tobytes(), [*cuts[1:].tolist(), len(keys)]
    for start, end in zip(cuts.tolist(), ends, strict=True):
        yield int(keys[start]), data[start * _PAIR_BYTES : end * _PAIR_BYTES]


def unpack(pages: bytes) -> tuple[Keys, Numbers]:
    """Return the keys and numbers of all pairs of pages that follow each other, in their order."""
    pairs = np.frombuffer(pages, dtype=np.uint8).reshape(-1, _PAIR_BYTES)
    return _whole(pairs[:, :_KEY_BYTES]), _whole(pairs[:, _KEY_BYTES:])


def shared_often(
    asked: Keys, askers: Numbers, keys: Keys, numbers: Numbers, least: int
) -> tuple[Numbers, Numbers]:
    """Return which askers share at least `least` keys with which numbers: two arrays of a pair.

    `asked` is sorted; `askers` says of each key whose it is.
    """
    first, last = (np.searchsorted(asked, keys, side=side) for side in ("left", "right"))
    hits = np.repeat(np.arange(len(keys)), last - first)
    offsets = np.arange(len(hits)) - np.repeat(
        np.cumsum(last - first) - (last - first), last - first
    )
    met = askers[first[hits] + offsets] << np.int64(32) | numbers[hits]
    found, times = np.unique(met, return_counts=True)
    often = found[times >= least]
    return often >> np.int64(32), often & np.int64(0xFFFFFFFF)


def _big_endian(values: NDArray[np.int64], size: int) -> NDArray[np.uint8]:
    return values.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - size :]


def _whole(columns: NDArray[np.uint8]) -> NDArray[np.int64]:
    out = np.zeros((len(columns), 8), dtype=np.uint8)
    out[:, 8 - columns.shape[1] :] = columns
    return out.view(">u8").reshape(-1).astype(np.int64)
