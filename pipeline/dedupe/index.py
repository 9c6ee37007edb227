"""The index of sketches in memory, for the command line: no server to set up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from pipeline.model import CopyIndex, Sketch

MIN_SHARED_HASHES = 2
"""Pairs that share fewer of their bottom-24 hashes are not compared (rule V); in SQL too."""


class MemoryIndex(CopyIndex):
    """Holds sketches by hash; finds all that share at least `MIN_SHARED_HASHES` with one asked."""

    def __init__(self) -> None:
        self._ids_by_hash: defaultdict[int, list[UUID]] = defaultdict(list)

    def add(self, sketches: Sequence[tuple[UUID, Sketch]]) -> None:
        """Store each sketch under its id; an id is to be added once."""
        for key, sketch in sketches:
            for value in sketch.hashes:
                self._ids_by_hash[value].append(key)

    def candidates(self, sketches: Sequence[tuple[UUID, Sketch]]) -> Iterator[tuple[UUID, UUID]]:
        """Yield pairs (asked id, stored id), by asked then stored id; never an id with itself."""
        for key, sketch in sorted(sketches, key=lambda pair: pair[0]):
            shared: Counter[UUID] = Counter()
            for value in sketch.hashes:
                shared.update(self._ids_by_hash.get(value, ()))
            for other in sorted(shared):
                if shared[other] >= MIN_SHARED_HASHES and other != key:
                    yield key, other
