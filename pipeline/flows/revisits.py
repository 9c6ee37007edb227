"""Re-visits: after a run each article that it met gets its next moment; a gathering takes the due.

Without them no edit and no withdrawal is ever seen. The schedule is table `revisit`; it follows
from captures and policies, so what a killed run did not write the next one writes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from pipeline.flows.desk import Desk
from pipeline.sources import Source, next_visit, pace_of
from pipeline.warehouse.block_list import block_list
from pipeline.warehouse.load import RunContext
from pipeline.warehouse.revisits import (
    DueRevisit,
    articles_visited_by,
    due_revisits,
    store_schedule,
    take_budget,
    unscheduled_articles,
    visited,
    visits_and_edits,
)

_CHUNK = 1000

_YIELD_OF = timedelta(days=28)
"""A source's pace follows from the re-visits of the articles that it published in so long."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """How many articles a run has put on the schedule, and how many it has taken off."""

    scheduled: int = 0
    done: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return asdict(self)


def schedule_revisits(desk: Desk, context: RunContext) -> Scheduled:
    """Decide when what a run asked for or read is due again; return the counts.

    Articles of no configured source are not asked for again. Called again, it decides the same.
    """
    found = articles_visited_by(desk.warehouse, context.dag_id, context.run_id)
    return _schedule(desk, desk.sources(), found)


def schedule_forgotten(desk: Desk, source: Source) -> Scheduled:
    """Put on the schedule what a killed run, or an older version without one, has left out."""
    days = source.revisit_policy(desk.settings.revisit_days).days
    since = desk.clock.now() - timedelta(days=days)
    found = unscheduled_articles(desk.warehouse, source.id, since=since)
    return _schedule(desk, {source.id: source}, found)


def take_due(
    desk: Desk, source: Source, *, limit: int, except_for: Collection[str] = ()
) -> tuple[list[str], int]:
    """Return the addresses to ask for again now, at most `limit`, and how many have to wait.

    Each is taken out of the day's budget of its host; addresses in `except_for` are left out.
    """
    now = desk.clock.now()
    policy = source.revisit_policy(desk.settings.revisit_days)
    due = due_revisits(desk.warehouse, source.id, now=now, limit=limit + len(except_for) + 1)
    blocks = block_list(desk.warehouse)
    wanted = [i for i in due if i.url not in except_for and not blocks.refuses(i.url)]
    taken: list[DueRevisit] = []
    for host, items in groupby(sorted(wanted[:limit], key=_host), key=_host):
        urgent = list(items)
        granted = take_budget(desk.warehouse, host, now=now, wanted=len(urgent), a_day=policy.a_day)
        taken += urgent[:granted]
    return [item.url for item in taken], len(wanted) - len(taken)


def _host(item: DueRevisit) -> str:
    return item.host


def _schedule(desk: Desk, sources: dict[str, Source], article_ids: Sequence[UUID]) -> Scheduled:
    since = desk.clock.now() - _YIELD_OF
    counts = visits_and_edits(desk.warehouse, list(sources), since=since) if article_ids else {}
    paces = {source_id: pace_of(*found) for source_id, found in counts.items()}
    policies = {
        key: source.revisit_policy(desk.settings.revisit_days) for key, source in sources.items()
    }
    scheduled = done = 0
    for start in range(0, len(article_ids), _CHUNK):
        states = visited(desk.warehouse, article_ids[start : start + _CHUNK])
        rows = [
            (
                state,
                next_visit(
                    policies[state.source_id],
                    first_seen_at=state.first_seen_at,
                    changed_at=state.changed_at,
                    asked_at=state.asked_at,
                    missing=state.missing,
                    failures=state.failures,
                    pace=paces.get(state.source_id, 1.0),
                ),
            )
            for state in states
            if state.source_id in policies
        ]
        store_schedule(desk.warehouse, rows)
        scheduled += sum(due_at is not None for _, due_at in rows)
        done += sum(due_at is None for _, due_at in rows)
    return Scheduled(scheduled, done)
