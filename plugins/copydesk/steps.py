"""The steps of Copydesk's DAGs: each opens the desk, calls one flow and hands on ids.

The plan of a run is kept beside the return value of its first task, under the key `plan`. A step
that runs although an earlier one failed finds it there, or learns that there is none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
    TriggerRule,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from copydesk.assets import DAY, FETCH_POOL

if TYPE_CHECKING:
    from pipeline.flows.desk import Desk
    from pipeline.flows.plan import Plan

log = logging.getLogger(__name__)

PLAN, PLAN_KEY = "plan", "plan"
NO_PLAN = "The run has no plan: see the log of the task 'plan'."
FAILED_STATES = {"failed", "upstream_failed"}

DEFAULT_ARGS: Mapping[str, Any] = {
    "owner": "copydesk",
    "retries": 4,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=15),
    "execution_timeout": timedelta(minutes=20),
    # What will pass is tried again; anything else is red at once, and says why.
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception=[
                    "pipeline.errors.Transient",
                    "sqlalchemy.exc.OperationalError",
                    "airflow.sdk.exceptions.AirflowTaskTimeout",
                ],
                action=RetryAction.RETRY,
            )
        ],
        default=RetryAction.FAIL,
    ),
}
"""How all tasks are retried and bounded."""


@contextmanager
def desk_of_task() -> Iterator[Desk]:
    """Yield the open desk; an error that will not pass fails the task with its words alone."""
    from copydesk.place import settings_here
    from pipeline.errors import PipelineError, Transient
    from pipeline.flows.desk import open_desk

    try:
        with open_desk(settings_here()) as desk:
            yield desk
    except Transient:
        raise
    except PipelineError as error:
        raise AirflowFailException(str(error)) from None


def plan_of_run() -> Plan | None:
    """Return the plan of this run, None where planning failed."""
    from pipeline.flows.plan import Plan

    value = get_current_context()["ti"].xcom_pull(task_ids=PLAN, key=PLAN_KEY)
    return Plan.from_json(value) if value else None


def required_plan() -> Plan:
    """Return the plan of this run; without one the task is skipped, and the report is red."""
    plan = plan_of_run()
    if plan is None:
        raise AirflowSkipException(NO_PLAN)
    return plan


def keep_plan(plan: Plan) -> None:
    """Keep the plan for the steps that follow, and log it: these are the effective parameters."""
    log.info("effective parameters: %s", plan.to_json())
    get_current_context()["ti"].xcom_push(key=PLAN_KEY, value=plan.to_json())


def day_of_run(partition_key: str | None, wanted: str | None) -> date | None:
    """Return the day that a run is for: its partition, else the parameter, else None (yesterday).

    Raises `Misconfigured` where the two contradict each other, or one is no date.
    """
    from pipeline.errors import Misconfigured

    if partition_key and wanted and partition_key != wanted:
        raise Misconfigured(
            f"The run is for {partition_key}, but its parameter 'day' says {wanted}.",
            remedy="Leave 'day' empty in a backfill, or start the run without a partition key.",
        )
    return date_of(partition_key or wanted, "day")


def date_of(value: str | None, name: str) -> date | None:
    """Return an ISO date (None for an empty one). Raises `Misconfigured` if it is no date."""
    from pipeline.errors import Misconfigured

    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Misconfigured(
            f"'{value}' is no {name}.", remedy="Write it as YYYY-MM-DD, such as 2026-05-23."
        ) from None


@task(task_id=PLAN)
def plan_day() -> list[list[str]]:
    """Decide what the run does; return the sources that are to be asked, a group for each task."""
    from pipeline.flows.plan import plan_run

    context = get_current_context()
    run, params = context["dag_run"], context["params"]
    with desk_of_task() as desk:
        plan = plan_run(
            desk,
            run.dag_id,
            run.run_id,
            day=day_of_run(run.partition_key, params["day"]),
            sources=params["sources"] or (),
            mode=params["mode"],
        )
    keep_plan(plan)
    return plan.fetch_groups()


@task(task_id=PLAN, execution_timeout=timedelta(hours=2))
def plan_replay() -> list[str]:
    """Index what the archive holds; return the ids of the batches to be read again."""
    from pipeline.flows import replay

    context = get_current_context()
    run, params = context["dag_run"], context["params"]
    with desk_of_task() as desk:
        plan, batch_ids = replay.plan_replay(
            desk,
            run.dag_id,
            run.run_id,
            first=date_of(params["first"], "first day"),
            last=date_of(params["last"], "last day"),
            sources=params["sources"] or (),
            path=Path(params["warc"]) if params["warc"] else None,
        )
    keep_plan(plan)
    return batch_ids


@task(task_id=PLAN)
def plan_retry() -> list[list[int]]:
    """Find the cases that are to be taken up; return their numbers in portions."""
    from pipeline.flows import quarantine
    from pipeline.warehouse.cases import CaseFilter

    context = get_current_context()
    run, params = context["dag_run"], context["params"]
    wanted = CaseFilter(
        reasons=params["reasons"] or (),
        source_ids=params["sources"] or (),
        day=date_of(params["day"], "day"),
    )
    with desk_of_task() as desk:
        plan, portions = quarantine.plan_retry(
            desk,
            run.dag_id,
            run.run_id,
            cases=params["cases"] or (),
            wanted=wanted,
            ask_again=params["ask_again"],
        )
    keep_plan(plan)
    return portions


@task(pool=FETCH_POOL, execution_timeout=timedelta(hours=1))
def retry_cases(cases: list[int]) -> dict[str, Any]:
    """Take up one portion of cases; return the counts."""
    from pipeline.flows import quarantine

    plan, ask_again = required_plan(), get_current_context()["params"]["ask_again"]
    with desk_of_task() as desk:
        return quarantine.retry_cases(desk, plan, cases, ask_again=ask_again).to_json()


@task(task_id=PLAN)
def plan_poll() -> list[list[str]]:
    """Return the sources that have something due, a group for each task; skipped where none has."""
    from pipeline.flows import poll

    run = get_current_context()["dag_run"]
    with desk_of_task() as desk:
        plan = poll.plan_poll(desk, run.dag_id, run.run_id)
    if plan is None:
        raise AirflowSkipException("Nothing is due.")
    keep_plan(plan)
    return plan.fetch_groups()


@task(task_id=PLAN)
def plan_pushed() -> None:
    """Record the run; skipped where nothing waits in the inbox."""
    from pipeline.flows import pushed

    run = get_current_context()["dag_run"]
    with desk_of_task() as desk:
        plan = pushed.plan_pushed(desk, run.dag_id, run.run_id)
    if plan is None:
        raise AirflowSkipException("Nothing waits in the inbox.")
    keep_plan(plan)


@task(pool=FETCH_POOL, execution_timeout=timedelta(hours=1))
def take_pushed() -> dict[str, Any]:
    """Claim what was pushed until nothing is left, and load what it says; return the counts."""
    from pipeline.flows import pushed

    plan = required_plan()
    with desk_of_task() as desk:
        return pushed.take_all_pushed(desk, plan.dag_id, plan.run_id).to_json()


@task(
    pool=FETCH_POOL,
    execution_timeout=timedelta(hours=3),
    map_index_template="{{ task.op_kwargs['source_ids'] | join(', ') | truncate(200) }}",
)
def fetch(source_ids: list[str]) -> list[dict[str, Any]]:
    """Read the listings of some sources and archive their pages; return the counts of each."""
    from pipeline.flows.gather import gather_sources

    plan = required_plan()
    with desk_of_task() as desk:
        return [counts.to_json() for counts in gather_sources(desk, plan, source_ids)]


@task(trigger_rule=TriggerRule.ALL_DONE)
def cut_batches() -> list[str]:
    """Cut what is to be read into batches, also where a source failed; return their ids."""
    from pipeline.flows.process import plan_batches

    plan = required_plan()
    with desk_of_task() as desk:
        return plan_batches(desk, plan)


@task(execution_timeout=timedelta(minutes=45))
def process(batch_id: str) -> dict[str, Any]:
    """Read the captures of one batch and load what they say; return the counts."""
    from pipeline.flows.process import process_run

    plan = required_plan()
    with desk_of_task() as desk:
        return process_run(desk, plan, batch_id).to_json()


@task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=timedelta(hours=2))
def fold_copies() -> dict[str, Any]:
    """Tie the copies among all that was loaded to their originals; return the counts."""
    from pipeline.flows import fold
    from pipeline.flows.desk import run_context

    plan = required_plan()
    with desk_of_task() as desk:
        return fold.fold_copies(desk, run_context(plan.dag_id, plan.run_id)).to_json()


@task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=timedelta(hours=3))
def type_edits() -> int:
    """Tell what kind of edit each new edit is; return how many were compared."""
    from pipeline.flows import edits
    from pipeline.flows.desk import run_context

    plan = required_plan()
    with desk_of_task() as desk:
        return edits.type_edits(desk, run_context(plan.dag_id, plan.run_id))


@task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=timedelta(hours=3))
def enrich_texts() -> dict[str, int]:
    """Let enrichers read every text that they have not read as they are now; return the counts."""
    from pipeline.flows import enrich
    from pipeline.flows.desk import run_context

    plan = required_plan()
    with desk_of_task() as desk:
        return enrich.enrich_texts(desk, run_context(plan.dag_id, plan.run_id)).to_json()


@task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=timedelta(hours=3))
def update_search() -> int:
    """Bring full-text search up with what the articles say now; return how many were behind."""
    from pipeline.flows import search

    required_plan()
    with desk_of_task() as desk:
        return search.update_search(desk)


def settle() -> tuple[Any, ...]:
    """Return the tasks that follow every load, in their order: `pipeline.flows.settle` as tasks."""
    return fold_copies(), type_edits(), enrich_texts(), update_search()


@task(trigger_rule=TriggerRule.ALL_DONE)
def schedule_revisits() -> dict[str, Any]:
    """Decide when what this run asked for is due again; return how many articles that were."""
    from pipeline.flows import revisits
    from pipeline.flows.desk import run_context

    plan = required_plan()
    with desk_of_task() as desk:
        return revisits.schedule_revisits(desk, run_context(plan.dag_id, plan.run_id)).to_json()


@task(trigger_rule=TriggerRule.ALL_DONE)
def check() -> list[dict[str, Any]]:
    """Return the invariants of what this run touched, with what breaks them."""
    from pipeline.flows.report import check_warehouse

    plan = required_plan()
    with desk_of_task() as desk:
        return check_warehouse(desk, plan)


@task(trigger_rule=TriggerRule.ALL_DONE)
def report(checks: list[dict[str, Any]] | None) -> dict[str, int]:
    """Write the run's summary and return its numbers; red where anything before was red.

    The good rows have landed by then, and the summary names what failed.
    """
    from pipeline.flows.report import write_report
    from pipeline.warehouse.runs import add_notes

    plan, states = plan_of_run(), states_of_run()
    if plan is None:
        is_idle = states[PLAN] == "skipped"
        raise (AirflowSkipException if is_idle else AirflowFailException)(NO_PLAN)
    failures = failed_tasks(plan, states)
    with desk_of_task() as desk:
        if failures:
            add_notes(desk.warehouse, plan.dag_id, plan.run_id, [_sentence(failures)])
        summary = write_report(desk, plan, checks or [])
    if failures:
        raise AirflowFailException(_sentence(failures))
    return {key: value for key, value in summary.items() if isinstance(value, int)}


def states_of_run() -> dict[str, str | None]:
    """Return the state of every task of this run; a mapped one is named `task_index`."""
    context = get_current_context()
    run = context["dag_run"]
    states = context["ti"].get_task_states(dag_id=run.dag_id, run_ids=[run.run_id])
    return dict(states[run.run_id])


def failed_tasks(plan: Plan, states: Mapping[str, str | None]) -> list[str]:
    """Return the tasks that failed, a fetch with its sources."""
    groups = {f"fetch_{index}": ", ".join(ids) for index, ids in enumerate(plan.fetch_groups())}
    failed = sorted(name for name, state in states.items() if state in FAILED_STATES)
    return [f"fetch of {groups[name]}" if name in groups else name for name in failed]


def _sentence(failures: list[str]) -> str:
    return f"Failed tasks, whose work is missing here: {', '.join(failures)}."


report_day = report.override(outlets=[DAY])
"""The report of a day's run, whose success says that the day is done."""
