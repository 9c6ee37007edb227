"""What enrichers found: texts that have to be read by them, and their findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.identity import batch_key, enriched_text_key
from pipeline.model import Enrichment
from pipeline.warehouse.copying import copy_rows
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import RunContext, open_load
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import finding

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnreadText:
    """A stored text that not every enricher has read as it is now; `read_by` has those that did."""

    content_id: UUID
    language: str | None
    published_on: date | None
    title: str
    body: str
    read_by: Mapping[str, int]

    @property
    def text_id(self) -> UUID:
        """Return the key of all that enrichers see of it."""
        return enriched_text_key(self.content_id, self.language, self.published_on)


@dataclass(frozen=True, slots=True)
class ReadText:
    """What came of one text: findings, and by enricher the error where it could not read it."""

    text: UnreadText
    found: Sequence[Enrichment]
    failed: Mapping[str, str]


def unread_texts(
    warehouse: Warehouse, versions: Mapping[str, int], after: UUID | None, limit: int
) -> list[UnreadText]:
    """Return the next texts to be read, in the order of their contents, from that of `after` on.

    All contents that were ever observed are among them, each with every language and day of
    publication under which it was; absences and purged texts have nothing to read.
    """
    values = {
        "versions": json.dumps(dict(versions)),
        "after": after or UUID(int=0),
        "limit": limit,
    }
    with warehouse.begin() as connection:
        rows = connection.execute(text(_UNREAD), values)
        return [
            UnreadText(key, language, day, title or "", body, read_by or {})
            for key, language, day, title, body, read_by in rows
        ]


def add_findings(
    warehouse: Warehouse,
    texts: Sequence[ReadText],
    versions: Mapping[str, int],
    context: RunContext,
) -> int:
    """Store what was found as one load; return how many findings are new.

    What another pass has stored meanwhile, and what was purged, is left out.
    """
    label = json.dumps(dict(sorted(versions.items())))
    key = batch_key(f"enrich {label}", 0, [item.text.text_id for item in texts])

    def work(connection: Connection) -> int:
        counts = {"texts": len(texts), "findings": sum(len(item.found) for item in texts)}
        load_id = open_load(connection, "enrich", key, counts, context)
        still = _still_unread(connection, texts)
        kept = [item for item in texts if item.text.text_id in still]
        rows = [row for item in sorted(kept, key=lambda i: i.text.text_id) for row in _rows(item)]
        copy_rows(connection, finding, _COLUMNS, ((*row, load_id) for row in rows))
        marks = [_mark(item, versions) | {"load": load_id} for item in kept]
        if marks:
            connection.execute(text(_MARK), marks)
        return len(rows)

    return warehouse.retrying(work)


def findings_of(warehouse: Warehouse, article_id: UUID) -> list[Row]:
    """Return the rows of `desk.enrichments` of an article, by enricher and place."""
    query = text(
        "SELECT * FROM desk.enrichments WHERE article_id = :id"
        ' ORDER BY enricher, start, "end", ordinal'
    )
    with warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(query, {"id": article_id}).mappings()]


def _still_unread(connection: Connection, texts: Sequence[ReadText]) -> set[UUID]:
    """Return the texts whose marks are what they were when they were read, and that still stand."""
    keys = [item.text.text_id for item in texts]
    marks = connection.execute(text(_MARKS), {"keys": keys}).all()
    now = {row[0]: row[1] for row in marks}
    contents = [item.text.content_id for item in texts]
    standing = set(connection.execute(text(_STANDING), {"ids": contents}).scalars())
    return {
        item.text.text_id
        for item in texts
        if now.get(item.text.text_id, {}) == item.text.read_by and item.text.content_id in standing
    }


_COLUMNS = [
    "text_id", "enricher", "enricher_version", "ordinal", "start", "end", "text", "value",
    "load_id",
]  # fmt: skip
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _rows(item: ReadText) -> Iterator[tuple[Any, ...]]:
    place: dict[str, int] = {}
    for one in item.found:
        ordinal = place.get(one.enricher, 0)
        place[one.enricher] = ordinal + 1
        value = json.dumps(one.value, ensure_ascii=False)
        yield (
            item.text.text_id, one.enricher, one.enricher_version, ordinal, one.start, one.end,
            storable(one.text, _REPLACEMENT), storable(json.loads(value), _REPLACEMENT),
        )  # fmt: skip


def _mark(item: ReadText, versions: Mapping[str, int]) -> Row:
    return {
        "text_id": item.text.text_id,
        "content_id": item.text.content_id,
        "language": item.text.language,
        "published_on": item.text.published_on,
        "versions": json.dumps(dict(versions)),
        "failed": json.dumps(dict(item.failed)),
    }


_UNREAD = """
SELECT o.content_id, o.language, o.published_on, c.title, c.body, e.versions
FROM (
    SELECT DISTINCT content_id, language,
           CAST(published_at AT TIME ZONE 'UTC' AS date) AS published_on
    FROM observation WHERE content_id >= :after) o
JOIN content c USING (content_id)
LEFT JOIN enriched_text e
    ON e.content_id = o.content_id AND e.language IS NOT DISTINCT FROM o.language
   AND e.published_on IS NOT DISTINCT FROM o.published_on
WHERE c.body <> '' AND (e.text_id IS NULL OR e.versions <> CAST(:versions AS jsonb))
ORDER BY o.content_id, o.language, o.published_on
LIMIT :limit
"""

_MARKS = "SELECT text_id, versions FROM enriched_text WHERE text_id = ANY(:keys)"
_STANDING = "SELECT content_id FROM content WHERE content_id = ANY(:ids) AND body <> ''"

_MARK = """
INSERT INTO enriched_text
    (text_id, content_id, language, published_on, versions, failed, load_id)
VALUES (:text_id, :content_id, :language, :published_on, CAST(:versions AS jsonb),
        CAST(:failed AS jsonb), :load)
ON CONFLICT (text_id) DO UPDATE
SET versions = excluded.versions, failed = excluded.failed, load_id = excluded.load_id
"""
