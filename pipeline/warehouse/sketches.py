"""The copy index in its simple layout: one row a hash, in table `sketch_hash`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.dedupe.index import MIN_SHARED_HASHES
from pipeline.identity import ABSENCE_CONTENT_IDS
from pipeline.model import CopyIndex, Sketch

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
        """Store sketches: (content id, sketch, word count)."""
        self._execute(
            _INSERT_SKETCHES,
            ids=[key for key, _, _ in sketches],
            shingles=[sketch.shingle_count for _, sketch, _ in sketches],
            words=[words for _, _, words in sketches],
        )
        self._execute(
            _INSERT_HASHES,
            ids=[key for key, sketch, _ in sketches for _ in sketch.hashes],
            hashes=[value for _, sketch, _ in sketches for value in sketch.hashes],
        )

    def candidates(self, sketches: Sequence[tuple[UUID, Sketch]]) -> Iterable[tuple[UUID, UUID]]:
        """Return the pairs (a < b) of contents that share enough hashes with one of `sketches`."""
        rows = self._rows(
            _CANDIDATES,
            ids=[key for key, sketch in sketches for _ in sketch.hashes],
            hashes=[value for _, sketch in sketches for value in sketch.hashes],
            shared=MIN_SHARED_HASHES,
        )
        return [(row["a"], row["b"]) for row in rows]

    def _rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._execute(query, **values).mappings()]

    def _execute(self, statement: str, **values: Any) -> Any:
        if ":version" in statement:
            values["version"] = self._version
        return self._connection.execute(text(statement), values)


_INSERT_SKETCHES = """
INSERT INTO sketch (content_id, algorithm_version, shingle_count, word_count)
SELECT u.id, :version, u.shingles, u.words
FROM unnest(CAST(:ids AS uuid[]), CAST(:shingles AS int[]), CAST(:words AS int[]))
     AS u (id, shingles, words)
ON CONFLICT DO NOTHING
"""

_INSERT_HASHES = """
INSERT INTO sketch_hash (algorithm_version, hash, content_id)
SELECT :version, u.hash, u.id
FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS bigint[])) AS u (id, hash)
ORDER BY u.hash ON CONFLICT DO NOTHING
"""

_CANDIDATES = """
SELECT least(u.id, y.content_id) AS a, greatest(u.id, y.content_id) AS b
FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS bigint[])) AS u (id, hash)
JOIN sketch_hash y ON y.hash = u.hash AND y.algorithm_version = :version
WHERE u.id <> y.content_id
GROUP BY 1, 2 HAVING count(DISTINCT u.hash) >= :shared ORDER BY 1, 2
"""
