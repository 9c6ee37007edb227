"""What stands behind the number of our rules, kept beside the facts that they made."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import text

from pipeline.warehouse.database import Warehouse


def record_ruleset(
    warehouse: Warehouse, version: int, digest: str, manifest: Mapping[str, int | str]
) -> None:
    """Store what `version` is made of, unless that stands already."""
    values = {"version": version, "digest": digest, "manifest": json.dumps(dict(manifest))}
    with warehouse.begin() as connection:
        connection.execute(text(_RECORD), values)


def ruleset_changes(warehouse: Warehouse, before: int, after: int) -> dict[str, tuple[str, str]]:
    """Return the parts that differ between two versions, each with both; '' where it had none."""
    values = {"before": before, "after": after}
    with warehouse.begin() as connection:
        rows = connection.execute(text(_CHANGES), values).all()
    return {part: (old or "", new or "") for part, old, new in rows}


_RECORD = """
INSERT INTO ruleset (pipeline_version, digest, manifest)
VALUES (:version, :digest, CAST(:manifest AS jsonb)) ON CONFLICT DO NOTHING
"""

_CHANGES = "SELECT * FROM desk.rule_changes(:before, :after)"
