"""Full-text search: bringing its cache up to date in batches, and asking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.warehouse.database import SEARCH_LOCK, Warehouse, take_lock

Row = dict[str, Any]

BATCH = 500
"""Articles a transaction: about half a second of work, and what a kill can cost."""


@dataclass(frozen=True, slots=True)
class SearchState:
    """How many articles can be found, and how many of them by an older text or not at all."""

    indexed: int
    behind: int


def update_entries(warehouse: Warehouse, after: UUID | None = None) -> tuple[int, UUID | None]:
    """Index the next articles behind, in the order of their keys; return (how many, last one).

    `after` is the last key of the call before; None begins, and None comes back at the end. Every
    call is a transaction of its own, so a killed pass is gone on with by the next.
    """
    return warehouse.retrying(lambda connection: _update(connection, after))


def _update(connection: Connection, after: UUID | None) -> tuple[int, UUID | None]:
    take_lock(connection, SEARCH_LOCK)
    behind = connection.execute(text(_BEHIND), {"after": after or UUID(int=0), "batch": BATCH})
    keys = list(behind.scalars())
    if keys:
        connection.execute(text(_UPSERT), {"keys": keys})
    return len(keys), keys[-1] if len(keys) == BATCH else None


def search_state(warehouse: Warehouse) -> SearchState:
    """Return how far the cache is."""
    with warehouse.begin() as connection:
        row = connection.execute(text(_STATE)).one()
    return SearchState(*row)


def search_articles(
    warehouse: Warehouse,
    query: str,
    *,
    language: str | None = None,
    source_id: str | None = None,
    limit: int = 20,
) -> list[Row]:
    """Return the articles whose current text has the words of `query`, best first.

    Keys are the columns of `desk.search`.
    """
    values = {"query": query, "language": language, "source": source_id, "limit": limit}
    with warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(text(_SEARCH), values).mappings()]


_BEHIND = """
SELECT article_id FROM derived.search_behind WHERE article_id > :after
ORDER BY article_id LIMIT :batch
"""

_UPSERT = """
INSERT INTO search_entry AS e
       (article_id, content_id, language, config, search_version, document)
SELECT a.article_id, a.content_id, a.language, c.config, derived.search_version(),
       derived.search_document(c.config, a.title, a.authors, a.body)
FROM desk.articles a
CROSS JOIN LATERAL (SELECT derived.search_config(a.language) AS config OFFSET 0) c
WHERE a.article_id = ANY(:keys)
ORDER BY a.article_id
ON CONFLICT (article_id) DO UPDATE
SET (content_id, language, config, search_version, document) =
    (excluded.content_id, excluded.language, excluded.config, excluded.search_version,
     excluded.document)
"""

_STATE = """
SELECT (SELECT count(*) FROM search_entry), (SELECT count(*) FROM derived.search_behind)
"""

_SEARCH = """
SELECT * FROM desk.search(:query, CAST(:language AS text), CAST(:source AS text), :limit)
"""
