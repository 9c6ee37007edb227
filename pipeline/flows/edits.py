"""Telling what kind of edit each publisher's edit is."""

from __future__ import annotations

from pipeline.flows.desk import Desk
from pipeline.revise import ALGORITHM_VERSION, Text, compare_texts
from pipeline.warehouse.edits import add_edits, texts_of, untyped_pairs
from pipeline.warehouse.load import RunContext

_AT_ONCE = 200


def type_edits(desk: Desk, context: RunContext) -> int:
    """Compare all neighbours that were not compared yet; return how many.

    Neighbours are those of the present history, so late arrivals and decisions bring new ones.
    What a killed pass leaves, the next one does.
    """
    total = 0
    while pairs := untyped_pairs(desk.warehouse, ALGORITHM_VERSION, _AT_ONCE):
        texts = texts_of(desk.warehouse, pairs)
        found = {
            pair: compare_texts(Text(*texts[pair.before]), Text(*texts[pair.after]))
            for pair in pairs
        }
        add_edits(desk.warehouse, found, ALGORITHM_VERSION, context)
        total += len(found)
    return total
