"""Fixtures of a migrated warehouse on the session's real PostgreSQL (`postgres` of conftest).

A folder's conftest takes them in: `from tests.postgres import *  # noqa: F403`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from pipeline.config import Settings, libpq_url
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.migrate import upgrade

__all__ = ["desk_settings", "fresh_warehouse_url", "warehouse_template", "warehouse_url"]


@pytest.fixture(scope="session")
def warehouse_template(postgres: EmbeddedPostgres) -> str:
    """Name of a database at the newest schema, migrated once and copied for every test."""
    name = f"template_{uuid4().hex[:12]}"
    postgres.create_database(name)
    upgrade(postgres.url(name))
    return name


@pytest.fixture
def fresh_warehouse_url(
    postgres: EmbeddedPostgres, warehouse_template: str
) -> Iterator[Callable[[], str]]:
    """A function that returns the address of a new empty warehouse each time it is called."""
    names: list[str] = []

    def create() -> str:
        names.append(f"warehouse_{uuid4().hex[:12]}")
        with psycopg.connect(libpq_url(postgres.url("postgres")), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {names[-1]} TEMPLATE {warehouse_template}")
        return postgres.url(names[-1])

    yield create
    for name in names:
        postgres.drop_database(name)


@pytest.fixture
def warehouse_url(fresh_warehouse_url: Callable[[], str]) -> str:
    """Address of an empty warehouse of this test alone (postgresql+psycopg://...)."""
    return fresh_warehouse_url()


@pytest.fixture
def desk_settings(tmp_path: Path, warehouse_url: str) -> Settings:
    """Settings of an empty warehouse and an empty archive of this test alone."""
    return Settings(warehouse_url, home=tmp_path, archive_dir=tmp_path / "archive")
