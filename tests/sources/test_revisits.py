"""When articles are asked for again, and what a month of that sees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources import RevisitPolicy, next_visit, pace_of
from tests.sources import month

BORN = datetime(2026, 3, 2, 6, tzinfo=UTC)
POLICY = RevisitPolicy()


def due_after(age: timedelta, policy: RevisitPolicy = POLICY, **state) -> timedelta | None:
    """Return how long an article that was asked for at this age is left alone."""
    told = {"changed_at": BORN} | state
    asked_at = BORN + age
    due_at = next_visit(policy, first_seen_at=BORN, asked_at=asked_at, **told)
    return due_at and due_at - asked_at


def test_each_wait_is_a_share_of_the_age_and_the_last_visit_is_on_the_last_day():
    assert due_after(timedelta(0)) == timedelta(minutes=15)
    assert due_after(timedelta(hours=8)) == timedelta(hours=2)
    assert due_after(timedelta(days=4)) == timedelta(days=1)
    assert due_after(timedelta(days=13)) == timedelta(days=1)
    assert due_after(timedelta(days=14)) is None


def test_a_change_makes_young_again_but_not_for_a_page_that_always_differs():
    age = timedelta(days=8)
    assert due_after(age, changed_at=BORN + timedelta(days=4)) == timedelta(days=1)
    assert due_after(age, changed_at=BORN + age) == timedelta(hours=12)


def test_404s_are_a_day_apart_until_they_are_a_withdrawal():
    for age in (timedelta(hours=1), timedelta(days=20)):
        assert due_after(age, missing=1) == due_after(age, missing=2) == timedelta(days=1)
    assert due_after(timedelta(hours=8), missing=3) == timedelta(hours=2)
    assert due_after(timedelta(days=20), missing=3) is None


def test_errors_back_off_and_end():
    waits = [due_after(timedelta(minutes=5), failures=n) for n in (1, 2, 3, 9, 99)]
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 24, 24)]
    assert due_after(timedelta(days=15), failures=1) == timedelta(hours=1)
    assert due_after(timedelta(days=21), failures=1) is None


@pytest.mark.parametrize(
    ("visits", "edits", "pace"),
    [(0, 0, 1), (49, 49, 1), (100, 5, 1), (100, 20, 0.5), (1000, 160, 0.625)],
)
def test_a_source_that_edits_often_is_asked_more_often(visits, edits, pace):
    assert pace_of(visits, edits) == pace
    asked = {"first_seen_at": BORN, "changed_at": BORN, "asked_at": BORN + timedelta(hours=8)}
    assert next_visit(POLICY, **asked, pace=pace) == BORN + timedelta(hours=8 + 2 * pace)


@pytest.mark.parametrize("clock", [month.true_clock, month.set_clock])
def test_in_a_month_everything_is_seen_that_the_policy_promises(clock):
    lives = month.lives()
    visits = month.by_policy(lives, POLICY, clock)
    found = month.score(lives, visits, POLICY)
    assert found.broken == ()
    assert found.promised > 0.6 * found.events > 100
    assert visits.requests < month.every_hour(lives, POLICY.days).requests / 8


def test_a_policy_that_sleeps_longer_than_it_says_would_be_found_out():
    lives = month.lives()
    lazy = month.by_policy(lives, RevisitPolicy(after_min=120))
    assert len(month.score(lives, lazy, POLICY).broken) > 5
