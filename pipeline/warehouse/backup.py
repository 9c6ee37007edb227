"""The warehouse as one file, and back: PostgreSQL's own dump, of one moment.

Schemas `derived` and `desk` are left out: they follow from the code that restores.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from pipeline.config import host_of
from pipeline.errors import Misconfigured
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.derived import SCHEMAS
from pipeline.warehouse.programs import find_program, run_program


@dataclass(frozen=True, slots=True)
class Dumped:
    """What a dump is of: server, schema and last load, and up to which byte it needs each file."""

    postgres: int
    schema: str
    last_load: int | None
    archive_bytes: dict[str, int]


def dump_warehouse(warehouse: Warehouse, path: Path) -> Dumped:
    """Write the warehouse as it is at this moment to `path`, while others go on loading.

    Raises `Misconfigured` where no fitting `pg_dump` is here, or it fails.
    """
    with warehouse.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        postgres = _major(connection.execute(text("SHOW server_version_num")).scalar_one())
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        last_load = connection.execute(text("SELECT max(load_id) FROM load")).scalar_one()
        places = connection.execute(text(_ARCHIVE_BYTES)).all()
        excluded = [f"--exclude-schema={name}" for name in SCHEMAS]
        run_program(
            find_program("pg_dump", postgres),
            warehouse.url,
            ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges",
             f"--file={path}", *excluded],
        )  # fmt: skip
    return Dumped(postgres, revision, last_load, {row[0]: row[1] for row in places})


def restore_warehouse(url: str, path: Path, dumped_by: int) -> None:
    """Put the dump at `path`, of PostgreSQL `dumped_by`, into the empty database at `url`.

    All of it or nothing. Raises `Misconfigured` where the database holds something already, or
    `pg_restore` fails.
    """
    with Warehouse(url) as warehouse, warehouse.connect() as connection:
        here = _major(connection.execute(text("SHOW server_version_num")).scalar_one())
    refuse_full(url)
    run_program(
        find_program("pg_restore", max(here, dumped_by)),
        url,
        ["--single-transaction", "--no-owner", "--no-privileges", str(path)],
    )


def refuse_full(url: str) -> None:
    """Raise `Misconfigured` where the database at `url` has tables."""
    with Warehouse(url) as warehouse, warehouse.connect() as connection:
        tables = connection.execute(text(_TABLES)).scalar_one()
    if tables:
        raise Misconfigured(
            f"The database at {host_of(url)} is not empty: it has {tables} tables.",
            remedy="Restore into a new one (`createdb`), and name that.",
        )


def _major(version_num: str) -> int:
    return int(version_num) // 10_000


_ARCHIVE_BYTES = """
SELECT warc_file, max(warc_offset + warc_length) FROM capture
WHERE warc_file <> '' GROUP BY warc_file
"""

_TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""
