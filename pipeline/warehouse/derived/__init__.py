"""What follows from the facts, as views and functions: code, installed anew whenever it changed.

Each `.sql` file beside this one makes one object, in the order of the file names: schema `derived`
for our own use, schema `desk` for analysts. Both schemas hold nothing else. Tables are the business
of the migrations; nothing here holds data, so replacing it loses nothing.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files

from sqlalchemy import Connection, text

from pipeline.errors import Misconfigured

SCHEMAS = {
    "derived": "What follows from the facts, for the pipeline itself",
    "desk": "The views to start from",
}


def install(connection: Connection) -> bool:
    """Make all derived objects in the open transaction; return False if they stood already.

    Raises `Misconfigured` where somebody's own views stand on an older state of them: those would
    go with it.
    """
    if _installed_digest(connection) == digest():
        return False
    drop(connection)
    for schema, comment in SCHEMAS.items():
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        connection.execute(text(f"COMMENT ON SCHEMA {schema} IS '{comment} [{digest()}]'"))
    cursor = connection.connection.cursor()  # the driver's own: a file holds several statements
    for _, statements in _sources():
        cursor.execute(statements)
    return True


def drop(connection: Connection) -> None:
    """Remove all derived objects in the open transaction; see `install` for what is raised."""
    strangers = connection.execute(text(_STRANGERS), {"ours": list(SCHEMAS)}).scalars().all()
    if strangers:
        raise Misconfigured(
            f"Views of others stand on Copydesk's: {', '.join(strangers)}.",
            remedy="Drop them, upgrade, then make them again on the new views.",
        )
    for schema in reversed(SCHEMAS):
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))


def digest() -> str:
    """Return a short digest of the sources, by which an installed state is known."""
    sha = hashlib.sha256()
    for name, statements in _sources():
        sha.update(f"{name}\0{statements}\0".encode())
    return sha.hexdigest()[:16]


def _sources() -> list[tuple[str, str]]:
    found = [item for item in files(__name__).iterdir() if item.name.endswith(".sql")]
    return [(item.name, item.read_text("utf-8")) for item in sorted(found, key=lambda i: i.name)]


def _installed_digest(connection: Connection) -> str:
    found = connection.execute(
        text("SELECT obj_description(to_regnamespace(:name), 'pg_namespace')"),
        {"name": next(reversed(SCHEMAS))},
    ).scalar_one()
    return str(found or "").rpartition("[")[2].removesuffix("]")


_STRANGERS = """
SELECT DISTINCT n.nspname || '.' || c.relname
FROM pg_depend d
JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> ALL(:ours) AND (
    EXISTS (SELECT 1 FROM pg_class used JOIN pg_namespace u ON u.oid = used.relnamespace
            WHERE d.refclassid = 'pg_class'::regclass AND used.oid = d.refobjid
              AND u.nspname = ANY(:ours))
    OR EXISTS (SELECT 1 FROM pg_proc used JOIN pg_namespace u ON u.oid = used.pronamespace
            WHERE d.refclassid = 'pg_proc'::regclass AND used.oid = d.refobjid
              AND u.nspname = ANY(:ours)))
ORDER BY 1
"""
