"""Rows by COPY in its binary form: straight into a table, or into one of this transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql

from pipeline.warehouse.tables import content, observation


def copy_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Append `rows` to `table`; `names` are their columns in order.

    Raises `psycopg.errors.UniqueViolation` where one stands already: the transaction is lost then,
    unless a savepoint was set.
    """
    _copy(connection, table, table.name, names, rows)


def stage_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> str:
    """Put `rows` of `table` into a table of this transaction alone and return that one's name."""
    staged = f"stage_{table.name}"
    listed = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {staged} ON COMMIT DROP AS"
            f" SELECT {listed} FROM {table.name} WITH NO DATA"
        )
    )
    _copy(connection, table, staged, names, rows)
    connection.execute(text(f"ANALYZE {staged}"))
    return staged


def _copy(
    connection: Connection,
    table: Table,
    target: str,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    listed = ", ".join(f'"{name}"' for name in names)
    driver = _driver(connection)
    with driver.cursor().copy(f"COPY {target} ({listed}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([_type_name(table, name) for name in names])
        write_row = copy.write_row
        for row in rows:
            write_row(row)


def _type_name(table: Table, name: str) -> str:
    """Return the driver's name of a column's type, which knows no FLOAT."""
    if table.c[name] in _SHIPPED_AS_BYTES:
        return "bytea"
    found = str(table.c[name].type.compile(_DIALECT)).lower()
    return "float8" if found == "float" else found


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


# These come in their binary form already: the driver passes bytes on as they are.
_SHIPPED_AS_BYTES = {content.c.body, observation.c.lineage}
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
