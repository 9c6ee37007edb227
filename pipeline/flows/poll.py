"""Polling through the day: feeds by their learnt rhythm, articles by their schedule.

A busy feed rolls over in hours, and an edit minutes after birth is seen only by who asks then. The
nightly run asks everything and so closes the day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.flows.desk import Desk
from pipeline.flows.plan import Plan
from pipeline.model import Mode
from pipeline.sources import USUAL_GAP, Source, learnt_gap, next_poll, select_sources
from pipeline.warehouse.polling import (
    FeedRhythm,
    claimed_gap_s,
    rhythms,
    sources_with_revisits,
    store_rhythm,
)
from pipeline.warehouse.runs import start_run


def plan_poll(desk: Desk, dag_id: str, run_id: str) -> Plan | None:
    """Record a run over the active sources that have a feed or an article due, and only over these.

    None (and no record) where nothing is due.
    """
    now = desk.clock.now()
    sources = select_sources(desk.sources(), ())
    known = rhythms(desk.warehouse, list(sources))
    waiting = sources_with_revisits(desk.warehouse, now)
    due = [
        key
        for key, source in sources.items()
        if key in waiting or any(_is_due(known.get((key, f.url)), now) for f in source.feeds)
    ]
    if not due:
        return None
    plan = Plan(dag_id, run_id, now.date(), Mode.AUTO, True, tuple(sorted(due)), only_due=True)
    start_run(
        desk.warehouse,
        dag_id,
        run_id,
        day=plan.day,
        params={"sources": list(plan.source_ids), "only_due": True},
        started_at=now,
        notes=[f"Left out: {fault}" for fault in desk.broken_sources()],
    )
    return plan


class Rhythms:
    """The rhythms of one source's feeds while it is gathered."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self._desk = desk
        self._source_id = source.id
        self._known = rhythms(desk.warehouse, [source.id])

    def is_due(self, feed_url: str) -> bool:
        """Tell whether a feed is due now; one that was never asked is."""
        return _is_due(self._known.get((self._source_id, feed_url)), self._desk.clock.now())

    def learn(self, feed_url: str, *, new_items: int, failed: bool) -> None:
        """Learn from an answer: how many new items it brought, or that there was none."""
        now = self._desk.clock.now()
        earlier = self._known.get((self._source_id, feed_url))
        gap = self._gap(feed_url, earlier, now, new_items, failed)
        failures = (earlier.failures if earlier else 0) + 1 if failed else 0
        due_at = next_poll(now, gap, failures)
        store_rhythm(
            self._desk.warehouse,
            FeedRhythm(feed_url, self._source_id, now, due_at, gap.total_seconds(), failures),
        )

    def _gap(
        self,
        feed_url: str,
        earlier: FeedRhythm | None,
        now: datetime,
        new_items: int,
        failed: bool,
    ) -> timedelta:
        if earlier is None:
            claimed_s = claimed_gap_s(self._desk.warehouse, feed_url)
            return timedelta(seconds=claimed_s) if claimed_s else USUAL_GAP
        gap = timedelta(seconds=earlier.gap_s)
        return gap if failed else learnt_gap(gap, now - earlier.asked_at, new_items)


def _is_due(rhythm: FeedRhythm | None, now: datetime) -> bool:
    return rhythm is None or rhythm.is_due(now)
