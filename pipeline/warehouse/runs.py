"""Runs and their summaries: what the plan was, what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import run


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it stands in table `run`."""

    dag_id: str
    run_id: str
    day: date | None
    params: dict[str, Any]
    started_at: datetime
    finished_at: datetime | None
    notes: list[str]
    summary: dict[str, Any] | None


def start_run(
    warehouse: Warehouse,
    dag_id: str,
    run_id: str,
    *,
    day: date | None,
    params: dict[str, Any],
    started_at: datetime,
    notes: list[str],
) -> None:
    """Record that a run has made its plan; planning again replaces the record."""
    row = {
        "dag_id": dag_id,
        "run_id": run_id,
        "day": day,
        "params": storable(params),
        "started_at": started_at,
        "finished_at": None,
        "notes": storable(notes),
        "summary": None,
    }
    statement = insert(run).values(row)
    with warehouse.begin() as connection:
        connection.execute(
            statement.on_conflict_do_update(index_elements=["dag_id", "run_id"], set_=row)
        )


def add_notes(warehouse: Warehouse, dag_id: str, run_id: str, notes: list[str]) -> None:
    """Add to what a run could not promise; a note that stands there already is left alone."""
    with warehouse.begin() as connection:
        connection.execute(
            text("""
            UPDATE run SET notes = (
                SELECT coalesce(jsonb_agg(note ORDER BY first), '[]'::jsonb) FROM (
                    SELECT note, min(position) AS first
                    FROM jsonb_array_elements(notes || CAST(:notes AS jsonb))
                         WITH ORDINALITY AS n(note, position)
                    GROUP BY note) kept)
            WHERE dag_id = :dag_id AND run_id = :run_id"""),
            {"notes": json.dumps(storable(notes)), "dag_id": dag_id, "run_id": run_id},
        )


def finish_run(
    warehouse: Warehouse,
    dag_id: str,
    run_id: str,
    summary: dict[str, Any],
    finished_at: datetime,
) -> None:
    """Store the summary of a run."""
    with warehouse.begin() as connection:
        connection.execute(
            update(run)
            .where(run.c.dag_id == dag_id, run.c.run_id == run_id)
            .values(summary=summary, finished_at=finished_at)
        )


def get_run(warehouse: Warehouse, dag_id: str, run_id: str) -> RunRecord | None:
    """Return the record of a run, or None."""
    query = select(run).where(run.c.dag_id == dag_id, run.c.run_id == run_id)
    with warehouse.begin() as connection:
        row = connection.execute(query).mappings().first()
    return RunRecord(**row) if row else None


def latest_runs(warehouse: Warehouse, limit: int = 50) -> list[RunRecord]:
    """Return the latest runs, newest first."""
    query = select(run).order_by(run.c.started_at.desc(), run.c.run_id).limit(limit)
    with warehouse.begin() as connection:
        return [RunRecord(**row) for row in connection.execute(query).mappings()]


def summarise_run(warehouse: Warehouse, dag_id: str, run_id: str) -> dict[str, Any]:
    """Return what a run found, counted from the rows it wrote (keys: docs/contracts.md)."""
    values = {"dag_id": dag_id, "run_id": run_id}
    with warehouse.begin() as connection:
        counts = connection.execute(text(_COUNTS), values).mappings().one()
        copies = connection.execute(text(_COPIES), values).mappings().all()
        quarantined = connection.execute(text(_QUARANTINED), values).mappings().all()
        sources = connection.execute(text(_SOURCES), values).mappings().all()
        causes = connection.execute(text(_BY_CAUSE), values).scalar_one()
        kinds = connection.execute(text(_BY_KIND), values).scalar_one()
    return {
        **counts,
        "versions_by_cause": causes,
        "edits_by_kind": kinds,
        "copies": [dict(row) for row in copies],
        "quarantined": [dict(row) for row in quarantined],
        "sources": [dict(row) for row in sources],
    }


_MINE = "SELECT load_id FROM load WHERE dag_id = :dag_id AND run_id = :run_id"

_VERSIONS = f"""
    SELECT v.* FROM (SELECT DISTINCT article_id FROM observation
                     WHERE load_id = ANY(ARRAY({_MINE}))) t
    CROSS JOIN LATERAL (
        SELECT * FROM derived.article_version w WHERE w.article_id = t.article_id OFFSET 0) v
    WHERE v.load_id = ANY(ARRAY({_MINE}))
"""

_SEEN_BEFORE = """EXISTS (
    SELECT 1 FROM capture e WHERE e.seen_url = c.seen_url AND e.fetched_at < c.fetched_at
      AND e.status = 200)"""

_COUNTS = f"""
WITH versions AS ({_VERSIONS})
SELECT
    (SELECT count(DISTINCT source_id) FROM capture
     WHERE run_id = :run_id AND kind = 'listing' AND status IN (200, 304)) AS sources_read,
    (SELECT count(DISTINCT seen_url) FROM capture
     WHERE run_id = :run_id AND kind IN ('page', 'document')) AS pages_fetched,
    (SELECT count(*) FROM capture
     WHERE run_id = :run_id AND kind = 'page' AND status = 304) AS pages_unchanged,
    (SELECT count(DISTINCT c.seen_url) FROM capture c
     WHERE c.run_id = :run_id AND c.kind = 'page' AND {_SEEN_BEFORE}) AS revisits,
    (SELECT count(*) FROM article a
     WHERE a.first_load_id = ANY(ARRAY({_MINE})) AND NOT EXISTS (
         SELECT 1 FROM alias m JOIN article earlier ON earlier.url = m.seen_url
         WHERE m.article_id = a.article_id AND m.kind = 'moved'
           AND earlier.first_load_id < a.first_load_id)) AS new_articles,
    (SELECT count(*) FROM versions WHERE version_no > 1) AS new_versions,
    (SELECT count(*) FROM versions WHERE change = 'publisher_edit') AS publisher_edits,
    (SELECT count(*) FROM versions WHERE change = 'withdrawn') AS withdrawn,
    (SELECT count(*) FROM versions WHERE change = 'returned') AS returned,
    (SELECT count(*) FROM versions WHERE change = 'moved') AS moved,
    (SELECT count(*) FROM load WHERE dag_id = :dag_id AND run_id = :run_id) AS loads
"""

_BY_CAUSE = f"""
WITH versions AS ({_VERSIONS})
SELECT coalesce(jsonb_object_agg(cause, number), jsonb_build_object()) FROM (
    SELECT cause, count(*) AS number FROM versions
    WHERE version_no > 1 OR cause <> 'first_seen' GROUP BY cause) c
"""

_BY_KIND = f"""
WITH versions AS ({_VERSIONS}), edited AS (
    SELECT DISTINCT ON (v.article_id, v.version_no) v.article_id, v.version_no, e.kinds
    FROM versions v JOIN edit e
         ON e.content_before = v.previous_content_id AND e.content_after = v.content_id
    WHERE v.change = 'publisher_edit'
    ORDER BY v.article_id, v.version_no, e.algorithm_version DESC)
SELECT coalesce(jsonb_object_agg(kind, number), jsonb_build_object()) FROM (
    SELECT kind, count(*) AS number FROM edited CROSS JOIN LATERAL unnest(kinds) kind
    GROUP BY kind) k
"""

_COPIES = """
SELECT c.copy_url, c.original_url, c.role, c.score
FROM desk.copies c JOIN load l USING (load_id)
WHERE l.dag_id = :dag_id AND l.run_id = :run_id
ORDER BY c.original_url, c.copy_url
"""

_QUARANTINED = """
SELECT stage, reason, count(DISTINCT url) AS count, min(url) AS example_url
FROM desk.quarantine WHERE run_id = :run_id AND is_open
GROUP BY stage, reason ORDER BY count DESC, stage, reason
"""

_SOURCES = f"""
SELECT c.source_id,
       count(DISTINCT c.capture_id) FILTER (WHERE c.kind = 'listing') AS listings,
       count(DISTINCT c.seen_url) FILTER (WHERE c.kind = 'page') AS pages,
       count(DISTINCT c.capture_id) FILTER (WHERE c.kind = 'page' AND c.status = 304)
           AS unchanged,
       count(DISTINCT c.seen_url) FILTER (WHERE c.kind = 'page' AND {_SEEN_BEFORE}) AS revisits,
       count(DISTINCT c.capture_id) FILTER (WHERE c.status >= 400) AS errors,
       count(DISTINCT o.capture_id) FILTER (WHERE o.result = 'observed') AS observed
FROM capture c LEFT JOIN outcome o USING (capture_id)
WHERE c.run_id = :run_id AND c.kind <> 'robots'
GROUP BY c.source_id ORDER BY c.source_id
"""
