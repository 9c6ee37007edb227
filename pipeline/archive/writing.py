"""Writing captures: one file per writer, each record on the disk before anyone relies on it."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import re
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from warcio.warcwriter import WARCWriter

from pipeline.archive.records import Written, document_record, exchange_records, file_record
from pipeline.errors import Misconfigured
from pipeline.model import Capture, CaptureKind, Exchange, Via, WarcLocation

MAX_FILE_BYTES = 100_000_000
"""A file is closed when it has grown past this."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class ArchiveWriter:
    """Appends records to a WARC file of its own, begun at the first record and each new UTC day.

    When a method returns, its records are on the disk: the file is valid at any moment, also
    when the process is killed in the next. Not for two threads at once.
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

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

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
        """Store `exchange` and return its capture.

        With `revisit_of`, the earlier capture of the address: a 304, or a payload equal to the
        earlier one, becomes a `revisit` record without a body. Raises `Misconfigured` where the
        disk is full or the folder may not be written to.
        """
        return self._store(
            exchange.fetched_at,
            exchange_records(
                exchange,
                kind=kind,
                via=via,
                source_id=source_id,
                earlier=revisit_of,
                run_id=self._run_id,
            ),
        )

    def write_document(
        self, url: str, payload: bytes, content_type: str, accepted_at: datetime, source_id: str
    ) -> Capture:
        """Store a document that was pushed to us, as a `resource` record; return its capture."""
        record = document_record(url, payload, content_type, accepted_at, source_id, self._run_id)
        return self._store(accepted_at, record)

    def _store(self, at: datetime, written: Written) -> Capture:
        try:
            file = self._open_file(at.astimezone(UTC))
            offset = file.seek(0, os.SEEK_END)
            buffer = io.BytesIO()
            writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
            writer.write_record(written.record)
            location = WarcLocation(self._relative, offset, buffer.tell())
            if written.request is not None:
                writer.write_record(written.request)
            self._append(file, offset, buffer.getvalue())
        except OSError as error:
            raise cannot_write(self._root, error) from error
        return written.capture(location)

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
        buffer = io.BytesIO()
        WARCWriter(buffer, gzip=True, warc_version="1.1").write_record(file_record(path.name, at))
        self._append(self._file, 0, buffer.getvalue())
        sync_folder(folder)
        return self._file


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
