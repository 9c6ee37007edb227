"""How often feeds are asked: a rhythm that is learnt and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources import USUAL_GAP, learnt_gap, next_poll
from pipeline.sources.polling import LONGEST_WAIT, SHORTEST_WAIT

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


def polled(gap_of_items: timedelta, days: float) -> tuple[int, timedelta]:
    """Return how often a feed of that rhythm is asked in so long, and the last wait."""
    gap, asked_at, polls, wait = USUAL_GAP, NOW, 0, timedelta(0)
    while asked_at < NOW + timedelta(days=days):
        due_at = next_poll(asked_at, gap)
        wait = due_at - asked_at
        new = (due_at - NOW) // gap_of_items - (asked_at - NOW) // gap_of_items
        gap = learnt_gap(gap, wait, new)
        asked_at, polls = due_at, polls + 1
    return polls, wait


@pytest.mark.parametrize("minutes", [10, 30, 120])
def test_a_feed_is_asked_about_as_often_as_it_brings_something(minutes):
    _, wait = polled(timedelta(minutes=minutes), days=7)
    assert 0.5 < wait / timedelta(minutes=minutes) < 2


def test_a_busy_feed_is_asked_no_more_than_every_five_minutes_and_a_dead_one_still_sometimes():
    assert polled(timedelta(seconds=20), days=4)[1] == SHORTEST_WAIT
    assert polled(timedelta(days=400), days=14)[1] == LONGEST_WAIT


def test_a_quiet_night_does_not_undo_a_rhythm():
    gap = timedelta(minutes=10)
    for _ in range(16):
        gap = learnt_gap(gap, timedelta(minutes=30), 0)
    assert gap < timedelta(minutes=30)


def test_failures_double_the_wait_up_to_a_day():
    hour = timedelta(hours=1)
    waits = [(next_poll(NOW, hour, failures) - NOW) / hour for failures in (0, 1, 2, 9)]
    assert waits == [1, 2, 4, 24]


def test_an_answer_at_the_same_moment_or_earlier_teaches_nothing():
    for elapsed in (timedelta(0), -timedelta(hours=1)):
        assert learnt_gap(timedelta(hours=1), elapsed, 50) == timedelta(hours=1)
