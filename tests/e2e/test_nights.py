"""Nights, backfills and pushes through the real scheduler, told by Airflow's REST API."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
import requests

from pipeline.flows import process
from pipeline.flows.desk import open_desk
from pipeline.flows.replay import replay
from pipeline.identity import article_key
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.inbox import count_open, push
from pipeline.warehouse.migrate import upgrade
from pipeline.warehouse.read import current_article, history

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


def truth(live, day):
    rows = live.newsroom.world.truth(live.newsroom.port, at_day=day)
    return {row.url: row for row in rows}


def test_a_night_finds_what_the_newsroom_knows_is_there(live, first_night):
    known = truth(live, 3)
    assert first_night["sources_read"] == len(live.newsroom.world.sites)
    assert first_night["new_articles"] == first_night["totals"]["articles"]
    assert first_night["new_versions"] == 0
    with live.desk() as desk:
        read = {
            url for url in known if current_article(desk.warehouse, article_key(url)) is not None
        }
    assert len(read) == first_night["new_articles"]
    listed = {url for url, row in known.items() if row.day >= 2}
    assert listed - read == {url for url, row in known.items() if row.role == "broken"}

    found = {
        (copy["copy_url"], copy["original_url"])
        for copy in first_night["copies"]
        if copy["role"] == "syndicated_copy" and not copy["original_url"].startswith("urn:")
    }
    assert len(found) >= 8
    assert found <= {(url, row.original_url) for url, row in known.items()}
    reasons = {entry["reason"] for entry in first_night["quarantined"]}
    assert reasons >= {"http_status", "consent_wall", "not_html", "robots_disallowed"}
    assert [check for check in first_night["checks"] if check["broken"]] == []


def test_the_effective_parameters_stand_in_the_summary_and_in_airflow(live, first_night):
    params = first_night["params"]
    assert (params["mode"], params["day"]) == ("auto", live.day(3).isoformat())
    assert params["sources"] == sorted(site.id for site in live.newsroom.world.sites)
    plan = live.client.xcom("ingest", first_night["run_id"], "plan", "plan")
    assert plan["source_ids"] == params["sources"]
    log = live.client.task_log("ingest", first_night["run_id"], "plan")
    assert "effective parameters" in log


def test_a_night_announces_its_day(live, first_night):
    events = live.client.call("GET", "assets/events")["asset_events"]
    assert ("copydesk://warehouse/day", live.day(3).isoformat()) in {
        (event["uri"], event["partition_key"]) for event in events
    }


def test_the_second_night_finds_edits_and_a_withdrawal(live, second_night):
    assert second_night["publisher_edits"] == 1
    assert second_night["withdrawn"] == 1
    assert second_night["pages_unchanged"] > 20
    fresh = {url for url, row in truth(live, 4).items() if row.day == 4}
    assert second_night["new_articles"] == len(fresh)
    with live.desk() as desk:
        url = live.newsroom.url("nordmark-bote/moorbahn-museum")
        changes = [row["change"] for row in history(desk.warehouse, article_key(url))]
    assert changes == ["first_seen", "withdrawn"]


def test_a_backfill_replays_discovers_and_says_what_is_lost(live, backfilled):
    days = [summary["day"] for summary in backfilled]
    assert days == [live.day(number).isoformat() for number in (3, 4, 5)]
    assert all(not summary["params"]["is_live"] for summary in backfilled)
    of_day_5 = {url: row for url, row in truth(live, 5).items() if row.day == 5}
    with live.desk() as desk:
        for url in of_day_5:
            assert current_article(desk.warehouse, article_key(url)) is not None, url
    assert sum(summary["new_articles"] for summary in backfilled) == len(of_day_5)
    fetched = {entry["source_id"]: entry["pages"] for entry in backfilled[2]["sources"]}
    assert fetched["harbour-courier"] == 0, "what the archive held was asked for again"
    notes = [note for summary in backfilled for note in summary["notes"]]
    assert any("cannot be recovered" in note for note in notes)
    assert all(live.day(3).isoformat() in note for note in notes)


def test_a_second_backfill_with_reprocessing_adds_nothing(live, backfilled):
    before = live.dump()
    runs = live.backfill(3, 5)
    assert len(runs) == 3, "reprocessing has to run all three days again"
    assert live.dump() == before


def test_a_replay_in_airflow_adds_nothing(live, backfilled):
    before = live.dump()
    first, last = live.day(4).isoformat(), live.day(5).isoformat()
    run_id = live.run("replay", first=first, last=last)
    summary = live.summary("replay", run_id)
    assert summary["params"]["first"] == first
    assert (summary["new_articles"], summary["new_versions"]) == (0, 0)
    assert live.dump() == before


def test_a_retry_in_airflow_reads_what_is_stored_and_changes_nothing(live, first_night):
    before = live.dump()
    run_id = live.run("retry", reasons=["consent_wall", "not_html"])
    summary = live.summary("retry", run_id)
    assert summary["params"]["cases"] >= 2
    assert (summary["new_articles"], summary["pages_fetched"]) == (0, 0)
    assert live.dump() == before


@contextmanager
def empty_desk(live, name):
    """A desk with the same archive and an empty warehouse."""
    postgres = live.airflow.postgres
    postgres.create_database(name)
    upgrade(postgres.url(name))
    with open_desk(replace(live.settings, database_url=postgres.url(name))) as desk:
        yield desk
    postgres.drop_database(name)


def test_all_captures_into_an_empty_warehouse_give_the_same(live, backfilled):
    with empty_desk(live, "replayed") as desk:
        replay(desk)
        assert list(canonical_dump(desk.warehouse)) == live.dump()


def drop_late(reading, end):
    return None if reading.capture.fetched_at > end else reading


def shift_time(reading, _):
    moved = reading.capture.fetched_at + timedelta(seconds=1)
    return replace(reading, capture=replace(reading.capture, fetched_at=moved))


@pytest.mark.parametrize("damage", [drop_late, shift_time])
def test_a_loader_that_loses_something_is_found_out(live, backfilled, damage, monkeypatch):
    from tests.e2e.live import midnight

    end, load = midnight(live.day(5)), process.load_readings

    def broken(warehouse, readings, *rest):
        kept = [damage(reading, end) for reading in readings]
        return load(warehouse, [reading for reading in kept if reading], *rest)

    monkeypatch.setattr(process, "load_readings", broken)
    with empty_desk(live, f"broken_{damage.__name__}") as desk:
        replay(desk)
        assert list(canonical_dump(desk.warehouse)) != live.dump()


def test_a_pushed_address_becomes_an_article(live, backfilled):
    unlisted = [
        url
        for url, row in truth(live, 5).items()
        if row.day == 1 and row.role == "original" and not is_known(live, url)
    ]
    with live.desk() as desk:
        push(desk.warehouse, unlisted[0], via="test")
    wait_until(lambda: is_known(live, unlisted[0]))
    with live.desk() as desk:
        wait_until(lambda: count_open(desk.warehouse) == 0)
    runs = [r for r in live.client.dag_runs("ingest_events") if r["run_type"] == "asset_triggered"]
    live.finish("ingest_events", runs[0]["dag_run_id"])
    summary = live.summary("ingest_events", runs[0]["dag_run_id"])
    assert (summary["pages_fetched"], summary["new_articles"]) == (1, 1)


def is_known(live, url):
    with live.desk() as desk:
        return current_article(desk.warehouse, article_key(url)) is not None


def wait_until(is_done, timeout_s=60):
    give_up_at = time.monotonic() + timeout_s
    while not is_done():
        assert time.monotonic() < give_up_at, f"not done after {timeout_s} s"
        time.sleep(0.3)


def test_the_summary_page_stands_behind_the_login(live, first_night):
    path = f"copydesk/runs/ingest/{quote(first_night['run_id'])}"
    url = f"{live.airflow.url}/{path}"
    assert requests.get(url, timeout=30).status_code == 401
    forged = requests.get(url, cookies={"_token": "e30.e30.e30"}, timeout=30)
    assert forged.status_code in {401, 403}
    login = {"username": live.client.user, "password": live.client.password}
    token = requests.post(f"{live.airflow.url}/auth/token", json=login, timeout=30).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    page = requests.get(url, headers=headers, timeout=30)
    assert page.status_code == 200
    assert f"News of {live.day(3)}" in page.text
    assert f"<b>{first_night['new_articles']}</b><span>new articles</span>" in page.text


def test_wrong_parameters_fail_at_once_and_in_words(live, first_night):
    run_id = live.client.trigger_dag_run("ingest", conf={"sources": ["no-such-paper"]})
    live.finish("ingest", run_id, expected="failed")
    states = {task.task_id: task for task in live.client.task_states("ingest", run_id)}
    assert (states["plan"].state, states["plan"].try_number) == ("failed", 1)
    assert states["report"].state == "failed"
    assert "no-such-paper" in live.client.task_log("ingest", run_id, "plan")


def test_a_failed_source_leaves_the_others_alone_and_turns_the_run_red(live, first_night):
    run_id = live.run("ingest", sources=["buzz-lane", "tarn-record"], mode="discover")
    path = f"dags/ingest/dagRuns/{run_id}/taskInstances/fetch/0"
    live.client.call("PATCH", path, json={"new_state": "failed"})
    again = {
        "dag_run_id": run_id,
        "task_ids": ["cut_batches"],
        "include_downstream": True,
        "only_failed": False,
        "reset_dag_runs": True,
        "dry_run": False,
    }
    live.client.call("POST", "dags/ingest/clearTaskInstances", json=again)
    live.finish("ingest", run_id, expected="failed")
    states = {task.task_id: task for task in live.client.task_states("ingest", run_id)}
    assert (states["fold_copies"].state, states["check"].state) == ("success", "success")
    assert (states["report"].state, states["report"].try_number) == ("failed", 2)
    summary = live.summary("ingest", run_id)
    assert any("fetch of buzz-lane" in note for note in summary["notes"])
    assert summary["totals"]["articles"] > 0
