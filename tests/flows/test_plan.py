"""What a run decides to do before it does anything."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from pipeline.errors import Misconfigured
from pipeline.flows.plan import Plan
from pipeline.model import Mode
from pipeline.warehouse.runs import add_notes, get_run
from tests.flows.paper import MORNING, write_source

TODAY = MORNING.date()


def test_without_a_day_it_is_yesterday(paper):
    plan = paper.plan()
    assert plan.day == TODAY - timedelta(days=1)
    assert (plan.mode, plan.source_ids) == (Mode.AUTO, ("paper",))


@pytest.mark.parametrize(("days_ago", "is_live"), [(0, True), (1, True), (2, False), (400, False)])
def test_listings_speak_of_today_and_yesterday(paper, days_ago, is_live):
    assert paper.plan(day=TODAY - timedelta(days=days_ago)).is_live is is_live


@pytest.mark.parametrize("mode", Mode)
def test_only_a_replay_asks_nobody(paper, mode):
    assert paper.plan(mode=mode.value).asks_the_web is (mode is not Mode.REPLAY)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"mode": "rewind"}, "no mode 'rewind'.*auto, replay, discover, refetch"),
        ({"day": TODAY + timedelta(days=1)}, "2026-03-03 has not begun"),
        ({"sources": ["papre"]}, "no source 'papre'. Did you mean: paper"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_run(paper, options, what):
    with pytest.raises(Misconfigured, match=what):
        paper.plan(**options)
    assert get_run(paper.desk.warehouse, "tests", "run") is None


def test_a_plan_passes_between_tasks_as_json(paper):
    plan = paper.plan(day=date(2026, 2, 27), mode="refetch")
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_sources_are_in_order_and_an_inactive_one_only_when_named(paper):
    home = paper.desk.settings
    for source_id in ("zebra", "asleep"):
        write_source(home, source_id, f"https://{source_id}.example/", ["https://x.example/f"])
    with (home.home / "sources" / "asleep.yaml").open("a") as file:
        file.write("active: false\n")
    assert paper.plan().source_ids == ("paper", "zebra")
    assert paper.plan(sources=["zebra", "asleep"]).source_ids == ("asleep", "zebra")


def test_the_run_is_recorded_with_what_was_decided(paper):
    plan = paper.plan(day=TODAY, mode="discover")
    run = get_run(paper.desk.warehouse, "tests", "run")
    assert run.day == TODAY
    assert run.params == {
        "sources": ["paper"],
        "mode": "discover",
        "day": "2026-03-02",
        "is_live": True,
    }
    assert abs(run.started_at - MORNING) < timedelta(minutes=5)
    add_notes(paper.desk.warehouse, "tests", "run", ["Something."])
    assert paper.plan(day=TODAY, mode="discover") == plan
    assert get_run(paper.desk.warehouse, "tests", "run").notes == []


def test_a_sources_file_that_cannot_be_read_is_left_out_and_named(paper):
    (paper.desk.settings.home / "sources" / "broken.yaml").write_text("id: [")
    assert paper.plan().source_ids == ("paper",)
    [note] = get_run(paper.desk.warehouse, "tests", "run").notes
    assert note.startswith("Left out: ")
    assert "broken.yaml" in note
