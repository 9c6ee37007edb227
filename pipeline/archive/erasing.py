"""Taking records out of WARC files without moving the others.

An erased record gives way to a `metadata` record of exactly its length, so that every other record
keeps its place and the index to them stays true at any moment. A file is replaced whole, so that
one linked from elsewhere (an import) stays as it is there; only where a writer has it open it is
overwritten in its place.
"""

from __future__ import annotations

import fcntl
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pipeline.archive.members import GZIP_MAGIC, Member
from pipeline.archive.reading import members_of
from pipeline.archive.writing import sync_folder
from pipeline.errors import Terminal
from pipeline.model import Reason, WarcLocation

_HEAD_BYTES = 1 << 16
_COPY_BYTES = 1 << 20
_STORED_BYTES = 0xFFFF
_NOTE = b"Erased: what stood here was purged."


@dataclass(frozen=True, slots=True)
class RecordHead:
    """What the head of a record says of it; empty strings for what it does not say."""

    kind: str
    record_id: str
    target_uri: str
    concurrent_to: str


IsGone = Callable[[RecordHead], bool]
_Span = tuple[int, int]


def erase_records(
    root: Path, warc_file: str, is_gone: IsGone, known: Iterable[WarcLocation], at: datetime
) -> int:
    """Erase the records of a file that `is_gone` says or that stand at `known`; return how many.

    The requests that belong to them go with them. A file in which nothing is left is deleted.
    Raises `OSError` where the file cannot be written; it can be called again after any failure.
    """
    path = root / warc_file
    if not path.exists():
        return 0
    spans, is_all = _find(path, is_gone, {place.offset: place.length for place in known})
    if not spans:
        return 0
    with path.open("rb") as file:
        is_written_to = not _takes_lock(file.fileno())
        if is_written_to:  # what a writer still appends would be lost with another file
            _overwrite(path, list(_joined(spans)), at)
        elif is_all:
            path.unlink()
            sync_folder(path.parent)
        else:
            _replace(path, list(_joined(spans)), at)
    return len(spans)


def find_records(path: Path, is_gone: IsGone) -> int:
    """Return how many records of a file `is_gone` says."""
    return len(_find(path, is_gone, {})[0])


def _find(path: Path, is_gone: IsGone, known: dict[int, int]) -> tuple[list[_Span], bool]:
    """Return the spans to erase, and whether they are all that the file has to say."""
    heads = dict(_heads(path))
    spans = set(known.items())
    spans |= {span for span, head in heads.items() if head.record_id and is_gone(head)}
    ids = {heads[span].record_id for span in spans if span in heads} - {""}
    spans |= {span for span, head in heads.items() if head.concurrent_to in ids}
    left = [h for span, h in heads.items() if span not in spans and h.kind not in _SAYS_NOTHING]
    return sorted(spans), not left


_SAYS_NOTHING = ("warcinfo", "erased")


def _heads(path: Path) -> Iterator[tuple[_Span, RecordHead]]:
    for member in members_of(path):
        if isinstance(member, Member):
            head = member.content[:_HEAD_BYTES] if member.content is not None else None
            yield (member.offset, member.length), _head(head or _read_head(path, member))


def _read_head(path: Path, member: Member) -> bytes:
    """Return the beginning of a record that is too large to be kept in memory."""
    with path.open("rb") as file:
        file.seek(member.offset)
        data = file.read(min(member.length, _HEAD_BYTES))
    is_compressed = data.startswith(GZIP_MAGIC)
    return zlib.decompressobj(31).decompress(data, _HEAD_BYTES) if is_compressed else data


def _head(data: bytes) -> RecordHead:
    head, _, block = data.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    fields = {name.strip().lower(): value.strip() for name, _, value in pairs}
    kind = "erased" if block.startswith(_NOTE) else fields.get("warc-type", "")
    return RecordHead(
        kind,
        fields.get("warc-record-id", ""),
        fields.get("warc-target-uri", "").strip("<>"),
        fields.get("warc-concurrent-to", ""),
    )


def _joined(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Yield spans of which neighbours that touch are one: a filling record needs some room."""
    start, end = -1, -1
    for offset, length in spans:
        if offset != end:
            if end > start:
                yield start, end - start
            start = offset
        end = offset + length
    if end > start:
        yield start, end - start


def _replace(path: Path, spans: list[_Span], at: datetime) -> None:
    """Put a copy of the file without `spans` in its place: the old one or the new one stands."""
    draft = path.with_name(f".{path.name}.erasing")
    with draft.open("wb") as target:
        os.posix_fallocate(target.fileno(), 0, path.stat().st_size)
        _fill(target.fileno(), path, spans, at)
        _copy_outside(path, target.fileno(), spans)
        os.fsync(target.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def _copy_outside(path: Path, descriptor: int, spans: list[_Span]) -> None:
    """Copy all of `path` but `spans` to the same places in another file."""
    kept_from = [0, *(offset + length for offset, length in spans)]
    kept_to = [*(offset for offset, _ in spans), path.stat().st_size]
    with path.open("rb") as source:
        for start, end in zip(kept_from, kept_to, strict=True):
            source.seek(start)
            while start < end:
                chunk = source.read(min(_COPY_BYTES, end - start))
                os.pwrite(descriptor, chunk, start)
                start += len(chunk)


def _overwrite(path: Path, spans: list[_Span], at: datetime) -> None:
    with path.open("r+b") as file:
        _fill(file.fileno(), path, spans, at)
        os.fsync(file.fileno())


def _fill(descriptor: int, path: Path, spans: list[_Span], at: datetime) -> None:
    is_compressed = _is_compressed(path)
    for offset, length in spans:
        filling = _compressed(length, at) if is_compressed else _record(length, at)
        if len(filling) != length:
            raise Terminal(
                f"The record at byte {offset:,} of {path} is too small to be erased in its place.",
                reason=Reason.ARCHIVE_DAMAGED,
            )
        os.pwrite(descriptor, filling, offset)


def _record(length: int, at: datetime) -> bytes:
    """Return a `metadata` record of `length` bytes that says nothing (more, where that is few)."""
    head = (
        b"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Date: %s\r\n"
        % (str(uuid4()).encode(), f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode())
    )
    room = length - len(head) - len(b"Content-Length: \r\n\r\n\r\n\r\n")
    size, gap = _size_in(room)
    block = _NOTE.ljust(size)[:size]
    told = b"Content-Length: %s%d\r\n\r\n" % (b" " * gap, size)
    return head + told + block + b"\r\n\r\n"


def _size_in(room: int) -> tuple[int, int]:
    """Return the size that with its own digits and a gap of 0 or 1 takes `room` bytes."""
    for gap in (0, 1):
        for size in range(max(0, room - 12), room):
            if size + len(str(size)) + gap == room:
                return size, gap
    return 0, 0


def _compressed(length: int, at: datetime) -> bytes:
    """Return such a record as one gzip member of `length` bytes: stored, so that it comes out even.

    Where no stored record fits, the member is filled up by its extra field (RFC 1952, 2.3.1).
    """
    for extra in (0, *range(2, 16)):
        blocks = max(1, -(-(length - 18 - extra) // (_STORED_BYTES + 5)))
        record = _record(length - 18 - extra - 5 * blocks, at)
        member = _gzip_head(extra) + _stored(record) + _trailer(record)
        if len(member) == length:
            return member
    record = _record(0, at)
    deflated = zlib.compress(record, 9, -15)
    extra = length - 18 - len(deflated)
    return _gzip_head(extra) + deflated + _trailer(record) if 2 <= extra <= _STORED_BYTES else b""


def _gzip_head(extra: int) -> bytes:
    """Return the head of a member, with an extra field that takes `extra` bytes (0: none)."""
    rest = b"\0" * 4 + b"\0\xff"
    if not extra:
        return GZIP_MAGIC + b"\0" + rest
    return GZIP_MAGIC + b"\4" + rest + struct.pack("<H", extra - 2) + b"\0" * (extra - 2)


def _stored(data: bytes) -> bytes:
    """Return `data` as stored blocks of deflate (RFC 1951, 3.2.4)."""
    starts = range(0, len(data), _STORED_BYTES)
    blocks = []
    for start in starts:
        chunk = data[start : start + _STORED_BYTES]
        is_last = start + _STORED_BYTES >= len(data)
        head = struct.pack("<BHH", is_last, len(chunk), len(chunk) ^ 0xFFFF)
        blocks.append(head + chunk)
    return b"".join(blocks)


def _trailer(data: bytes) -> bytes:
    return struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def _is_compressed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == GZIP_MAGIC


def _takes_lock(descriptor: int) -> bool:
    """Tell whether no writer has the file open (`ArchiveWriter` locks its own)."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
