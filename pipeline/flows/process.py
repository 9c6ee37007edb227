"""Captures to facts: batches of stored captures are read, and what they say is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pipeline import recognise
from pipeline.errors import PipelineError, Terminal
from pipeline.flows.desk import Desk, run_context
from pipeline.flows.directives import record_directives
from pipeline.flows.moved import with_moves
from pipeline.flows.plan import Plan
from pipeline.flows.purge import sweep
from pipeline.flows.read import StageError, identify
from pipeline.flows.repeated import repeated_answers
from pipeline.flows.stored import holder_of, payload_of
from pipeline.flows.version import PIPELINE_VERSION, manifest, manifest_digest
from pipeline.model import Absence, Capture, Directive, Document, Mode, Reason, Stage
from pipeline.urls import normalise_url
from pipeline.warehouse.block_list import BlockList, block_list, purged
from pipeline.warehouse.captures import (
    Failure,
    captures_of_batch,
    captures_of_days,
    captures_of_run,
    captures_without_outcome,
    cut_batches,
    get_captures,
    quarantine_all,
)
from pipeline.warehouse.decisions import released_captures
from pipeline.warehouse.load import (
    Reading,
    RunContext,
    StoredReading,
    load_readings,
    outdated_captures,
    repeat_of,
    stored_readings,
)
from pipeline.warehouse.read import joined_by_moves
from pipeline.warehouse.refusals import Refusals, counted_captures
from pipeline.warehouse.rulesets import record_ruleset

_ABSENCES = {404: Absence.MISSING, 410: Absence.WITHDRAWN}
_NOT_MODIFIED = 304
_GATE_STATUSES = {401, 402, 403, 405, 429, 451, 503}
_GATES = {
    Reason.CHALLENGE_PAGE,
    Reason.CONSENT_WALL,
    Reason.SCRIPT_REQUIRED,
    Reason.TEASER,
}  # what a page of these statuses may show; of any other error the status says all


@dataclass(slots=True)
class Processed:
    """What became of one batch. `load_id` is None where nothing in it was new."""

    batch_id: str
    load_id: int | None = None
    observed: int = 0
    skipped: int = 0
    quarantined: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return asdict(self)


@dataclass(slots=True)
class _Sorted:
    """A batch, sorted into what was read, what needs no reading and what failed.

    `said` holds by capture what a repetition of its bytes says, `repeated` the captures whose
    bytes are repeated, `released` those that an operator lets pass, whatever a check says.
    """

    blocks: BlockList
    said: dict[UUID, StoredReading] = field(default_factory=dict)
    repeated: dict[UUID, Capture] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    skipped: list[tuple[UUID, str, str]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    released: set[UUID] = field(default_factory=set)
    metas: dict[UUID, Sequence[Directive]] = field(default_factory=dict)


def plan_batches(desk: Desk, plan: Plan) -> list[str]:
    """Cut what this run has to process into batches; return their ids, in order of time.

    That is what it fetched, what a killed run left behind, and of the archive what the mode asks
    for: in `replay` every capture of the day, in `auto` those that today's rules have not read.
    """
    conditions = [captures_of_run(plan.run_id)]
    if plan.is_live:
        conditions.append(captures_without_outcome(plan.source_ids))
    if plan.mode is Mode.REPLAY:
        conditions.append(captures_of_days(plan.day, plan.day, plan.source_ids))
    if plan.mode is Mode.AUTO:
        conditions.append(unread_captures_of_day(plan.day, plan.source_ids))
    return cut_batches(
        desk.warehouse,
        conditions,
        pipeline_version=PIPELINE_VERSION,
        size=desk.settings.batch_size,
        run_id=plan.run_id,
    )


def unread_captures_of_day(day: date, source_ids: Sequence[str]) -> Any:
    """Return the condition 'captured on `day` and not read under today's rules'."""
    of_day = captures_of_days(day, day, source_ids)
    return of_day & captures_without_outcome(pipeline_version=PIPELINE_VERSION)


def process_batch(desk: Desk, context: RunContext, batch_id: str) -> Processed:
    """Read the captures of a batch and load what they say; return the counts.

    One page that fails goes to quarantine with its stage and reason; the others go on. The same
    batch again adds nothing.
    """
    return process_captures(desk, context, captures_of_batch(desk.warehouse, batch_id), batch_id)


def process_captures(
    desk: Desk, context: RunContext, captures: Sequence[Capture], batch_id: str = ""
) -> Processed:
    """Read these captures and load what they say; see `process_batch`."""
    found = _Sorted(block_list(desk.warehouse))
    _read_all(desk, captures, found)
    _read_outdated(desk, captures, found)
    _set_aside_repeated(desk, found)
    record_directives(desk, [reading.capture for reading in found.readings], found.metas)
    load_id = load_readings(
        desk.warehouse,
        found.readings,
        [
            *found.skipped,
            *(
                (f.capture_id, "quarantined", f.reason.value)
                for f in found.failures
                if f.capture_id
            ),
        ],
        context,
    )
    if load_id is not None:
        version = context.pipeline_version
        record_ruleset(desk.warehouse, version, manifest_digest(), manifest())
    quarantine_all(
        desk.warehouse,
        found.failures,
        pipeline_version=context.pipeline_version,
        run_id=context.run_id,
    )
    _settle_refusals(desk, context, found)
    _sweep_what_came_late(desk, context, captures, found)
    counts = (len(found.readings), len(found.skipped), len(found.failures))
    return Processed(batch_id, load_id, *counts)


def _set_aside_repeated(desk: Desk, found: _Sorted) -> None:
    """Put what stands at many addresses of one site into quarantine, what was read earlier too."""
    told = repeated_answers(desk.warehouse, found.readings)
    refused = {key: message for key, message in told.items() if key not in found.released}
    kept = [reading for reading in found.readings if reading.capture.capture_id not in refused]
    if len(kept) == len(found.readings):
        return
    of_batch = {r.capture.capture_id: r.capture for r in found.readings}
    earlier = get_captures(desk.warehouse, counted_captures(desk.warehouse, refused))
    for key, capture in (earlier | of_batch).items():
        if key in refused:
            error = Terminal(refused[key], reason=Reason.SOFT_404)
            found.failures.append(_failure(capture, error))
    found.readings = kept


def _settle_refusals(desk: Desk, context: RunContext, found: _Sorted) -> None:
    """Take out of the histories what older rules read and today's take for no article."""
    refusals = Refusals(desk.warehouse, context, desk.clock.now())
    refusals.accept({reading.capture.capture_id for reading in found.readings})
    refusals.refuse(
        {
            failure.capture_id: failure.message
            for failure in found.failures
            if failure.capture_id and failure.reason in recognise.reasons()
        }
    )


def _sweep_what_came_late(
    desk: Desk, context: RunContext, captures: Sequence[Capture], found: _Sorted
) -> None:
    """Remove what was on its way when its purge was ordered: bytes or facts of this batch."""
    blocks = block_list(desk.warehouse)
    fetched = [c.url for c in captures if c.location.warc_file]
    if blocks.refuses(*fetched, *(reading.url for reading in found.readings)):
        sweep(desk, context)


def process_run(desk: Desk, plan: Plan, batch_id: str) -> Processed:
    """Process one batch of a planned run."""
    return process_batch(desk, run_context(plan.dag_id, plan.run_id), batch_id)


def _read_outdated(desk: Desk, captures: Sequence[Capture], found: _Sorted) -> None:
    addresses = {reading.url for reading in found.readings}
    led_on = {url for r in found.readings for url, kind in r.aliases if kind == Absence.MOVED}
    articles = joined_by_moves(desk.warehouse, addresses | led_on)
    known = {capture.capture_id for capture in captures}
    outdated = outdated_captures(desk.warehouse, articles, PIPELINE_VERSION)
    earlier = get_captures(desk.warehouse, [key for key in outdated if key not in known])
    _read_all(desk, sorted(earlier.values(), key=lambda item: item.capture_id), found)


def _read_all(desk: Desk, captures: Sequence[Capture], found: _Sorted) -> None:
    """Read `captures`, those that repeat others last.

    What is repeated and was not read yet under today's rules is read along, so that evidence and
    ledger always stand at the bytes themselves, whatever is processed first.
    """
    repeated = {item.revisit_of for item in captures if item.revisit_of}
    found.repeated |= get_captures(desk.warehouse, repeated - found.repeated.keys())
    found.said |= stored_readings(desk.warehouse, repeated - found.said.keys(), PIPELINE_VERSION)
    found.released |= released_captures(
        desk.warehouse, repeated | {item.capture_id for item in captures}
    )
    known = found.said.keys() | {item.capture_id for item in captures}
    along = [found.repeated[key] for key in (repeated & found.repeated.keys()) - known]
    for capture in sorted([*along, *captures], key=lambda c: c.revisit_of is not None):
        try:
            reading = _read_allowed(desk, capture, found)
        except PipelineError as error:
            if error.reason is Reason.PURGED:
                found.skipped.append((capture.capture_id, "skipped", error.reason.value))
                continue
            found.failures.append(_failure(capture, error))
            continue
        if reading is None:
            found.skipped.append((capture.capture_id, "skipped", _skip_reason(capture)))
            continue
        found.readings += with_moves(desk, reading)
        if isinstance(reading.document, Document):
            found.said[capture.capture_id] = repeat_of(reading.document, reading.url)
        if reading.document is Absence.MISSING:
            found.failures.append(_failure(capture, _answered(capture, Reason.HTTP_STATUS)))


def _read_allowed(desk: Desk, capture: Capture, found: _Sorted) -> Reading | None:
    """Return what `capture` says. Raises `Terminal` (PURGED) for what stays away."""
    if not capture.location.warc_file:
        raise purged(capture.url)
    found.blocks.check(capture.url)
    reading = _read_capture(desk, capture, found)
    if reading is not None:
        found.blocks.check(reading.url)
    return reading


def _read_capture(desk: Desk, capture: Capture, found: _Sorted) -> Reading | None:
    """Return what `capture` says; None where it says nothing (a redirect)."""
    if capture.status in _ABSENCES:
        return Reading(capture, capture.url, _ABSENCES[capture.status])
    if capture.status == _NOT_MODIFIED and capture.revisit_of is None:
        raise _answered(capture, Reason.UNREQUESTED_304)
    if capture.status in {200, 203, _NOT_MODIFIED}:
        if capture.revisit_of in found.said and capture.revisit_of in found.repeated:
            return _read_again(capture, found)
        return _read_bytes(desk, capture, found)
    if 300 <= capture.status < 400:
        return None
    raise _refused_by(desk, capture) or _answered(capture, Reason.HTTP_STATUS)


def _refused_by(desk: Desk, capture: Capture) -> PipelineError | None:
    """Return what stands before the article, where an error's page shows it; else None."""
    if capture.status not in _GATE_STATUSES:
        return None
    try:
        body, content_type = payload_of(desk, capture)
        desk.reader.read(capture.url, body, content_type)
    except PipelineError as error:
        return error if error.reason in _GATES else None
    return None


def _read_again(capture: Capture, found: _Sorted) -> Reading:
    """Return what a repetition of earlier bytes says; met at another address, it is that one's.

    Where the page names its address itself, it has the same one under any other.
    """
    assert capture.revisit_of is not None
    known = found.said[capture.revisit_of]
    follows = known.url == found.repeated[capture.revisit_of].url
    return Reading(capture, capture.url if follows else known.url, known)


def _answered(capture: Capture, reason: Reason) -> StageError:
    message = f"{capture.seen_url} answered {capture.status}."
    return StageError(Stage.FETCH, PipelineError(message, reason=reason))


def _read_bytes(desk: Desk, capture: Capture, found: _Sorted) -> Reading:
    holder = holder_of(desk, capture)
    body, content_type = desk.archive.payload_of(holder)
    page = desk.reader.read(
        capture.url,
        body,
        content_type,
        seen_url=capture.seen_url,
        is_released=holder.capture_id in found.released,
        captured_at=holder.fetched_at,
    )
    found.metas[capture.capture_id] = page.directives
    url, aliases = identify(capture.url, normalise_url(capture.seen_url), page.document)
    return Reading(capture, url, page.document, aliases=aliases)


def _skip_reason(capture: Capture) -> str:
    return f"status {capture.status}"


def _failure(capture: Capture, error: PipelineError) -> Failure:
    stage = error.stage if isinstance(error, StageError) else Stage.EXTRACT
    is_led_away = error.reason is Reason.SOFT_404  # then the page that came is not what is missed
    return Failure(
        capture.seen_url if is_led_away else capture.url,
        capture.source_id,
        stage,
        error.reason,
        str(error),
        capture.fetched_at,
        capture.capture_id,
    )
