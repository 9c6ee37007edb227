"""What publishers say of the use of their pages, a row for each word of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from pipeline.model import Capture, Directive
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import capture_from, storable
from pipeline.warehouse.tables import capture, directive

_OF_REPEATED = text("""
INSERT INTO directive (capture_id, place, ordinal, name, value)
SELECT r.capture_id, d.place, d.ordinal, d.name, d.value
FROM unnest(CAST(:captures AS uuid[]), CAST(:repeated AS uuid[])) AS r (capture_id, revisit_of)
JOIN directive d ON d.capture_id = r.revisit_of AND d.place = 'meta'
ORDER BY r.capture_id, d.place, d.ordinal
ON CONFLICT DO NOTHING
""")


def add_directives(
    warehouse: Warehouse,
    said: Mapping[UUID, Sequence[Directive]],
    repeats: Mapping[UUID, UUID],
) -> None:
    """Store what was `said` of captures; `repeats` names the captures whose page others repeat.

    What stands there of a capture already is left alone: its bytes do not change.
    """
    rows = [
        {
            "capture_id": capture_id,
            "place": place.value,
            "ordinal": ordinal,
            "name": storable(found.name),
            "value": storable(found.value),
        }
        for capture_id in sorted(said)
        for place, of_place in groupby(
            sorted(said[capture_id], key=lambda d: d.place.value), key=lambda d: d.place
        )
        for ordinal, found in enumerate(of_place)
    ]
    with warehouse.begin() as connection:
        if rows:
            connection.execute(insert(directive).on_conflict_do_nothing(), rows)
        if repeats:
            pairs = sorted(repeats.items())
            values = {"captures": [a for a, _ in pairs], "repeated": [b for _, b in pairs]}
            connection.execute(_OF_REPEATED, values)


def captures_of(warehouse: Warehouse, urls: Collection[str]) -> dict[str, list[Capture]]:
    """Return all captures of these addresses, whatever they answered, by address, oldest first."""
    query = (
        select(capture)
        .where(capture.c.seen_url.in_(urls))
        .order_by(capture.c.seen_url, capture.c.fetched_at, capture.c.capture_id)
    )
    found: dict[str, list[Capture]] = {}
    with warehouse.begin() as connection:
        for row in connection.execute(query).mappings():
            found.setdefault(row["seen_url"], []).append(capture_from(row))
    return found
