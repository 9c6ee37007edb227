"""A whole run without Airflow: what `copydesk ingest` and `copydesk replay` do, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline.flows.desk import Desk, run_context
from pipeline.flows.gather import gather_sources
from pipeline.flows.plan import Plan, plan_run
from pipeline.flows.process import plan_batches, process_run
from pipeline.flows.progress import Progress, silent
from pipeline.flows.report import check_warehouse, write_report
from pipeline.flows.revisits import schedule_revisits
from pipeline.flows.settle import settle
from pipeline.model import Mode

COMMAND_LINE = "command-line"


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
        gather_sources(desk, plan, plan.source_ids, progress)
    return finish_day(desk, plan, progress)


def finish_day(desk: Desk, plan: Plan, progress: Progress = silent) -> dict[str, Any]:
    """Process, fold, check and report what a run has gathered; return its summary."""
    batches = plan_batches(desk, plan)
    for number, batch_id in enumerate(batches, 1):
        process_run(desk, plan, batch_id)
        progress("batches", number, len(batches))
    context = run_context(plan.dag_id, plan.run_id)
    settle(desk, context, progress)
    schedule_revisits(desk, context)
    return write_report(desk, plan, check_warehouse(desk, plan))
