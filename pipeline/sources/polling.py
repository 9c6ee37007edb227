"""How often a feed is asked through the day: by the rhythm in which it was seen to bring items.

A busy feed rolls over in hours and a quiet one brings an item a week. The time between two new
items is learnt from every answer, as a mean that forgets in a day or two, and a feed is asked about
when its next item is expected. So a feed of more than a few items is asked before it rolls over.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

SHORTEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
LONGEST_BACK_OFF = timedelta(days=1)

USUAL_GAP = timedelta(hours=1)
"""Between two new items, where nothing is known of a feed yet."""

_MEMORY = timedelta(days=1)
"""After so long what was learnt before counts by a factor of 1/e."""


def learnt_gap(gap: timedelta, elapsed: timedelta, new_items: int) -> timedelta:
    """Return the time between two new items, after `elapsed` in which so many came.

    A mean of logarithms: an hour of silence at night does not undo a day's rhythm, nor one burst.
    None at all in `elapsed` is taken as half an item.
    """
    if elapsed <= timedelta(0):
        return gap
    seen = elapsed / max(new_items, 0.5)
    weight = 1 - math.exp(-elapsed / _MEMORY)
    logarithm = (1 - weight) * math.log(gap / SHORTEST_WAIT)
    logarithm += weight * math.log(seen / SHORTEST_WAIT)
    return SHORTEST_WAIT * math.exp(min(max(logarithm, -5.0), 10.0))


def next_poll(asked_at: datetime, gap: timedelta, failures: int = 0) -> datetime:
    """Return when a feed is asked again; `failures` in a row double the wait, up to a day."""
    wait = min(max(gap, SHORTEST_WAIT), LONGEST_WAIT)
    if failures:
        wait = min(wait * 2 ** min(failures, 10), LONGEST_BACK_OFF)
    return asked_at + wait
