"""The index to the archive, what became of each capture, batches of work, quarantine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from pipeline.identity import batch_key
from pipeline.model import Capture, CaptureKind, Reason, Stage
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import capture_from, capture_row, storable
from pipeline.warehouse.tables import archive_file, batch, capture, outcome, quarantine

_FORGET_PURGED = """
WITH forgotten AS (
    DELETE FROM observation WHERE capture_id = ANY(:ids) AND derived.is_purged(content_id)
    RETURNING capture_id, pipeline_version)
DELETE FROM outcome o USING forgotten f
WHERE (o.capture_id, o.pipeline_version) = (f.capture_id, f.pipeline_version)
"""
"""What was purged and has its bytes again is read as if for the first time."""

_PLACE = ("warc_file", "warc_offset", "warc_length")
_REDIRECTS = (301, 302, 303, 307, 308)
_PROCESSED_KINDS = (CaptureKind.PAGE.value, CaptureKind.DOCUMENT.value)


@dataclass(frozen=True, slots=True)
class Failure:
    """One case for quarantine. `failed_at` is the capture's moment where there is a capture."""

    url: str
    source_id: str
    stage: Stage
    reason: Reason
    message: str
    failed_at: datetime
    capture_id: UUID | None = None


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the half-open UTC interval of `day`."""
    start = datetime.combine(day, time.min, UTC)
    return start, start + timedelta(days=1)


def add_captures(warehouse: Warehouse, captures: Iterable[Capture], run_id: str) -> int:
    """Index `captures` (their bytes already stand in the archive); return how many were new.

    A capture that does not say which run made it (a foreign one) is that of `run_id`. One whose
    bytes were purged is new again: what must stay away is not handed over.
    """
    unique = {item.capture_id: capture_row(item, run_id) for item in captures}
    rows = [unique[key] for key in sorted(unique)]  # in key order, as all inserts
    if not rows:
        return 0
    adding = insert(capture)
    found_again = {name: adding.excluded[name] for name in (*_PLACE, "run_id")}
    statement = adding.on_conflict_do_update(
        index_elements=["capture_id"], set_=found_again, where=capture.c.warc_file == ""
    ).returning(capture.c.capture_id)
    with warehouse.begin() as connection:
        added = list(connection.execute(statement, rows).scalars())
        connection.execute(text(_FORGET_PURGED), {"ids": added})
    return len(added)


def indexed_bytes(warehouse: Warehouse) -> dict[str, int]:
    """Return how many bytes of each file of the archive are indexed."""
    query = select(archive_file.c.warc_file, archive_file.c.bytes_indexed)
    with warehouse.begin() as connection:
        return {row.warc_file: row.bytes_indexed for row in connection.execute(query)}


def mark_indexed(warehouse: Warehouse, sizes: Mapping[str, int]) -> None:
    """Remember that these files are indexed up to these bytes."""
    if not sizes:
        return
    rows = [{"warc_file": file, "bytes_indexed": size} for file, size in sorted(sizes.items())]
    statement = insert(archive_file)
    newest = {"bytes_indexed": statement.excluded.bytes_indexed}
    with warehouse.begin() as connection:
        connection.execute(
            statement.on_conflict_do_update(index_elements=["warc_file"], set_=newest), rows
        )


def mark_stored(warehouse: Warehouse, warc_file: str, at: datetime) -> None:
    """Remember that the object store has this file."""
    with warehouse.begin() as connection:
        connection.execute(
            update(archive_file).where(archive_file.c.warc_file == warc_file).values(stored_at=at)
        )


def get_captures(warehouse: Warehouse, capture_ids: Iterable[UUID]) -> dict[UUID, Capture]:
    """Return the captures of these ids, by id; unknown ids are left out."""
    wanted = list(capture_ids)
    with warehouse.begin() as connection:
        rows = connection.execute(select(capture).where(capture.c.capture_id.in_(wanted)))
        return {row["capture_id"]: capture_from(row) for row in rows.mappings()}


def last_captures(warehouse: Warehouse, urls: Sequence[str]) -> dict[str, Capture]:
    """Return the latest capture of each address that has a body (200, not purged), by address."""
    query = (
        select(capture)
        .where(capture.c.seen_url.in_(urls), capture.c.status == 200, capture.c.warc_file != "")
        .ext(distinct_on(capture.c.seen_url))
        .order_by(capture.c.seen_url, capture.c.fetched_at.desc(), capture.c.capture_id)
    )
    with warehouse.begin() as connection:
        rows = connection.execute(query).mappings()
        return {row["seen_url"]: capture_from(row) for row in rows}


def was_asked(warehouse: Warehouse, url: str, since: datetime) -> bool:
    """Tell whether `url` was asked for and answered, with whatever status, since then."""
    answered = exists().where(capture.c.seen_url == url, capture.c.fetched_at >= since)
    with warehouse.begin() as connection:
        return bool(connection.execute(select(answered)).scalar_one())


def addresses_of_bytes(
    warehouse: Warehouse, digests: Collection[str]
) -> list[tuple[str, str, UUID]]:
    """Return `payload_digest`, `url` and `capture_id` of the whole pages with these bytes."""
    if not digests:
        return []
    query = (
        select(capture.c.payload_digest, capture.c.url, capture.c.capture_id)
        .where(
            capture.c.payload_digest.in_(sorted(digests)),
            capture.c.status == 200,
            capture.c.kind == CaptureKind.PAGE.value,
        )
        .order_by(capture.c.payload_digest, capture.c.url, capture.c.capture_id)
    )
    with warehouse.begin() as connection:
        return [tuple(row) for row in connection.execute(query)]


def captured_sources(warehouse: Warehouse) -> set[str]:
    """Return the sources that have captures; the empty one is that of imports."""
    with warehouse.begin() as connection:
        return set(connection.execute(select(capture.c.source_id).distinct()).scalars())


def archived_pages(
    warehouse: Warehouse, days: int, source_ids: Sequence[str] = ()
) -> list[Capture]:
    """Return the last whole capture of each page of the last `days` UTC days that have any.

    Days are counted back from the newest capture (of these sources); ordered by source and time.
    """
    is_page = and_(
        capture.c.kind.in_(_PROCESSED_KINDS), capture.c.status == 200, capture.c.warc_file != ""
    )
    if source_ids:
        is_page &= capture.c.source_id.in_(source_ids)
    with warehouse.begin() as connection:
        newest = connection.execute(select(func.max(capture.c.fetched_at)).where(is_page)).scalar()
        if newest is None:
            return []
        last = newest.astimezone(UTC).date()
        query = (
            select(capture)
            .where(is_page, captures_of_days(last - timedelta(days=days - 1), last))
            .ext(distinct_on(capture.c.seen_url))
            .order_by(capture.c.seen_url, capture.c.fetched_at.desc(), capture.c.capture_id)
        )
        found = [capture_from(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda item: (item.source_id, item.fetched_at, item.capture_id))


def last_redirect(warehouse: Warehouse, url: str, *, until: datetime) -> Capture | None:
    """Return the latest capture of the address `url` up to then, if it is a redirect."""
    query = (
        select(capture)
        .where(capture.c.seen_url == url, capture.c.fetched_at <= until)
        .order_by(capture.c.fetched_at.desc(), capture.c.status, capture.c.capture_id)
    )
    with warehouse.begin() as connection:
        found = [capture_from(row) for row in connection.execute(query.limit(2)).mappings()]
    return next((item for item in found if item.status in _REDIRECTS), None)


def asked_urls(warehouse: Warehouse, run_id: str, source_id: str) -> set[str]:
    """Return the addresses of `source_id` that a run has already asked for and got answered.

    A task that is tried again leaves them alone: no request is repeated whose bytes are kept.
    A redirect is no answer: what it leads to may never have come.
    """
    query = select(capture.c.seen_url).where(_answered_in(run_id, source_id))
    with warehouse.begin() as connection:
        return set(connection.execute(query).scalars())


def listings_of_run(warehouse: Warehouse, run_id: str, source_id: str) -> dict[str, Capture]:
    """Return the listings of `source_id` that a run has already read, by the address asked for."""
    query = (
        select(capture)
        .where(
            _answered_in(run_id, source_id),
            capture.c.kind == CaptureKind.LISTING.value,
            capture.c.status < 400,
        )
        .order_by(capture.c.fetched_at, capture.c.capture_id)
    )
    with warehouse.begin() as connection:
        rows = connection.execute(query).mappings()
        return {row["seen_url"]: capture_from(row) for row in rows}


def _answered_in(run_id: str, source_id: str) -> ColumnElement[bool]:
    return and_(
        capture.c.run_id == run_id,
        capture.c.source_id == source_id,
        capture.c.status < 500,
        capture.c.status.not_in(_REDIRECTS),
    )


def captures_of_run(run_id: str) -> ColumnElement[bool]:
    """Return the condition 'made by that run'."""
    return capture.c.run_id == run_id


def captures_of_days(
    first: date, last: date, source_ids: Sequence[str] = ()
) -> ColumnElement[bool]:
    """Return the condition 'captured on these UTC days' (both included), of these sources."""
    condition = and_(
        capture.c.fetched_at >= day_bounds(first)[0], capture.c.fetched_at < day_bounds(last)[1]
    )
    return condition & capture.c.source_id.in_(source_ids) if source_ids else condition


def captures_without_outcome(
    source_ids: Sequence[str] = (), *, pipeline_version: int | None = None
) -> ColumnElement[bool]:
    """Return the condition 'nothing became of it yet' (under that version, where one is given)."""
    done = outcome.c.capture_id == capture.c.capture_id
    if pipeline_version is not None:
        done &= outcome.c.pipeline_version == pipeline_version
    condition = ~exists().where(done)
    return condition & capture.c.source_id.in_(source_ids) if source_ids else condition


def any_capture() -> ColumnElement[bool]:
    """Return the condition that every capture meets."""
    return capture.c.capture_id.is_not(None)


def cut_batches(
    warehouse: Warehouse,
    conditions: Sequence[ColumnElement[bool]],
    *,
    pipeline_version: int,
    size: int,
    run_id: str,
) -> list[str]:
    """Store batches of the page captures that meet any of `conditions`; return their ids.

    Captures are ordered by time, so that what was captured together is processed together.
    """
    ids: dict[UUID, None] = {}
    with warehouse.begin() as connection:
        for condition in conditions:
            query = select(capture.c.capture_id).where(
                condition, capture.c.kind.in_(_PROCESSED_KINDS)
            )
            ordered = query.order_by(capture.c.fetched_at, capture.c.capture_id)
            ids |= dict.fromkeys(connection.execute(ordered).scalars())
    members = sorted(ids, key=lambda key: key.bytes)  # the first bits are the time
    chunks = [members[start : start + size] for start in range(0, len(members), size)]
    return [_store_batch(warehouse, chunk, pipeline_version, run_id) for chunk in chunks]


def _store_batch(warehouse: Warehouse, ids: list[UUID], version: int, run_id: str) -> str:
    batch_id = batch_key("process", version, ids)
    row = {"batch_id": batch_id, "run_id": run_id, "capture_ids": ids}
    with warehouse.begin() as connection:
        connection.execute(insert(batch).on_conflict_do_nothing(), row)
    return batch_id


def captures_of_batch(warehouse: Warehouse, batch_id: str) -> list[Capture]:
    """Return the captures of a stored batch, oldest first. Raises `KeyError` for no such batch."""
    with warehouse.begin() as connection:
        query = select(batch.c.capture_ids).where(batch.c.batch_id == batch_id)
        ids = connection.execute(query).scalar_one_or_none()
    if ids is None:
        raise KeyError(f"There is no batch {batch_id}.")
    found = get_captures(warehouse, ids)
    return sorted(found.values(), key=lambda item: (item.fetched_at, item.capture_id))


def quarantine_all(
    warehouse: Warehouse, failures: Iterable[Failure], *, pipeline_version: int, run_id: str
) -> None:
    """Put `failures` into quarantine; the same case again is one row."""
    rows = [
        {
            "capture_id": failure.capture_id,
            "url": failure.url,
            "source_id": failure.source_id,
            "stage": failure.stage.value,
            "reason": failure.reason.value,
            "message": storable(failure.message)[:2000],
            "pipeline_version": pipeline_version,
            "run_id": run_id,
            "failed_at": failure.failed_at,
        }
        for failure in failures
    ]
    if rows:
        with warehouse.begin() as connection:
            connection.execute(insert(quarantine).on_conflict_do_nothing(), rows)
