"""Parquet and JSONL: one file a partition, written row group by row group, whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.model import to_json
from pipeline.warehouse.export import Kind

NO_SOURCE = "__HIVE_DEFAULT_PARTITION__"
"""The name that readers of hive-style folders take for null."""

_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.FLAG: pa.bool_(),
    Kind.WHOLE: pa.int64(),
    Kind.SHARE: pa.float64(),
    Kind.TIME: pa.timestamp("us", tz="UTC"),
    Kind.JSON: pa.string(),
}


class Format(StrEnum):
    """How the files are written."""

    PARQUET = "parquet"
    JSONL = "jsonl"


class PartFile:
    """One file of a partition. It stands under its name when it is closed, or not at all."""

    def __init__(self, path: Path, columns: Mapping[str, Kind], format: Format) -> None:  # noqa: A002
        self._path = path
        self._draft = path.with_name(f".{path.name}.part")
        self._columns = columns
        self._schema = arrow_schema(columns)
        self._is_parquet = format is Format.PARQUET
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = self._draft.open("wb")
        self._parquet = (
            pq.ParquetWriter(self._file, self._schema, compression="zstd")
            if self._is_parquet
            else None
        )

    def __enter__(self) -> PartFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            with suppress(OSError, ValueError):  # else the writer would try at its end
                if self._parquet is not None:
                    self._parquet.close()
            self._file.close()
            self._draft.unlink(missing_ok=True)
            return
        if self._parquet is not None:
            self._parquet.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self._path)

    def write(self, rows: list[dict[str, Any]]) -> None:
        """Append `rows`. Raises `OSError` where the disk is full."""
        told = [self._plain(row) for row in rows]
        if self._parquet is not None:
            self._parquet.write_table(pa.Table.from_pylist(told, schema=self._schema))
            return
        for row in told:
            line = json.dumps(to_json(row), ensure_ascii=False)
            self._file.write(line.encode("utf-8", "replace") + b"\n")

    def _plain(self, row: dict[str, Any]) -> dict[str, Any]:
        if not self._is_parquet:
            return row
        return {
            name: json.dumps(value, ensure_ascii=False, sort_keys=True)
            if self._columns[name] is Kind.JSON
            else value
            for name, value in row.items()
        }


def arrow_schema(columns: Mapping[str, Kind]) -> pa.Schema:
    """Return the schema of Parquet files with these columns."""
    return pa.schema([pa.field(name, _TYPES[kind]) for name, kind in columns.items()])


def drop_articles(path: Path, article_ids: Collection[str], columns: Mapping[str, Kind]) -> int:
    """Take the rows of these articles out of a written file; return how many they were.

    A file in which none is left is deleted.
    """
    is_parquet = path.suffix == ".parquet"
    found = pq.read_table(path, columns=["article_id"]) if is_parquet else None
    if found is not None and not set(found["article_id"].to_pylist()) & set(article_ids):
        return 0
    rows = pq.ParquetFile(path).read().to_pylist() if is_parquet else _lines(path)
    kept = [row for row in rows if row["article_id"] not in article_ids]
    if kept and len(kept) < len(rows):
        _write_again(path, kept, columns)
    elif not kept:
        path.unlink()
    return len(rows) - len(kept)


def _write_again(path: Path, rows: list[dict[str, Any]], columns: Mapping[str, Kind]) -> None:
    """Rows that were read back are written as they are: JSON in Parquet is text already."""
    texts = {name: Kind.TEXT if kind is Kind.JSON else kind for name, kind in columns.items()}
    form = Format.PARQUET if path.suffix == ".parquet" else Format.JSONL
    with PartFile(path, texts, form) as part:
        part.write(rows)


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
