"""What is handed out in files: the tables, their columns, and their rows, article by article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.warehouse.database import Warehouse


class Kind(StrEnum):
    """What a column holds. Times are aware UTC, keys are UUIDs as text, JSON is text."""

    TEXT = "text"
    TEXTS = "list of text"
    FLAG = "boolean"
    WHOLE = "integer"
    SHARE = "float"
    TIME = "timestamp"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One table: its columns in their order, the view they come from, the order of its rows."""

    name: str
    columns: dict[str, Kind]
    source: str
    order: str


_VERSION_SOURCE = """
SELECT v.*, derived.is_purged(v.content_id) AS is_purged, v.change = 'withdrawn' AS is_withdrawn
FROM desk.article_versions v"""

TABLES = (
    ExportTable(
        "article_versions",
        {
            "article_id": Kind.TEXT, "url": Kind.TEXT, "source_id": Kind.TEXT,
            "version_no": Kind.WHOLE, "change": Kind.TEXT, "cause": Kind.TEXT,
            "effective_from": Kind.TIME, "effective_to": Kind.TIME, "recorded_from": Kind.TIME,
            "is_withdrawn": Kind.FLAG, "is_purged": Kind.FLAG,
            "title": Kind.TEXT, "authors": Kind.TEXTS, "language": Kind.TEXT, "body": Kind.TEXT,
            "published_at": Kind.TIME, "modified_at": Kind.TIME, "lineage": Kind.JSON,
            "pipeline_version": Kind.WHOLE, "content_id": Kind.TEXT, "capture_id": Kind.TEXT,
            "load_id": Kind.WHOLE,
        },
        _VERSION_SOURCE,
        "version_no",
    ),
    ExportTable(
        "edits",
        {
            "article_id": Kind.TEXT, "url": Kind.TEXT, "source_id": Kind.TEXT,
            "version_no": Kind.WHOLE, "changed_at": Kind.TIME, "kinds": Kind.TEXTS,
            "significance": Kind.SHARE, "details": Kind.JSON,
            "content_before": Kind.TEXT, "content_id": Kind.TEXT,
        },
        "SELECT * FROM desk.edits",
        "version_no",
    ),
    ExportTable(
        "removed_spans",
        {
            "article_id": Kind.TEXT, "url": Kind.TEXT, "observed_at": Kind.TIME,
            "rule": Kind.TEXT, "rule_version": Kind.WHOLE, "stage": Kind.WHOLE,
            "start": Kind.WHOLE, "end": Kind.WHOLE, "text": Kind.TEXT, "replacement": Kind.TEXT,
            "pipeline_version": Kind.WHOLE, "capture_id": Kind.TEXT, "load_id": Kind.WHOLE,
        },
        "SELECT * FROM desk.removed_spans",
        "capture_id, pipeline_version, stage, start",
    ),
    ExportTable(
        "directives",
        {
            "article_id": Kind.TEXT, "url": Kind.TEXT, "observed_at": Kind.TIME,
            "place": Kind.TEXT, "ordinal": Kind.WHOLE, "name": Kind.TEXT, "value": Kind.TEXT,
            "capture_id": Kind.TEXT,
        },
        "SELECT * FROM desk.directives",
        "capture_id, place, ordinal",
    ),
    ExportTable(
        "story_members",
        {
            "article_id": Kind.TEXT, "url": Kind.TEXT, "source_id": Kind.TEXT,
            "story_id": Kind.TEXT, "role": Kind.TEXT, "original_id": Kind.TEXT,
            "original_url": Kind.TEXT, "score": Kind.SHARE, "evidence": Kind.JSON,
            "recorded_from": Kind.TIME, "load_id": Kind.WHOLE,
        },
        "SELECT m.*, a.url, a.source_id FROM derived.current_story_member m"
        " JOIN article a USING (article_id)",
        "story_id",
    ),
    ExportTable(
        "articles",
        {
            "article_id": Kind.TEXT, "url": Kind.TEXT, "source_id": Kind.TEXT,
            "title": Kind.TEXT, "authors": Kind.TEXTS, "language": Kind.TEXT, "body": Kind.TEXT,
            "published_at": Kind.TIME, "modified_at": Kind.TIME,
            "is_withdrawn": Kind.FLAG, "is_purged": Kind.FLAG, "version_count": Kind.WHOLE,
            "first_seen_at": Kind.TIME, "last_seen_at": Kind.TIME, "effective_from": Kind.TIME,
            "story_id": Kind.TEXT, "role": Kind.TEXT, "original_id": Kind.TEXT,
            "original_url": Kind.TEXT, "content_id": Kind.TEXT,
        },
        "SELECT a.*, derived.is_purged(a.content_id) AS is_purged FROM desk.articles a",
        "url",
    ),
)  # fmt: skip
"""`articles` comes last: with it an export becomes visible (docs/export.md)."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Articles that were first seen on one UTC day, by source, and how many of them."""

    day: date
    source_id: str
    articles: int


class ExportSnapshot:
    """The warehouse at one moment, cut down to the articles that loads since `since` touched."""

    def __init__(self, connection: Connection, since: int) -> None:
        self._connection = connection
        connection.execute(text(_TOUCHED), {"since": since})
        connection.execute(
            text("CREATE UNIQUE INDEX ON export_article (day, source_id, article_id)")
        )
        connection.execute(text("ANALYZE export_article"))
        last = connection.execute(text("SELECT coalesce(max(load_id), 0) FROM load"))
        self.watermark = int(last.scalar_one())
        purged = connection.execute(text(_PURGED), {"since": since})
        self.purged: frozenset[str] = frozenset(str(key) for key in purged.scalars())

    def partitions(self) -> list[Partition]:
        """Return what there is to write, in the order of days and sources."""
        return [Partition(*row) for row in self._connection.execute(text(_PARTITIONS))]

    def chunks(self, partition: Partition, size: int) -> Iterator[list[UUID]]:
        """Yield the articles of a partition, some at a time."""
        values = {"day": partition.day, "source_id": partition.source_id, "size": size}
        last = UUID(int=0)
        while True:
            found = self._connection.execute(text(_CHUNK), values | {"last": last})
            ids = list(found.scalars())
            if not ids:
                return
            yield ids
            last = ids[-1]

    def rows(self, table: ExportTable, article_ids: list[UUID]) -> list[dict[str, Any]]:
        """Return the rows of these articles in `table`, as the columns say."""
        names = ", ".join(f'"{name}"' for name in table.columns)
        query = text(
            f"SELECT {names} FROM ({table.source}) t WHERE article_id = ANY(:ids)"
            f" ORDER BY article_id, {table.order}"
        )
        found = self._connection.execute(query, {"ids": article_ids}).mappings()
        return [{key: _plain(value) for key, value in row.items()} for row in found]


@contextmanager
def export_snapshot(warehouse: Warehouse, since: int) -> Iterator[ExportSnapshot]:
    """Yield the warehouse as it is at this moment, whatever is loaded meanwhile."""
    with warehouse.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield ExportSnapshot(connection, since)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


_TOUCHED = """
CREATE TEMPORARY TABLE export_article ON COMMIT DROP AS
WITH touched AS (
    SELECT article_id FROM derived.article_touched WHERE load_id > :since
    UNION
    SELECT o.article_id FROM edit e JOIN observation o ON o.content_id = e.content_after
    WHERE e.load_id > :since
), moved AS (
    SELECT t.article_id FROM touched t JOIN article a USING (article_id)
    JOIN alias m ON m.seen_url = a.url AND m.kind = 'moved'
)
SELECT a.article_id, a.source_id, (a.first_observed_at AT TIME ZONE 'UTC')::date AS day
FROM article a
WHERE a.first_observed_at IS NOT NULL AND a.article_id IN (
    SELECT article_id FROM touched
    UNION
    SELECT article_id FROM derived.successor_of(ARRAY(SELECT article_id FROM moved)))
"""

_PREPARE = (
    "CREATE UNIQUE INDEX ON export_article (day, source_id, article_id)",
    "ANALYZE export_article",
)

_PURGED = "SELECT DISTINCT article_id FROM purged_article WHERE load_id > :since"

_PARTITIONS = """
SELECT day, source_id, count(*) FROM export_article GROUP BY day, source_id ORDER BY day, source_id
"""

_CHUNK = """
SELECT article_id FROM export_article
WHERE day = :day AND source_id = :source_id AND article_id > :last
ORDER BY article_id LIMIT :size
"""
