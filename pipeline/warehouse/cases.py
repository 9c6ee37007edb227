"""What operators ask of quarantine: cases, their causes, and one case whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from pipeline.warehouse.captures import day_bounds
from pipeline.warehouse.database import Warehouse

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are meant; what is empty does not narrow them down.

    `reasons` are reason codes, `day` is the UTC day on which they failed.
    """

    reasons: Sequence[str] = ()
    source_ids: Sequence[str] = ()
    run_id: str = ""
    day: date | None = None
    only_open: bool = True

    def values(self) -> dict[str, Any]:
        """Return the values that the condition of the queries names."""
        first, last = day_bounds(self.day) if self.day else (None, None)
        return {
            "only_open": self.only_open,
            "reasons": list(self.reasons),
            "sources": list(self.source_ids),
            "run": self.run_id,
            "first": first,
            "last": last,
        }


def list_quarantine(
    warehouse: Warehouse,
    *,
    only_open: bool = True,
    limit: int = 200,
    wanted: CaseFilter | None = None,
) -> list[Row]:
    """Return cases in quarantine, newest first; `wanted` narrows them down."""
    values = (wanted or CaseFilter(only_open=only_open)).values() | {"limit": limit}
    return _rows(warehouse, _LIST, values)


def count_causes(warehouse: Warehouse, wanted: CaseFilter) -> list[Row]:
    """Return the causes of these cases, the most frequent first.

    Keys: `stage`, `reason`, `cases`, `addresses`, `sources` (ids), `last_failed_at`,
    `example_url`.
    """
    return _rows(warehouse, _CAUSES, wanted.values())


def get_case(warehouse: Warehouse, quarantine_id: int) -> Row | None:
    """Return one case with its capture and the decisions on it, or None.

    Keys: the columns of `desk.quarantine`; `capture` (the keys of the index to the archive, or
    None); `earlier` (how often the address failed before, by reason); `decisions` on its captures.
    """
    found = _rows(
        warehouse, "SELECT * FROM desk.quarantine WHERE quarantine_id = :id", {"id": quarantine_id}
    )
    if not found:
        return None
    case = found[0]
    captures = _rows(warehouse, _CAPTURE, {"id": case["capture_id"]})
    earlier = _rows(warehouse, _EARLIER, {"url": case["url"], "at": case["failed_at"]})
    return case | {
        "capture": captures[0] if captures else None,
        "earlier": {row["reason"]: row["cases"] for row in earlier},
        "decisions": decisions_on(warehouse, [case["url"]]),
    }


def decisions_on(warehouse: Warehouse, urls: Sequence[str]) -> list[Row]:
    """Return what operators decided about captures of these addresses, oldest first."""
    return _rows(warehouse, _DECISIONS, {"urls": list(urls)})


def open_cases(warehouse: Warehouse, quarantine_ids: Sequence[int]) -> set[int]:
    """Return those of the cases that are open still."""
    rows = _rows(warehouse, _OPEN, {"ids": list(quarantine_ids)})
    return {row["quarantine_id"] for row in rows}


def _rows(warehouse: Warehouse, query: str, values: dict[str, Any]) -> list[Row]:
    with warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


_WANTED = """
WHERE (is_open OR NOT :only_open)
  AND (cardinality(CAST(:reasons AS text[])) = 0 OR reason = ANY(CAST(:reasons AS text[])))
  AND (cardinality(CAST(:sources AS text[])) = 0 OR source_id = ANY(CAST(:sources AS text[])))
  AND (CAST(:run AS text) = '' OR run_id = CAST(:run AS text))
  AND (CAST(:first AS timestamptz) IS NULL OR failed_at >= CAST(:first AS timestamptz))
  AND (CAST(:last AS timestamptz) IS NULL OR failed_at < CAST(:last AS timestamptz))
"""

_LIST = f"""
SELECT quarantine_id, url, source_id, stage, reason, message, failed_at, capture_id, run_id,
       attempt, is_open
FROM desk.quarantine {_WANTED}
ORDER BY failed_at DESC, quarantine_id DESC LIMIT :limit
"""

_CAUSES = f"""
SELECT stage, reason, count(*) AS cases, count(DISTINCT url) AS addresses,
       array_agg(DISTINCT source_id ORDER BY source_id) AS sources,
       max(failed_at) AS last_failed_at,
       (array_agg(url ORDER BY failed_at DESC, quarantine_id DESC))[1] AS example_url
FROM desk.quarantine {_WANTED}
GROUP BY stage, reason ORDER BY cases DESC, stage, reason
"""

_CAPTURE = """
SELECT capture_id, kind, via, seen_url, final_url, fetched_at, status, content_type,
       payload_digest, revisit_of, warc_file, warc_offset, warc_length
FROM capture WHERE capture_id = :id
"""

_EARLIER = """
SELECT reason, count(*) AS cases FROM quarantine
WHERE url = :url AND failed_at < :at GROUP BY reason ORDER BY cases DESC, reason
"""

_DECISIONS = """
SELECT d.decision_id, d.kind, d.capture_id, d.author, d.reason, d.decided_at,
       r.decision_id AS revoked_by, r.author AS revoked_by_author, r.reason AS revoked_for
FROM decision d JOIN capture k USING (capture_id)
LEFT JOIN decision r ON r.revokes = d.decision_id
WHERE k.url = ANY(:urls) OR k.seen_url = ANY(:urls)
ORDER BY d.decision_id
"""

_OPEN = """
SELECT quarantine_id FROM desk.quarantine
WHERE is_open AND quarantine_id = ANY(CAST(:ids AS bigint[]))
"""
