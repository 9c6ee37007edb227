"""The command line in this process, and a warehouse that has two nights of the newsroom."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.cli.app import main
from pipeline.newsroom import Newsroom, State, write_sources
from tests.postgres import *  # noqa: F403
from tests.postgres import copied_database


@dataclass
class Ran:
    """What a command left: exit code, results, and what it said on standard error."""

    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def run_command(*argv, stdin: bytes = b"") -> Ran:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main([str(word) for word in argv])
            out.flush()
            err.flush()
    finally:
        sys.stdin = before
    return Ran(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def in_place(monkeypatch, home, url: str | None) -> None:
    """Let the command line work in `home`, on the database at `url` (None: none is named)."""
    for name in ("AIRFLOW_CONN_COPYDESK", "COPYDESK_DATABASE_URL", "COPYDESK_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COPYDESK_HOME", str(home))
    if url:
        monkeypatch.setenv("COPYDESK_DATABASE_URL", url)


@pytest.fixture
def run(monkeypatch, tmp_path, warehouse_url):
    """A function that runs a command on an empty warehouse of this test alone."""
    in_place(monkeypatch, tmp_path, warehouse_url)
    return run_command


@dataclass
class Nights:
    """A warehouse after two nights, the newsroom that it read, and what `ingest` said."""

    room: Newsroom
    url: str
    home: object
    ran: list[Ran]


@pytest.fixture(scope="session")
def nights(postgres, warehouse_template, tmp_path_factory):
    home = tmp_path_factory.mktemp("nights")
    epoch = datetime.now(UTC).date() - timedelta(days=4)
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        copied_database(postgres, warehouse_template) as url,
        Newsroom(State(epoch, 3)) as room,
    ):
        in_place(monkeypatch, home, url)
        write_sources(room.world, room.port, home / "sources")
        ran = []
        for day in (3, 4):
            room.set_day(day)
            ran.append(run_command("ingest", "--sources", home / "sources", "--json"))
        yield Nights(room, url, home, ran)


@pytest.fixture
def ask(monkeypatch, nights):
    """A function that runs a command on the warehouse of `nights`, which it must not change."""
    in_place(monkeypatch, nights.home, nights.url)
    return run_command
