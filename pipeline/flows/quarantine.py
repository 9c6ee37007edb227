"""Cases in quarantine, taken up again: read anew, asked for anew, released, made into a fixture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline import recognise
from pipeline.errors import Terminal
from pipeline.fetch import FetchPolicy
from pipeline.flows.ask import open_asker, policy_of
from pipeline.flows.desk import UNOWNED_SOURCE_ID, Desk, run_context
from pipeline.flows.intake import open_intake
from pipeline.flows.night import COMMAND_LINE, new_run_id
from pipeline.flows.plan import Plan
from pipeline.flows.process import process_batch, process_captures
from pipeline.flows.progress import Progress, silent
from pipeline.flows.pushed import owner_of
from pipeline.flows.report import check_warehouse, write_report
from pipeline.flows.settle import settle
from pipeline.flows.stored import payload_of
from pipeline.flows.version import PIPELINE_VERSION
from pipeline.model import Capture, CaptureKind, Mode, Stage
from pipeline.warehouse.captures import (
    asked_urls,
    captures_of_run,
    captures_without_outcome,
    cut_batches,
    get_captures,
    last_captures,
)
from pipeline.warehouse.cases import CaseFilter, get_case, list_quarantine, open_cases
from pipeline.warehouse.decisions import Verdict, release_capture
from pipeline.warehouse.runs import start_run

Case = Mapping[str, Any]

_FIRST_ERROR = 400
_ASKED_STAGES = {Stage.DISCOVER.value, Stage.FETCH.value}


@dataclass(slots=True)
class Retried:
    """What a retry came to. `left` counts listings: each run of their source asks for them."""

    cases: int = 0
    read: int = 0
    asked: int = 0
    left: int = 0
    settled: int = 0

    def to_json(self) -> dict[str, int]:
        """Return the counts as JSON values."""
        return asdict(self)


def plan_retry(
    desk: Desk,
    dag_id: str,
    run_id: str,
    *,
    cases: Sequence[int] = (),
    wanted: CaseFilter | None = None,
    ask_again: bool = False,
    limit: int = 1000,
) -> tuple[Plan, list[list[int]]]:
    """Record a run that takes up the open cases of these numbers, or those that are `wanted`.

    Returns its plan and the numbers in portions, each the work of one task. Raises `Terminal`
    for a number without a case.
    """
    numbers = list(cases) or [
        row["quarantine_id"]
        for row in list_quarantine(desk.warehouse, wanted=wanted or CaseFilter(), limit=limit)
    ]
    for number in cases:
        case_of(desk, number)
    plan = Plan(dag_id, run_id, desk.clock.now().date(), Mode.DISCOVER, True, ())
    start_run(
        desk.warehouse,
        dag_id,
        run_id,
        day=plan.day,
        params={"cases": len(numbers), "ask_again": ask_again},
        started_at=desk.clock.now(),
        notes=[],
    )
    size = desk.settings.batch_size
    return plan, [numbers[start : start + size] for start in range(0, len(numbers), size)]


def retry_cases(
    desk: Desk, plan: Plan, numbers: Sequence[int], *, ask_again: bool = False
) -> Retried:
    """Take up these cases; return the counts.

    What the archive holds is read again with today's rules. What never came, what answered with an
    error, and with `ask_again` all of it, is asked for again; a task that runs twice asks once.
    """
    found = [case_of(desk, number) for number in dict.fromkeys(numbers)]
    pages = [case for case in found if case["stage"] != Stage.DISCOVER.value]
    again = [case for case in pages if ask_again or _is_to_be_asked(case)]
    stored = [case["capture_id"] for case in pages if case not in again]
    context = run_context(plan.dag_id, plan.run_id)
    if stored:
        captures = get_captures(desk.warehouse, stored)
        process_captures(desk, context, list(captures.values()))
    if again:
        _ask_all(desk, plan, list(dict.fromkeys(_asked_url(case) for case in again)))
    left = len(found) - len(pages)
    settled = len(found) - len(open_cases(desk.warehouse, numbers))
    return Retried(len(found), len(stored), len(again), left, settled)


def retry(
    desk: Desk,
    *,
    cases: Sequence[int] = (),
    wanted: CaseFilter | None = None,
    ask_again: bool = False,
    limit: int = 1000,
    progress: Progress = silent,
) -> tuple[Retried, dict[str, Any]]:
    """Take up cases in this process; return the counts and the run's summary. See `plan_retry`."""
    run_id = new_run_id(desk, "retry")
    plan, portions = plan_retry(
        desk, COMMAND_LINE, run_id, cases=cases, wanted=wanted, ask_again=ask_again, limit=limit
    )
    total = Retried()
    for number, portion in enumerate(portions, 1):
        done = retry_cases(desk, plan, portion, ask_again=ask_again).to_json()
        total = Retried(**{key: value + done[key] for key, value in total.to_json().items()})
        progress("cases", number, len(portions))
    return total, _finish(desk, plan)


def release(desk: Desk, number: int, verdict: Verdict) -> tuple[int, dict[str, Any]]:
    """Let the page of a case pass although a check refused it, and read it.

    Returns the number of the decision and the run's summary. Raises `Terminal` where no check of
    what a page is has refused it: there is nothing to let pass.
    """
    case = case_of(desk, number)
    if not _is_releasable(case):
        raise Terminal(
            f"Case {number} failed with {case['reason']}: there is no page to let pass.",
            remedy=f"Try it again: copydesk quarantine retry {number}",
        )
    run_id = new_run_id(desk, "release")
    context = run_context(COMMAND_LINE, run_id)
    decision = release_capture(desk.warehouse, case["capture_id"], verdict, context)
    plan, _ = plan_retry(desk, COMMAND_LINE, run_id, cases=[number])
    captures = get_captures(desk.warehouse, [case["capture_id"]])
    process_captures(desk, context, list(captures.values()))
    return decision, _finish(desk, plan)


def case_of(desk: Desk, number: int) -> Case:
    """Return a case. Raises `Terminal` where there is none of that number."""
    case = get_case(desk.warehouse, number)
    if case is None:
        raise Terminal(
            f"There is no case {number}.", remedy="`copydesk quarantine list --all` prints them."
        )
    return case


def page_of(desk: Desk, number: int) -> tuple[bytes, Capture]:
    """Return the decoded bytes of a case's page, and its capture.

    Raises `Terminal` where no answer was kept.
    """
    case = case_of(desk, number)
    capture = get_captures(desk.warehouse, filter(None, [case["capture_id"]])).get(
        case["capture_id"]
    )
    if capture is None or not capture.location.warc_file:
        raise Terminal(f"Of case {number} ({case['reason']}) no answer is kept.")
    return payload_of(desk, capture)[0], capture


def advice(case: Case) -> list[str]:
    """Return what an operator may do about a case, as commands with what each is for."""
    number = case["quarantine_id"]
    lines = []
    if not case["is_open"]:
        return [f"copydesk trace {case['url']}    it is settled"]
    if case["stage"] == Stage.DISCOVER.value:
        return [f"copydesk ingest --source {case['source_id']}    asks for the listing again"]
    if case["capture"]:
        lines.append(f"copydesk quarantine show {number} --page    what came")
    asks = "" if _is_to_be_asked(case) else "    reads it again after a rule was mended"
    lines.append(f"copydesk quarantine retry {number}{asks or '    asks for it again'}")
    if _is_releasable(case):
        lines.append(f"copydesk quarantine retry {number} --ask-again    the wall may be gone")
        lines.append(f"copydesk quarantine release {number} --reason WORDS    it is an article")
    if case["capture"]:
        lines.append(f"copydesk quarantine fixture {number} --to FOLDER    a test case of it")
    return lines


def _is_to_be_asked(case: Case) -> bool:
    capture = case["capture"]
    if capture is None or not capture["warc_file"] or capture["status"] >= _FIRST_ERROR:
        return True
    return case["stage"] in _ASKED_STAGES


def _is_releasable(case: Case) -> bool:
    """Tell whether a check took a page for no article that answered as an article does."""
    capture = case["capture"]
    is_page = capture is not None and capture["status"] < _FIRST_ERROR
    return is_page and case["reason"] in recognise.reasons()


def _asked_url(case: Case) -> str:
    """Return what was asked for: where it led to may be another page altogether."""
    return str(case["capture"]["seen_url"] if case["capture"] else case["url"])


def _ask_all(desk: Desk, plan: Plan, urls: Sequence[str]) -> None:
    """Ask for these addresses and load what they say."""
    context, sources = run_context(plan.dag_id, plan.run_id), desk.sources()
    earlier = last_captures(desk.warehouse, urls)
    with open_intake(desk, context, plan.dag_id) as intake, open_asker(intake) as asker:
        for url in urls:
            owner = owner_of(url, sources)
            source_id = owner.id if owner else UNOWNED_SOURCE_ID
            if url not in asked_urls(desk.warehouse, plan.run_id, source_id):
                policy = policy_of(owner) if owner else FetchPolicy()
                asker.ask(url, CaptureKind.PAGE, source_id, policy, earlier.get(url))
    batches = cut_batches(
        desk.warehouse,
        [captures_of_run(plan.run_id) & captures_without_outcome()],
        pipeline_version=PIPELINE_VERSION,
        size=desk.settings.batch_size,
        run_id=plan.run_id,
    )
    for batch_id in batches:
        process_batch(desk, context, batch_id)


def _finish(desk: Desk, plan: Plan) -> dict[str, Any]:
    """Fold, check and report what a run in this process did; return its summary."""
    settle(desk, run_context(plan.dag_id, plan.run_id))
    return write_report(desk, plan, check_warehouse(desk, plan))
