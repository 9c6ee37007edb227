"""Exports, load by load: what newer loads touched is written again, article by article.

A folder of exports is an append-only log. Each export has, of every article that was touched, all
of its rows; a reader takes of each article the last export (`pipeline.export.read_export`).
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.archive.writing import sync_folder
from pipeline.errors import Misconfigured
from pipeline.export.files import NO_SOURCE, Format, PartFile, drop_articles
from pipeline.flows.desk import Desk
from pipeline.flows.progress import Progress, silent
from pipeline.warehouse.export import (
    TABLES,
    ExportSnapshot,
    ExportTable,
    Partition,
    export_snapshot,
)

MANIFEST = "manifest.json"
FORMAT_VERSION = 1
CHUNK = 500
"""Articles that are read at once: what is held in memory."""

_DRAFT = ".draft"


@dataclass(frozen=True, slots=True)
class Export:
    """One export: the last load that it has, the load it goes on from, and what it wrote."""

    export: int
    since: int
    exported_at: str
    articles: int
    rows: dict[str, int]
    rows_withdrawn: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The keys of `manifest.json`: `watermark` is the last load that is in the folder."""

    version: int
    format: str
    watermark: int = 0
    exports: tuple[Export, ...] = field(default=())


def export_to(
    desk: Desk, folder: Path, form: Format = Format.PARQUET, progress: Progress = silent
) -> tuple[Manifest, Export | None]:
    """Write what loads since the last export into `folder` have touched; return what came of it.

    That is the folder's manifest and the export, None where nothing was new. All of it is of one
    moment. It becomes visible when it is whole; one that was killed goes on where it was, if
    nothing was loaded meanwhile. What was purged since is taken out of older files too.
    Raises `Misconfigured` where the folder cannot be written, or holds something else.
    """
    folder = folder.absolute()
    with _telling_of(folder):
        manifest = _read_manifest(folder, form)
        _forget_unfinished(folder, manifest)
        with export_snapshot(desk.warehouse, manifest.watermark) as snapshot:
            made = _write_all(desk, folder, manifest, snapshot, form, progress)
            manifest = replace(
                manifest,
                watermark=snapshot.watermark,
                exports=(*manifest.exports, *([made] if made else [])),
            )
        _write_manifest(folder, manifest)
    return manifest, made


def _write_all(
    desk: Desk,
    folder: Path,
    manifest: Manifest,
    snapshot: ExportSnapshot,
    form: Format,
    progress: Progress,
) -> Export | None:
    partitions = snapshot.partitions()
    if not partitions:
        return None
    draft = _open_draft(folder, manifest.watermark, snapshot.watermark)
    rows = dict.fromkeys((table.name for table in TABLES), 0)
    for number, partition in enumerate(partitions, 1):
        for name, count in _write_partition(draft, snapshot, partition, form).items():
            rows[name] += count
        progress("partitions", number, len(partitions))
    withdrawn = _withdraw(folder, snapshot.purged) if snapshot.purged else 0
    _commit(folder, draft, snapshot.watermark)
    articles = sum(partition.articles for partition in partitions)
    now = desk.clock.now().isoformat()
    return Export(snapshot.watermark, manifest.watermark, now, articles, rows, withdrawn)


def _write_partition(
    draft: Path, snapshot: ExportSnapshot, partition: Partition, form: Format
) -> dict[str, int]:
    """Write one file a table for a partition, unless an earlier try has; return how many rows."""
    done = _done_file(draft, partition)
    if done.exists():
        counts: dict[str, int] = json.loads(done.read_text())
        return counts
    counts = dict.fromkeys((table.name for table in TABLES), 0)
    with ExitStack() as stack:
        parts: dict[str, PartFile] = {}
        for ids in snapshot.chunks(partition, CHUNK):
            for table in TABLES:
                rows = snapshot.rows(table, ids)
                if rows and table.name not in parts:
                    path = _part_path(draft, table, partition, form)
                    parts[table.name] = stack.enter_context(PartFile(path, table.columns, form))
                if rows:
                    parts[table.name].write(rows)
                    counts[table.name] += len(rows)
    _write_whole(done, counts)
    return counts


def _part_path(draft: Path, table: ExportTable, partition: Partition, form: Format) -> Path:
    source = partition.source_id or NO_SOURCE
    place = draft / table.name / f"day={partition.day}" / f"source={source}"
    return place / f"part-0.{form.value}"


def _done_file(draft: Path, partition: Partition) -> Path:
    return draft / "done" / f"{partition.day}_{partition.source_id}.json"


def _open_draft(folder: Path, since: int, watermark: int) -> Path:
    """Return the folder in which the export grows: that of an earlier try, if it was the same."""
    draft = folder / _DRAFT
    state, same = draft / "state.json", {"since": since, "watermark": watermark}
    if not state.exists() or json.loads(state.read_text()) != same:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write_whole(state, same)
    return draft


def _withdraw(folder: Path, article_ids: frozenset[str]) -> int:
    """Take purged articles out of the exports that were made before; return how many rows."""
    return sum(
        drop_articles(path, article_ids, table.columns)
        for table in TABLES
        for path in sorted((folder / table.name).glob("export=*/*/*/part-*"))
    )


def _commit(folder: Path, draft: Path, watermark: int) -> None:
    """Put the export in its place, `articles` last: without its articles no row of it counts."""
    for path in (path for path in draft.rglob("*") if path.is_dir()):
        sync_folder(path)
    for table in TABLES:
        if (draft / table.name).exists():
            (folder / table.name).mkdir(exist_ok=True)
            (draft / table.name).replace(folder / table.name / f"export={watermark}")
            sync_folder(folder / table.name)
    shutil.rmtree(draft)


def _forget_unfinished(folder: Path, manifest: Manifest) -> None:
    """Remove exports that were killed between their place and the manifest."""
    known = {f"export={made.export}" for made in manifest.exports}
    found = [path for t in reversed(TABLES) for path in (folder / t.name).glob("export=*")]
    unfinished = [path for path in found if path.name not in known]
    if unfinished:  # the draft lacks what is in its place already: it goes first
        shutil.rmtree(folder / _DRAFT, ignore_errors=True)
    for path in unfinished:
        shutil.rmtree(path)


def _read_manifest(folder: Path, form: Format) -> Manifest:
    path = folder / MANIFEST
    if not path.exists():
        if folder.exists() and any(item.name != _DRAFT for item in folder.iterdir()):
            ours = {table.name for table in TABLES} | {_DRAFT, f".{MANIFEST}.part"}
            if not {item.name for item in folder.iterdir()} <= ours:
                raise Misconfigured(
                    f"{folder} holds something, and no export.", remedy="Name a folder of its own."
                )
        folder.mkdir(parents=True, exist_ok=True)
        return Manifest(FORMAT_VERSION, form.value)
    try:
        told = json.loads(path.read_text())
        made = tuple(Export(**item) for item in told["exports"])
        manifest = Manifest(**{**told, "exports": made})
    except (ValueError, TypeError, KeyError) as error:
        raise Misconfigured(
            f"{path} cannot be read ({error}).", remedy="Export into a new folder."
        ) from None
    if (manifest.version, manifest.format) != (FORMAT_VERSION, form.value):
        raise Misconfigured(
            f"{folder} is an export as {manifest.format}, version {manifest.version}.",
            remedy="Export into a new folder, or with the format it has.",
        )
    return manifest


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    _write_whole(folder / MANIFEST, asdict(manifest))
    sync_folder(folder)


def _write_whole(path: Path, value: Any) -> None:
    draft = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("w") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _telling_of(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        what = "is on a full disk" if is_full else f"cannot be written ({error.strerror or error})"
        raise Misconfigured(
            f"{folder} {what}; what was exported before is whole.",
            remedy="Free some space or name another folder, then give the command again.",
        ) from error
