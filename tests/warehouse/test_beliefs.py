"""What was ever believed of an article, in both times; it agrees with every question as of then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pipeline.identity import article_key
from pipeline.warehouse.decisions import Verdict, reject_capture
from pipeline.warehouse.read import as_of, beliefs, known_until
from tests.warehouse import facts

URL = "https://paper.example/a"
ARTICLE = article_key(URL)


def held(warehouse) -> list[tuple[str, str, int | None, bool]]:
    """Per belief: change, cause, hours it was true for, and whether it is still held."""
    found = []
    for row in beliefs(warehouse, ARTICLE):
        end = row["effective_to"]
        hours = int((end - row["effective_from"]).total_seconds() // 3600) if end else None
        found.append((row["change"], row["cause"], hours, row["recorded_to"] is None))
    return found


def test_a_late_arrival_ends_a_belief_and_begins_others(warehouse):
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")])
    facts.load(warehouse, [facts.make_reading(URL, 9, "Three.")])
    facts.load(warehouse, [facts.make_reading(URL, 5, "Two.")])
    assert held(warehouse) == [
        ("first_seen", "first_seen", None, False),
        ("first_seen", "first_seen", 8, False),
        ("publisher_edit", "publisher_edit", None, True),
        ("first_seen", "first_seen", 4, True),
        ("publisher_edit", "late_arrival", 4, True),
    ]


def test_a_repetition_changes_no_belief(warehouse):
    for hour in (1, 2, 3):
        facts.load(warehouse, [facts.make_reading(URL, hour, "One.")])
    assert held(warehouse) == [("first_seen", "first_seen", None, True)]


def test_newer_rules_end_what_was_believed_under_older_ones(warehouse):
    monday = facts.make_reading(URL, 0, "One. Furniture.")
    facts.load(warehouse, [monday])
    facts.load(warehouse, [replace(monday, document=facts.make_document(URL, "One."))], version=2)
    assert held(warehouse) == [
        ("first_seen", "first_seen", None, False),
        ("first_seen", "reprocessed", None, True),
    ]
    before, after = beliefs(warehouse, ARTICLE)
    assert before["recorded_to"] == after["recorded_from"]


def test_what_a_belief_says_is_what_was_answered_as_of_then(warehouse):
    for hour, body in [(1, "One."), (9, "Three."), (5, "Two."), (7, None), (3, "One.")]:
        facts.load(warehouse, [facts.make_reading(URL, hour, body)])
    believed = beliefs(warehouse, ARTICLE)
    last = known_until(warehouse)
    assert last
    for known_at in sorted({row["recorded_from"] for row in believed} | {last}):
        for hour in range(12):
            true_at = facts.EPOCH + timedelta(hours=hour, minutes=30)
            answer = as_of(warehouse, ARTICLE, true_at=true_at, known_at=known_at)
            fitting = [
                row
                for row in believed
                if row["effective_from"] <= true_at
                and (row["effective_to"] is None or true_at < row["effective_to"])
                and row["recorded_from"] <= known_at
                and (row["recorded_to"] is None or known_at < row["recorded_to"])
            ]
            assert [row["content_id"] for row in fitting] == (
                [answer["content_id"]] if answer else []
            )


def test_a_decision_ends_a_belief(warehouse):
    wall = facts.make_reading(URL, 5, "Please accept.")
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")])
    facts.load(warehouse, [wall])
    verdict = Verdict("ada", "a wall", facts.EPOCH)
    reject_capture(warehouse, wall.capture.capture_id, verdict, facts.context())
    assert [(change, still) for change, _, _, still in held(warehouse)] == [
        ("first_seen", False),
        ("first_seen", False),
        ("publisher_edit", False),
        ("first_seen", True),
    ]
