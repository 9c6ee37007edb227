"""Loading facts: only what is missing is shipped, by COPY; all of a batch or nothing.

The procedure follows the design note on the warehouse (decision 0009 says where it goes another
way): ask first, ship the missing contents outside the lock, then under one advisory lock, taken as
a statement of its own, the facts in key order, then the heads of the articles they touch.
"""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Table, text

from pipeline.identity import (
    ABSENCE_CONTENT_IDS,
    MISSING_CONTENT_ID,
    TOMBSTONE_CONTENT_ID,
    batch_key,
)
from pipeline.model import Absence
from pipeline.warehouse.copying import copy_rows, stage_rows
from pipeline.warehouse.database import LOAD_LOCK, Warehouse, take_lock
from pipeline.warehouse.heads import Head, read_heads, refresh_heads, touch_articles
from pipeline.warehouse.keys import Keys
from pipeline.warehouse.readings import (
    ABSENT,
    Content,
    Observation,
    Reading,
    Said,
    StoredReading,
    evidence_of,
    repeat_of,
    said_in_chunks,
    spans_of,
)
from pipeline.warehouse.tables import (
    content,
    evidence,
    fold_queue,
    observation,
    removed_span,
)

__all__ = [
    "Reading",
    "RunContext",
    "StoredReading",
    "load_readings",
    "open_load",
    "outdated_captures",
    "refresh_heads",
    "repeat_of",
    "stored_readings",
]


@dataclass(frozen=True, slots=True)
class RunContext:
    """Who writes: the DAG and its run (or the command line), and under which rules."""

    dag_id: str
    run_id: str
    pipeline_version: int


def load_readings(
    warehouse: Warehouse,
    readings: Sequence[Reading],
    skipped: Iterable[tuple[UUID, str, str]],
    context: RunContext,
) -> int | None:
    """Load the facts of a batch and the outcome of its captures; return the load's number.

    `skipped` says what became of captures without a text: (capture id, result, reason); it holds
    against 'observed' where a capture has a reading all the same. What a capture says
    under one version of our rules is one fact: where it stands it is left alone, and where none is
    new there is no load, and None is returned. Safe to call again, at once from several places, and
    after a kill at any moment.
    """
    unique: dict[UUID, Reading] = {}
    for reading in readings:
        unique.setdefault(reading.capture.capture_id, reading)
    told = {key: (key, result, reason) for key, result, reason in skipped}
    outcomes = [told.pop(key, (key, "observed", "")) for key in unique] + list(told.values())

    def work(connection: Connection) -> int | None:
        if not outcomes:
            return None
        load_id = _load(connection, unique, context)
        _store_outcomes(connection, outcomes, context.pipeline_version)
        return load_id

    with _collecting_garbage_later():
        return warehouse.retrying(work)


@contextmanager
def _collecting_garbage_later() -> Iterator[None]:
    """Rows of a load live to its end and form no cycles: looking for those took a sixth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def stored_readings(
    warehouse: Warehouse, capture_ids: Iterable[UUID], pipeline_version: int
) -> dict[UUID, StoredReading]:
    """Return what this version of our rules has already read from these captures."""
    query = text("""
        SELECT o.capture_id, a.url, o.content_id, o.published_at, o.modified_at, o.language,
               o.lineage
        FROM observation o JOIN article a USING (article_id)
        WHERE o.capture_id = ANY(:ids) AND o.pipeline_version = :version
          AND o.content_id <> ALL(:no_text)""")
    values = {"ids": Keys(capture_ids), "version": pipeline_version, "no_text": _NO_TEXT}
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
        WHERE article_id = ANY(:ids) AND pipeline_version < :version
          AND content_id <> ALL(:no_text) ORDER BY capture_id""")
    values = {"ids": Keys(article_ids), "version": pipeline_version, "no_text": _NO_TEXT}
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


def _load(connection: Connection, readings: dict[UUID, Reading], context: RunContext) -> int | None:
    before = connection.execute(text(_LAST_LOAD)).scalar()
    unread = _unread(connection, readings, context.pipeline_version)
    if not unread:
        return None
    facts: list[Said] = []
    heads: dict[UUID, Head] = {}
    for chunk in said_in_chunks([readings[key] for key in unread], context.pipeline_version):
        found = read_heads(connection, chunk)
        _add_contents(connection, chunk, found)
        heads |= found
        facts += chunk
    take_lock(connection, LOAD_LOCK)
    if connection.execute(text(_LAST_LOAD)).scalar() != before:  # another one was quicker
        still_unread = set(_unread(connection, readings, context.pipeline_version))
        facts = [said for said in facts if said.observation.capture_id in still_unread]
        heads = read_heads(connection, facts)
        _add_contents(connection, facts, heads)  # a purge may have taken some away
    if not facts:
        return None
    key = batch_key("load", context.pipeline_version, readings)
    load_id = open_load(connection, "observations", key, {"observations": len(facts)}, context)
    _add_facts(connection, facts, heads, load_id)
    return load_id


def _store_outcomes(
    connection: Connection, outcomes: Iterable[tuple[UUID, str, str]], version: int
) -> None:
    """Store what became of each capture; there are many captures and few different outcomes."""
    by_outcome: defaultdict[tuple[str, str], list[UUID]] = defaultdict(list)
    for key, result, reason in outcomes:
        by_outcome[result, reason].append(key)
    for (result, reason), keys in sorted(by_outcome.items()):
        values = {"ids": Keys(keys), "version": version, "result": result, "reason": reason}
        connection.execute(text(_STORE_OUTCOMES), values)


def _unread(
    connection: Connection, readings: Mapping[UUID, Reading], version: int
) -> Sequence[UUID]:
    """Return the captures of `readings` of which these rules have stored nothing yet."""
    values = {"ids": Keys(readings), "version": version}
    return connection.execute(text(_UNREAD), values).scalars().all() if readings else []


def _add_contents(
    connection: Connection, facts: Iterable[Said], heads: Mapping[UUID, Head]
) -> None:
    """Ship the contents that are missing, before the lock: they take the longest."""
    current = {head.content_id for head in heads.values()}  # these stand already
    found = {
        said.content.content_id: said.content
        for said in facts
        if said.content and said.content.content_id not in current
    }
    if MISSING_CONTENT_ID in found:  # several of these make a withdrawal, which shows this content
        found[TOMBSTONE_CONTENT_ID] = ABSENT[Absence.WITHDRAWN]
    missing = connection.execute(text(_MISSING_CONTENTS), {"ids": Keys(found)}).scalars()
    rows = [found[key] for key in sorted(missing, key=lambda key: key.int)]
    if not rows:
        return
    try:
        with connection.begin_nested():
            copy_rows(connection, content, Content._fields, rows)
    except psycopg.errors.UniqueViolation:  # another loader ships the same text
        staged = stage_rows(connection, content, Content._fields, rows)
        connection.execute(text(_MERGE_CONTENTS.format(staged=staged)))
        connection.execute(text(f"DROP TABLE {staged}"))


def _add_facts(
    connection: Connection, facts: list[Said], heads: Mapping[UUID, Head], load_id: int
) -> None:
    touched = touch_articles(connection, facts, heads, load_id)
    facts.sort(key=lambda said: said.observation.article_id.int)
    seen = (said.observation for said in facts)
    _append(connection, observation, Observation._fields, seen, load_id)
    found = [said for said in facts if said.has_findings]
    for table, rows_of in _FINDINGS.items() if found else ():
        names = [column.name for column in table.columns if column.name != "load_id"]
        _append(connection, table, names, chain.from_iterable(map(rows_of, found)), load_id)
    _add_aliases(connection, facts, load_id)
    refresh_heads(connection, touched.doubtful)
    _queue_fold(connection, touched.to_fold, load_id)


_NO_TEXT = list(ABSENCE_CONTENT_IDS.values())
_FINDINGS = {removed_span: spans_of, evidence: evidence_of}


def _queue_fold(connection: Connection, article_ids: list[UUID], load_id: int) -> None:
    at = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    rows = ((key, load_id, at) for key in sorted(article_ids, key=lambda key: key.int))
    copy_rows(connection, fold_queue, ("article_id", "load_id", "queued_at"), rows)


def _append(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    load_id: int,
) -> None:
    copy_rows(connection, table, [*names, "load_id"], ((*row, load_id) for row in rows))


def _add_aliases(connection: Connection, facts: Iterable[Said], load_id: int) -> None:
    rows = [
        {"url": url, "article_id": said.observation.article_id, "kind": kind, "load_id": load_id}
        for said in facts
        if said.reading.aliases
        for url, kind in said.reading.aliases
    ]
    if rows:
        connection.execute(text(_ADD_ALIAS), rows)


_LAST_LOAD = "SELECT max(load_id) FROM load"

_UNREAD = """
SELECT key FROM unnest(CAST(:ids AS uuid[])) key
WHERE NOT EXISTS (
    SELECT 1 FROM observation o WHERE o.capture_id = key AND o.pipeline_version = :version)
"""

_STORE_OUTCOMES = """
INSERT INTO outcome (capture_id, pipeline_version, result, reason)
SELECT key, :version, :result, :reason
FROM unnest(CAST(:ids AS uuid[])) key
WHERE NOT EXISTS (
    SELECT 1 FROM outcome o
    WHERE o.capture_id = key AND o.pipeline_version = :version
      AND ((o.result, o.reason) = (:result, :reason) OR :reason = 'purged'))
ORDER BY key
ON CONFLICT (capture_id, pipeline_version)
DO UPDATE SET result = excluded.result, reason = excluded.reason
WHERE (outcome.result, outcome.reason) <> (excluded.result, excluded.reason)
"""

_MISSING_CONTENTS = """
SELECT key FROM unnest(CAST(:ids AS uuid[])) key
WHERE NOT EXISTS (SELECT 1 FROM content WHERE content_id = key)
"""

_MERGE_CONTENTS = """
INSERT INTO content (content_id, title, authors, body)
SELECT content_id, title, authors, body FROM {staged} ORDER BY content_id
ON CONFLICT DO NOTHING
"""

_ADD_ALIAS = """
INSERT INTO alias (seen_url, article_id, kind, load_id) VALUES (:url, :article_id, :kind, :load_id)
ON CONFLICT DO NOTHING
"""
