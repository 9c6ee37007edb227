"""The archive: a folder of WARC files, which may be the spool of an object store."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.archive.erasing import IsGone, erase_records, find_records
from pipeline.archive.objects import ObjectStore
from pipeline.archive.reading import ArchivedPayload, OnDamage, read_record, scan_file
from pipeline.archive.writing import ArchiveWriter, cannot_write, is_being_written, safe_name
from pipeline.config import FetchSettings, Settings
from pipeline.errors import Misconfigured, Terminal
from pipeline.model import Capture, WarcLocation
from pipeline.payload import decode_payload

_SUFFIXES = (".warc.gz", ".warc")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tail:
    """A stretch of a file that is in no index yet: from byte `start` to its end at `size`."""

    path: Path
    file: str
    start: int
    size: int


class Archive:
    """Every exchange that was ever made, in WARC files under `root`, and those of others.

    With an object `store`, the folder is its spool: files are written there, and go to the store
    under the same name when nothing is added to them any more. A file stands in one place or,
    for a moment, in both; whoever reads looks into the folder first.
    """

    def __init__(self, root: Path, store: ObjectStore | None = None) -> None:
        self.root = root.absolute()
        self.store = store

    def writer(self, name: str, run_id: str) -> ArchiveWriter:
        """Return a writer with files of its own; `name` (a task's) becomes part of theirs.

        Each capture carries the run that made it, so that an index can be rebuilt from the files.
        """
        return ArchiveWriter(self.root, name, run_id)

    def tails(self, indexed: Mapping[str, int], name: str = "") -> Iterator[Tail]:
        """Yield what stands in files behind the bytes that are `indexed`, by relative file name.

        Files whose writer lives are left out. With a `name`, only files of writers of that name.
        The store has none, as only indexed files go there; see `stored_tails`.
        """
        sign = f"-{safe_name(name)}-" if name else ""
        for path in self._files():
            file = path.relative_to(self.root).as_posix()
            size, start = path.stat().st_size, indexed.get(file, 0)
            if sign in path.name and size != start and not is_being_written(path):
                yield Tail(path, file, start if start < size else 0, size)

    def stored_tails(self, indexed: Mapping[str, int]) -> Iterator[Tail]:
        """Yield what no index knows of the store's files: all of them, where an index was lost.

        Each file is copied into the folder for it.
        """
        for file, size in sorted(self.store.sizes().items()) if self.store else ():
            if file.lower().endswith(_SUFFIXES) and indexed.get(file) != size:
                yield Tail(self.at_hand(file), file, 0, size)

    def settled(self, indexed: Mapping[str, int]) -> list[str]:
        """Return the files of the folder that may go to the store: indexed whole, and closed."""
        return [
            file
            for path in (self._files() if self.store else ())
            if (file := path.relative_to(self.root).as_posix()) in indexed
            and path.stat().st_size == indexed[file]
            and not is_being_written(path)
        ]

    def put(self, warc_file: str) -> None:
        """Copy a file of the folder to the store. Raises `Transient` where that fails."""
        if self.store is not None:
            self.store.put(self.root / warc_file, warc_file)

    def let_go(self, warc_file: str) -> None:
        """Delete a file of the folder that the store has."""
        (self.root / warc_file).unlink(missing_ok=True)

    def at_hand(self, warc_file: str) -> Path:
        """Return the path of a file in the folder, copied there where only the store has it.

        Raises `Transient` where the store does not answer; the path is of no file where nobody
        has it.
        """
        path = self.root / warc_file
        if self.store is not None and not path.exists():
            with contextlib.suppress(FileNotFoundError):
                self.store.get(warc_file, path)
        return path

    def _read_bytes(self, location: WarcLocation) -> bytes:
        try:
            with (self.root / location.warc_file).open("rb") as file:
                file.seek(location.offset)
                return file.read(location.length)
        except FileNotFoundError:
            if self.store is None:
                raise
            return self.store.read(location.warc_file, location.offset, location.length)

    def read(self, location: WarcLocation) -> ArchivedPayload:
        """Return what the record at `location` holds: one seek, or one request to the store.

        Raises `Terminal` (ARCHIVE_DAMAGED) where that is not a whole record any more.
        """
        return read_record(self.root, location, self._read_bytes)

    def payload_of(
        self, capture: Capture, max_bytes: int = FetchSettings().max_body_bytes
    ) -> tuple[bytes, str]:
        """Return the decoded body of `capture`, and its content type.

        A revisit has no body of its own: its caller asks for the capture in `revisit_of`.
        Raises `Terminal` for a damaged record, an undecodable body, or one past `max_bytes`.
        """
        payload = self.read(capture.location)
        encodings = [v for name, v in payload.headers if name.lower() == "content-encoding"]
        body = decode_payload(payload.body, ", ".join(encodings), max_bytes)
        return body, payload.content_type or capture.content_type

    def scan(
        self, path: Path | None = None, *, start: int = 0, on_damage: OnDamage | None = None
    ) -> Iterator[Capture]:
        """Yield the captures of all files of the folder, or of the one at `path` within it.

        Of a file, those from byte `start` on. Needs nothing but the files. `on_damage` is handed
        a `Terminal` (ARCHIVE_DAMAGED) for every record that cannot be read (or it is logged); all
        others are yielded.
        """
        for file in [path.absolute()] if path else self._files():
            if not file.is_relative_to(self.root):
                raise Misconfigured(
                    f"{file} is not in the archive {self.root}.",
                    remedy="Import it first; captures point into the archive's folder.",
                )
            try:
                yield from scan_file(self.root, file, on_damage or _log_damage, start)
            except FileNotFoundError:
                raise Misconfigured(f"There is no file {file}.") from None

    def import_file(self, path: Path) -> Path:
        """Return the place of the foreign WARC file `path` in the archive, linked or copied.

        The same content imported twice is one file. Raises `Misconfigured` where there is no
        such file, `Terminal` where its name is not that of a WARC file.
        """
        if not path.name.lower().endswith(_SUFFIXES):
            raise Terminal(f"{path} is no WARC file: its name ends in neither .warc nor .warc.gz.")
        try:
            digest = digest_file(path)
        except OSError as error:
            raise Misconfigured(f"{path} cannot be read ({error.strerror}).") from None
        target = self.root / "imported" / f"{digest[:16]}-{path.name}"
        if not target.exists() or digest_file(target) != digest:  # records of it may be erased
            target.parent.mkdir(parents=True, exist_ok=True)
            _place(path, target)
        return target

    def erase(
        self, warc_file: str, is_gone: IsGone, known: Iterable[WarcLocation], at: datetime
    ) -> int:
        """Erase the records of a file that `is_gone` says, and those at `known`; return how many.

        All others stay where they are. Raises `Misconfigured` where the file cannot be written.
        """
        path = self.at_hand(warc_file)
        try:
            erased = erase_records(self.root, warc_file, is_gone, known, at)
        except OSError as error:
            raise cannot_write(self.root, error) from error
        if erased and self.store is not None:  # what the store still had would come back
            if path.exists():
                self.put(warc_file)
            else:
                self.store.delete(warc_file)
        return erased

    def imported_files(self) -> list[str]:
        """Return the files that came from elsewhere; they may hold what is in no index."""
        folder = self.root / "imported"
        return [name for name in self.file_names() if (self.root / name).is_relative_to(folder)]

    def file_names(self) -> list[str]:
        """Return all files, as `WarcLocation.warc_file` names them."""
        names = {path.relative_to(self.root).as_posix() for path in self._files()}
        stored = self.store.sizes() if self.store else {}
        return sorted(names | {name for name in stored if name.lower().endswith(_SUFFIXES)})

    def count_records(self, warc_file: str, is_gone: IsGone) -> int:
        """Return how many records of a file `is_gone` says: a search through all of it."""
        path = self.at_hand(warc_file)
        return find_records(path, is_gone) if path.exists() else 0

    def _files(self) -> list[Path]:
        found = self.root.rglob("*") if self.root.is_dir() else ()
        return sorted(path for path in found if path.name.lower().endswith(_SUFFIXES))


def archive_of(settings: Settings) -> Archive:
    """Return the archive of these settings. Raises `Misconfigured` for an address of none."""
    url = settings.archive_url
    return Archive(settings.archive_dir, ObjectStore(url) if url else None)


def digest_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file. Raises `OSError` where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _log_damage(damage: Terminal) -> None:
    _log.warning("%s", damage)


def _place(source: Path, target: Path) -> None:
    """Put `source` at `target`, whole or not at all."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.link(source.resolve(), draft)
    except OSError:  # another file system
        shutil.copyfile(source, draft)
    draft.replace(target)
    draft.unlink(missing_ok=True)  # which stays where both are one file already
