"""A whole run without Airflow: what `copydesk ingest` and `copydesk replay` do, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.flows.desk import Desk, run_context
from pipeline.flows.fold import fold_copies
from pipeline.flows.gather import gather_source
from pipeline.flows.plan import Plan, plan_run
from pipeline.flows.process import plan_batches, process_run
from pipeline.flows.report import check_warehouse, write_report
from pipeline.flows.search import update_search
from pipeline.model import Capture, Mode
from pipeline.warehouse.captures import add_captures

COMMAND_LINE = "command-line"
_INDEX_CHUNK = 500

Progress = Callable[[str, int, int], None]
"""Told of every step: what is done, how many are done, how many there are."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def new_run_id(desk: Desk, kind: str) -> str:
    """Return a run id for work outside Airflow, in the form of Airflow's own."""
    return f"{kind}__{desk.clock.now().isoformat()}"


def run_day(
    desk: Desk,
    *,
    day: date | None = None,
    sources: Sequence[str] = (),
    mode: str = Mode.AUTO.value,
    progress: Progress = silent,
    dag_id: str = COMMAND_LINE,
) -> dict[str, Any]:
    """Run one day as the nightly DAG does, in this process; return the run's summary."""
    run_id = new_run_id(desk, "ingest")
    plan = plan_run(desk, dag_id, run_id, day=day, sources=sources, mode=mode)
    if plan.asks_the_web:
        for number, source_id in enumerate(plan.source_ids, 1):
            gather_source(desk, plan, source_id)
            progress("sources", number, len(plan.source_ids))
    return finish_day(desk, plan, progress)


def finish_day(desk: Desk, plan: Plan, progress: Progress = silent) -> dict[str, Any]:
    """Process, fold, check and report what a run has gathered; return its summary."""
    batches = plan_batches(desk, plan)
    for number, batch_id in enumerate(batches, 1):
        process_run(desk, plan, batch_id)
        progress("batches", number, len(batches))
    fold_copies(desk, run_context(plan.dag_id, plan.run_id))
    progress("fold", 1, 1)
    update_search(desk)
    return write_report(desk, plan, check_warehouse(desk))


def index_archive(
    desk: Desk, run_id: str, path: Path | None = None, progress: Progress = silent
) -> tuple[int, list[str]]:
    """Index captures that stand in the archive and not in the warehouse.

    With a `path` a foreign WARC file is taken into the archive first. Returns how many captures
    were new, and one line for every damaged record.
    """
    damage: list[str] = []
    file = desk.archive.import_file(path) if path else None
    found = desk.archive.scan(file, on_damage=lambda error: damage.append(str(error)))
    added = seen = 0
    for chunk in _chunks(found):
        seen += len(chunk)
        added += add_captures(desk.warehouse, chunk, run_id)
        progress("records", seen, seen)
    return added, damage


def _chunks(captures: Iterator[Capture]) -> Iterator[list[Capture]]:
    chunk: list[Capture] = []
    for capture in captures:
        chunk.append(capture)
        if len(chunk) == _INDEX_CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
