"""What older rules read and today's take for no article: rejected, and accepted again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.decisions import RULES, Verdict, reject_capture, revoke
from pipeline.warehouse.load import RunContext


@dataclass(frozen=True, slots=True)
class Refusals:
    """Where and when a batch found captures to be no article, or to be one after all."""

    warehouse: Warehouse
    context: RunContext
    decided_at: datetime

    def refuse(self, refused: Mapping[UUID, str]) -> int:
        """Reject those of these captures that count in a history; return how many.

        The values say why. What people have decided about a capture goes before.
        """
        found = counted_captures(self.warehouse, refused)
        for capture_id in found:
            verdict = Verdict(RULES, refused[capture_id], self.decided_at)
            reject_capture(self.warehouse, capture_id, verdict, self.context)
        return len(found)

    def accept(self, capture_ids: Collection[UUID]) -> int:
        """Take back what `refuse` decided about captures that were read; return how often."""
        found: list[int] = _find(self.warehouse, _REFUSED, capture_ids)
        verdict = Verdict(RULES, "Today's rules read it as an article.", self.decided_at)
        for decision_id in found:
            revoke(self.warehouse, decision_id, verdict, self.context)
        return len(found)


def counted_captures(warehouse: Warehouse, capture_ids: Collection[UUID]) -> list[UUID]:
    """Return those of the captures that count in a history, and about which nobody has decided."""
    return _find(warehouse, _COUNTED, capture_ids)


def _find(warehouse: Warehouse, query: str, capture_ids: Collection[UUID]) -> list[Any]:
    if not capture_ids:
        return []
    with warehouse.begin() as connection:
        values = {"ids": list(capture_ids), "rules": RULES}
        return list(connection.execute(text(query), values).scalars())


_COUNTED = """
SELECT DISTINCT o.capture_id FROM observation o JOIN capture k USING (capture_id)
WHERE o.capture_id = ANY(:ids) AND NOT EXISTS (
    SELECT 1 FROM decision d LEFT JOIN decision r ON r.revokes = d.decision_id
    WHERE d.capture_id = coalesce(k.revisit_of, k.capture_id)
      AND (r.decision_id IS NULL OR r.author <> :rules))
ORDER BY o.capture_id
"""

_REFUSED = """
SELECT d.decision_id FROM decision d
WHERE d.kind = 'reject_capture' AND d.author = :rules AND d.capture_id = ANY(:ids)
  AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.decision_id)
ORDER BY d.decision_id
"""
