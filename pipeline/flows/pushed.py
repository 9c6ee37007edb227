"""What was pushed: claimed from the inbox, asked for or archived, and read like anything else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from pipeline.errors import PipelineError, Terminal
from pipeline.fetch import FetchPolicy
from pipeline.flows.ask import Asker, open_asker, policy_of
from pipeline.flows.at_once import at_once
from pipeline.flows.desk import UNOWNED_SOURCE_ID, Desk, run_context
from pipeline.flows.intake import Intake, open_intake
from pipeline.flows.night import COMMAND_LINE, new_run_id
from pipeline.flows.plan import Plan
from pipeline.flows.process import process_captures
from pipeline.flows.progress import Progress, silent
from pipeline.flows.report import check_warehouse, write_report
from pipeline.flows.revisits import schedule_revisits
from pipeline.flows.settle import settle
from pipeline.model import Capture, CaptureKind, Mode
from pipeline.sources import Source
from pipeline.urls import host_of_url, normalise_url
from pipeline.warehouse.captures import last_captures
from pipeline.warehouse.inbox import InboxItem, claim, count_open, finish, push
from pipeline.warehouse.runs import start_run


@dataclass(slots=True)
class Taken:
    """What came of the claimed items of one run."""

    claimed: int = 0
    captured: int = 0
    quarantined: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return asdict(self)


def take_pushed(
    desk: Desk, dag_id: str, run_id: str, limit: int = 500, progress: Progress = silent
) -> Taken:
    """Claim open items, capture what they name, load what it says; return the counts.

    An item is done when its facts are committed; until then a run that dies leaves it to the next.
    """
    context = run_context(dag_id, run_id)
    items = claim(desk.warehouse, run_id, limit)
    taken = Taken(claimed=len(items))
    if not items:
        return taken
    captures, failed = _capture_all(desk, dag_id, run_id, items, progress)
    process_captures(desk, context, list(captures.values()))
    settle(desk, context)
    schedule_revisits(desk, context)
    finish(desk.warehouse, sorted(failed), "quarantined")
    finish(desk.warehouse, [i.inbox_id for i in items if i.inbox_id not in failed], "captured")
    taken.captured, taken.quarantined = len(captures), len(failed)
    return taken


def plan_pushed(desk: Desk, dag_id: str, run_id: str, *, urls: int | None = None) -> Plan | None:
    """Record a run that empties the inbox; None (and no record) where nothing waits in it."""
    waiting = count_open(desk.warehouse)
    if not waiting:
        return None
    plan = Plan(dag_id, run_id, desk.clock.now().date(), Mode.DISCOVER, True, ())
    start_run(
        desk.warehouse,
        dag_id,
        run_id,
        day=plan.day,
        params={"waiting": waiting} if urls is None else {"urls": urls},
        started_at=desk.clock.now(),
        notes=[],
    )
    return plan


def take_all_pushed(desk: Desk, dag_id: str, run_id: str, progress: Progress = silent) -> Taken:
    """Take what was pushed until nothing free is left; return the counts."""
    total = Taken()
    while (taken := take_pushed(desk, dag_id, run_id, progress=progress)).claimed:
        total.claimed += taken.claimed
        total.captured += taken.captured
        total.quarantined += taken.quarantined
    return total


def ingest_urls(desk: Desk, urls: list[str], progress: Progress = silent) -> dict[str, Any]:
    """Ask for a list of addresses now, in this process; return the run's summary.

    They pass through the inbox like everything that is pushed. Raises `Terminal` for an address
    that is none.
    """
    run_id = new_run_id(desk, "urls")
    for url in urls:
        push(desk.warehouse, normalise_url(url), via="command-line")
    plan = plan_pushed(desk, COMMAND_LINE, run_id, urls=len(urls))
    if plan is None:
        raise Terminal("No address was given.")
    take_all_pushed(desk, COMMAND_LINE, run_id, progress)
    return write_report(desk, plan, check_warehouse(desk, plan))


def _capture_all(
    desk: Desk, dag_id: str, run_id: str, items: list[InboxItem], progress: Progress
) -> tuple[dict[UUID, Capture], set[int]]:
    """Return what was captured, and the items of which nothing came; hosts are asked side by side.

    Raises the first error that is none of a single item's.
    """
    captures: dict[UUID, Capture] = {}
    done: set[int] = set()
    handled: list[int] = []
    by_host: dict[str, list[InboxItem]] = defaultdict(list)
    for item in items:
        by_host[host_of_url(item.url)].append(item)

    def heed(host: str, outcome: dict[int, Capture] | Exception) -> None:
        if isinstance(outcome, Exception):
            raise outcome
        captures.update({capture.capture_id: capture for capture in outcome.values()})
        done.update(outcome)
        handled.append(len(by_host[host]))
        progress("pages", sum(handled), len(items))

    sources = desk.sources()
    with open_intake(desk, run_context(dag_id, run_id), dag_id) as intake:
        work = {host: partial(_capture, intake, sources, by_host[host]) for host in by_host}
        at_once(work, heed, intake.stopping)
    return captures, {item.inbox_id for item in items} - done


def _capture(
    intake: Intake, sources: dict[str, Source], items: list[InboxItem]
) -> dict[int, Capture]:
    """Return the capture of each item of one host, by the item's number; none where none came."""
    found: dict[int, Capture] = {}
    earlier = last_captures(intake.desk.warehouse, [item.url for item in items])
    with open_asker(intake) as asker:
        for item in items:
            if intake.stopping.is_set():
                break
            owner = owner_of(item.url, sources)
            source_id = owner.id if owner else UNOWNED_SOURCE_ID
            capture: Capture | None
            if item.payload is not None and not intake.blocks().refuses(item.url):
                capture = _keep_document(asker, item, source_id)
            else:
                policy = policy_of(owner) if owner else FetchPolicy()
                before = earlier.get(item.url)
                capture = asker.ask(item.url, CaptureKind.PAGE, source_id, policy, before)
            if capture is not None:
                found[item.inbox_id] = capture
    return found


def _keep_document(asker: Asker, item: InboxItem, source_id: str) -> Capture:
    payload = (item.payload or "").encode()
    media_type = (item.content_type or "text/html").partition(";")[0].strip()
    content_type = f"{media_type}; charset=utf-8"  # whatever it was: it came to us as text
    return asker.keep_document(item.url, payload, content_type, item.received_at, source_id)


def owner_of(url: str, sources: dict[str, Source]) -> Source | None:
    """Return the source to which an address belongs, None where it is nobody's."""
    for source in sources.values():
        try:
            if source.owns(url):
                return source
        except PipelineError:
            continue
    return None
