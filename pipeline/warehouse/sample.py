"""A random sample of captures, for those who check whether the archive still holds them."""

from __future__ import annotations

from sqlalchemy import func, select

from pipeline.model import Capture
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import capture_from
from pipeline.warehouse.tables import capture


def sample_captures(warehouse: Warehouse, size: int) -> list[Capture]:
    """Return up to `size` captures, chosen at random among those whose bytes were not purged."""
    kept = select(capture).where(capture.c.warc_file != "")
    query = kept.order_by(func.random()).limit(size)
    with warehouse.begin() as connection:
        return [capture_from(row) for row in connection.execute(query).mappings()]
