"""The schedule of re-visits: what became of each article's visits, what is due, what it may cost.

When an article is due again is decided by `pipeline.sources.revisits`; here stands what it is
decided from, and what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pipeline.urls import host_of_url
from pipeline.warehouse.database import Warehouse

_KEPT_BUDGET_DAYS = 400


@dataclass(frozen=True, slots=True)
class Visited:
    """What an article's visits came to so far; the fields are columns of table `revisit`."""

    article_id: UUID
    source_id: str
    url: str
    first_seen_at: datetime
    changed_at: datetime
    asked_at: datetime
    visits: int
    missing: int
    failures: int


@dataclass(frozen=True, slots=True)
class DueRevisit:
    """An article to be asked for again, at the address that last answered with it."""

    article_id: UUID
    url: str
    host: str


def articles_visited_by(warehouse: Warehouse, dag_id: str, run_id: str) -> list[UUID]:
    """Return the articles that a run asked for, or read something of."""
    with warehouse.begin() as connection:
        found = connection.execute(text(_VISITED_BY), {"dag_id": dag_id, "run_id": run_id})
        return list(found.scalars())


def unscheduled_articles(warehouse: Warehouse, source_id: str, *, since: datetime) -> list[UUID]:
    """Return the articles of a source first observed since then that no schedule has."""
    with warehouse.begin() as connection:
        found = connection.execute(text(_UNSCHEDULED), {"source_id": source_id, "since": since})
        return list(found.scalars())


def visited(warehouse: Warehouse, article_ids: Sequence[UUID]) -> list[Visited]:
    """Return what the visits of these articles came to, computed from captures and failures.

    An article of which no page stands in the archive (only a 410, or purged) is left out.
    """
    with warehouse.begin() as connection:
        rows = connection.execute(text(_VISITS), {"ids": sorted(article_ids)}).mappings()
        return [Visited(**row) for row in rows]


def store_schedule(warehouse: Warehouse, rows: Iterable[tuple[Visited, datetime | None]]) -> None:
    """Store when each article is due again (None: no more)."""
    values = [
        {**asdict(state), "host": host_of_url(state.url), "due_at": due_at}
        for state, due_at in sorted(rows, key=lambda row: row[0].article_id)
    ]
    if values:
        with warehouse.begin() as connection:
            connection.execute(text(_STORE), values)


def visits_and_edits(
    warehouse: Warehouse, source_ids: Sequence[str], *, since: datetime
) -> dict[str, tuple[int, int]]:
    """Return by source how many re-visits its articles first seen since then had, and edits."""
    with warehouse.begin() as connection:
        rows = connection.execute(text(_YIELD), {"ids": list(source_ids), "since": since})
        return {source_id: (visits, edits) for source_id, visits, edits in rows}


def due_revisits(
    warehouse: Warehouse, source_id: str, *, now: datetime, limit: int
) -> list[DueRevisit]:
    """Return the articles of a source that are due at `now`, the most urgent first.

    Urgency is the time overdue by the time it was to be left alone: where the budget does not
    reach for all, fresh articles come first and old ones are not starved. What was asked for in
    the future (the clock was set back) is due.
    """
    values = {"source_id": source_id, "now": now, "limit": limit}
    with warehouse.begin() as connection:
        return [DueRevisit(**row) for row in connection.execute(text(_DUE), values).mappings()]


def take_budget(warehouse: Warehouse, host: str, *, now: datetime, wanted: int, a_day: int) -> int:
    """Take up to `wanted` requests out of a host's budget of the UTC day; return how many.

    What is taken is spent, also where no request follows.
    """
    values = {
        "host": host,
        "day": now.astimezone(UTC).date(),
        "wanted": wanted,
        "a_day": a_day,
        "kept": _KEPT_BUDGET_DAYS,
    }
    with warehouse.begin() as connection:
        connection.execute(text(_OPEN_BUDGET), values)
        granted = int(connection.execute(text(_LEFT_OF_BUDGET), values).scalar_one())
        connection.execute(text(_SPEND), values | {"granted": granted})
    return granted


def revisit_costs(warehouse: Warehouse, *, now: datetime, days: int) -> list[Mapping[str, Any]]:
    """Return, by source, what its schedule holds and what re-visits of the last days cost.

    `articles` on the schedule, `due` now; `requests` to its hosts in the last `days` UTC days;
    `visits` and `edits` of the articles first seen in them; `hourly`: the requests that asking
    each of these articles every hour would have taken up to now.
    """
    with warehouse.begin() as connection:
        rows = connection.execute(text(_COSTS), {"now": now, "days": days}).mappings()
        return [dict(row) for row in rows]


_VISITED_BY = """
WITH asked AS (
    SELECT url, seen_url FROM capture WHERE run_id = :run_id AND kind = 'page'
    UNION SELECT url, url FROM quarantine WHERE run_id = :run_id AND stage = 'fetch')
SELECT article_id FROM observation WHERE load_id = ANY(ARRAY(
    SELECT load_id FROM load WHERE dag_id = :dag_id AND run_id = :run_id))
UNION
SELECT a.article_id FROM asked c JOIN article a ON a.url IN (c.url, c.seen_url)
UNION
SELECT s.article_id FROM asked c JOIN alias s ON s.seen_url IN (c.url, c.seen_url)
"""

_UNSCHEDULED = """
SELECT a.article_id FROM article a
WHERE a.source_id = :source_id AND a.first_observed_at >= :since
  AND NOT EXISTS (SELECT 1 FROM revisit r WHERE r.article_id = a.article_id)
"""

_VISITS = """
SELECT a.article_id, a.source_id, page.url, a.first_observed_at AS first_seen_at,
       greatest(a.first_observed_at, a.current_from) AS changed_at,
       greatest(told.asked_at, failed.asked_at) AS asked_at,
       greatest(told.answers + failed.number - 1, 0) AS visits,
       told.missing, told.errors + failed.in_a_row AS failures
FROM article a
CROSS JOIN LATERAL (
    SELECT c.url FROM observation o JOIN capture c USING (capture_id)
    WHERE o.article_id = a.article_id AND c.status = 200 AND c.kind = 'page' AND c.warc_file <> ''
    ORDER BY c.fetched_at DESC, c.capture_id LIMIT 1) page
CROSS JOIN LATERAL (
    SELECT max(fetched_at) AS asked_at, count(*) AS answers,
           max(fetched_at) FILTER (WHERE status < 400 OR status IN (404, 410)) AS answered_at,
           count(*) FILTER (WHERE status = 404
                              AND fetched_at > coalesce(not_missing_at, '-infinity')) AS missing,
           count(*) FILTER (WHERE status >= 400 AND status NOT IN (404, 410)
                              AND fetched_at > coalesce(good_at, '-infinity')) AS errors
    FROM (SELECT fetched_at, status,
                 max(fetched_at) FILTER (WHERE status < 400 OR status = 410) OVER ()
                     AS not_missing_at,
                 max(fetched_at) FILTER (WHERE status < 400 OR status IN (404, 410)) OVER ()
                     AS good_at
          FROM capture c
          WHERE c.kind = 'page' AND (c.status < 300 OR c.status = 304 OR c.status >= 400)
            AND (c.seen_url IN (a.url, page.url) OR c.url IN (a.url, page.url))
          ) answer) told
CROSS JOIN LATERAL (
    SELECT max(q.failed_at) AS asked_at, count(*) AS number,
           count(*) FILTER (WHERE q.failed_at > told.answered_at) AS in_a_row
    FROM quarantine q
    WHERE q.url IN (a.url, page.url) AND q.capture_id IS NULL AND q.stage = 'fetch') failed
WHERE a.article_id = ANY(:ids) AND a.first_observed_at IS NOT NULL
"""

_STORE = """
INSERT INTO revisit AS r (article_id, source_id, url, host, first_seen_at, changed_at, asked_at,
                          visits, edits, missing, failures, due_at)
VALUES (:article_id, :source_id, :url, :host, :first_seen_at, :changed_at, :asked_at,
        :visits,
        CAST(CAST(:changed_at AS timestamptz) > CAST(:first_seen_at AS timestamptz) AS int),
        :missing, :failures, :due_at)
ON CONFLICT (article_id) DO UPDATE SET
    source_id = excluded.source_id, url = excluded.url, host = excluded.host,
    first_seen_at = excluded.first_seen_at, changed_at = excluded.changed_at,
    asked_at = excluded.asked_at, visits = excluded.visits,
    edits = r.edits + CAST(excluded.changed_at > r.changed_at AS int),
    missing = excluded.missing, failures = excluded.failures, due_at = excluded.due_at
"""

_YIELD = """
SELECT source_id, sum(visits)::int, sum(edits)::int FROM revisit
WHERE source_id = ANY(:ids) AND first_seen_at >= :since GROUP BY source_id
"""

_DUE = """
SELECT article_id, url, host FROM revisit
WHERE source_id = :source_id AND due_at IS NOT NULL AND (due_at <= :now OR asked_at > :now)
ORDER BY (extract(epoch FROM :now - due_at) + 1)
         / (extract(epoch FROM greatest(due_at - asked_at, interval '0')) + 1) DESC,
         asked_at, url
LIMIT :limit
"""

_OPEN_BUDGET = """
INSERT INTO revisit_budget (host, day, requests) VALUES (:host, :day, 0) ON CONFLICT DO NOTHING
"""

_LEFT_OF_BUDGET = """
SELECT least(:wanted, greatest(:a_day - requests, 0)) FROM revisit_budget
WHERE host = :host AND day = :day FOR UPDATE
"""

_SPEND = """
WITH past AS (DELETE FROM revisit_budget
              WHERE host = :host AND day < CAST(:day AS date) - CAST(:kept AS int))
UPDATE revisit_budget SET requests = requests + :granted WHERE host = :host AND day = :day
"""

_COSTS = """
WITH spent AS (
    SELECT r.source_id, sum(b.requests) AS requests
    FROM (SELECT DISTINCT source_id, host FROM revisit) r
    JOIN revisit_budget b USING (host)
    WHERE b.day > CAST(:now AS timestamptz)::date - CAST(:days AS int) GROUP BY r.source_id)
SELECT r.source_id,
       count(*) FILTER (WHERE r.due_at IS NOT NULL) AS articles,
       count(*) FILTER (WHERE r.due_at <= :now) AS due,
       coalesce(min(s.requests), 0)::int AS requests,
       coalesce(sum(r.visits) FILTER (WHERE r.first_seen_at >= since), 0)::int AS visits,
       coalesce(sum(r.edits) FILTER (WHERE r.first_seen_at >= since), 0)::int AS edits,
       coalesce(sum(extract(epoch FROM :now - r.first_seen_at) / 3600)
                FILTER (WHERE r.first_seen_at >= since), 0)::int AS hourly
FROM revisit r LEFT JOIN spent s USING (source_id)
CROSS JOIN LATERAL (SELECT CAST(:now AS timestamptz) - make_interval(days => :days) AS since) t
GROUP BY r.source_id ORDER BY r.source_id
"""
