"""Bytes of stored captures, and what stands in the archive and not in its index yet."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pipeline.archive import Tail
from pipeline.errors import Terminal, Transient
from pipeline.flows.desk import Desk
from pipeline.flows.progress import Progress, silent
from pipeline.flows.purge import erase_again
from pipeline.model import Capture, Reason
from pipeline.warehouse.block_list import block_list
from pipeline.warehouse.captures import (
    add_captures,
    get_captures,
    indexed_bytes,
    mark_indexed,
    mark_stored,
)
from pipeline.warehouse.purge import erased_for_age

_CHUNK = 500
_log = logging.getLogger(__name__)


def index_tails(
    desk: Desk, run_id: str, *, name: str = "", progress: Progress = silent
) -> tuple[int, list[str]]:
    """Index what files of the archive hold behind their indexed bytes.

    That is what writers left that were killed between writing and indexing, and files that came
    from elsewhere: into an empty warehouse, all of them. With a `name`, only files of writers of
    that name. Returns how many captures were new, and one line for every damaged record.
    """
    tails = list(desk.archive.tails(indexed_bytes(desk.warehouse), name))
    return _index_all(desk, run_id, tails, progress, len(tails))


def _index_all(
    desk: Desk, run_id: str, tails: Iterable[Tail], progress: Progress, total: int = 0
) -> tuple[int, list[str]]:
    damage: list[str] = []
    added = 0
    for number, tail in enumerate(tails, 1):
        found = desk.archive.scan(
            tail.path, start=tail.start, on_damage=lambda error: damage.append(str(error))
        )
        while chunk := list(islice(found, _CHUNK)):
            added += _index(desk, chunk, run_id)
        mark_indexed(desk.warehouse, {tail.file: tail.size})
        progress("archive files", number, total or number)
    return added, damage


def store_files(desk: Desk) -> int:
    """Move files that are indexed and closed to the object store, if any; return how many.

    A file is deleted from the folder when the store has it whole and the index says so, so a kill
    at any moment leaves it in one place at least, and the next call goes on. Where the store does
    not answer, files wait in the folder: nothing is lost, and nobody is held up.
    """
    moved = 0
    for file in desk.archive.settled(indexed_bytes(desk.warehouse)):
        try:
            desk.archive.put(file)
        except Transient as error:
            _log.warning("Files stay in %s for now: %s", desk.archive.root, error)
            break
        mark_stored(desk.warehouse, file, desk.clock.now())
        desk.archive.let_go(file)
        moved += 1
    return moved


def index_stored(desk: Desk, run_id: str, progress: Progress = silent) -> tuple[int, list[str]]:
    """Index what no index knows of files on the object store; returns as `index_tails` does."""
    return _index_all(
        desk, run_id, desk.archive.stored_tails(indexed_bytes(desk.warehouse)), progress
    )


def index_foreign(desk: Desk, run_id: str, path: Path) -> tuple[int, list[str]]:
    """Take the WARC file at `path` into the archive and index it; returns as `index_tails` does.

    Whoever made its captures, here they are those of `run_id`.
    """
    damage: list[str] = []
    file = desk.archive.import_file(path)
    size = file.stat().st_size
    found = desk.archive.scan(file, on_damage=lambda error: damage.append(str(error)))
    added = 0
    while chunk := [replace(capture, run_id=run_id) for capture in islice(found, _CHUNK)]:
        added += _index(desk, chunk, run_id)
    name = file.relative_to(desk.archive.root).as_posix()
    erase_again(desk, [], [name])  # it may hold, in no index, more of what stays away
    mark_indexed(desk.warehouse, {name: size})
    return added, damage


def _index(desk: Desk, captures: list[Capture], run_id: str) -> int:
    """Index `captures` but what stays away, which is erased again; return how many were new."""
    blocks = block_list(desk.warehouse)
    too_old = erased_for_age(desk.warehouse, [capture.capture_id for capture in captures])
    away = [c for c in captures if c.capture_id in too_old or blocks.refuses(c.url)]
    erase_again(desk, [capture.location for capture in away])
    return add_captures(desk.warehouse, [c for c in captures if c not in away], run_id)


def payload_of(desk: Desk, capture: Capture) -> tuple[bytes, str]:
    """Return the decoded bytes of `capture` and their content type; of a revisit, the repeated.

    Raises `Terminal` where the record is damaged or the repeated capture is not known.
    """
    return desk.archive.payload_of(holder_of(desk, capture))


def holder_of(desk: Desk, capture: Capture) -> Capture:
    """Return the capture that holds the bytes of `capture`: itself, or what a revisit repeats.

    Raises `Terminal` where the repeated capture is not known.
    """
    if capture.revisit_of is None:
        return capture
    referred = get_captures(desk.warehouse, [capture.revisit_of]).get(capture.revisit_of)
    if referred is None:
        raise Terminal(
            f"{capture.seen_url} only repeats a capture that the archive does not have.",
            reason=Reason.ARCHIVE_DAMAGED,
        )
    return referred
