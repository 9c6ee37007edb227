"""Polling through the day, on a paper on loopback."""

from __future__ import annotations

from datetime import timedelta

from pipeline.flows.desk import run_context
from pipeline.flows.gather import gather_sources
from pipeline.flows.plan import Plan
from pipeline.flows.poll import plan_poll
from pipeline.flows.process import plan_batches, process_run
from pipeline.flows.revisits import schedule_revisits
from pipeline.warehouse.polling import rhythms
from pipeline.warehouse.runs import get_run
from tests.flows.paper import MORNING, feed_of, page


def poll(paper, run_id):
    """Run one poll; return what was asked for, None where nothing was due."""
    paper.asked()
    plan = plan_poll(paper.desk, "poll", run_id)
    if plan is None:
        return None
    gather_sources(paper.desk, Plan.from_json(plan.to_json()), plan.source_ids)
    for batch in plan_batches(paper.desk, plan):
        process_run(paper.desk, plan, batch)
    schedule_revisits(paper.desk, run_context("poll", run_id))
    return sorted(paper.asked())


def rhythm(paper):
    (row,) = rhythms(paper.desk.warehouse, ["paper"]).values()
    return row


def test_what_is_due_is_asked_for_and_nothing_else(paper):
    paper.answers("/a", page(1), etag='"1"')
    claimed = [(paper.server.url("/a"), MORNING - timedelta(hours=h)) for h in (4, 12)]
    paper.answers("/feed.xml", feed_of(claimed[0], (paper.server.url("/b"), claimed[1][1])))
    paper.answers("/b", b"", status="500 Internal Server Error")
    assert poll(paper, "first") == ["/a", "/b", "/feed.xml"]
    first = rhythm(paper)
    assert first.gap_s == timedelta(hours=8).total_seconds()  # what the items' dates claim
    assert first.due_at - first.asked_at == timedelta(hours=6)
    assert poll(paper, "at once") is None
    assert get_run(paper.desk.warehouse, "poll", "at once") is None
    paper.clock.advance(minutes=30)
    assert poll(paper, "a re-visit") == ["/a"]  # and not /b, which has just failed
    paper.clock.advance(hours=6)
    assert poll(paper, "all") == ["/a", "/b", "/feed.xml"]
    assert rhythm(paper).gap_s > first.gap_s


def test_a_feed_that_fails_is_left_alone_for_longer_and_learns_nothing(paper):
    paper.answers("/feed.xml", b"", status="500 Internal Server Error")
    for failures, hours in ((1, 2), (2, 4)):
        assert poll(paper, f"down {failures}") == ["/feed.xml"]
        row = rhythm(paper)
        assert (row.failures, row.gap_s) == (failures, 3600)
        assert row.due_at - row.asked_at == timedelta(hours=hours)
        paper.clock.advance(hours=hours, seconds=1)
    paper.publishes()
    assert poll(paper, "up") == ["/feed.xml"]
    assert rhythm(paper).failures == 0


def test_the_night_asks_every_feed_whatever_its_rhythm_and_teaches_it(paper):
    paper.publishes()
    assert poll(paper, "first") == ["/feed.xml"]
    asked_at = rhythm(paper).asked_at
    gather_sources(paper.desk, paper.plan("night"), ["paper"])
    assert paper.asked() == ["/feed.xml"]
    assert rhythm(paper).asked_at > asked_at


def test_a_clock_that_was_set_back_does_not_silence_a_feed(paper):
    paper.publishes()
    paper.clock.advance(days=30)
    assert poll(paper, "fast") == ["/feed.xml"]
    paper.clock.advance(days=-30)
    assert poll(paper, "right") == ["/feed.xml"]
