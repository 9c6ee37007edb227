"""The end of a run: what must hold is checked, and what was found is written down."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.config import Settings
from pipeline.errors import PipelineError
from pipeline.flows.desk import Desk, open_desk
from pipeline.flows.plan import Plan
from pipeline.warehouse.check import CheckResult, run_checks, touched_by
from pipeline.warehouse.read import totals
from pipeline.warehouse.runs import finish_run, get_run, summarise_run


class ChecksFailed(PipelineError):
    """An invariant of the warehouse does not hold."""


def check_warehouse(desk: Desk, plan: Plan) -> list[dict[str, Any]]:
    """Return the invariants of what this run touched: name, meaning, broken, examples.

    `copydesk doctor` holds them against the whole warehouse.
    """
    touched = touched_by(desk.warehouse, plan.dag_id, plan.run_id)
    return [asdict(result) for result in run_checks(desk.warehouse, touched)]


def broken_checks(checks: list[dict[str, Any]]) -> list[str]:
    """Return one line for each invariant that does not hold."""
    results = [CheckResult(**{**check, "examples": tuple(check["examples"])}) for check in checks]
    return [
        f"{result.name}: {result.broken} broken ({', '.join(result.examples)})"
        for result in results
        if result.broken
    ]


def write_report(desk: Desk, plan: Plan, checks: list[dict[str, Any]]) -> dict[str, Any]:
    """Count what the run found, store it as the run's summary and return it.

    Raises `ChecksFailed` after the summary is stored where an invariant does not hold: the good
    rows have landed, and the run still ends red.
    """
    summary = summarise_run(desk.warehouse, plan.dag_id, plan.run_id)
    run = get_run(desk.warehouse, plan.dag_id, plan.run_id)
    summary |= {
        "dag_id": plan.dag_id,
        "run_id": plan.run_id,
        "day": plan.day.isoformat(),
        "params": run.params if run else {},
        "notes": run.notes if run else [],
        "checks": checks,
        "totals": totals(desk.warehouse),
    }
    finish_run(desk.warehouse, plan.dag_id, plan.run_id, summary, desk.clock.now())
    broken = broken_checks(checks)
    if broken:
        raise ChecksFailed(
            f"The warehouse breaks what must hold: {'; '.join(broken)}.",
            remedy="Run `copydesk doctor` and read docs/operators.md.",
        )
    return summary


def read_summary(settings: Settings, dag_id: str, run_id: str) -> dict[str, Any] | None:
    """Return the stored summary of a run, or None where it has not ended."""
    with open_desk(settings) as desk:
        run = get_run(desk.warehouse, dag_id, run_id)
    return run.summary if run else None
