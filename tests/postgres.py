"""Fixtures of a migrated warehouse on the session's real PostgreSQL (`postgres` of conftest).

A folder's conftest takes them in: `from tests.postgres import *  # noqa: F403`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from pipeline.config import Settings, libpq_url
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.migrate import upgrade

__all__ = ["desk_settings", "fresh_warehouse_url", "warehouse_template", "warehouse_url"]


@contextmanager
def copied_database(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """Yield the address of a fresh copy of the database `template`, deleted afterwards."""
    name = f"warehouse_{uuid4().hex[:12]}"
    with psycopg.connect(libpq_url(postgres.url("postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def warehouse_template(postgres: EmbeddedPostgres) -> str:
    """Name of a database at the newest schema, migrated once and copied for every test."""
    name = f"template_{uuid4().hex[:12]}"
    postgres.create_database(name)
    upgrade(postgres.url(name))
    return name


@pytest.fixture
def warehouse_url(postgres: EmbeddedPostgres, warehouse_template: str) -> Iterator[str]:
    """Address of an empty warehouse of this test alone (postgresql+psycopg://...)."""
    with copied_database(postgres, warehouse_template) as url:
        yield url


@pytest.fixture
def fresh_warehouse_url(
    postgres: EmbeddedPostgres, warehouse_template: str
) -> Iterator[Callable[[], str]]:
    """A function that returns the address of another empty warehouse each time it is called."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(copied_database(postgres, warehouse_template))


@pytest.fixture
def desk_settings(tmp_path: Path, warehouse_url: str) -> Settings:
    """Settings of an empty warehouse and an empty archive of this test alone."""
    return Settings(warehouse_url, home=tmp_path, archive_dir=tmp_path / "archive")
