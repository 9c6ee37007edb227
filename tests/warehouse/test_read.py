"""What pages and the command line ask: by any address, as of any moment, the whole way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.identity import article_key
from pipeline.model import ListingItem, Reason, Stage
from pipeline.warehouse.captures import Failure, add_captures, quarantine_all
from pipeline.warehouse.inbox import claim, finish, push
from pipeline.warehouse.listings import add_items
from pipeline.warehouse.load import StoredReading, repeat_of
from pipeline.warehouse.read import (
    as_of,
    current_article,
    find_article,
    history,
    list_quarantine,
    removed_spans,
    story,
    story_history,
    totals,
    trace,
)
from tests.warehouse import facts

URL = "https://paper.example/a"
SHORT = "https://short.example/x"
ID = article_key(URL)


def at(hour: float):
    return facts.EPOCH + timedelta(hours=hour)


def found_through(short: str, hour: int, body: str):
    reading = facts.make_reading(URL, hour, body)
    capture = replace(reading.capture, seen_url=short)
    return replace(reading, capture=capture, aliases=((short, "redirect"),))


def test_an_article_is_found_under_each_of_its_addresses(warehouse):
    assert find_article(warehouse, URL) is None
    facts.load(warehouse, [found_through(SHORT, 1, "One.")])
    assert find_article(warehouse, URL) == ID
    assert find_article(warehouse, SHORT) == ID
    assert find_article(warehouse, SHORT + "y") is None


def test_an_address_that_is_an_article_is_not_taken_for_an_alias(warehouse):
    own = facts.make_reading(SHORT, 1, "A page of its own.")
    facts.load(warehouse, [found_through(SHORT, 2, "One."), own])
    assert find_article(warehouse, SHORT) == article_key(SHORT)


def test_nothing_is_said_of_what_is_not_there(warehouse):
    assert current_article(warehouse, ID) is None
    assert history(warehouse, ID) == []
    assert removed_spans(warehouse, ID) == []
    assert story(warehouse, ID) == []
    assert story_history(warehouse, ID) == []
    assert as_of(warehouse, ID, true_at=at(1), known_at=at(1)) is None
    assert not any(trace(warehouse, URL).values())
    assert not any(totals(warehouse).values())


def test_as_of_tells_what_was_known_from_what_was_true(warehouse):
    recorded = []
    for hour, body in ((4, "Late."), (1, "Early."), (6, None)):
        facts.load(warehouse, [facts.make_reading(URL, hour, body)])
        recorded.append(max(row["recorded_from"] for row in history(warehouse, ID)))

    def said(hour, known_at):
        row = as_of(warehouse, ID, true_at=at(hour), known_at=known_at)
        return row and row["body"]

    first, second, third = recorded
    assert said(5, first - timedelta(microseconds=1)) is None
    assert [said(hour, first) for hour in (2, 4, 9)] == [None, "Late.", "Late."]
    assert [said(hour, second) for hour in (0, 2, 4, 9)] == [None, "Early.", "Late.", "Late."]
    assert [said(hour, third) for hour in (3.99, 5.99, 6)] == ["Early.", "Late.", ""]


def test_as_of_before_an_upgrade_answers_with_the_old_rules(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, 1, "One. More.")])
    (before,) = (row["recorded_from"] for row in history(warehouse, ID))
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")], version=2)
    (after,) = (row["recorded_from"] for row in history(warehouse, ID))
    answers = [as_of(warehouse, ID, true_at=at(1), known_at=known) for known in (before, after)]
    assert [row["body"] for row in answers] == ["One. More.", "One."]
    assert [row["pipeline_version"] for row in answers] == [1, 2]


def test_the_ledger_is_that_of_the_current_version(warehouse):
    first, second = (facts.make_reading(URL, hour, f"Text {hour}.") for hour in (1, 2))
    span = replace(second.document.removed[0], text="SECOND")
    second = replace(second, document=replace(second.document, removed=(span,)))
    facts.load(warehouse, [first, second])
    assert [row["text"] for row in removed_spans(warehouse, ID)] == ["SECOND"]


def test_a_page_that_came_back_unchanged_has_the_ledger_of_its_bytes(warehouse):
    first = facts.make_reading(URL, 1, "One.")
    said = repeat_of(first.document, URL)
    assert isinstance(said, StoredReading)
    again = replace(facts.make_capture(URL, 3, status=304), revisit_of=first.capture.capture_id)
    back = replace(first, capture=again, document=said)
    facts.load(warehouse, [first, facts.make_reading(URL, 2, None), back])
    assert [row["change"] for row in history(warehouse, ID)][-1] == "returned"
    (row,) = removed_spans(warehouse, ID)
    assert (row["text"], row["capture_id"]) == ("READ", first.capture.capture_id)


def test_a_trace_holds_every_step_of_an_address(warehouse):
    feed = "https://paper.example/feed.xml"
    reading = found_through(SHORT, 3, "One.")
    moved = facts.make_capture(SHORT, 2, status=301)
    add_items(
        warehouse,
        [ListingItem(URL, SHORT, "A title", None, "7")],
        feed_url=feed,
        source_id="paper",
        listing_capture_id=moved.capture_id,
        seen_at=at(1),
    )
    add_captures(warehouse, [moved], "test")
    facts.load(warehouse, [reading])
    case = Failure(SHORT, "paper", Stage.FETCH, Reason.TIMEOUT, "No answer.", at(1))
    quarantine_all(warehouse, [case], pipeline_version=1, run_id="test")
    number, _ = push(warehouse, SHORT, via="test")
    claim(warehouse, "run")
    finish(warehouse, [number], "captured")

    way = trace(warehouse, SHORT)
    assert [row["feed_url"] for row in way["listed"]] == [feed]
    assert [(row["status"], row["result"]) for row in way["captures"]] == [
        (301, None),
        (200, "observed"),
    ]
    assert [(row["reason"], row["is_open"]) for row in way["quarantine"]] == [("timeout", False)]
    assert [(row["url"], row["kind"]) for row in way["aliases"]] == [(URL, "redirect")]
    assert [(row["result"], row["attempts"]) for row in way["inbox"]] == [("captured", 1)]
    assert [row["capture_id"] for row in trace(warehouse, URL)["captures"]] == [
        reading.capture.capture_id
    ]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_quarantine_is_listed_newest_first(warehouse, limit):
    failures = [
        Failure(f"{URL}{n}", "paper", Stage.FETCH, Reason.TIMEOUT, "No answer.", at(n))
        for n in range(3)
    ]
    quarantine_all(warehouse, failures, pipeline_version=1, run_id="test")
    listed = [row["url"] for row in list_quarantine(warehouse, limit=limit)]
    assert listed == [f"{URL}{n}" for n in (2, 1, 0)][:limit]


def test_totals_count_what_stands(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, hour, f"{hour}") for hour in range(2)])
    push(warehouse, URL, via="test")
    cases = [
        Failure(SHORT, "paper", Stage.FETCH, Reason.TIMEOUT, "No answer.", at(hour))
        for hour in range(3)
    ]
    quarantine_all(warehouse, cases, pipeline_version=1, run_id="test")
    assert totals(warehouse) == {
        "articles": 1,
        "versions": 2,
        "copies": 0,
        "captures": 2,
        "open_quarantine": 1,
        "open_inbox": 1,
    }
