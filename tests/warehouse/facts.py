"""Hand-made captures and readings, and an oracle for what a warehouse must make of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby

from pipeline.identity import capture_key
from pipeline.model import Capture, CaptureKind, Document, Evidence, LedgerSpan, Via, WarcLocation
from pipeline.warehouse.captures import add_captures
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import Reading, RunContext, load_readings

EPOCH = datetime(2026, 3, 2, 6, tzinfo=UTC)


def context(version: int = 1, run_id: str = "test") -> RunContext:
    return RunContext("tests", run_id, version)


def make_capture(url: str, hour: int, *, status: int = 200, digest: str = "") -> Capture:
    fetched_at = EPOCH + timedelta(hours=hour)
    return Capture(
        capture_id=capture_key(url, fetched_at, digest or f"{url}{hour}"),
        kind=CaptureKind.PAGE,
        via=Via.LIVE,
        source_id="paper",
        url=url,
        seen_url=url,
        final_url=url,
        fetched_at=fetched_at,
        status=status,
        content_type="text/html",
        payload_digest=digest or f"{url}{hour}",
        etag="",
        last_modified="",
        revisit_of=None,
        location=WarcLocation("x.warc.gz", 0, 1),
    )


def make_document(url: str, body: str, title: str = "A title") -> Document:
    return Document(
        url=url,
        title=title,
        authors=("Ada Byron",),
        published_at=EPOCH,
        modified_at=None,
        language="en",
        body=body,
        removed=(LedgerSpan("read_more", 1, 1, 0, 4, "READ"),),
        provenance=(
            Evidence("wire_dateline", 1, "PORT (MW) —", None, "Meridian Wire", "body:first", 0.9),
        ),
        lineage={"title": "h1"},
    )


def make_reading(url: str, hour: int, body: str | None, digest: str = "") -> Reading:
    """Return what a capture of `url` says; a body of None is a withdrawal."""
    capture = make_capture(url, hour, status=410 if body is None else 200, digest=digest)
    return Reading(capture, url, None if body is None else make_document(url, body))


def load(warehouse: Warehouse, readings: Iterable[Reading], version: int = 1) -> int | None:
    """Index the captures of `readings` and load them, as a flow does."""
    listed = list(readings)
    add_captures(warehouse, [reading.capture for reading in listed], "test")
    return load_readings(warehouse, listed, [], context(version))


def oracle(readings: Iterable[Reading]) -> dict[str, list[tuple[str, datetime, str]]]:
    """Return per address the versions that these readings make: (change, from, body)."""
    found: dict[str, list[tuple[str, datetime, str]]] = {}
    unique = {reading.capture.capture_id: reading for reading in readings}.values()
    in_order = sorted(unique, key=lambda r: (r.url, r.capture.fetched_at))
    for url, group in groupby(in_order, key=lambda r: r.url):
        found[url] = []
        before: str | None = None
        for reading in group:
            body = reading.document.body if isinstance(reading.document, Document) else ""
            if body == before:
                continue
            found[url].append((_change(before, body), reading.capture.fetched_at, body))
            before = body
    return found


def _change(before: str | None, body: str) -> str:
    if body == "":
        return "withdrawn"
    if before is None:
        return "first_seen"
    return "returned" if before == "" else "publisher_edit"
