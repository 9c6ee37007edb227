"""The data dictionary: what the database itself says of its tables, views and functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import text

from pipeline.warehouse.database import Warehouse


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column: its type as PostgreSQL writes it, and its comment ('' where there is none)."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class RelationEntry:
    """One table or view of a schema with its columns, in their order."""

    schema: str
    name: str
    meaning: str
    columns: tuple[ColumnEntry, ...]


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """One function of a schema: `call` is its name with its arguments and their defaults."""

    schema: str
    name: str
    call: str
    meaning: str


def relations(warehouse: Warehouse, schema: str) -> list[RelationEntry]:
    """Return the tables and views of `schema` in the order of their names."""
    with warehouse.begin() as connection:
        rows = connection.execute(text(_COLUMNS), {"schema": schema}).all()
    return [
        RelationEntry(schema, name, meaning, tuple(ColumnEntry(*row[2:]) for row in group))
        for (name, meaning), group in groupby(rows, key=lambda row: (row[0], row[1]))
    ]


def functions(warehouse: Warehouse, schema: str) -> list[FunctionEntry]:
    """Return the functions of `schema` in the order of their names."""
    with warehouse.begin() as connection:
        rows = connection.execute(text(_FUNCTIONS), {"schema": schema}).all()
    return [FunctionEntry(schema, *row) for row in rows]


def without_meaning(warehouse: Warehouse, schema: str) -> Iterator[str]:
    """Yield the name of whatever in `schema` says nothing of itself."""
    for relation in relations(warehouse, schema):
        if not relation.meaning:
            yield f"{schema}.{relation.name}"
        for column in relation.columns:
            if not column.meaning:
                yield f"{schema}.{relation.name}.{column.name}"
    for function in functions(warehouse, schema):
        if not function.meaning:
            yield f"{schema}.{function.call}"


_COLUMNS = """
SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''),
       a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind IN ('r', 'p', 'v', 'm')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname COLLATE "C", a.attnum
"""

_FUNCTIONS = """
SELECT p.proname, p.proname || '(' || pg_get_function_arguments(p.oid) || ')',
       coalesce(obj_description(p.oid, 'pg_proc'), '')
FROM pg_proc p WHERE p.pronamespace = to_regnamespace(:schema)
ORDER BY p.proname COLLATE "C", 2
"""
