"""What pages and the command line ask: by any address, as of any moment, the whole way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pipeline.identity import article_key
from pipeline.model import ListingItem, Reason, Stage
from pipeline.warehouse.captures import Failure, add_captures, quarantine_all
from pipeline.warehouse.cases import list_quarantine
from pipeline.warehouse.inbox import claim, finish, push
from pipeline.warehouse.listings import add_items
from pipeline.warehouse.load import StoredReading, repeat_of
from pipeline.warehouse.read import (
    PastWatermark,
    as_of,
    changes,
    current_article,
    find_article,
    history,
    known_until,
    removed_spans,
    story,
    story_history,
    totals,
)
from pipeline.warehouse.trace import trace
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
    assert as_of(warehouse, ID, true_at=at(1)) is None
    assert known_until(warehouse) is None
    assert changes(warehouse, at(0), at(9)) == []
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


def test_what_was_known_past_the_last_load_is_refused_whatever_is_asked(warehouse):
    with pytest.raises(PastWatermark, match="nothing was ever loaded"):
        history(warehouse, ID, known_at=at(1))
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")])
    last = known_until(warehouse)
    past = last + timedelta(microseconds=1)
    for ask in (
        lambda known: history(warehouse, ID, known_at=known),
        lambda known: as_of(warehouse, ID, known_at=known),
        lambda known: changes(warehouse, at(0), at(2), known_at=known),
    ):
        assert ask(last)
        with pytest.raises(PastWatermark, match="the last load was committed at") as told:
            ask(past)
        assert "leave it out" in told.value.remedy


def test_the_default_is_all_that_is_known(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")])
    facts.load(warehouse, [facts.make_reading(URL, 3, "Two.")])
    assert as_of(warehouse, ID)["body"] == "Two."
    assert as_of(warehouse, ID, true_at=at(2)) == history(warehouse, ID)[0]
    assert history(warehouse, ID) == history(warehouse, ID, known_at=known_until(warehouse))
    assert [(row["effective_from"], row["effective_to"]) for row in history(warehouse, ID)] == [
        (at(1), at(3)),
        (at(3), None),
    ]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    loads=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["A", "B", None]), st.integers(1, 2)),
        min_size=1, max_size=6,
    ),
    name=st.uuids(),
)  # fmt: skip
def test_a_past_answer_never_changes(warehouse, loads, name):
    """Invariant 14, with late captures, withdrawals and better rules."""
    url = f"https://paper.example/{name}"
    key = article_key(url)

    def answers(known_at):
        span = changes(warehouse, at(0), at(9), known_at=known_at)
        return (
            history(warehouse, key, known_at=known_at),
            [as_of(warehouse, key, true_at=at(h), known_at=known_at) for h in range(6)],
            [row for row in span if row["article_id"] == key],
        )

    given_then = {}
    for hour, body, version in loads:
        facts.load(warehouse, [facts.make_reading(url, hour, body)], version=version)
        moment = known_until(warehouse)
        given_then[moment] = answers(moment)
    assert all(answers(moment) == given for moment, given in given_then.items())


def test_changes_are_those_of_the_time_and_the_source(warehouse):
    other = "https://other.example/b"
    facts.load(warehouse, [facts.make_reading(URL, hour, f"{hour}") for hour in (1, 3, 5)])
    known = known_until(warehouse)
    reading = facts.make_reading(other, 3, "Other.")
    reading = replace(reading, capture=replace(reading.capture, source_id="other"))
    facts.load(warehouse, [reading, facts.make_reading(URL, 4, None)])

    def told(start, end, **narrowed):
        rows = changes(warehouse, at(start), at(end), **narrowed)
        return [(row["changed_at"], row["change"], row["source_id"]) for row in rows]

    edit, new = (at(3), "publisher_edit", "paper"), (at(3), "first_seen", "other")
    gone = (at(4), "withdrawn", "paper")
    assert told(2, 5) == [new, edit, gone]
    assert told(2, 5, source_id="paper") == [edit, gone]
    assert told(2, 5, known_at=known) == [edit]
    assert told(3, 3) == []
    assert told(1.5, 3) == []
    back = changes(warehouse, at(5), at(6))[0]
    assert (back["change"], back["title_before"], back["title"]) == ("returned", None, "A title")


def test_how_a_text_was_edited_is_told_from_when_it_was_compared(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, hour, f"{hour}") for hour in (1, 2)])
    before = known_until(warehouse)
    load_id = facts.load(warehouse, [facts.make_reading("https://b.example/", 1, "Other.")])
    first, second = history(warehouse, ID)
    with warehouse.begin() as connection:
        connection.execute(
            text("INSERT INTO edit VALUES (:a, :b, 1, '{number}', 0.5, '{}', :load)"),
            {"a": first["content_id"], "b": second["content_id"], "load": load_id},
        )
    first, second = history(warehouse, ID)
    assert (first["kinds"], second["kinds"], second["significance"]) == (None, ["number"], 0.5)
    asked = {"from_at": at(2), "to_at": at(3)}
    assert [row["kinds"] for row in changes(warehouse, **asked)] == [["number"]]
    assert [row["kinds"] for row in changes(warehouse, **asked, known_at=before)] == [None]


def test_what_all_articles_said_at_a_moment_can_be_asked_at_once(warehouse):
    urls = [f"{URL}{number}" for number in range(3)]
    facts.load(warehouse, [facts.make_reading(url, 1, "One.") for url in urls])
    known = known_until(warehouse)
    facts.load(warehouse, [facts.make_reading(urls[0], 2, "Two.")])
    with warehouse.begin() as connection:
        ask = text("SELECT url, body FROM desk.articles_as_of(:at, :known, 'paper') ORDER BY url")
        then, now = (
            [tuple(row) for row in connection.execute(ask, {"at": at(3), "known": moment})]
            for moment in (known, None)
        )
    assert then == [(url, "One.") for url in urls]
    assert now == [(urls[0], "Two."), (urls[1], "One."), (urls[2], "One.")]


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
    assert trace(warehouse, URL)["captures"] == way["captures"], "an alias leads to the same"
    assert [(step["event"], step["url"]) for step in way["way"]] == [
        ("listed", URL),
        ("quarantined", SHORT),
        ("answered", SHORT),
        ("answered", SHORT),
        ("version", URL),
    ]
    (read,) = way["readings"]
    assert read["capture_id"] == reading.capture.capture_id
    assert [row["change"] for row in way["versions"]] == ["first_seen"]


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
