"""Backup and restore of warehouse and archive together.

The dump is taken first, the archive after it: files of the archive only grow, so whatever a capture
of the dump points to is in the copy.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.archive import Archive
from pipeline.archive.copying import CopiedFile, copy_file, refuse_missing, whole_size
from pipeline.archive.store import digest_file
from pipeline.archive.writing import sync_folder
from pipeline.config import Settings
from pipeline.errors import Misconfigured, Terminal
from pipeline.flows.desk import Desk
from pipeline.flows.progress import Progress, silent
from pipeline.flows.stored import store_files
from pipeline.model import Reason
from pipeline.warehouse.backup import dump_warehouse, refuse_full, restore_warehouse
from pipeline.warehouse.migrate import upgrade

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "warehouse.dump"
ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; the keys of its `manifest.json`."""

    format: int
    made_at: str
    copydesk: str
    postgres: int
    schema: str
    last_load: int | None
    dump: CopiedFile
    archive: tuple[CopiedFile, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values."""
        return asdict(self)

    @property
    def bytes(self) -> int:
        """The size of the backup, in bytes."""
        return self.dump.bytes + sum(item.bytes for item in self.archive)


def backup(desk: Desk, folder: Path, progress: Progress = silent) -> Manifest:
    """Write warehouse and archive into the new folder `folder`; return what it holds.

    Runs may go on meanwhile. The folder appears when all of it is on the disk, or not at all.
    Raises `Misconfigured` where it cannot be written, `Terminal` where the archive lacks a file.
    """
    folder = folder.absolute()
    _refuse_target(folder, desk.archive.root)
    with _draft(folder) as draft:
        dumped = dump_warehouse(desk.warehouse, draft / DUMP)
        names = desk.archive.file_names()
        for name in names:
            desk.archive.at_hand(name)
        refuse_missing(desk.archive.root, dumped.archive_bytes)
        files = []
        for number, name in enumerate(names, 1):
            source = desk.archive.root / name
            size = whole_size(source, dumped.archive_bytes.get(name, 0))
            files.append(copy_file(source, draft / ARCHIVE / name, name, size))
            progress("archive files", number, len(names))
        manifest = Manifest(
            FORMAT,
            desk.clock.now().isoformat(),
            version("copydesk"),
            dumped.postgres,
            dumped.schema,
            dumped.last_load,
            CopiedFile(DUMP, (draft / DUMP).stat().st_size, digest_file(draft / DUMP)),
            tuple(files),
        )
        (draft / MANIFEST).write_text(json.dumps(manifest.to_json(), indent=1))
    store_files(desk)
    return manifest


def restore(settings: Settings, folder: Path, progress: Progress = silent) -> Manifest:
    """Put a backup into an empty database and an empty archive folder; return what it holds.

    Every file is checked before anything is written. Raises `Misconfigured` where the target is
    not empty, `Terminal` where the backup is damaged. It can be called again after a failure.
    """
    manifest = read_manifest(folder)
    refuse_full(settings.database_url)
    archive = Archive(settings.archive_dir)
    has_archive = _has_all(archive, manifest)
    if not has_archive and archive.file_names():
        raise Misconfigured(
            f"The archive folder {archive.root} is not empty.",
            remedy="Name an empty one in COPYDESK_ARCHIVE, or move away what stands there.",
        )
    _verify(folder, manifest, progress)
    if not has_archive:
        _restore_archive(folder, archive.root, manifest, progress)
    restore_warehouse(settings.database_url, folder / DUMP, manifest.postgres)
    upgrade(settings.database_url)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Return what the backup in `folder` says that it holds. Raises `Misconfigured`."""
    try:
        told = json.loads((folder / MANIFEST).read_text())
        files = tuple(CopiedFile(**item) for item in told["archive"])
        manifest = Manifest(**told | {"dump": CopiedFile(**told["dump"]), "archive": files})
    except (OSError, ValueError, TypeError, KeyError):
        raise Misconfigured(
            f"{folder} is no backup: it has no {MANIFEST} that can be read.",
            remedy="Name the folder that `copydesk backup` wrote.",
        ) from None
    if manifest.format != FORMAT:
        raise Misconfigured(
            f"{folder} is a backup of format {manifest.format}, and this version reads {FORMAT}.",
            remedy="Restore it with the version of Copydesk that its manifest names.",
        )
    return manifest


def _verify(folder: Path, manifest: Manifest, progress: Progress) -> None:
    files = [(folder / DUMP, manifest.dump)]
    files += [(folder / ARCHIVE / item.file, item) for item in manifest.archive]
    for number, (path, item) in enumerate(files, 1):
        if not path.exists() or digest_file(path) != item.sha256:
            raise Terminal(
                f"{path} is not what was written into the backup.",
                remedy="Take another copy of the backup, or an earlier one.",
                reason=Reason.ARCHIVE_DAMAGED,
            )
        progress("checked files", number, len(files))


def _has_all(archive: Archive, manifest: Manifest) -> bool:
    """Tell whether the archive holds just these files: an earlier try had got so far."""
    here = {name: (archive.root / name).stat().st_size for name in archive.file_names()}
    there = {item.file: item.bytes for item in manifest.archive}
    return (
        bool(there)
        and here == there
        and all(digest_file(archive.root / item.file) == item.sha256 for item in manifest.archive)
    )


def _restore_archive(folder: Path, root: Path, manifest: Manifest, progress: Progress) -> None:
    with _draft(root) as draft:
        for number, item in enumerate(manifest.archive, 1):
            copy_file(folder / ARCHIVE / item.file, draft / item.file, item.file)
            progress("archive files", number, len(manifest.archive))


def _refuse_target(folder: Path, archive: Path) -> None:
    if folder.is_relative_to(archive):
        raise Misconfigured(
            f"{folder} lies within the archive that is to be saved.",
            remedy="Name a folder elsewhere, best on another disk.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misconfigured(
            f"{folder} exists and is not empty.", remedy="Name a new folder for each backup."
        )


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Yield a folder that becomes `folder` when all went well, and is deleted when not."""
    draft = folder.with_name(f"{folder.name}.part")
    try:
        shutil.rmtree(draft, ignore_errors=True)  # of one that was killed
        draft.mkdir(parents=True)
        yield draft
        for path in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
            sync_folder(path)
        draft.replace(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _cannot_write(folder: Path, error: OSError) -> Misconfigured:
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = "is on a full disk" if is_full else f"cannot be written ({error.strerror or error})"
    remedy = "Free some space there, or name another folder."
    return Misconfigured(f"{folder} {what}; nothing of it was left half done.", remedy=remedy)
