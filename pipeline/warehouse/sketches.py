"""The copy index: pages of sorted pairs in segments, eight of which merge into one.

A fold's sketches are one segment of level 0. A lookup reads in each segment the pages on which its
keys may stand; since eight segments of a level become one of the next, there are few, and each
pair is written again but once a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from sqlalchemy import Connection, text

from pipeline.dedupe.index import MIN_SHARED_HASHES
from pipeline.identity import ABSENCE_CONTENT_IDS
from pipeline.model import CopyIndex, Sketch
from pipeline.warehouse.copying import copy_rows
from pipeline.warehouse.sketch_pages import Keys, Numbers, keys_of, pack, shared_often, unpack
from pipeline.warehouse.tables import sketch_page

FAN_OUT = 8
"""So many segments of a level become one of the next."""

PAGES_AT_ONCE = 20_000
"""Pages that a merge holds in memory: some 12 MB."""

NO_TEXT = list(ABSENCE_CONTENT_IDS.values())


@dataclass(frozen=True, slots=True)
class TextToFold:
    """A stored body that was not yet compared with the others."""

    content_id: UUID
    body: str


class SketchIndex(CopyIndex):
    """The sketches of one algorithm's version, within the transaction of `connection`."""

    def __init__(self, connection: Connection, algorithm_version: int) -> None:
        self._connection = connection
        self._version = algorithm_version

    def texts_to_fold(self, limit: int) -> list[TextToFold]:
        """Return up to `limit` bodies without a sketch of this algorithm, by content id."""
        rows = self._rows(
            """
            SELECT c.content_id, c.body FROM content c
            WHERE c.content_id <> ALL(:no_text) AND NOT EXISTS (
                SELECT 1 FROM sketch s
                WHERE s.content_id = c.content_id AND s.algorithm_version = :version)
            ORDER BY c.content_id LIMIT :limit""",
            no_text=NO_TEXT,
            limit=limit,
        )
        return [TextToFold(row["content_id"], row["body"]) for row in rows]

    def bodies(self, content_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the bodies of these contents."""
        rows = self._rows(
            "SELECT content_id, body FROM content WHERE content_id = ANY(:ids)",
            ids=list(content_ids),
        )
        return {row["content_id"]: row["body"] for row in rows}

    def add_sketches(self, sketches: Sequence[tuple[UUID, Sketch, int]]) -> None:
        """Store sketches: (content id, sketch, word count). What is stored already stays."""
        rows = self._rows(
            _INSERT_SKETCHES,
            ids=[key for key, _, _ in sketches],
            shingles=[sketch.shingle_count for _, sketch, _ in sketches],
            words=[words for _, _, words in sketches],
        )
        number_of = {row["content_id"]: row["number"] for row in rows}
        added = [(number_of[key], sketch.hashes) for key, sketch, _ in sketches if key in number_of]
        keys = keys_of([value for _, hashes in added for value in hashes])
        numbers = np.array([n for n, hashes in added for _ in hashes], dtype=np.int64)
        if len(keys):
            order = np.lexsort((numbers, keys))
            self._write(0, [(keys[order], numbers[order])])
            self._merge()

    def candidates(self, sketches: Sequence[tuple[UUID, Sketch]]) -> Iterable[tuple[UUID, UUID]]:
        """Return the pairs (a < b) of contents that share enough hashes with one of `sketches`."""
        keys = keys_of([value for _, sketch in sketches for value in sketch.hashes])
        askers = np.array(
            [i for i, (_, s) in enumerate(sketches) for _ in s.hashes], dtype=np.int64
        )
        order = np.argsort(keys, kind="stable")
        keys, askers = keys[order], askers[order]
        met = [self._pairs(row, keys) for row in self._rows(_SEGMENTS)] if len(keys) else []
        if not met:
            return []
        found, numbers = (np.concatenate(parts) for parts in zip(*met, strict=True))
        who, with_number = shared_often(keys, askers, found, numbers, MIN_SHARED_HASHES)
        rows = self._rows(_CONTENTS, numbers=np.unique(with_number).tolist())
        content_of = {row["number"]: row["content_id"] for row in rows}
        ids = ((sketches[i][0], content_of.get(n)) for i, n in zip(who, with_number, strict=True))
        return sorted({(min(a, b), max(a, b)) for a, b in ids if b is not None and a != b})

    def _pairs(self, segment: dict[str, Any], keys: Keys) -> tuple[Keys, Numbers]:
        """Return the pairs of the pages of `segment` on which one of `keys` may stand."""
        distinct = np.unique(keys)
        is_scan = 2 * len(distinct) > segment["pages"]
        return unpack(self._pages(segment["segment_id"], None if is_scan else distinct.tolist()))

    def _pages(self, segment: int, keys: list[int] | None) -> bytes:
        """Return the pairs of a segment's pages, of those alone where `keys` may stand.

        In the driver's binary form: as text every byte would come as two digits.
        """
        query = _ALL_PAGES if keys is None else _PAGES_OF_KEYS
        with _driver(self._connection).cursor(binary=True) as cursor:
            cursor.execute(query, {"segment": segment, "keys": keys})
            found = cursor.fetchone()
        return found[0] or b"" if found else b""

    def _merge(self) -> None:
        """Make one segment of each `FAN_OUT` of a level, as often as there are so many."""
        while full := self._rows(_FULL_LEVEL, fan_out=FAN_OUT):
            level, segments = full[0]["level"], full[0]["segments"]
            self._write(level + 1, self._merged(segments))
            self._execute("DELETE FROM sketch_page WHERE segment_id = ANY(:ids)", ids=segments)
            self._execute("DELETE FROM sketch_segment WHERE segment_id = ANY(:ids)", ids=segments)

    def _merged(self, segments: list[int]) -> Iterator[tuple[Keys, Numbers]]:
        """Yield the pairs of `segments` in the order of keys, a part after the other.

        What stands behind the last page that was read begins at a larger key, so all keys up to
        where that page begins are whole.
        """
        keys, numbers = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        after = -1
        while rows := self._rows(_NEXT_PAGES, ids=segments, after=after, limit=PAGES_AT_ONCE):
            after = rows[-1]["first_key"]
            new_keys, new_numbers = unpack(b"".join(row["pairs"] for row in rows))
            keys, numbers = np.append(keys, new_keys), np.append(numbers, new_numbers)
            order = np.lexsort((numbers, keys))
            keys, numbers = keys[order], numbers[order]
            done = np.searchsorted(keys, after, side="right")
            yield keys[:done], numbers[:done]
            keys, numbers = keys[done:], numbers[done:]
        if len(keys):
            yield keys, numbers

    def _write(self, level: int, parts: Iterable[tuple[Keys, Numbers]]) -> None:
        """Write sorted pairs as a new segment."""
        segment = self._rows(_INSERT_SEGMENT, level=level)[0]["segment_id"]
        pages = 0
        for keys, numbers in parts:
            rows = [(segment, first, pairs) for first, pairs in pack(keys, numbers)]
            copy_rows(self._connection, sketch_page, ("segment_id", "first_key", "pairs"), rows)
            pages += len(rows)
        self._execute(
            "UPDATE sketch_segment SET pages = :pages WHERE segment_id = :segment",
            pages=pages,
            segment=segment,
        )

    def _rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._execute(query, **values).mappings()]

    def _execute(self, statement: str, **values: Any) -> Any:
        if ":version" in statement:
            values["version"] = self._version
        return self._connection.execute(text(statement), values)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


_INSERT_SKETCHES = """
INSERT INTO sketch (content_id, algorithm_version, shingle_count, word_count)
SELECT u.id, :version, u.shingles, u.words
FROM unnest(CAST(:ids AS uuid[]), CAST(:shingles AS int[]), CAST(:words AS int[]))
     AS u (id, shingles, words)
ON CONFLICT DO NOTHING RETURNING content_id, number
"""

_INSERT_SEGMENT = """
INSERT INTO sketch_segment (algorithm_version, level, pages) VALUES (:version, :level, 0)
RETURNING segment_id
"""

_SEGMENTS = """
SELECT segment_id, pages FROM sketch_segment WHERE algorithm_version = :version ORDER BY segment_id
"""

_FULL_LEVEL = """
SELECT level, array_agg(segment_id ORDER BY segment_id) AS segments FROM sketch_segment
WHERE algorithm_version = :version GROUP BY level HAVING count(*) >= :fan_out ORDER BY level LIMIT 1
"""

_ALL_PAGES = """
SELECT string_agg(pairs, ''::bytea) FROM sketch_page WHERE segment_id = %(segment)s
"""

_PAGES_OF_KEYS = """
SELECT string_agg(p.pairs, ''::bytea)
FROM (SELECT DISTINCT (SELECT max(q.first_key) FROM sketch_page q
                       WHERE q.segment_id = %(segment)s AND q.first_key <= u.key) AS first_key
      FROM unnest(%(keys)s::bigint[]) AS u (key)) wanted
JOIN sketch_page p ON p.segment_id = %(segment)s AND p.first_key = wanted.first_key
"""

_NEXT_PAGES = """
SELECT first_key, pairs FROM sketch_page
WHERE segment_id = ANY(:ids) AND first_key > :after
ORDER BY first_key FETCH FIRST :limit ROWS WITH TIES
"""

_CONTENTS = "SELECT number, content_id FROM sketch WHERE number = ANY(:numbers)"
