"""When an article is asked for again: each wait is a share of its age, so visits thin out with it.

What changes does so mostly soon after it appears, and a page that changed is likelier to change
again; so the age counts from the last change. A source whose re-visits often find an edit is asked
more often (Cho and Garcia-Molina, "Effective page refresh policies for web crawlers", ACM TODS 28,
2003: where rates differ, visits follow the rate of change, up to a cap).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)

CHANGE_RESTARTS = 1 / 4
"""After a change an article counts as young, but never younger than this share of its true age:
a page that differs at every look is asked four times as often as others, and no more."""

TELLING_SHARE = 0.1
"""Where more than this share of a source's re-visits finds an edit, its waits are shortened."""

SHORTEST_PACE = 0.5
TELLING_VISITS = 50
"""So many re-visits must have been made before their yield is believed."""

CONFIRMING_404S = 3
"""A 404 is a withdrawal when it is the third in a row, over 48 hours at least."""

LONGEST_BACK_OFF = DAY
GIVE_UP_AFTER = timedelta(days=7)
"""So long after its last day an article that only fails is still asked for."""


@dataclass(frozen=True, slots=True)
class RevisitPolicy:
    """How a source's articles are looked at again, as its file says.

    The first re-visit comes `after_min` minutes after the first sight, each further one after
    `share` of the article's age (and not before `after_min`), the last one at `days`. `a_day` is
    the budget: requests for re-visits to one host in one UTC day.

    An edit at an age of `a` is seen within max(`after_min`, `a` * `share`), if it stands so long.
    """

    after_min: float = 15.0
    share: float = 0.25
    days: int = 14
    a_day: int = 1000

    def wait(self, age: timedelta, pace: float = 1.0) -> timedelta:
        """Return how long an article of this age is left alone; `pace` shortens (0.5 to 1)."""
        return max(timedelta(minutes=self.after_min), age * self.share * pace)


def pace_of(visits: int, edits: int) -> float:
    """Return by how much a source's waits are shortened, from what its re-visits have found."""
    if visits < TELLING_VISITS or not edits:
        return 1.0
    return max(SHORTEST_PACE, min(1.0, TELLING_SHARE * visits / edits))


def next_visit(
    policy: RevisitPolicy,
    *,
    first_seen_at: datetime,
    changed_at: datetime,
    asked_at: datetime,
    missing: int = 0,
    failures: int = 0,
    pace: float = 1.0,
) -> datetime | None:
    """Return when an article that was last asked for at `asked_at` is due again, None for never.

    `missing` counts the 404s in a row up to then, `failures` the errors in a row (no answer, 403,
    5xx). The first three 404s are a day apart, whatever the age: so a withdrawal is confirmed. An
    error is followed by waits that double from an hour to a day.
    """
    if 0 < missing < CONFIRMING_404S:
        return asked_at + DAY
    end = first_seen_at + timedelta(days=policy.days)
    if failures:
        pause = min(timedelta(hours=1) * 2 ** min(failures - 1, 10), LONGEST_BACK_OFF)
        return None if asked_at >= end + GIVE_UP_AFTER else asked_at + pause
    if asked_at >= end:
        return None
    since_change = max(asked_at - changed_at, (asked_at - first_seen_at) * CHANGE_RESTARTS)
    return min(asked_at + policy.wait(since_change, pace), end)
