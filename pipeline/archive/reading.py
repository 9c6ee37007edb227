"""Reading records back, in one seek, and rebuilding captures from files alone."""

from __future__ import annotations

import io
import mmap
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipeline.archive.digest import digest_payload
from pipeline.archive.members import (
    GZIP_MAGIC,
    MAX_RECORD_BYTES,
    Damage,
    Member,
    iterate_members,
)
from pipeline.archive.records import read_our_capture, robots_directives
from pipeline.errors import PipelineError, Terminal
from pipeline.identity import capture_key
from pipeline.model import Capture, CaptureKind, Reason, Via, WarcLocation
from pipeline.urls import normalise_url

OnDamage = Callable[[Terminal], None]
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_CAPTURED_TYPES = ("response", "revisit", "resource")


@dataclass(frozen=True, slots=True)
class ArchivedPayload:
    """What one record holds: the answer's status and headers, and the body's wire bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    content_type: str

    def header(self, name: str) -> str:
        """Return the first header of that name (any case), or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


ReadBytes = Callable[[WarcLocation], bytes]
"""Gives the bytes at a location; fewer where the file ends before, `FileNotFoundError` for none."""


def read_record(root: Path, location: WarcLocation, read_bytes: ReadBytes) -> ArchivedPayload:
    """Return the payload of the record at `location`.

    Raises `Terminal` (ARCHIVE_DAMAGED) where the file is gone, or what stands there is no whole
    record, or its digest is not the one that was written; PURGED where its bytes were removed.
    """
    if not location.warc_file:
        raise Terminal("The bytes of this capture were purged.", reason=Reason.PURGED)
    path = root / location.warc_file
    try:
        data = read_bytes(location)
        if len(data) != location.length:
            raise _damaged(path, location.offset, "cut off before its end")
        record, iterator = _parse(_unpacked(data))
        body = _whole_body(record)
        if iterator.record.digest_checker.passed is False:
            raise _damaged(path, location.offset, "not the bytes that its digest was taken of")
    except FileNotFoundError:
        raise _damaged(path, location.offset, "in a file that is not there") from None
    except (ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
        raise _damaged(path, location.offset, f"not readable ({error})") from None
    return _payload(record, body)


def _unpacked(data: bytes) -> bytes:
    """Return the record in `data`; of a compressed one the checksum is looked at.

    The digest alone is not enough: where the header that states it is damaged, nothing is compared.
    """
    if data[:3] != GZIP_MAGIC:
        return data
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    content = stream.decompress(data)
    if not stream.eof or stream.unused_data:
        raise ValueError("it is not one whole gzip member")
    return content


def scan_file(root: Path, path: Path, on_damage: OnDamage, start: int = 0) -> Iterator[Capture]:
    """Yield the captures of one file, ours or foreign, in their order, from byte `start` on.

    `on_damage` is told of every record that cannot be read; the others are yielded.
    """
    seen = _Seen()
    for member in members_of(path, start):
        if isinstance(member, Damage):
            on_damage(_damaged(path, member.offset, member.why))
        elif member.content is not None:
            location = WarcLocation(path.relative_to(root).as_posix(), member.offset, member.length)
            try:
                capture = _capture(member.content, location, seen)
            except (ArchiveLoadFailed, EOFError, ValueError, KeyError, PipelineError) as error:
                on_damage(_damaged(path, member.offset, f"not readable ({error})"))
                continue
            if capture is not None:
                yield capture


class _Seen:
    """Captures of a foreign file by what its `revisit` records call them."""

    def __init__(self) -> None:
        self.by_record_id: dict[str, Capture] = {}
        self.by_address: dict[tuple[str, str], Capture] = {}


def members_of(path: Path, start: int = 0) -> Iterator[Member | Damage]:
    """Yield the records of a file from byte `start` on, and what of it is none."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            walk = iterate_members if data[:3] == GZIP_MAGIC else _plain_records
            yield from walk(data, start)


def _plain_records(data: mmap.mmap, offset: int) -> Iterator[Member | Damage]:
    """Yield the records of an uncompressed file, each as long as its Content-Length says."""
    while offset < len(data):
        end_of_head = data.find(b"\r\n\r\n", offset)
        head = data[offset : max(end_of_head, offset)]
        length = _content_length(head)
        if length is None or not head.startswith(b"WARC/"):
            yield Damage(offset, "no WARC record")
            offset = data.find(b"\r\n\r\nWARC/", offset)
            if offset < 0:
                return
            offset += 4
            continue
        size = end_of_head + 4 + length + 4 - offset
        if offset + size - 4 > len(data):
            yield Damage(offset, "cut off before its end")
            return
        content = data[offset : offset + size] if size <= MAX_RECORD_BYTES else None
        yield Member(offset, size, content)
        offset += size


def _content_length(head: bytes) -> int | None:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


def _parse(data: bytes) -> tuple[ArcWarcRecord, Any]:
    iterator = ArchiveIterator(io.BytesIO(data), check_digests=True)
    return next(iterator), iterator


def _capture(content: bytes, location: WarcLocation, seen: _Seen) -> Capture | None:
    record, iterator = _parse(content)
    capture = None
    if record.rec_type in _CAPTURED_TYPES:
        capture = read_our_capture(record, location) or _foreign_capture(record, location, seen)
    iterator.read_to_end()
    if iterator.next_line:
        raise ArchiveLoadFailed(
            "several records share one gzip stream; `warcio recompress` separates them"
        )
    return capture


def _foreign_capture(record: ArcWarcRecord, location: WarcLocation, seen: _Seen) -> Capture | None:
    """Return what somebody else captured, if it is a page; their digests are taken anew."""
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.http_headers is None or not address.startswith(("http://", "https://")):
        return None
    date = record.rec_headers.get_header("WARC-Date")
    earlier = _referred(record, seen) if record.rec_type == "revisit" else None
    content_type = record.http_headers.get_header("Content-Type") or ""
    if earlier is None and not _is_page(record, content_type):
        return None
    digest = earlier.payload_digest if earlier else digest_payload(_whole_body(record))
    fetched_at = _aware(date)
    capture = Capture(
        capture_id=capture_key(address, fetched_at, digest),
        kind=CaptureKind.PAGE,
        via=Via.IMPORTED,
        source_id="",
        url=normalise_url(address),
        seen_url=address,
        final_url=address,
        fetched_at=fetched_at,
        status=int(record.http_headers.get_statuscode()),
        content_type=content_type or (earlier.content_type if earlier else ""),
        payload_digest=digest,
        etag=record.http_headers.get_header("ETag") or "",
        last_modified=record.http_headers.get_header("Last-Modified") or "",
        revisit_of=earlier.capture_id if earlier else None,
        location=location,
        robots_directives=robots_directives(record.http_headers.headers),
    )
    if earlier is None:
        seen.by_record_id[record.rec_headers.get_header("WARC-Record-ID") or ""] = capture
        seen.by_address[address, date] = capture
    return capture


def _is_page(record: ArcWarcRecord, content_type: str) -> bool:
    return record.rec_type == "response" and content_type.lower().startswith(_HTML_TYPES)


def _referred(record: ArcWarcRecord, seen: _Seen) -> Capture | None:
    headers = record.rec_headers
    by_address = (
        headers.get_header("WARC-Refers-To-Target-URI") or "",
        headers.get_header("WARC-Refers-To-Date") or "",
    )
    by_id = headers.get_header("WARC-Refers-To") or "-"
    return seen.by_record_id.get(by_id) or seen.by_address.get(by_address)


def _aware(warc_date: str) -> datetime:
    parsed = datetime.fromisoformat(warc_date)
    return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)


def _whole_body(record: ArcWarcRecord) -> bytes:
    """Return the body without its chunks, and with its content encoding as it was sent."""
    headers = record.http_headers
    if headers and (headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        raw = record.raw_stream.read()
        try:
            return bytes(ChunkedDataReader(io.BytesIO(raw), raise_exceptions=True).read())
        except ChunkedDataException:
            return bytes(raw)  # many crawlers store the body without the chunks it announces
    body = bytes(record.raw_stream.read())
    declared = record.payload_length if headers else (record.length or 0)
    if record.rec_type != "revisit" and len(body) < declared:
        raise EOFError("the record is shorter than it says")
    return body


def _payload(record: ArcWarcRecord, body: bytes) -> ArchivedPayload:
    if record.http_headers is None:
        content_type = record.rec_headers.get_header("Content-Type") or ""
        return ArchivedPayload(200, (("Content-Type", content_type),), body, content_type)
    return ArchivedPayload(
        status=int(record.http_headers.get_statuscode()),
        headers=tuple(record.http_headers.headers),
        body=body,
        content_type=record.http_headers.get_header("Content-Type") or "",
    )


def _damaged(path: Path, offset: int, why: str) -> Terminal:
    return Terminal(
        f"The record at byte {offset:,} of {path} is {why}.",
        remedy="If the file came from elsewhere, copy it again.",
        reason=Reason.ARCHIVE_DAMAGED,
    )
