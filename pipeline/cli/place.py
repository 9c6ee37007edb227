"""Where the command line works: the warehouse that is named, or the embedded one of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from pipeline.config import AIRFLOW_VARIABLE, DATABASE_VARIABLE, Settings, host_of
from pipeline.errors import Misconfigured
from pipeline.flows.desk import Desk, open_desk
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.standalone.state import exclusive, remembered_sources
from pipeline.warehouse.migrate import current_revision, head_revision, upgrade


def home() -> Path:
    """Return the folder of all state of the stand-alone set-up."""
    return Path(os.environ.get("COPYDESK_HOME") or ".copydesk").absolute()


def find_settings(*, create: bool = False) -> Settings:
    """Return the settings of this place; the embedded PostgreSQL is started where it is used.

    With `create` an embedded one is made where there is no warehouse at all. Raises
    `Misconfigured` where nothing is configured.
    """
    if not is_embedded():
        return Settings.from_env()
    server = EmbeddedPostgres(home())
    if not create and not (server.data / "PG_VERSION").exists():
        return Settings.from_env()  # which says what to do
    _ensure_running(server)
    found = Settings.from_env({**os.environ, DATABASE_VARIABLE: server.url()})
    return found if found.sources_dir else replace(found, sources_dir=remembered_sources(home()))


def is_embedded() -> bool:
    """Tell whether this place's database is (or would be) the embedded one."""
    variables = (DATABASE_VARIABLE, AIRFLOW_VARIABLE)
    return not any(os.environ.get(name) for name in variables)


@contextmanager
def desk_here(*, create: bool = False, sources_folder: Path | None = None) -> Iterator[Desk]:
    """Yield an open desk on a warehouse that stands at this version's schema.

    The embedded warehouse is migrated on the way. Raises `Misconfigured` where another one is
    not at the schema, `Transient` where it does not answer.
    """
    settings = find_settings(create=create)
    if sources_folder:
        settings = replace(settings, sources_dir=sources_folder.absolute())
    _ensure_schema(settings.database_url)
    with open_desk(settings) as desk:
        yield desk


def _ensure_running(server: EmbeddedPostgres) -> None:
    if server.is_running():
        return
    click.echo(f"starting the embedded PostgreSQL in {server.home} ...", err=True)
    with exclusive(server.home):
        server.start()
    click.echo("it keeps running; `copydesk stop` stops it", err=True)


def _ensure_schema(url: str) -> None:
    current, head = current_revision(url), head_revision()
    if current == head:
        return
    if is_embedded():
        click.echo(f"migrating the warehouse to {head} ...", err=True)
        upgrade(url)
        return
    raise Misconfigured(
        f"The warehouse at {host_of(url)} stands at schema {current or 'nothing'}, "
        f"and this version of Copydesk needs {head}.",
        remedy="Run `copydesk migrate`.",
    )
