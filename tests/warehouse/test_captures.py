"""The index to the archive, batches of work, and quarantine."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from pipeline.model import CaptureKind, Reason, Stage
from pipeline.warehouse.captures import (
    Failure,
    add_captures,
    any_capture,
    asked_urls,
    captures_of_batch,
    captures_of_days,
    captures_of_run,
    captures_without_outcome,
    cut_batches,
    day_bounds,
    get_captures,
    last_captures,
    listings_of_run,
    quarantine_all,
)
from pipeline.warehouse.cases import list_quarantine
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import load_readings
from tests.warehouse import facts

URL = "https://paper.example/a"
DAY = facts.EPOCH.date()


def cut(warehouse, condition, *, size=10, version=1, run_id="run"):
    return cut_batches(warehouse, [condition], pipeline_version=version, size=size, run_id=run_id)


def test_the_same_capture_is_indexed_once_and_comes_back_whole(warehouse):
    captures = [facts.make_capture(URL, hour) for hour in range(3)]
    assert add_captures(warehouse, [*captures, captures[0]], "run") == 3
    assert add_captures(warehouse, captures, "another run") == 0
    assert add_captures(warehouse, [], "run") == 0
    wanted = [capture.capture_id for capture in captures]
    found = get_captures(warehouse, [*wanted, facts.make_capture(URL, 99).capture_id])
    assert found == {capture.capture_id: capture for capture in captures}


def test_what_postgresql_refuses_is_left_out_of_the_index(warehouse):
    hostile = replace(
        facts.make_capture(URL, 0),
        content_type="text/html\0",
        etag='"a\0b"',
        last_modified="\ud800never",
        robots_directives="x-robots-tag: no\0archive",
    )
    assert add_captures(warehouse, [hostile], "run") == 1
    stored = get_captures(warehouse, [hostile.capture_id])[hostile.capture_id]
    assert (stored.content_type, stored.etag, stored.last_modified) == (
        "text/html",
        '"ab"',
        "never",
    )
    assert stored.robots_directives == "x-robots-tag: noarchive"


def test_the_last_capture_is_the_latest_with_a_body(warehouse):
    assert last_captures(warehouse, [URL]) == {}
    captures = [facts.make_capture(URL, hour) for hour in (2, 1)]
    failed = [facts.make_capture(URL, 3 + n, status=s) for n, s in enumerate((304, 404, 500))]
    other = facts.make_capture("https://paper.example/b", 9)
    add_captures(warehouse, [*captures, *failed, other], "run")
    assert last_captures(warehouse, [URL, URL + "unknown"]) == {URL: captures[0]}


def test_asked_addresses_are_those_of_the_run_that_were_answered(warehouse):
    answers = {"ok": 200, "same": 304, "gone": 410, "missing": 404, "down": 503, "moved": 302}
    captures = [
        facts.make_capture(f"https://paper.example/{name}", hour, status=status)
        for hour, (name, status) in enumerate(answers.items())
    ]
    add_captures(warehouse, captures, "mine")
    add_captures(warehouse, [facts.make_capture(URL, 1)], "other")
    foreign = replace(facts.make_capture("https://else.example/", 1), source_id="else")
    add_captures(warehouse, [foreign], "mine")
    asked = {url.rpartition("/")[2] for url in asked_urls(warehouse, "mine", "paper")}
    assert asked == {"ok", "same", "gone", "missing"}


def test_listings_of_a_run_are_its_answered_listings_the_latest_of_each(warehouse):
    def listing(url, hour, status=200):
        return replace(facts.make_capture(url, hour, status=status), kind=CaptureKind.LISTING)

    feed, moved, down = (f"https://paper.example/{n}.xml" for n in ("feed", "moved", "down"))
    wanted = [listing(feed, 2), listing(moved, 2)]
    others = [listing(feed, 1), listing(moved, 1, 301), listing(down, 1, 404)]
    add_captures(warehouse, [*wanted, *others, facts.make_capture(URL, 1)], "mine")
    add_captures(warehouse, [listing(down, 5)], "other")
    assert listings_of_run(warehouse, "mine", "paper") == {feed: wanted[0], moved: wanted[1]}


def test_a_day_is_half_open_in_utc():
    start, end = day_bounds(date(2026, 3, 2))
    assert start == datetime(2026, 3, 2, tzinfo=UTC)
    assert end - start == timedelta(days=1)


def test_captures_of_days_holds_its_first_moment_and_not_the_one_after(warehouse):
    start, end = day_bounds(DAY)
    tick = timedelta(microseconds=1)
    moments = [start - tick, start, end - tick, end]
    captures = [
        replace(facts.make_capture(URL, number), fetched_at=moment)
        for number, moment in enumerate(moments)
    ]
    add_captures(warehouse, captures, "run")
    (batch,) = cut(warehouse, captures_of_days(DAY, DAY))
    assert [item.fetched_at for item in captures_of_batch(warehouse, batch)] == moments[1:3]
    (batch,) = cut(warehouse, captures_of_days(DAY, DAY + timedelta(days=1)))
    assert [item.fetched_at for item in captures_of_batch(warehouse, batch)] == moments[1:]
    assert cut(warehouse, captures_of_days(DAY, DAY, ["elsewhere"])) == []


def test_batches_have_stable_names_whatever_order_and_run(warehouse, fresh_warehouse_url):
    captures = [facts.make_capture(URL, hour) for hour in range(7)]
    shuffled = random.Random(7).sample(captures, len(captures))
    add_captures(warehouse, captures, "one")
    with Warehouse(fresh_warehouse_url()) as second:
        for capture in shuffled:
            add_captures(second, [capture], "two")
        first_ids = cut(warehouse, any_capture(), size=3, run_id="one")
        assert len(first_ids) == 3
        assert cut(second, any_capture(), size=3, run_id="two") == first_ids
    assert cut(warehouse, any_capture(), size=3, run_id="again") == first_ids
    assert set(cut(warehouse, any_capture(), size=3, version=2)).isdisjoint(first_ids)
    in_order = [c for key in first_ids for c in captures_of_batch(warehouse, key)]
    assert in_order == captures


def test_conditions_are_joined_and_a_capture_stands_in_one_batch(warehouse):
    captures = [facts.make_capture(URL, hour) for hour in range(4)]
    add_captures(warehouse, captures[:2], "mine")
    add_captures(warehouse, captures[2:], "other")
    (batch,) = cut_batches(
        warehouse,
        [captures_of_run("mine"), captures_of_days(DAY, DAY)],
        pipeline_version=1,
        size=50,
        run_id="mine",
    )
    assert captures_of_batch(warehouse, batch) == captures


def test_only_pages_and_documents_are_work(warehouse):
    kinds = [
        replace(facts.make_capture(URL, hour), kind=kind) for hour, kind in enumerate(CaptureKind)
    ]
    add_captures(warehouse, kinds, "run")
    (batch,) = cut(warehouse, any_capture())
    found = {capture.kind for capture in captures_of_batch(warehouse, batch)}
    assert found == {CaptureKind.PAGE, CaptureKind.DOCUMENT}


def test_an_unknown_batch_is_named(warehouse):
    with pytest.raises(KeyError, match="no batch nowhere"):
        captures_of_batch(warehouse, "nowhere")


def test_what_has_no_outcome_under_a_version_is_left_to_do(warehouse):
    done, left = facts.make_capture(URL, 1), facts.make_capture(URL, 2)
    add_captures(warehouse, [done, left], "run")
    load_readings(warehouse, [], [(done.capture_id, "skipped", "status 302")], facts.context())

    def open_work(**options):
        (batch,) = cut(warehouse, captures_without_outcome(**options))
        return captures_of_batch(warehouse, batch)

    assert open_work() == [left]
    assert open_work(pipeline_version=1) == [left]
    assert open_work(pipeline_version=2) == [done, left]
    assert cut(warehouse, captures_without_outcome(["elsewhere"])) == []


def failure(hour=0, **changes):
    case = Failure(
        URL,
        "paper",
        Stage.FETCH,
        Reason.TIMEOUT,
        "No answer.",
        facts.EPOCH + timedelta(hours=hour),
    )
    return replace(case, **changes)


@pytest.mark.parametrize("capture_id", [None, facts.make_capture(URL, 1).capture_id])
def test_the_same_case_is_in_quarantine_once(warehouse, capture_id):
    case = failure(capture_id=capture_id)
    for run_id in ("first", "again"):
        quarantine_all(warehouse, [case, case], pipeline_version=1, run_id=run_id)
    assert len(list_quarantine(warehouse)) == 1
    quarantine_all(warehouse, [], pipeline_version=1, run_id="none")
    others = [
        failure(1, capture_id=capture_id),
        replace(case, reason=Reason.CONNECTION),
        replace(case, stage=Stage.EXTRACT),
        replace(case, url=URL + "b"),
    ]
    quarantine_all(warehouse, others, pipeline_version=1, run_id="run")
    quarantine_all(warehouse, [case], pipeline_version=2, run_id="run")
    assert len(list_quarantine(warehouse)) == 6


@pytest.mark.parametrize("message", ["a NUL \0 inside", "half a pair \udc80", "x" * 5000])
def test_a_hostile_message_does_not_stop_quarantine(warehouse, message):
    quarantine_all(warehouse, [failure(message=message)], pipeline_version=1, run_id="run")
    (row,) = list_quarantine(warehouse)
    assert row["message"] == message.replace("\0", "").replace("\udc80", "")[:2000]


def test_a_case_is_closed_by_a_later_reading_and_by_no_earlier_one(warehouse):
    quarantine_all(warehouse, [failure(5)], pipeline_version=1, run_id="run")
    facts.load(warehouse, [facts.make_reading(URL, 4, "One.")])
    assert [row["is_open"] for row in list_quarantine(warehouse)] == [True]
    facts.load(warehouse, [facts.make_reading(URL, 6, "One.")])
    assert list_quarantine(warehouse) == []
    assert [row["is_open"] for row in list_quarantine(warehouse, only_open=False)] == [False]
    with warehouse.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM quarantine")).scalar_one() == 1
