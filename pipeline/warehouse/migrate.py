"""Bringing a warehouse to the schema of this version, through alembic."""

from __future__ import annotations

from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pipeline.bundle import bundle_path
from pipeline.warehouse.database import MIGRATION_LOCK, Warehouse, take_lock


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the warehouse at `url` up to `revision`; two at once wait for one another.

    Raises `Transient` where the database does not answer.
    """
    _with_connection(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Migrate the warehouse at `url` down to `revision` ('base' for nothing)."""
    _with_connection(url, lambda config: command.downgrade(config, revision))


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


def _with_connection(url: str, action: Any) -> None:
    with Warehouse(url) as warehouse, warehouse.connect() as connection:
        take_lock(connection, MIGRATION_LOCK, session=True)
        connection.commit()
        action(_config(connection))
