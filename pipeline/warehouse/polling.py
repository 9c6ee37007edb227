"""The rhythm of feeds, and which sources have something due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.tables import feed_rhythm


@dataclass(frozen=True, slots=True)
class FeedRhythm:
    """A row of table `feed_rhythm`: when a feed was asked, when it is due, what was learnt."""

    feed_url: str
    source_id: str
    asked_at: datetime
    due_at: datetime
    gap_s: float
    failures: int

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is due at `now`; one asked in the future (clock set back) is."""
        return self.due_at <= now or self.asked_at > now


def rhythms(warehouse: Warehouse, source_ids: Sequence[str]) -> dict[tuple[str, str], FeedRhythm]:
    """Return what is known of the feeds of these sources, by source and address."""
    query = select(feed_rhythm).where(feed_rhythm.c.source_id.in_(source_ids))
    with warehouse.begin() as connection:
        rows = [FeedRhythm(**row) for row in connection.execute(query).mappings()]
    return {(row.source_id, row.feed_url): row for row in rows}


def store_rhythm(warehouse: Warehouse, rhythm: FeedRhythm) -> None:
    """Store a feed's rhythm, unless a later answer has been told already."""
    row = asdict(rhythm)
    statement = insert(feed_rhythm).values(row)
    with warehouse.begin() as connection:
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["feed_url", "source_id"],
                set_=row,
                where=feed_rhythm.c.asked_at <= rhythm.asked_at,
            )
        )


def claimed_gap_s(warehouse: Warehouse, feed_url: str) -> float | None:
    """Return the mean seconds between the dates that a feed's items claim; None without two."""
    with warehouse.begin() as connection:
        found = connection.execute(text(_CLAIMED_GAP), {"feed_url": feed_url}).scalar_one()
    return float(found) if found else None


def sources_with_revisits(warehouse: Warehouse, now: datetime) -> set[str]:
    """Return the sources that have an article due at `now`."""
    with warehouse.begin() as connection:
        return set(connection.execute(text(_WITH_REVISITS), {"now": now}).scalars())


_CLAIMED_GAP = """
SELECT extract(epoch FROM max(published_at) - min(published_at)) / nullif(count(*) - 1, 0)
FROM (SELECT published_at FROM listing_item
      WHERE feed_url = :feed_url AND published_at <= first_seen_at
      ORDER BY published_at DESC LIMIT 50) latest
"""

_WITH_REVISITS = """
SELECT DISTINCT source_id FROM revisit
WHERE due_at IS NOT NULL AND (due_at <= :now OR asked_at > :now)
"""
