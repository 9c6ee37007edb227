"""Writing captures: one file per writer, each record on the disk before anyone relies on it."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import re
import secrets
import zlib
from collections import deque
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.warcwriter import WARCWriter

from pipeline.archive.records import Written, document_record, exchange_records, file_record
from pipeline.closing import Closing
from pipeline.errors import Misconfigured
from pipeline.model import Capture, CaptureKind, Exchange, Via, WarcLocation

MAX_FILE_BYTES = 100_000_000
"""A file is closed when it has grown past this."""

_GZIP_LEVEL = 6  # the library takes 9: twice the time for a hundredth of the bytes

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class PackedRecord:
    """A record and the request that belongs to it, as they will stand in a file."""

    def __init__(self, at: datetime, written: Written) -> None:
        self.at = at.astimezone(UTC)
        self.written = written
        record = _packed(written.record)
        self.length = len(record)
        self.data = record + (_packed(written.request) if written.request else b"")


class ArchiveWriter(Closing):
    """Appends records to a WARC file of its own, begun at the first record and each new UTC day.

    When `append` or `write` returns, its records are on the disk: the file is valid at any
    moment, also when the process is killed in the next. One thread at a time may write.
    """

    def __init__(
        self, root: Path, name: str, run_id: str, max_file_bytes: int = MAX_FILE_BYTES
    ) -> None:
        self._root = root
        self._name = safe_name(name)
        self._run_id = run_id
        self._max_file_bytes = max_file_bytes
        self._file: BinaryIO | None = None
        self._relative = ""
        self._day = date.min
        self.closed: dict[str, int] = {}  # the files that this writer has closed: size in bytes

    def close(self) -> None:
        """Close the file; the next record begins another."""
        if self._file is not None:
            self.closed[self._relative] = self._file.seek(0, os.SEEK_END)
            self._file.close()
            self._file = None

    def write(
        self,
        exchange: Exchange,
        *,
        kind: CaptureKind,
        via: Via,
        source_id: str,
        revisit_of: Capture | None = None,
    ) -> Capture:
        """Store `exchange` and return its capture: `prepare` and `append` in one."""
        record = self.prepare(
            exchange, kind=kind, via=via, source_id=source_id, revisit_of=revisit_of
        )
        return self.append([record])[0]

    def write_document(
        self, url: str, payload: bytes, content_type: str, accepted_at: datetime, source_id: str
    ) -> Capture:
        """Store a document that was pushed to us, as a `resource` record; return its capture."""
        document = self.prepare_document(url, payload, content_type, accepted_at, source_id)
        return self.append([document])[0]

    def prepare(
        self,
        exchange: Exchange,
        *,
        kind: CaptureKind,
        via: Via,
        source_id: str,
        revisit_of: Capture | None = None,
    ) -> PackedRecord:
        """Return `exchange` packed for `append`; any number of threads may prepare at once.

        With `revisit_of`, the earlier capture of the address: a 304, or a payload equal to the
        earlier one, becomes a `revisit` record without a body.
        """
        written = exchange_records(
            exchange,
            kind=kind,
            via=via,
            source_id=source_id,
            earlier=revisit_of,
            run_id=self._run_id,
        )
        return PackedRecord(exchange.fetched_at, written)

    def prepare_document(
        self, url: str, payload: bytes, content_type: str, accepted_at: datetime, source_id: str
    ) -> PackedRecord:
        """Return a pushed document packed for `append`."""
        record = document_record(url, payload, content_type, accepted_at, source_id, self._run_id)
        return PackedRecord(accepted_at, record)

    def append(self, records: Sequence[PackedRecord]) -> list[Capture]:
        """Bring `records` to the disk, together as far as they belong in one file.

        Returns their captures in this order. Raises `Misconfigured` where the disk is full or the
        folder may not be written to; then none of those that belong in that file are there.
        """
        captures: list[Capture] = []
        rest = deque(records)
        try:
            while rest:
                captures += self._append_some(rest)
        except OSError as error:
            raise cannot_write(self._root, error) from error
        return captures

    def _append_some(self, rest: deque[PackedRecord]) -> list[Capture]:
        """Write the first of `rest` with those behind it that belong in the same file."""
        day = rest[0].at.date()
        file = self._open_file(rest[0].at)
        start = file.seek(0, os.SEEK_END)
        data, captures = bytearray(), []
        while rest and rest[0].at.date() == day and start + len(data) <= self._max_file_bytes:
            record = rest.popleft()
            location = WarcLocation(self._relative, start + len(data), record.length)
            captures.append(record.written.capture(location))
            data += record.data
        self._append(file, start, bytes(data))
        return captures

    def _append(self, file: BinaryIO, offset: int, data: bytes) -> None:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), offset)  # half a record would hide the ones behind it
            self.close()
            raise

    def _open_file(self, at: datetime) -> BinaryIO:
        if self._file is not None and (
            self._day != at.date() or self._file.tell() > self._max_file_bytes
        ):
            self.close()
        return self._file or self._begin_file(at)

    def _begin_file(self, at: datetime) -> BinaryIO:
        self._day = at.date()
        folder = self._root / f"{at:%Y}" / f"{at:%Y-%m-%d}"
        folder.mkdir(parents=True, exist_ok=True)
        token = f"{os.getpid()}-{secrets.token_hex(4)}"  # a pid is unique on one machine only
        path = folder / f"copydesk-{at:%Y%m%dT%H%M%SZ}-{self._name}-{token}.warc.gz"
        self._relative = path.relative_to(self._root).as_posix()
        self._file = path.open("xb", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)  # whoever looks for what a dead writer left: I live
        self._append(self._file, 0, _packed(file_record(path.name, at)))
        sync_folder(folder)
        return self._file


def _packed(record: ArcWarcRecord) -> bytes:
    """Return `record` as one gzip member."""
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    return zlib.compress(buffer.getbuffer(), _GZIP_LEVEL, wbits=31)


def safe_name(name: str) -> str:
    """Return `name` (a task's) as it stands in the names of its files."""
    return _UNSAFE.sub("-", name).strip("-")[:60] or "captures"


def is_being_written(path: Path) -> bool:
    """True while the writer of the file at `path` lives; the lock ends with its process."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def sync_folder(folder: Path) -> None:
    """Bring to the disk what was added to, renamed in or taken from `folder`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot_write(root: Path, error: OSError) -> Misconfigured:
    """Return the error that says why the archive cannot be written to, and what helps."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Misconfigured(
            f"The archive folder {root} is on a full disk; nothing was lost so far.",
            remedy="Free some space or set COPYDESK_ARCHIVE to another folder, then run again.",
        )
    return Misconfigured(
        f"The archive folder {root} cannot be written to ({error.strerror}).",
        remedy="Give this user the right to write there, or set COPYDESK_ARCHIVE to a folder "
        "that has it.",
    )
