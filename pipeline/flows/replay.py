"""Stored captures again, with today's rules; no request leaves the machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.flows.desk import Desk, run_context
from pipeline.flows.night import COMMAND_LINE, new_run_id
from pipeline.flows.plan import Plan
from pipeline.flows.process import process_run
from pipeline.flows.progress import Progress, silent
from pipeline.flows.report import check_warehouse, write_report
from pipeline.flows.settle import settle
from pipeline.flows.stored import index_foreign, index_stored, index_tails, store_files
from pipeline.flows.version import PIPELINE_VERSION
from pipeline.model import Mode
from pipeline.warehouse.captures import any_capture, captures_of_days, captures_of_run, cut_batches
from pipeline.warehouse.runs import start_run


def plan_replay(
    desk: Desk,
    dag_id: str,
    run_id: str,
    *,
    first: date | None = None,
    last: date | None = None,
    sources: Sequence[str] = (),
    path: Path | None = None,
    progress: Progress = silent,
) -> tuple[Plan, list[str]]:
    """Index what the archive has (or the foreign WARC file at `path`) and cut it into batches.

    Without days it is everything. Returns the run's plan and the ids of its batches.
    """
    if path is not None:
        added, damage = index_foreign(desk, run_id, path)
    else:
        added, damage = index_tails(desk, run_id, progress=progress)
        more, worse = index_stored(desk, run_id, progress)
        added, damage = added + more, damage + worse
    store_files(desk)
    today = desk.clock.now().date()
    plan = Plan(dag_id, run_id, last or today, Mode.REPLAY, False, tuple(sources))
    if path is not None and added:
        condition = captures_of_run(run_id)
    elif first or last:
        condition = captures_of_days(first or date.min, last or today, sources)
    else:
        condition = captures_of_days(date(1970, 1, 1), today, sources) if sources else any_capture()
    params = {
        "mode": plan.mode.value,
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "sources": list(sources),
        "warc": path.name if path else None,
        "captures_indexed": added,
    }
    start_run(
        desk.warehouse,
        dag_id,
        run_id,
        day=None,
        params=params,
        started_at=desk.clock.now(),
        notes=damage,
    )
    batches = cut_batches(
        desk.warehouse,
        [condition],
        pipeline_version=PIPELINE_VERSION,
        size=desk.settings.batch_size,
        run_id=run_id,
    )
    return plan, batches


def replay(
    desk: Desk,
    *,
    first: date | None = None,
    last: date | None = None,
    sources: Sequence[str] = (),
    path: Path | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Replay in this process; return the run's summary. See `plan_replay`."""
    run_id = new_run_id(desk, "replay")
    plan, batches = plan_replay(
        desk,
        COMMAND_LINE,
        run_id,
        first=first,
        last=last,
        sources=sources,
        path=path,
        progress=progress,
    )
    for number, batch_id in enumerate(batches, 1):
        process_run(desk, plan, batch_id)
        progress("batches", number, len(batches))
    settle(desk, run_context(plan.dag_id, plan.run_id))
    return write_report(desk, plan, check_warehouse(desk, plan))
