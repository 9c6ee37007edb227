"""Keeping full-text search up with what articles say."""

from __future__ import annotations

from pipeline.flows.desk import Desk
from pipeline.warehouse.search import update_entries


def update_search(desk: Desk) -> int:
    """Index every article that says something new since it was indexed; return how many.

    In batches, with memory that does not grow. What a killed pass leaves, the next one does.
    """
    total, last = update_entries(desk.warehouse)
    while last is not None:
        count, last = update_entries(desk.warehouse, last)
        total += count
    return total
