"""The schedule of re-visits: what it is decided from, what is due first, what it may cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.identity import article_key
from pipeline.model import Reason, Stage
from pipeline.warehouse.captures import Failure, add_captures, quarantine_all
from pipeline.warehouse.revisits import (
    articles_visited_by,
    due_revisits,
    revisit_costs,
    store_schedule,
    take_budget,
    unscheduled_articles,
    visited,
    visits_and_edits,
)
from tests.warehouse import facts

URL = "https://paper.example/a"


def at(hour: float):
    return facts.EPOCH + timedelta(hours=hour)


def asked_again(warehouse, url, hour, status, run_id="run"):
    add_captures(warehouse, [facts.make_capture(url, hour, status=status)], run_id)


def no_answer(warehouse, url, hour):
    failure = Failure(url, "paper", Stage.FETCH, Reason.TIMEOUT, "No answer.", at(hour))
    quarantine_all(warehouse, [failure], pipeline_version=1, run_id="run")


def visits_of(warehouse, url=URL):
    (state,) = visited(warehouse, [article_key(url)])
    return state


def schedule(warehouse, **due_in_hours):
    """Load an article for each name, first seen at hour 0, due again so many hours later."""
    urls = {name: URL + name for name in due_in_hours}
    facts.load(warehouse, [facts.make_reading(url, 0, url) for url in urls.values()])
    rows = [
        (visits_of(warehouse, urls[name]), None if hours is None else at(hours))
        for name, hours in due_in_hours.items()
    ]
    store_schedule(warehouse, rows)


def due(warehouse, hour, **options):
    found = due_revisits(warehouse, "paper", now=at(hour), **{"limit": 9} | options)
    return [item.url.removeprefix(URL) for item in found]


def test_an_article_is_as_its_last_visits_left_it(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, 0, "One.")])
    first = visits_of(warehouse)
    assert (first.url, first.source_id, first.visits) == (URL, "paper", 0)
    assert first.first_seen_at == first.changed_at == first.asked_at == at(0)
    facts.load(warehouse, [facts.make_reading(URL, 2, "Two.")])
    asked_again(warehouse, URL, 5, 304)
    now = visits_of(warehouse)
    assert (now.visits, now.missing, now.failures) == (2, 0, 0)
    assert (now.first_seen_at, now.changed_at, now.asked_at) == (at(0), at(2), at(5))


def test_what_counts_in_a_row_ends_with_another_answer(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, 0, "One.")])
    for hour, status in ((1, 404), (2, 200), (3, 404), (4, 500), (5, 404)):
        asked_again(warehouse, URL, hour, status)
    state = visits_of(warehouse)
    assert (state.missing, state.failures, state.visits) == (2, 0, 5)
    asked_again(warehouse, URL, 6, 403)
    no_answer(warehouse, URL, 7)
    state = visits_of(warehouse)
    assert (state.missing, state.failures, state.asked_at) == (2, 2, at(7))
    asked_again(warehouse, URL, 8, 304)
    state = visits_of(warehouse)
    assert (state.missing, state.failures, state.visits) == (0, 0, 8)


def test_an_article_known_by_its_canonical_is_asked_for_where_it_was_found(warehouse):
    page = facts.make_reading(URL + "?id=7", 1, "One.")
    named = replace(page, url=URL, aliases=((URL + "?id=7", "canonical"),))
    facts.load(warehouse, [named])
    asked_again(warehouse, URL + "?id=7", 5, 304)
    state = visits_of(warehouse)
    assert (state.url, state.asked_at, state.visits) == (URL + "?id=7", at(5), 1)
    assert articles_visited_by(warehouse, "tests", "run") == [article_key(URL)]


def test_of_an_article_without_a_page_nothing_is_scheduled(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, 1, None)])
    assert visited(warehouse, [article_key(URL)]) == []


def test_a_run_has_visited_what_it_loaded_asked_for_or_failed_at(warehouse):
    readings = [facts.make_reading(URL + name, 0, name) for name in "abc"]
    facts.load(warehouse, readings)
    load_run = {article_key(URL + name) for name in "abc"}
    assert set(articles_visited_by(warehouse, "tests", "test")) == load_run
    asked_again(warehouse, URL + "a", 1, 304)
    no_answer(warehouse, URL + "b", 1)
    wanted = {article_key(URL + name) for name in "ab"}
    assert set(articles_visited_by(warehouse, "tests", "run")) == wanted


def test_what_no_schedule_has_is_found(warehouse):
    schedule(warehouse, known=1)
    facts.load(warehouse, [facts.make_reading(URL + name, 2, name) for name in ("new", "old")])
    wanted = {article_key(URL + name) for name in ("new", "old")}
    assert set(unscheduled_articles(warehouse, "paper", since=at(0))) == wanted
    assert unscheduled_articles(warehouse, "paper", since=at(3)) == []
    assert unscheduled_articles(warehouse, "else", since=at(0)) == []


def test_what_is_most_overdue_for_its_wait_comes_first(warehouse):
    schedule(warehouse, slow=40, fresh=41, late=50, done=None)
    assert due(warehouse, 39) == []
    assert due(warehouse, 45) == ["slow", "fresh"]
    assert due(warehouse, 45, limit=1) == ["slow"]
    assert due_revisits(warehouse, "else", now=at(99), limit=9) == []


def test_a_clock_that_was_set_back_does_not_silence_a_source(warehouse):
    schedule(warehouse, a=5)
    assert due(warehouse, -1) == ["a"]


def test_edits_are_counted_once_however_often_they_are_scheduled(warehouse):
    schedule(warehouse, a=1)
    facts.load(warehouse, [facts.make_reading(URL + "a", 3, "Two.")])
    for _ in range(2):
        store_schedule(warehouse, [(visits_of(warehouse, URL + "a"), at(9))])
    assert visits_and_edits(warehouse, ["paper"], since=at(-1)) == {"paper": (1, 1)}
    assert visits_and_edits(warehouse, ["paper"], since=at(1)) == {}


@pytest.mark.parametrize("a_day", [0, 3, 99])
def test_a_day_costs_a_host_no_more_than_its_budget(warehouse, a_day):
    def take(hour, wanted=2, host="paper.example"):
        return take_budget(warehouse, host, now=at(hour), wanted=wanted, a_day=a_day)

    granted = [take(0), take(1), take(2)]
    assert granted == {0: [0, 0, 0], 3: [2, 1, 0], 99: [2, 2, 2]}[a_day]
    assert take(2, host="else.example") == min(2, a_day)
    assert take(24) == min(2, a_day)


def test_costs_are_told_by_source_against_asking_every_hour(warehouse):
    schedule(warehouse, a=1, b=None)
    facts.load(warehouse, [facts.make_reading(URL + "a", 3, "Two.")])
    store_schedule(warehouse, [(visits_of(warehouse, URL + "a"), at(9))])
    take_budget(warehouse, "paper.example", now=at(3), wanted=2, a_day=9)
    (cost,) = revisit_costs(warehouse, now=at(10), days=7)
    expected = {"articles": 1, "due": 1, "requests": 2, "visits": 1, "edits": 1, "hourly": 20}
    assert cost == {"source_id": "paper", **expected}
