"""Whole copies of the archive's files, each with its checksum."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.members import Damage
from pipeline.archive.reading import members_of
from pipeline.archive.writing import is_being_written
from pipeline.errors import Terminal
from pipeline.model import Reason

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """One file of a copy: its name within the archive, its bytes and their SHA-256."""

    file: str
    bytes: int
    sha256: str


def copy_file(source: Path, target: Path, name: str, size: int | None = None) -> CopiedFile:
    """Copy a file (its first `size` bytes) to `target` and onto the disk; return what was copied.

    Raises `OSError` where that fails.
    """
    sha, copied = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_STEP if size is None else min(_STEP, size - copied)):
            sha.update(chunk)
            writing.write(chunk)
            copied += len(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return CopiedFile(name, copied, sha.hexdigest())


def whole_size(path: Path, needed: int) -> int:
    """Return how many bytes of a file are whole records, at least `needed`.

    Only behind what an index needs, and where a writer is at work, the last record may be cut off.
    """
    size = path.stat().st_size
    if size <= needed or not is_being_written(path):
        return size
    last = None
    for last in members_of(path, needed):
        if last.offset >= size:
            break
    return last.offset if isinstance(last, Damage) and last.offset < size else size


def missing_files(root: Path, needed: Mapping[str, int]) -> list[str]:
    """Return the files that are not there, or shorter than the index needs them."""
    return [
        name
        for name, size in sorted(needed.items())
        if not (root / name).exists() or (root / name).stat().st_size < size
    ]


def refuse_missing(root: Path, needed: Mapping[str, int]) -> None:
    """Raise `Terminal` where files are missing that an index needs."""
    missing = missing_files(root, needed)
    if missing:
        raise Terminal(
            f"The archive {root} lacks {len(missing)} files that captures stand in, "
            f"e.g. {missing[0]}.",
            remedy="Bring them back from an earlier backup; `copydesk doctor` names the captures.",
            reason=Reason.ARCHIVE_DAMAGED,
        )
