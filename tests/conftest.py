"""What every test may use: a real PostgreSQL, and system programs or a reason for their absence."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.standalone.postgres import EmbeddedPostgres
from tests.servers import DEBIAN_PROGRAMS, VARIABLE, choose_server

if os.environ.get(VARIABLE) in ("16", "18"):  # read by the wheel when it is imported
    os.environ["PGSERVER_POSTGRES_VERSION"] = os.environ[VARIABLE]

# What a test may need from the system: any of these programs will do.
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "redis": ("redis-server",),
    "docker-compose": ("docker-compose",),
    "dockerd": ("dockerd",),
    "postgresql-15": (str(DEBIAN_PROGRAMS / "postgres"),),
}


@pytest.fixture(scope="session")
def require_system() -> Callable[[str], str]:
    """Return a function: name of a system package in, path of its program out.

    Where it is absent the test is skipped with the reason; with COPYDESK_NO_SKIP=1, as .ci/run
    sets it, it fails instead.
    """

    def require(name: str) -> str:
        for program in PROGRAMS[name]:
            if path := shutil.which(program):
                return path
        reason = f"the system package '{name}' is not installed"
        if os.environ.get("COPYDESK_NO_SKIP") == "1":
            pytest.fail(f"{reason}, and COPYDESK_NO_SKIP=1 allows no skipping")
        pytest.skip(reason)

    return require


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A real PostgreSQL server of this test session, deleted at its end."""
    home = Path(tempfile.mkdtemp(prefix="copydesk-test-"))
    home.chmod(0o755)  # as root, PostgreSQL runs as another user and has to get in
    server = choose_server(home)
    server.start()
    yield server
    server.remove()
    shutil.rmtree(home)


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The address of an empty database of this test alone (postgresql+psycopg://...)."""
    name = f"test_{uuid4().hex[:12]}"
    postgres.create_database(name)
    yield postgres.url(name)
    postgres.drop_database(name)
