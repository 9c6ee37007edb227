"""Five days of the sample newsroom through the whole flow, scored against what it knows is true."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.config import Settings
from pipeline.flows.desk import open_desk
from pipeline.flows.night import run_day
from pipeline.flows.replay import replay
from pipeline.identity import article_key
from pipeline.newsroom import Newsroom, State, build_world, write_sources
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import (
    current_article,
    find_article,
    history,
    removed_spans,
    story,
)
from tests.flows.paper import ShiftedClock
from tests.postgres import copied_database

TODAY = datetime.now(UTC).date()
EPOCH = TODAY - timedelta(days=3)


@contextmanager
def newsroom_desk(settings, **world_options):
    """A desk that reads a newsroom on its third day, and the newsroom."""
    world = build_world(EPOCH, **world_options)
    with Newsroom(State(EPOCH, 3), world=world) as room:
        write_sources(world, room.port, settings.home / "sources")
        with open_desk(replace(settings, sources_dir=settings.home / "sources")) as desk:
            yield desk, room


@pytest.fixture(scope="module")
def nights(postgres, warehouse_template, tmp_path_factory):
    """Four nights a day apart, shared by all tests: of the newsroom's days 3, 4, 5 and again 5."""
    home = tmp_path_factory.mktemp("nights")
    with (
        copied_database(postgres, warehouse_template) as url,
        newsroom_desk(Settings(url, home, home / "archive")) as (desk, room),
    ):
        clock = ShiftedClock(timedelta())
        desk = replace(desk, clock=clock)
        summaries = []
        for day in (3, 4, 5, 5):
            room.set_day(day)
            summaries.append(run_day(desk))
            clock.advance(days=1)
        yield desk, room, summaries


def test_five_days_end_as_the_newsroom_knows_they_should(nights):
    desk, room, summaries = nights
    truth = {row.url: row for row in room.world.truth(room.port)}
    assert all(check["broken"] == 0 for summary in summaries for check in summary["checks"])
    assert summaries[0]["sources_read"] == len(room.world.sites)

    wrong = []
    for url, row in truth.items():
        article = current_article(desk.warehouse, article_key(url))
        if article is None or (row.original_url and truth[row.original_url].day < 2):
            continue
        expected = row.original_url if row.role == "copy" else url
        found = article["original_url"]
        is_wire = row.role == "wire" and found.startswith("urn:wire:")
        if found != expected and not is_wire:
            wrong.append((url, article["role"], found))
    assert wrong == []

    read = {url for url, row in truth.items() if row.role != "broken" and row.day >= 2}
    missing = [url for url in read if current_article(desk.warehouse, article_key(url)) is None]
    assert missing == []
    broken = [url for url, row in truth.items() if row.role == "broken"]
    assert all(current_article(desk.warehouse, article_key(url)) is None for url in broken)


def test_only_what_the_publisher_changed_is_a_new_version(nights):
    desk, room, summaries = nights
    url = room.url("harbour-courier/dock-crane-contract")
    changes = [row["change"] for row in history(desk.warehouse, article_key(url))]
    assert changes == ["first_seen", "publisher_edit", "publisher_edit"]
    url = room.url("nordmark-bote/moorbahn-museum")
    changes = [row["change"] for row in history(desk.warehouse, article_key(url))]
    assert changes == ["first_seen", "withdrawn", "returned"]
    assert sum(summary["publisher_edits"] for summary in summaries) == 2


def test_three_nights_of_404_withdraw_an_article_and_a_move_goes_on_with_it(nights):
    desk, room, summaries = nights
    gone = article_key(room.url("faro-levanera/faro-antiguo-hotel"))
    assert [row["change"] for row in history(desk.warehouse, gone)] == ["first_seen", "withdrawn"]
    assert [summary["withdrawn"] for summary in summaries] == [0, 1, 0, 1]
    (row,) = (r for r in room.world.truth(room.port) if r.slug == "equipo-femenino-remo")
    old, new = room.url("faro-levanera/equipo-femenino-remo"), article_key(row.url)
    before = history(desk.warehouse, article_key(old))
    assert [version["change"] for version in before] == ["first_seen", "moved"]
    (version,) = history(desk.warehouse, new)
    assert version["effective_from"] == before[0]["effective_from"]
    assert find_article(desk.warehouse, old) == new
    assert [summary["moved"] for summary in summaries] == [0, 1, 0, 0]


def test_paragraphs_come_through_and_furniture_is_in_the_ledger(nights):
    desk, room, _ = nights
    lost, rules = [], set()
    for row in room.world.truth(room.port):
        article = current_article(desk.warehouse, article_key(row.url))
        if article is None or row.versions > 1 or article["body"] is None:
            continue
        lost += [p for p in row.paragraphs if p not in article["body"]]
        rules |= {span["rule"] for span in removed_spans(desk.warehouse, article["article_id"])}
    assert lost == []
    assert {"read_more", "signup_notice", "source_marker", "tagged_links"} <= rules


def test_a_replay_into_an_empty_warehouse_gives_the_same(nights, fresh_warehouse_url):
    desk, _, _ = nights
    settings = replace(desk.settings, database_url=fresh_warehouse_url())
    with open_desk(settings) as second:
        summary = replay(second)
        assert list(canonical_dump(second.warehouse)) == list(canonical_dump(desk.warehouse))
        assert summary["params"]["captures_indexed"] > 100


def test_a_second_run_of_the_same_night_finds_nothing_new(nights):
    desk, _room, _ = nights
    before = [line for line in canonical_dump(desk.warehouse) if line.startswith('["version"')]
    again = run_day(desk)
    assert (again["new_articles"], again["new_versions"], again["copies"]) == (0, 0, [])
    after = [line for line in canonical_dump(desk.warehouse) if line.startswith('["version"')]
    assert after == before


def test_renamed_hosts_and_classes_change_nothing(desk_settings, fresh_warehouse_url, tmp_path):
    results = []
    for number, options in enumerate(({}, {"host_suffix": "-x.localhost", "class_prefix": "q"})):
        home = tmp_path / str(number)
        home.mkdir()
        settings = replace(
            desk_settings,
            database_url=fresh_warehouse_url(),
            home=home,
            archive_dir=home / "archive",
        )
        with newsroom_desk(settings, **options) as (desk, room):
            run_day(desk)
            found = {}
            for row in room.world.truth(room.port, at_day=3):
                members = story(desk.warehouse, article_key(row.url))
                roles = sorted(member["role"] for member in members)
                article = current_article(desk.warehouse, article_key(row.url))
                key = (row.site_id, row.slug)
                found[key] = (roles, article and article["title"], article and article["body"])
            results.append(found)
        shutil.rmtree(home)
    assert results[0] == results[1]
