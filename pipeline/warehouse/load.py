"""Loading facts: staged by COPY, merged in sets, all of a batch or nothing.

The procedure follows the design note on the warehouse: COPY outside the lock, facts anti-joined
first, one advisory lock as a statement of its own, inserts in key order, then the pointer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import CreateColumn

from pipeline.errors import PipelineError
from pipeline.identity import TOMBSTONE_CONTENT_ID, article_key, batch_key, content_key
from pipeline.model import Capture, Document, Enrichment
from pipeline.urls import normalise_url
from pipeline.warehouse.database import LOAD_LOCK, Warehouse, take_lock
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import (
    alias,
    article,
    content,
    enrichment,
    evidence,
    observation,
    outcome,
    removed_span,
)


@dataclass(frozen=True, slots=True)
class RunContext:
    """Who writes: the DAG and its run (or the command line), and under which rules."""

    dag_id: str
    run_id: str
    pipeline_version: int


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What an earlier load read from a capture: a revisit of it says the same."""

    url: str
    content_id: UUID
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    lineage: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one capture says about one article, ready to be loaded.

    `url` identifies the article; `document` is None for a withdrawal (410). A capture that only
    repeats the bytes of another (304, same digest) carries that one's `StoredReading`: content,
    ledger and evidence stand already.
    """

    capture: Capture
    url: str
    document: Document | StoredReading | None
    enrichments: tuple[Enrichment, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


def repeat_of(document: Document, url: str) -> StoredReading:
    """Return what a capture says that only repeats the bytes from which `document` was read."""
    return StoredReading(
        url,
        _content_row(document)["content_id"],
        document.published_at,
        document.modified_at,
        document.language,
        dict(document.lineage),
    )


@dataclass(slots=True)
class _Rows:
    """Rows by table, as they go into staging."""

    by_table: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Table, row: dict[str, Any]) -> None:
        self.by_table.setdefault(table, []).append(row)


_MERGED = (content, article, alias, observation, removed_span, evidence, enrichment)
_KEY_ORDER = {table: ", ".join(f'"{c.name}"' for c in table.primary_key) for table in _MERGED}


def load_readings(
    warehouse: Warehouse,
    readings: Sequence[Reading],
    skipped: Iterable[tuple[UUID, str, str]],
    context: RunContext,
) -> int | None:
    """Load the facts of a batch and the outcome of its captures; return the load's number.

    `skipped` are captures without a reading: (capture id, result, reason). Facts that already
    stand are left alone; where none is new there is no load, and None is returned. Safe to call
    again, at once from several places, and after a kill at any moment.
    """
    rows = _collect(readings, context.pipeline_version)
    done = [(reading.capture.capture_id, "observed", "") for reading in readings]
    key = batch_key("load", context.pipeline_version, [item[0] for item in done])

    def work(connection: Connection) -> int | None:
        load_id = _load(connection, rows, key, context)
        _mark_outcomes(connection, [*done, *skipped], context.pipeline_version)
        return load_id

    return warehouse.retrying(work)


def stored_readings(
    warehouse: Warehouse, capture_ids: Iterable[UUID], pipeline_version: int
) -> dict[UUID, StoredReading]:
    """Return what this version of our rules has already read from these captures."""
    query = text("""
        SELECT o.capture_id, a.url, o.content_id, o.published_at, o.modified_at, o.language,
               o.lineage
        FROM observation o JOIN article a USING (article_id)
        WHERE o.capture_id = ANY(:ids) AND o.pipeline_version = :version""")
    values = {"ids": list(capture_ids), "version": pipeline_version}
    with warehouse.begin() as connection:
        rows = [dict(row) for row in connection.execute(query, values).mappings()]
    return {row.pop("capture_id"): StoredReading(**row) for row in rows}


def outdated_captures(
    warehouse: Warehouse, article_ids: Iterable[UUID], pipeline_version: int
) -> list[UUID]:
    """Return the captures of these articles that were only read by older versions of our rules.

    They are extracted again before anything is compared with them, so that a rule upgrade
    between two captures of an unchanged page never looks like a publisher's edit.
    """
    query = text("""
        SELECT DISTINCT capture_id FROM winning_observation
        WHERE article_id = ANY(:ids) AND pipeline_version < :version ORDER BY capture_id""")
    values = {"ids": list(article_ids), "version": pipeline_version}
    with warehouse.begin() as connection:
        return list(connection.execute(query, values).scalars())


def open_load(
    connection: Connection, kind: str, key: str, counts: dict[str, int], context: RunContext
) -> int:
    """Take the load lock and write the row of a new load; return its number.

    `committed_at` rises strictly: the clock, or a microsecond past the last load if that is later.
    """
    take_lock(connection, LOAD_LOCK)
    statement = text("""
        INSERT INTO load (batch_key, kind, dag_id, run_id, pipeline_version, committed_at, counts)
        SELECT :key, :kind, :dag_id, :run_id, :version,
               greatest(clock_timestamp(),
                        (SELECT max(committed_at) FROM load) + interval '1 microsecond'),
               CAST(:counts AS jsonb)
        RETURNING load_id""")
    values = {
        "key": key,
        "kind": kind,
        "dag_id": context.dag_id,
        "run_id": context.run_id,
        "version": context.pipeline_version,
        "counts": json.dumps(counts),
    }
    return int(connection.execute(statement, values).scalar_one())


def _load(connection: Connection, rows: _Rows, key: str, context: RunContext) -> int | None:
    if observation not in rows.by_table:
        return None
    for table, staged in rows.by_table.items():
        _stage(connection, table, staged)
    counts = _drop_known_observations(connection)
    if not counts:
        return None
    load_id = open_load(connection, "observations", key, {"observations": counts}, context)
    for table in _MERGED:
        if table in rows.by_table:
            _merge(connection, table, load_id)
    _move_pointers(connection)
    _queue_fold(connection, load_id)
    return load_id


def _stage(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    columns = [CreateColumn(table.c[name]).compile(dialect=connection.dialect) for name in names]
    types = ", ".join(str(column).replace(" NOT NULL", "") for column in columns)
    connection.execute(text(f"CREATE TEMPORARY TABLE stage_{table.name} ({types}) ON COMMIT DROP"))
    listed = ", ".join(f'"{name}"' for name in names)
    raw = connection.connection.cursor()
    with raw.copy(f"COPY stage_{table.name} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_plain(row[name]) for name in names])
    connection.execute(text(f"ANALYZE stage_{table.name}"))


def _plain(value: Any) -> Any:
    return json.dumps(storable(value)) if isinstance(value, dict) else value


def _drop_known_observations(connection: Connection) -> int:
    """Take out of staging what the log already has; return how many observations are new."""
    connection.execute(
        text("""
        DELETE FROM stage_observation s USING observation o
        WHERE (o.article_id, o.observed_at, o.pipeline_version, o.content_id, o.capture_id)
            = (s.article_id, s.observed_at, s.pipeline_version, s.content_id, s.capture_id)""")
    )
    return int(connection.execute(text("SELECT count(*) FROM stage_observation")).scalar_one())


def _merge(connection: Connection, table: Table, load_id: int) -> None:
    """Insert what is staged for `table` in key order; concurrent inserts cannot deadlock then."""
    first = "first_load_id" if table is article else "load_id"
    staged = [column.name for column in table.columns if column.name not in (*_DERIVED, first)]
    names = ", ".join(f'"{name}"' for name in staged)
    connection.execute(
        text(f"""
        INSERT INTO {table.name} ({names}, {first})
        SELECT DISTINCT ON ({_KEY_ORDER[table]}) {names}, CAST(:load_id AS bigint)
        FROM stage_{table.name} ORDER BY {_KEY_ORDER[table]}
        ON CONFLICT DO NOTHING"""),
        {"load_id": load_id},
    )


_DERIVED = ("current_content_id", "current_observed_at")


def _move_pointers(connection: Connection) -> None:
    connection.execute(
        text("""
        UPDATE article a SET current_content_id = w.content_id, current_observed_at = w.observed_at
        FROM (SELECT DISTINCT ON (o.article_id) o.article_id, o.content_id, o.observed_at
              FROM observation o JOIN (SELECT DISTINCT article_id FROM stage_observation) t
                   USING (article_id)
              ORDER BY o.article_id, o.observed_at DESC, o.pipeline_version DESC,
                       o.content_id DESC, o.capture_id) w
        WHERE a.article_id = w.article_id
          AND (a.current_content_id, a.current_observed_at)
              IS DISTINCT FROM (w.content_id, w.observed_at)""")
    )


def _queue_fold(connection: Connection, load_id: int) -> None:
    connection.execute(
        text("""
        INSERT INTO fold_queue (article_id, load_id, queued_at)
        SELECT DISTINCT article_id, CAST(:load_id AS bigint), clock_timestamp()
        FROM stage_observation ORDER BY article_id ON CONFLICT DO NOTHING"""),
        {"load_id": load_id},
    )


def _mark_outcomes(
    connection: Connection, done: Iterable[tuple[UUID, str, str]], pipeline_version: int
) -> None:
    rows = [
        {"id": capture_id, "version": pipeline_version, "result": result, "reason": reason}
        for capture_id, result, reason in sorted(done)
    ]
    if not rows:
        return
    connection.execute(
        text(f"""
        INSERT INTO {outcome.name} (capture_id, pipeline_version, result, reason)
        VALUES (:id, :version, :result, :reason)
        ON CONFLICT (capture_id, pipeline_version)
        DO UPDATE SET result = excluded.result, reason = excluded.reason
        WHERE (outcome.result, outcome.reason) <> (excluded.result, excluded.reason)"""),
        rows,
    )


def _collect(readings: Sequence[Reading], pipeline_version: int) -> _Rows:
    rows = _Rows()
    for reading in readings:
        _collect_one(rows, reading, pipeline_version)
    return rows


def _collect_one(rows: _Rows, reading: Reading, version: int) -> None:
    article_id = article_key(reading.url)
    source_id = reading.capture.source_id
    rows.add(article, {"article_id": article_id, "url": reading.url, "source_id": source_id})
    for seen_url, kind in reading.aliases:
        rows.add(alias, {"seen_url": seen_url, "article_id": article_id, "kind": kind})
    rows.add(observation, _observation_row(reading, article_id, version))
    if not isinstance(reading.document, StoredReading):
        rows.add(content, _content_row(reading.document))
    if not isinstance(reading.document, Document):
        return
    owner = {"capture_id": reading.capture.capture_id, "pipeline_version": version}
    for ordinal, span in enumerate(reading.document.removed):
        rows.add(removed_span, owner | {"ordinal": ordinal} | _clean(asdict(span)))
    for ordinal, finding in enumerate(reading.document.provenance):
        origin_url = _normal(finding.origin_url)
        origin_id = article_key(origin_url) if origin_url else None
        found = _clean(asdict(finding)) | {"origin_id": origin_id}
        found["origin_url"] = origin_url or found["origin_url"]
        rows.add(evidence, owner | {"ordinal": ordinal} | found)
    for ordinal, item in enumerate(reading.enrichments):
        rows.add(enrichment, owner | {"ordinal": ordinal} | _clean(asdict(item)))


def _normal(url: str | None) -> str | None:
    """Return the address of an original as it identifies an article; None for what is none."""
    try:
        return normalise_url(url) if url else None
    except PipelineError:
        return None


def _content_row(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {"content_id": TOMBSTONE_CONTENT_ID, "title": None, "authors": [], "body": ""}
    title, body = storable(document.title), storable(document.body)
    authors = [storable(name) for name in document.authors]
    return {
        "content_id": content_key(title, authors, body),
        "title": title,
        "authors": authors,
        "body": body,
    }


def _observation_row(reading: Reading, article_id: UUID, version: int) -> dict[str, Any]:
    said = reading.document
    row = {
        "article_id": article_id,
        "observed_at": reading.capture.fetched_at,
        "pipeline_version": version,
        "content_id": TOMBSTONE_CONTENT_ID,
        "capture_id": reading.capture.capture_id,
        "published_at": None,
        "modified_at": None,
        "language": None,
        "lineage": {},
    }
    if said is None:
        return row
    if isinstance(said, StoredReading):
        content_id = said.content_id
    else:
        content_id = _content_row(said)["content_id"]
    return row | {
        "content_id": content_id,
        "published_at": said.published_at,
        "modified_at": said.modified_at,
        "language": said.language,
        "lineage": dict(said.lineage),
    }


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    return {name: storable(value) for name, value in row.items()}
