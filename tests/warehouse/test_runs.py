"""Runs: what was planned, what could not be promised, what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.model import CaptureKind, EditKind, Reason, Stage, TypedEdit
from pipeline.warehouse.captures import Failure, add_captures, quarantine_all
from pipeline.warehouse.edits import add_edits, untyped_pairs
from pipeline.warehouse.load import RunContext, load_readings
from pipeline.warehouse.runs import (
    add_notes,
    finish_run,
    get_run,
    latest_runs,
    start_run,
    summarise_run,
)
from tests.warehouse import facts

URL = "https://paper.example/"
DAG, RUN = "tests", "night"


def start(warehouse, run_id=RUN, hour=0, **changes):
    values = {
        "day": facts.EPOCH.date(),
        "params": {"mode": "auto"},
        "started_at": facts.EPOCH + timedelta(hours=hour),
        "notes": [],
    }
    start_run(warehouse, DAG, run_id, **values | changes)


def notes(warehouse) -> list[str]:
    return get_run(warehouse, DAG, RUN).notes


def test_a_run_is_recorded_from_plan_to_summary(warehouse):
    assert get_run(warehouse, DAG, RUN) is None
    start(warehouse)
    planned = get_run(warehouse, DAG, RUN)
    assert (planned.day, planned.params) == (facts.EPOCH.date(), {"mode": "auto"})
    assert (planned.notes, planned.summary, planned.finished_at) == ([], None, None)
    ended_at = facts.EPOCH + timedelta(hours=1)
    finish_run(warehouse, DAG, RUN, {"loads": 2}, ended_at)
    ended = get_run(warehouse, DAG, RUN)
    assert (ended.summary, ended.finished_at) == ({"loads": 2}, ended_at)


def test_planning_again_replaces_the_record_of_that_run_alone(warehouse):
    start(warehouse)
    start(warehouse, run_id="other")
    for run_id in (RUN, "other"):
        finish_run(warehouse, DAG, run_id, {"loads": 1}, facts.EPOCH)
        add_notes(warehouse, DAG, run_id, ["Something."])
    start(warehouse, hour=5, params={"mode": "replay"})
    again = get_run(warehouse, DAG, RUN)
    assert again.started_at == facts.EPOCH + timedelta(hours=5)
    assert (again.params, again.notes) == ({"mode": "replay"}, [])
    assert (again.summary, again.finished_at) == (None, None)
    assert get_run(warehouse, DAG, "other").summary == {"loads": 1}


def test_notes_add_up_in_their_order_and_none_stands_twice(warehouse):
    start(warehouse, notes=["First."])
    add_notes(warehouse, DAG, RUN, ["Second.", "First.", "Second."])
    add_notes(warehouse, DAG, RUN, ["Third.", "Second."])
    add_notes(warehouse, DAG, RUN, [])
    assert notes(warehouse) == ["First.", "Second.", "Third."]


def test_a_hostile_note_is_kept_without_what_postgresql_refuses(warehouse):
    start(warehouse, params={"warc": "a\udcff.warc"}, notes=["a\0b"])
    add_notes(warehouse, DAG, RUN, ["half \ud800 a pair"])
    assert notes(warehouse) == ["ab", "half  a pair"]
    assert get_run(warehouse, DAG, RUN).params == {"warc": "a.warc"}


def test_the_latest_runs_come_first(warehouse):
    for hour, run_id in enumerate(["a", "b", "c"]):
        start(warehouse, run_id=run_id, hour=hour)
    assert [run.run_id for run in latest_runs(warehouse)] == ["c", "b", "a"]
    assert [run.run_id for run in latest_runs(warehouse, limit=1)] == ["c"]


def load_as(warehouse, run_id, readings, version=1):
    listed = list(readings)
    add_captures(warehouse, [reading.capture for reading in listed], run_id)
    return load_readings(warehouse, listed, [], RunContext(DAG, run_id, version))


def test_a_summary_counts_what_the_run_itself_did(warehouse):
    load_as(warehouse, "before", [facts.make_reading(URL + n, 0, "One.") for n in "abcd"])
    load_as(warehouse, "before", [facts.make_reading(URL + "d", 1, None)])
    feed = replace(facts.make_capture(URL + "feed", 24), kind=CaptureKind.LISTING)
    robots = replace(facts.make_capture(URL + "robots.txt", 24), kind=CaptureKind.ROBOTS)
    same = facts.make_capture(URL + "a", 25, status=304)
    broken = facts.make_capture(URL + "x", 25, status=500)
    add_captures(warehouse, [feed, robots, same, broken], RUN)
    load_as(
        warehouse,
        RUN,
        [
            facts.make_reading(URL + "b", 25, "Two."),
            facts.make_reading(URL + "c", 25, None),
            facts.make_reading(URL + "d", 25, "One."),
            facts.make_reading(URL + "new", 25, "New."),
        ],
    )
    found = summarise_run(warehouse, DAG, RUN)
    counts = {key: value for key, value in found.items() if isinstance(value, int)}
    assert counts == {
        "sources_read": 1,
        "pages_fetched": 6,
        "pages_unchanged": 1,
        "revisits": 4,
        "new_articles": 1,
        "new_versions": 3,
        "publisher_edits": 1,
        "withdrawn": 1,
        "returned": 1,
        "moved": 0,
        "loads": 1,
    }
    assert found["versions_by_cause"] == {"publisher_edit": 1, "returned": 1, "withdrawn": 1}
    (source,) = found["sources"]
    expected = {
        "listings": 1,
        "pages": 6,
        "unchanged": 1,
        "revisits": 4,
        "errors": 2,
        "observed": 4,
    }
    assert source == {"source_id": "paper", **expected}


def test_a_summary_tells_edits_by_kind_and_moves_are_no_new_articles(warehouse):
    load_as(warehouse, "before", [facts.make_reading(URL + n, 0, "One is here.") for n in "abc"])
    edited = [facts.make_reading(URL + n, 9, "One is here. Then 12 came.") for n in "ab"]
    load_as(warehouse, RUN, edited)
    load_as(warehouse, RUN, facts.move(URL + "c", URL + "d", 9, "One is here."))
    pairs = untyped_pairs(warehouse, 7, 9)
    edit = TypedEdit((EditKind.NUMBER, EditKind.WORDING), 0.5, {})
    add_edits(warehouse, dict.fromkeys(pairs, edit), 7, RunContext(DAG, RUN, 1))
    found = summarise_run(warehouse, DAG, RUN)
    assert found["versions_by_cause"] == {"publisher_edit": 2, "moved": 1}
    assert found["edits_by_kind"] == {"number": 2, "wording": 2}
    assert (found["new_articles"], found["moved"]) == (0, 1)


def test_a_page_read_under_two_versions_of_our_rules_is_counted_once(warehouse):
    reading = facts.make_reading(URL + "a", 1, "One.")
    same = replace(reading, capture=facts.make_capture(URL + "a", 2, status=304))
    gone = facts.make_reading(URL + "b", 3, None)
    for version in (1, 2):
        load_as(warehouse, RUN, [reading, same, gone], version)
    (source,) = summarise_run(warehouse, DAG, RUN)["sources"]
    assert (source["unchanged"], source["errors"], source["pages"]) == (1, 1, 2)


@pytest.mark.parametrize("times", [1, 3])
def test_quarantine_is_grouped_and_counts_addresses(warehouse, times):
    failures = [
        Failure(
            f"{URL}{page}",
            "paper",
            Stage.FETCH,
            Reason.TIMEOUT,
            "No answer.",
            facts.EPOCH + timedelta(minutes=minute),
        )
        for page in "ab"
        for minute in range(times)
    ]
    quarantine_all(warehouse, failures, pipeline_version=1, run_id=RUN)
    other = [replace(failures[0], reason=Reason.TLS, url=URL + "t")]
    quarantine_all(warehouse, other, pipeline_version=1, run_id=RUN)
    quarantine_all(warehouse, failures, pipeline_version=2, run_id="other")
    assert summarise_run(warehouse, DAG, RUN)["quarantined"] == [
        {"stage": "fetch", "reason": "timeout", "count": 2, "example_url": URL + "a"},
        {"stage": "fetch", "reason": "tls", "count": 1, "example_url": URL + "t"},
    ]


def test_a_run_that_did_nothing_says_so(warehouse):
    found = summarise_run(warehouse, DAG, "nothing")
    assert not any(found.values())
