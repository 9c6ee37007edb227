"""Reading an export as one table: the rule of docs/export.md in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def read_export(folder: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of `table` as they are now by the last export in `folder`.

    Each article counts as its last export has it: a row counts if no later export has the article
    in `articles`. All rows are held in memory.
    """
    latest: dict[str, int] = {}
    for export, row in _rows(folder / "articles", ["article_id"]):
        latest[row["article_id"]] = max(export, latest.get(row["article_id"], 0))
    return [
        row
        for export, row in _rows(folder / table, None)
        if latest.get(row["article_id"]) == export
    ]


def _rows(folder: Path, columns: list[str] | None) -> Iterator[tuple[int, dict[str, Any]]]:
    for path in sorted(folder.glob("export=*/*/*/part-*")):
        export = int(path.relative_to(folder).parts[0].partition("=")[2])
        if path.suffix == ".parquet":
            rows = pq.ParquetFile(path).read(columns=columns).to_pylist()
        else:
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for row in rows:
            yield export, row
