"""Asking one source: what is asked, what is not asked twice, what is said of what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from threading import Barrier
from time import monotonic

import pytest
from sqlalchemy import text

from pipeline.errors import Transient
from pipeline.flows import gather as gathering
from pipeline.flows.gather import gather_source, gather_sources
from pipeline.flows.process import plan_batches, process_run
from pipeline.model import Mode
from pipeline.warehouse.cases import list_quarantine
from pipeline.warehouse.listings import unread_urls
from pipeline.warehouse.runs import get_run
from pipeline.warehouse.trace import trace
from tests.faults.hostile import redirect, response
from tests.flows.paper import MORNING, feed_of, page, write_source


def gather(paper, run_id="run", **options):
    return gather_source(paper.desk, paper.plan(run_id, **options), "paper")


def night(paper, run_id, **options):
    """Gather and process one run."""
    plan = paper.plan(run_id, **options)
    counts = gather_source(paper.desk, plan, "paper")
    for batch in plan_batches(paper.desk, plan):
        process_run(paper.desk, plan, batch)
    return counts


def notes(paper, run_id="run"):
    return get_run(paper.desk.warehouse, "tests", run_id).notes


def quarantined(paper):
    rows = list_quarantine(paper.desk.warehouse, only_open=False)
    return {(row["url"], row["stage"], row["reason"]) for row in rows}


@pytest.fixture
def two_pages(paper):
    for number, path in enumerate(("/a", "/b")):
        paper.answers(path, page(number), etag=f'"{number}"')
    paper.publishes("/a", "/b")
    return paper


def test_a_source_is_read_from_its_feed_to_its_pages(two_pages):
    counts = gather(two_pages)
    assert sorted(two_pages.asked()) == ["/a", "/b", "/feed.xml"]
    assert counts.to_json() == {
        "source_id": "paper",
        "listings_read": 1,
        "listings_unchanged": 0,
        "listings_failed": 0,
        "items_new": 2,
        "pages_asked": 2,
        "pages_failed": 0,
    }
    assert notes(two_pages) == []


def test_the_same_run_again_repeats_no_answered_request(two_pages):
    plan = two_pages.plan()
    gather_source(two_pages.desk, plan, "paper")
    two_pages.asked()
    again = gather_source(two_pages.desk, plan, "paper")
    assert two_pages.asked() == []
    assert (again.listings_read, again.items_new, again.pages_asked) == (1, 0, 0)


def test_a_run_that_is_tried_again_asks_only_for_what_failed(two_pages):
    two_pages.answers("/b", b"", status="503 Service Unavailable")
    plan = two_pages.plan()
    assert gather_source(two_pages.desk, plan, "paper").pages_failed == 1
    two_pages.asked()
    two_pages.answers("/b", page(2))
    again = gather_source(two_pages.desk, plan, "paper")
    assert two_pages.asked() == ["/b"]
    assert (again.pages_asked, again.pages_failed) == (1, 0)


def test_what_is_known_is_asked_for_again_under_conditions(two_pages):
    night(two_pages, "first")
    two_pages.asked()
    two_pages.clock.advance(days=1)
    counts = night(two_pages, "second")
    conditions = {a.path: a.headers.get("if-none-match") for a in two_pages.server.asked}
    assert conditions["/a"] == '"0"'
    assert conditions["/b"] == '"1"'
    assert counts.pages_asked == 2
    captures = trace(two_pages.desk.warehouse, two_pages.server.url("/a"))["captures"]
    assert [(row["status"], row["result"]) for row in captures] == [
        (200, "observed"),
        (304, "observed"),
    ]


def test_an_old_article_is_left_alone(two_pages):
    night(two_pages, "first")
    two_pages.clock.advance(days=two_pages.desk.settings.revisit_days + 1)
    two_pages.asked()
    assert night(two_pages, "late").pages_asked == 0
    assert two_pages.asked() == ["/feed.xml"]


def test_an_article_named_by_its_canonical_is_looked_at_again(paper):
    address = paper.server.url("/story")
    paper.answers("/story?id=7", page(1, canonical=address), etag='"x"')
    paper.publishes("/story?id=7")
    night(paper, "first")
    paper.clock.advance(days=1)
    paper.asked()
    night(paper, "second")
    assert "/story?id=7" in paper.asked()


def test_a_listing_that_did_not_change_yields_nothing(two_pages):
    feed = feed_of(*((two_pages.server.url(path), MORNING) for path in ("/a", "/b")))
    two_pages.answers("/feed.xml", feed, etag='"feed"')
    assert gather(two_pages, "first").listings_read == 1
    again = gather(two_pages, "second")
    assert (again.listings_read, again.listings_unchanged, again.items_new) == (0, 1, 0)


def test_what_a_killed_run_did_not_remember_of_a_listing_is_not_lost(two_pages):
    feed = feed_of((two_pages.server.url("/a"), MORNING))
    two_pages.answers("/feed.xml", feed, etag='"feed"')
    gather(two_pages, "killed")
    with two_pages.desk.warehouse.begin() as connection:  # as if killed after the archive
        connection.execute(text("DELETE FROM listing_item"))
    again = gather(two_pages, "next")
    assert (again.listings_unchanged, again.items_new) == (1, 1)


@pytest.mark.parametrize("status", ["500 Internal Server Error", "404 Not Found", "403 Forbidden"])
@pytest.mark.parametrize("with_feed", [True, False], ids=["a feed", "an error page"])
def test_a_listing_that_is_down_is_in_quarantine_and_the_rest_goes_on(two_pages, status, with_feed):
    write_source(
        two_pages.desk.settings,
        "paper",
        two_pages.server.url("/"),
        [two_pages.server.url("/down.xml"), two_pages.server.url("/feed.xml")],
    )
    body = feed_of((two_pages.server.url("/wrong"), MORNING)) if with_feed else b"<html>No.</html>"
    two_pages.answers("/down.xml", body, status=status)
    counts = gather(two_pages)
    assert (counts.listings_failed, counts.listings_read, counts.pages_asked) == (1, 1, 2)
    url = two_pages.server.url("/down.xml")
    assert quarantined(two_pages) == {(url, "discover", "http_status")}
    assert "/wrong" not in two_pages.asked()


def test_a_listing_that_is_none_is_in_quarantine(paper):
    paper.answers("/feed.xml", b"<!doctype html><html><body>Welcome</body></html>")
    assert gather(paper).listings_failed == 1
    url = paper.server.url("/feed.xml")
    assert quarantined(paper) == {(url, "discover", "listing_unreadable")}


def test_a_server_that_is_gone_is_in_quarantine(paper):
    paper.server.close()
    counts = gather(paper)
    assert (counts.listings_failed, counts.pages_asked) == (1, 0)
    ((url, stage, _),) = quarantined(paper)
    assert (url, stage) == (paper.server.url("/feed.xml"), "discover")


def test_a_redirect_into_nothing_is_a_failure_and_asked_for_again(paper):
    paper.publishes("/moved")
    paper.server.on("/moved", redirect(paper.server.url("/target")))
    paper.server.on("/target", b"not HTTP at all")
    assert gather(paper, "first").pages_failed == 1
    assert {case[:2] for case in quarantined(paper)} == {(paper.server.url("/moved"), "fetch")}
    paper.answers("/target", page(1))
    paper.asked()
    assert gather(paper, "second").pages_failed == 0
    assert paper.asked()[1:] == ["/moved", "/target"]


def test_no_more_pages_are_asked_than_a_run_may(paper):
    limited = replace(
        paper.desk.settings, fetch=replace(paper.desk.settings.fetch, max_pages_per_source=2)
    )
    paper.desk = replace(paper.desk, settings=limited)
    for number in range(3):
        paper.answers(f"/{number}", page(number))
    paper.publishes("/0", "/1", "/2")
    assert night(paper, "run").pages_asked == 2
    assert notes(paper) == ["paper: more than 2 pages; the rest waits."]
    paper.clock.advance(hours=1)
    assert night(paper, "next").pages_asked == 2  # one new, one to be looked at again
    (note,) = notes(paper, "next")
    assert note.startswith("paper: re-visits wait that are due")
    since = MORNING - timedelta(days=1)
    assert unread_urls(paper.desk.warehouse, "paper", since=since, limit=9) == []


PAST = MORNING - timedelta(days=5)


def test_of_a_past_day_only_what_is_dated_to_it_is_asked_for(paper):
    dated = {"/then": PAST, "/now": MORNING, "/older": PAST - timedelta(days=9), "/undated": None}
    paper.answers("/feed.xml", feed_of(*((paper.server.url(p), at) for p, at in dated.items())))
    for number, path in enumerate(dated):
        paper.answers(path, page(number))
    counts = gather(paper, day=PAST.date())
    assert sorted(paper.asked()) == ["/feed.xml", "/then"]
    assert (counts.items_new, counts.pages_asked) == (1, 1)
    (note,) = notes(paper)
    assert note.startswith("paper, 2026-02-25: 1 items have no date")
    assert note.endswith("cannot be recovered.")


def test_a_backfill_leaves_a_page_alone_that_has_just_failed(paper):
    paper.answers("/feed.xml", feed_of((paper.server.url("/broken"), PAST)))
    paper.server.on("/broken", response(b"no", status="500 Internal Server Error"))
    assert gather(paper, "one", day=PAST.date()).pages_asked == 1
    assert gather(paper, "two", day=PAST.date()).pages_asked == 0
    paper.clock.advance(hours=13)
    assert gather(paper, "three", day=PAST.date()).pages_asked == 1


def test_a_listing_that_does_not_reach_back_says_so(two_pages):
    assert gather(two_pages, day=PAST.date()).pages_asked == 0
    (note,) = notes(two_pages)
    assert "reaches back to 2026-03-02 only, not to 2026-02-25" in note


def test_refetch_asks_for_every_article_of_its_day_and_no_listing(two_pages):
    night(two_pages, "first", day=MORNING.date())
    two_pages.asked()
    counts = gather(two_pages, "again", day=MORNING.date(), mode="refetch")
    assert sorted(two_pages.asked()) == ["/a", "/b"]
    assert (counts.pages_asked, counts.listings_read) == (2, 0)
    other_day = MORNING.date() - timedelta(days=1)
    assert gather(two_pages, "other", day=other_day, mode="refetch").pages_asked == 0


def test_discover_asks_for_nothing_that_is_known(two_pages):
    night(two_pages, "first")
    two_pages.clock.advance(days=1)
    two_pages.answers("/c", page(3))
    two_pages.publishes("/a", "/b", "/c")
    two_pages.asked()
    gather(two_pages, "second", mode="discover")
    assert two_pages.asked() == ["/feed.xml", "/c"]


def test_a_hostile_json_feed_does_not_stop_its_source(paper):
    url = paper.server.url("/a")
    feed = f'{{"items": [{{"url": "{url}", "id": "\\u0000\\ud800", "title": "A \\udc80"}}]}}'
    paper.server.on("/feed.xml", response(feed.encode(), content_type="application/feed+json"))
    paper.answers("/a", page(1))
    counts = gather(paper)
    assert (counts.items_new, counts.pages_asked, counts.pages_failed) == (1, 1, 0)


@pytest.fixture
def three_papers(paper):
    """Three more sources, each a host with a feed of four pages."""
    for source_id in ("a", "b", "c"):
        host = f"{source_id}.localhost"
        urls = [paper.server.url(f"/{source_id}/{n}", host) for n in range(4)]
        for number in range(4):
            paper.answers(f"/{source_id}/{number}", page(number))
        paper.answers(f"/{source_id}.xml", feed_of(*((url, MORNING) for url in urls)))
        feed = paper.server.url(f"/{source_id}.xml", host)
        write_source(paper.desk.settings, source_id, paper.server.url("/", host), [feed])
    return paper


def test_sources_are_asked_side_by_side_and_each_host_by_one_at_a_time(three_papers):
    """Nobody's first page is answered before every source has asked for one."""
    everybody, under_way, most = Barrier(3), Counter(), Counter()
    for source_id in "abc":
        for number in range(4):
            body = response(page(number))

            def answer(connection, asked, host=source_id, first=number == 0, body=body):
                under_way[host] += 1
                most[host] = max(most[host], under_way[host])
                if first:
                    everybody.wait(timeout=60)
                connection.sendall(body)
                under_way[host] -= 1

            three_papers.server.on(f"/{source_id}/{number}", answer)
    patient = replace(three_papers.desk.settings.fetch, deadline_s=60)
    desk = replace(three_papers.desk, settings=replace(three_papers.desk.settings, fetch=patient))
    found = gather_sources(desk, three_papers.plan(), ["c", "a", "b"])
    assert [(g.source_id, g.pages_asked, g.pages_failed) for g in found] == [
        ("c", 4, 0),
        ("a", 4, 0),
        ("b", 4, 0),
    ]
    assert most == {"a": 1, "b": 1, "c": 1}
    assert len(list(desk.archive.root.rglob("*.warc.gz"))) == 1, "they share one writer"


def test_an_error_that_ends_one_source_leaves_the_others_alone(three_papers, monkeypatch):
    def fails(intake, plan, sources, source_id, gather=gathering._gather):
        if source_id == "a":
            raise ValueError("a fault of ours")
        if source_id == "b":
            raise Transient("The line is down.")
        return gather(intake, plan, sources, source_id)

    monkeypatch.setattr(gathering, "_gather", fails)
    with pytest.raises(Transient):  # which is tried again, and what is done is not repeated
        gather_sources(three_papers.desk, three_papers.plan(), ["a", "b", "c"])
    assert three_papers.server.count("/c/3") == 1
    assert set(notes(three_papers)) == {"a: a fault of ours", "b: The line is down."}


def test_who_is_interrupted_asks_for_nothing_more(three_papers):
    """The first source is done while the second waits an hour, out of politeness, for its slot."""
    three_papers.server.on(
        "/robots.txt",
        lambda connection, asked: connection.sendall(
            response(b"User-agent: *\nCrawl-delay: 60\n" if "b." in asked.headers["host"] else b"")
        ),
    )

    def interrupted(*args):
        raise KeyboardInterrupt

    started = monotonic()
    with pytest.raises(KeyboardInterrupt):
        gather_sources(three_papers.desk, three_papers.plan(), ["a", "b"], interrupted)
    assert three_papers.server.count("/b/3") == 0
    assert monotonic() - started < 120, "four pages a minute apart would take longer"


def test_a_large_night_is_cut_into_tasks_that_ask_side_by_side(paper):
    plan = replace(paper.plan(), source_ids=tuple(f"s{n:03}" for n in range(100)))
    groups = plan.fetch_groups()
    assert sorted(chain.from_iterable(groups)) == list(plan.source_ids)
    assert list(map(len, groups)) == [25] * 4
    assert replace(plan, source_ids=("a", "b")).fetch_groups() == [["a", "b"]]
    assert replace(plan, source_ids=()).fetch_groups() == []
    assert replace(plan, mode=Mode.REPLAY).fetch_groups() == []
