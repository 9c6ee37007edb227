"""Hand-made captures and readings, and an oracle for what a warehouse must make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from pipeline.identity import (
    ABSENCE_CONTENT_IDS,
    MISSING_CONTENT_ID,
    MOVED_CONTENT_ID,
    TOMBSTONE_CONTENT_ID,
    capture_key,
    content_key,
)
from pipeline.model import (
    Absence,
    Capture,
    CaptureKind,
    Document,
    Evidence,
    LedgerSpan,
    Via,
    WarcLocation,
)
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


def make_reading(
    url: str, hour: int, body: str | Absence | None, digest: str = "", moved_from: str = ""
) -> Reading:
    """Return what a capture of `url` says; a body of None is a withdrawal.

    With `moved_from` the page was reached through a permanent redirect of that address.
    """
    said = Absence.WITHDRAWN if body is None else body
    if isinstance(said, Absence):
        return Reading(make_capture(url, hour, status=_STATUS[said], digest=digest), url, said)
    aliases = ((moved_from, "moved"),) if moved_from else ()
    capture = make_capture(url, hour, digest=digest)
    return Reading(capture, url, make_document(url, said), aliases=aliases)


def move(old: str, new: str, hour: int, body: str) -> list[Reading]:
    """Return what one fetch says that asked for `old` and was led to `new` for good."""
    hop = make_capture(old, hour, status=301, digest="hop")
    return [make_reading(new, hour, body, moved_from=old), Reading(hop, old, Absence.MOVED)]


_STATUS = {Absence.WITHDRAWN: 410, Absence.MISSING: 404, Absence.MOVED: 301}


def load(warehouse: Warehouse, readings: Iterable[Reading], version: int = 1) -> int | None:
    """Index the captures of `readings` and load them, as a flow does."""
    listed = list(readings)
    add_captures(warehouse, [reading.capture for reading in listed], "test")
    return load_readings(warehouse, listed, [], context(version))


Told = Reading | tuple[int, Reading]
"""A reading, or one under another version of our rules than the first."""


@dataclass(frozen=True)
class _Point:
    at: datetime
    version: int
    content_id: UUID
    capture_id: UUID
    body: str

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.version, self.content_id.int, -self.capture_id.int)


def oracle(
    told: Iterable[Told], *, rejected: Collection[UUID] = ()
) -> dict[str, list[tuple[str, datetime, str]]]:
    """Return per address the versions that these readings make: (change, from, body).

    Written without a look at the SQL: one article after the other, one moment after the other.
    """
    pairs = [item if isinstance(item, tuple) else (1, item) for item in told]
    own: dict[str, list[_Point]] = {}
    for version, reading in pairs:
        own.setdefault(reading.url, []).append(_point(version, reading))
    by_capture: dict[UUID, list[_Point]] = {}
    for point in (point for points in own.values() for point in points):
        by_capture.setdefault(point.capture_id, []).append(point)
    moves = {
        (seen_url, reading.url)
        for _, reading in pairs
        for seen_url, kind in reading.aliases
        if kind == "moved"
    }
    known = {r.url for _, r in pairs if r.document not in (Absence.MISSING, Absence.MOVED)}
    found = {}
    for url in sorted(known):
        points = [*own[url], *_handed_over(url, {old: own[old] for old in known}, moves)]
        kept = [point for point in points if point.capture_id not in rejected]
        versions = list(_versions(_counted(_winners(kept)), by_capture))
        if versions:
            found[url] = versions
    return found


def _point(version: int, reading: Reading) -> _Point:
    said = reading.document
    capture = reading.capture
    if isinstance(said, Absence):
        content_id, body = ABSENCE_CONTENT_IDS[said], ""
    else:
        assert isinstance(said, Document)
        content_id, body = content_key(said.title, said.authors, said.body), said.body
    return _Point(capture.fetched_at, version, content_id, capture.capture_id, body)


def _handed_over(
    url: str, own: dict[str, list[_Point]], moves: set[tuple[str, str]]
) -> list[_Point]:
    """What articles that moved to `url` told before it was first seen itself."""
    earlier: set[str] = set()
    frontier = {url}
    while frontier:
        frontier = {old for old, new in moves if new in frontier} - earlier - {url}
        earlier |= frontier
    first = min(point.at for point in own[url])
    return [
        point
        for old in earlier
        for point in own.get(old, [])
        if point.at < first and point.content_id != MOVED_CONTENT_ID
    ]


def _winners(points: Iterable[_Point]) -> list[_Point]:
    best: dict[datetime, _Point] = {}
    for point in points:
        if point.at not in best or point.rank > best[point.at].rank:
            best[point.at] = point
    return sorted(best.values(), key=lambda point: point.at)


def _counted(points: Sequence[_Point]) -> list[_Point]:
    """Let each run of 404s be a withdrawal or nothing."""
    counted: list[_Point] = []
    for is_missing, group in groupby(points, key=lambda p: p.content_id == MISSING_CONTENT_ID):
        run = list(group)
        if not is_missing:
            counted += run
            continue
        is_long = len(run) >= 3 and run[-1].at - run[0].at >= timedelta(hours=48)
        if is_long and counted and counted[-1].content_id != MOVED_CONTENT_ID:
            counted += [replace(point, content_id=TOMBSTONE_CONTENT_ID) for point in run]
    return counted


def _versions(
    points: Sequence[_Point], by_capture: dict[UUID, list[_Point]]
) -> Iterator[tuple[str, datetime, str]]:
    before: _Point | None = None
    for point in points:
        if before is None or point.content_id != before.content_id:
            yield _change(before, point, by_capture), point.at, point.body
        before = point


def _change(before: _Point | None, point: _Point, by_capture: dict[UUID, list[_Point]]) -> str:
    if point.content_id == MOVED_CONTENT_ID:
        return "moved"
    if point.content_id == TOMBSTONE_CONTENT_ID:
        return "withdrawn"
    if before is None:
        return "first_seen"
    if before.content_id in (TOMBSTONE_CONTENT_ID, MOVED_CONTENT_ID):
        return "returned"
    if before.version == point.version:
        return "publisher_edit"
    earlier = {p.version: p.content_id for p in by_capture[before.capture_id]}
    later = {p.version: p.content_id for p in by_capture[point.capture_id]}
    common = max(earlier.keys() & later.keys(), default=None)
    is_edit = common is not None and earlier[common] != later[common]
    return "publisher_edit" if is_edit else "incomparable"
