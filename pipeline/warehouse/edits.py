"""How publishers changed their texts: pairs of neighbours to be compared, and what was found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.identity import batch_key
from pipeline.model import TypedEdit, to_json
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import RunContext, open_load


class Pair(NamedTuple):
    """Two contents, by id, of which the second took the place of the first."""

    before: UUID
    after: UUID


class StoredText(NamedTuple):
    """What a reader reads of one content."""

    title: str
    authors: tuple[str, ...]
    body: str


def untyped_pairs(warehouse: Warehouse, algorithm_version: int, limit: int) -> list[Pair]:
    """Return neighbours that stand as a publisher's edit and were not compared yet."""
    values = {"version": algorithm_version, "limit": limit}
    with warehouse.begin() as connection:
        rows = connection.execute(text(f"{_UNTYPED} ORDER BY 1, 2 LIMIT :limit"), values)
        return [Pair(*row) for row in rows]


def count_untyped(warehouse: Warehouse, algorithm_version: int) -> int:
    """Return how many neighbours `untyped_pairs` would return without a limit."""
    query = text(f"SELECT count(*) FROM ({_UNTYPED}) u")
    with warehouse.begin() as connection:
        return int(connection.execute(query, {"version": algorithm_version}).scalar_one())


def texts_of(warehouse: Warehouse, pairs: Sequence[Pair]) -> dict[UUID, StoredText]:
    """Return the texts of these contents by id."""
    ids = list({key for pair in pairs for key in pair})
    query = text(
        "SELECT content_id, title, authors, body FROM content WHERE content_id = ANY(:ids)"
    )
    with warehouse.begin() as connection:
        rows = connection.execute(query, {"ids": ids}).all()
    return {key: StoredText(title or "", tuple(names), body) for key, title, names, body in rows}


def add_edits(
    warehouse: Warehouse,
    found: Mapping[Pair, TypedEdit],
    algorithm_version: int,
    context: RunContext,
) -> int:
    """Store what was found as one load; return its number. What stands already is left alone."""
    key = batch_key("edits", algorithm_version, {key for pair in found for key in pair})
    rows = [_row(pair, found[pair], algorithm_version) for pair in sorted(found)]

    def work(connection: Connection) -> int:
        load_id = open_load(connection, "edits", key, {"edits": len(rows)}, context)
        connection.execute(text(_INSERT), [row | {"load": load_id} for row in rows])
        return load_id

    return warehouse.retrying(work)


def _row(pair: Pair, edit: TypedEdit, version: int) -> dict[str, object]:
    return {
        "before": pair.before,
        "after": pair.after,
        "version": version,
        "kinds": [kind.value for kind in edit.kinds],
        "significance": edit.significance,
        "details": json.dumps(to_json(edit.details)),
    }


_UNTYPED = """
SELECT DISTINCT v.previous_content_id, v.content_id FROM article_version v
WHERE v.change = 'publisher_edit' AND NOT derived.is_purged(v.content_id)
  AND NOT EXISTS (
      SELECT 1 FROM edit e
      WHERE e.content_before = v.previous_content_id AND e.content_after = v.content_id
        AND e.algorithm_version = :version)
"""

_INSERT = """
INSERT INTO edit (content_before, content_after, algorithm_version, kinds, significance, details,
                  load_id)
VALUES (:before, :after, :version, :kinds, :significance, CAST(:details AS jsonb), :load)
ON CONFLICT DO NOTHING
"""
