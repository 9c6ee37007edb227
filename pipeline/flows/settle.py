"""What follows a load, whoever loaded: nights, replays, retries and what was pushed."""

from __future__ import annotations

from pipeline.flows.desk import Desk
from pipeline.flows.edits import type_edits
from pipeline.flows.enrich import enrich_texts
from pipeline.flows.fold import fold_copies
from pipeline.flows.progress import Progress, silent
from pipeline.flows.search import update_search
from pipeline.warehouse.load import RunContext


def settle(desk: Desk, context: RunContext, progress: Progress = silent) -> None:
    """Tie copies, type edits, enrich and make searchable what was loaded and waits for it."""
    fold_copies(desk, context)
    progress("fold", 1, 1)
    type_edits(desk, context)
    enrich_texts(desk, context)
    update_search(desk)
