"""The role of analysts: it reads schema `desk`, what its functions stand on, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection, text

from pipeline.warehouse.database import Warehouse

READER = "copydesk_reader"
"""A group without a login of its own: `GRANT copydesk_reader TO ana` lets Ana in."""

_READ_BY_FUNCTIONS = (
    "alias", "article", "content", "decision", "edit", "load", "observation", "ruleset",
    "search_entry",
)  # fmt: skip
"""Views are read with their owner's rights, functions with the caller's: these hold no secret."""


def grant(connection: Connection) -> bool:
    """Give the reader its rights in the open transaction; return False where there is no reader.

    Derived objects lose their rights when they are made anew, so every upgrade grants them again.
    """
    if not _exists(connection):
        return False
    tables = ", ".join(f"public.{name}" for name in _READ_BY_FUNCTIONS)
    for statement in (
        f"GRANT USAGE ON SCHEMA desk, derived TO {READER}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA desk, derived TO {READER}",
        f"GRANT SELECT ON {tables} TO {READER}",
    ):
        connection.execute(text(statement))
    return True


def reader_faults(warehouse: Warehouse) -> list[str] | None:
    """Return what the reader may and should not, or should and may not; None without a reader."""
    with warehouse.begin() as connection:
        if not _exists(connection):
            return None
        found = connection.execute(
            text(_FAULTS), {"reader": READER, "tables": list(_READ_BY_FUNCTIONS)}
        )
        return list(found.scalars())


def _exists(connection: Connection) -> bool:
    query = text("SELECT count(*) FROM pg_roles WHERE rolname = :name")
    return bool(connection.execute(query, {"name": READER}).scalar_one())


_FAULTS = """
WITH relation AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name,
           n.nspname IN ('desk', 'derived') OR c.relname = ANY(:tables) AS is_open
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('desk', 'derived', 'public') AND c.relkind IN ('r', 'v', 'm', 'p'))
SELECT 'may not read ' || name FROM relation
WHERE is_open AND NOT has_table_privilege(:reader, oid, 'SELECT')
UNION ALL
SELECT 'may read ' || name FROM relation
WHERE NOT is_open AND has_any_column_privilege(:reader, oid, 'SELECT')
UNION ALL
SELECT 'may change ' || name FROM relation
WHERE has_table_privilege(:reader, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
UNION ALL
SELECT 'may look into no schema ' || name FROM unnest(ARRAY['desk', 'derived']) AS s (name)
WHERE NOT has_schema_privilege(:reader, name, 'USAGE')
UNION ALL
SELECT 'may make objects in schema ' || name
FROM unnest(ARRAY['desk', 'derived', 'public']) AS s (name)
WHERE has_schema_privilege(:reader, name, 'CREATE')
UNION ALL
SELECT 'is more than a reader: ' || attribute FROM pg_roles,
    LATERAL (VALUES ('superuser', rolsuper), ('createrole', rolcreaterole),
                    ('createdb', rolcreatedb), ('login', rolcanlogin)) AS a (attribute, has_it)
WHERE rolname = :reader AND has_it
ORDER BY 1
"""
