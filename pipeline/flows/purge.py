"""Removing what a publisher wants removed, or what is too old: text first, then bytes, all audited.

From the first commit on it stays away: `ask` does not fetch it, `process` does not read it. Each
step can be done again; a purge that was killed goes on where it stood (`resume_purges`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pipeline.archive import Archive, RecordHead
from pipeline.errors import Misconfigured, PipelineError
from pipeline.flows.desk import Desk
from pipeline.flows.fold import fold_copies
from pipeline.flows.progress import Progress, silent
from pipeline.model import WarcLocation
from pipeline.urls import host_of_url, normalise_url, registrable_domain
from pipeline.warehouse.block_list import BlockList, block_list
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import RunContext
from pipeline.warehouse.purge import (
    Purge,
    add_counts,
    begin_purge,
    captures_with_bytes,
    finish_purge,
    mark_erased,
    preview,
    remove_text,
    standing_purges,
    unfinished_purges,
)

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be removed: `kind` and `subject` as in table `purge`, why, and for whom."""

    kind: str
    subject: str
    reason: str
    requested_by: str
    retention_days: int | None = None


def what_is_meant(words: str) -> tuple[str, str]:
    """Return kind and subject of what an operator named: an address, or else a domain.

    Raises `Misconfigured` for what is neither, and for a suffix under which others register.
    """
    if "://" in words:
        return "url", normalise_url(words)
    written = words.strip().rstrip(".").removeprefix("www.")
    try:
        domain = host_of_url(normalise_url(f"http://{written}/"))
    except PipelineError:
        domain = ""
    if not _DOMAIN.fullmatch(domain) or "/" in written:
        raise Misconfigured(f"'{words}' is neither a domain nor an address.")
    if registrable_domain(f"http://x.{domain}/") == f"x.{domain}":
        raise Misconfigured(f"'{domain}' is a suffix under which others have their domains.")
    return "domain", domain


def preview_purge(desk: Desk, context: RunContext, wanted: Wanted) -> dict[str, int]:
    """Return how many rows would lose their text, and captures their bytes; nothing is changed."""
    counts, records = preview(desk.warehouse, context, **_values(desk, wanted))
    return counts | {"records_erased": records}


def purge(desk: Desk, context: RunContext, wanted: Wanted, progress: Progress = silent) -> Purge:
    """Remove what is wanted, all of it; return the purge with its counts."""
    with desk.warehouse.begin() as connection:
        begun = begin_purge(connection, **_values(desk, wanted))
    return carry_out(desk, context, begun, progress)


def resume_purges(desk: Desk, context: RunContext, progress: Progress = silent) -> list[Purge]:
    """Carry out what was begun and not ended; return those purges."""
    unfinished = unfinished_purges(desk.warehouse)
    return [carry_out(desk, context, begun, progress) for begun in unfinished]


def sweep(desk: Desk, context: RunContext) -> None:
    """Remove what has come in since of everything that stays away."""
    for standing in standing_purges(desk.warehouse):
        carry_out(desk, context, standing)


def carry_out(desk: Desk, context: RunContext, begun: Purge, progress: Progress = silent) -> Purge:
    """Remove what is there of `begun`: text, then bytes, then the stories that stood on it."""
    add_counts(desk.warehouse, begun, remove_text(desk.warehouse, begun, context))
    erased = _erase_bytes(desk, begun, progress)
    add_counts(desk.warehouse, begun, {"records_erased": erased})
    fold_copies(desk, context)
    return finish_purge(desk.warehouse, begun, desk.clock.now())


def find_leftovers(warehouse: Warehouse, archive: Archive) -> list[str]:
    """Return the files that still hold bytes of what stays away, after a search through them.

    It goes through the files that came from elsewhere, and those from which something was erased:
    an old copy of the archive may have come back.
    """
    found = []
    for standing in standing_purges(warehouse):
        files = {*archive.imported_files(), *standing.files}
        is_gone = _is_of(standing)
        found += [name for name in sorted(files) if archive.count_records(name, is_gone)]
    return found


def erase_again(desk: Desk, known: Iterable[WarcLocation], warc_files: Iterable[str] = ()) -> int:
    """Erase the records at `known`, and from these files what is purged; return how many.

    A file that somebody brings may hold, in no index, what was purged before.
    """
    blocks = block_list(desk.warehouse)
    places = _by_file(known)
    warc_files = warc_files if blocks else ()
    return sum(
        desk.archive.erase(name, _is_blocked(blocks), places.get(name, ()), desk.clock.now())
        for name in sorted({*warc_files, *places})
    )


def _erase_bytes(desk: Desk, begun: Purge, progress: Progress) -> int:
    """Erase the bytes of `begun` file by file; what is erased loses its place in the index."""
    captures = captures_with_bytes(desk.warehouse, begun)
    ids_by_file: dict[str, list[UUID]] = defaultdict(list)
    for capture_id, place in captures.items():
        ids_by_file[place.warc_file].append(capture_id)
    is_gone = _is_of(begun)
    imported = desk.archive.imported_files() if begun.kind != "retention" else []
    files = sorted({*ids_by_file, *imported, *begun.files})
    erased = 0
    for number, name in enumerate(files, 1):
        known = [captures[key] for key in ids_by_file[name]]
        found = desk.archive.erase(name, is_gone, known, desk.clock.now())
        if found or known:
            mark_erased(desk.warehouse, begun, name, ids_by_file[name])
        erased += found
        progress("archive files", number, len(files))
    return erased


def _is_of(begun: Purge) -> Callable[[RecordHead], bool]:
    if begun.kind == "domain":
        return _is_blocked(BlockList({begun.subject: begun.purge_id}, {}))
    return _is_blocked(BlockList({}, dict.fromkeys(begun.addresses, begun.purge_id)))


def _is_blocked(blocks: BlockList) -> Callable[[RecordHead], bool]:
    return lambda head: blocks.refuses(head.target_uri)


def _by_file(places: Iterable[WarcLocation]) -> dict[str, list[WarcLocation]]:
    found: dict[str, list[WarcLocation]] = defaultdict(list)
    for place in places:
        found[place.warc_file].append(place)
    return found


def _values(desk: Desk, wanted: Wanted) -> dict[str, Any]:
    now = desk.clock.now()
    days = wanted.retention_days
    return {
        "kind": wanted.kind,
        "subject": wanted.subject,
        "reason": wanted.reason,
        "requested_by": wanted.requested_by,
        "at": now,
        "before": now - timedelta(days=days) if days else None,
    }
