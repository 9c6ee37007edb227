"""The frozen lists that comparing stands on. A changed list is a new file with a new version."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

COMMON_WORDS_VERSION = 1
HOT_SHINGLES_VERSION = 2


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the words too common to say anything about a text, casefolded, in all languages."""
    return frozenset(_lines(f"common_words-{COMMON_WORDS_VERSION}.txt"))


@lru_cache(maxsize=1)
def hot_shingles() -> NDArray[np.int64]:
    """Return the sorted hashes of shingles that are furniture or set phrases wherever they stand.

    Only hashes are kept: the phrases themselves belong to those who wrote them.
    """
    hashes = [int(line, 16) for line in _lines(f"hot_shingles-{HOT_SHINGLES_VERSION}.txt")]
    return np.unique(np.array(hashes, dtype=np.uint64).view(np.int64))


def _lines(name: str) -> Iterator[str]:
    text = (files("pipeline.dedupe") / "data" / name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
