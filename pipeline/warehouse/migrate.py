"""Bringing a warehouse to the schema of this version, through alembic."""

from __future__ import annotations

import time
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from pipeline.bundle import bundle_path
from pipeline.errors import Misconfigured, Transient
from pipeline.warehouse.database import MIGRATION_LOCK, Warehouse, take_lock

LOCK_WAIT_S = 2
"""How long a migration waits for a lock: as long as this everybody else may wait behind it."""

PATIENCE_S = 600.0
_REST_S = 1.0


def upgrade(url: str, revision: str = "head", *, patience_s: float = PATIENCE_S) -> None:
    """Migrate the warehouse at `url` up to `revision`; two at once wait for one another.

    Where somebody holds a lock it gives up after `LOCK_WAIT_S` and tries again from where it was,
    for `patience_s` in all. Raises `Transient` where that was too short or the database does not
    answer, `Misconfigured` where the warehouse was migrated by a version that is newer than this.
    """
    _patiently(url, patience_s, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str, *, patience_s: float = PATIENCE_S) -> None:
    """Migrate the warehouse at `url` down to `revision` ('base' for nothing), as `upgrade` does."""
    _patiently(url, patience_s, lambda config: command.downgrade(config, revision))


def current_revision(url: str) -> str | None:
    """Return the revision at which the warehouse at `url` stands, None for an empty database."""
    with Warehouse(url) as warehouse, warehouse.begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """Return the newest revision that this version of Copydesk knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(bundle_path("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _patiently(url: str, patience_s: float, action: Callable[[Config], None]) -> None:
    give_up_at = time.monotonic() + patience_s
    while True:
        try:
            _with_connection(url, action)
            return
        except Transient as error:
            if not _is_lock_timeout(error):
                raise
            if time.monotonic() > give_up_at:
                raise _locked(url) from error
        time.sleep(_REST_S)  # those who queued behind us go first


def _with_connection(url: str, action: Callable[[Config], None]) -> None:
    with Warehouse(url) as warehouse, warehouse.connect() as connection:
        take_lock(connection, MIGRATION_LOCK, session=True)
        _refuse_newer(connection)
        connection.commit()
        action(_config(connection))


def _refuse_newer(connection: Connection) -> None:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise Misconfigured(
            f"The warehouse stands at schema {found}, which this version of Copydesk does not"
            f" know: it ends at {head_revision()}.",
            remedy="Use the version that migrated it, or a newer one.",
        )


def _is_lock_timeout(error: Transient) -> bool:
    return getattr(getattr(error.__cause__, "orig", None), "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _locked(url: str) -> Transient:
    with Warehouse(url) as warehouse, warehouse.begin() as connection:
        holders = list(connection.execute(text(_HOLDERS)).scalars())
    return Transient(
        f"The migration waits for others: {'; '.join(holders) or 'who have gone by now'}.",
        remedy="Let them end, or end them with pg_terminate_backend, and migrate again.",
    )


_LOCK_NOT_AVAILABLE = "55P03"

_HOLDERS = """
SELECT format('process %s of %s, in a transaction for %s s', pid, usename,
              extract(epoch FROM clock_timestamp() - xact_start)::int)
FROM pg_stat_activity
WHERE datname = current_database() AND xact_start < now() - interval '1 second'
  AND backend_type = 'client backend'
ORDER BY xact_start LIMIT 5
"""
