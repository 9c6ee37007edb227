"""A replay with the network cut: no request can leave the machine, and none is missed.

The child runs in a network namespace of its own, which has no interface that is up, and reaches the
database over a socket in the file system, which the test forwards. Where the kernel allows no
namespaces, every connect of the child's Python is refused instead (libpq's are none of Python's).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest

from pipeline.flows.gather import gather_source
from tests.flows.paper import open_paper, page
from tests.flows.test_replay import foreign  # noqa: F401 - a fixture

CHILD = """
import json, socket, sys
if json.loads(sys.argv[1]):
    def refuse(self, address):
        raise OSError(f"refused: {address}")
    socket.socket.connect = socket.socket.connect_ex = refuse
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), timeout=5)
    sys.exit("the network is not cut")
except OSError:
    pass
from pipeline.cli import main
sys.exit(main(sys.argv[3:]))
"""


@cache
def namespaces() -> list[str]:
    """Return the command that cuts the network, empty where the kernel does not allow it."""
    program = shutil.which("unshare")
    for options in (["-n"], ["-rn"]):
        if program and not subprocess.run([program, *options, "true"], check=False).returncode:
            return [program, *options]
    return []


@contextmanager
def forwarded(folder: Path, port: int) -> Iterator[None]:
    """Forward what connects to PostgreSQL's socket in `folder` to its port: our only way out."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / f".s.PGSQL.{port}"))
        listening.listen()

        def accept() -> None:
            while True:
                try:
                    inside, _ = listening.accept()
                except OSError:
                    return
                outside = socket.create_connection(("127.0.0.1", port))
                for pair in ((inside, outside), (outside, inside)):
                    threading.Thread(target=copy, args=pair, daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield
        listening.shutdown(socket.SHUT_RDWR)  # a mere close leaves accept() waiting


def copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def run_cut_off(desk, port: int, *command: str):
    """Run `copydesk command` without a network; return what it says as JSON."""
    cut = namespaces()
    parts = urlsplit(desk.settings.database_url)
    with TemporaryDirectory(prefix="socket-") as folder, forwarded(Path(folder), parts.port):
        environment = {
            **os.environ,
            "COPYDESK_DATABASE_URL": f"postgresql://{parts.username}:{parts.password}@{parts.path}"
            f"?host={folder}&port={parts.port}",
            "COPYDESK_HOME": str(desk.settings.home),
            "COPYDESK_ARCHIVE": str(desk.settings.archive_dir),
            "COPYDESK_SOURCES": str(desk.settings.home / "sources"),
        }
        words = [json.dumps(not cut), str(port), *command, "--json"]
        done = subprocess.run(
            [*cut, sys.executable, "-c", CHILD, *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode in (0, 1), done.stderr  # 1: something is in quarantine
    return json.loads(done.stdout)


@pytest.fixture
def gathered(desk_settings):
    """A night's captures in the archive, of which nothing was read yet."""
    with open_paper(desk_settings) as paper:
        for number in range(3):
            links = '<img src="http://elsewhere.example/x.png"><iframe src="/other"></iframe>'
            paper.answers(f"/{number}", page(number).replace(b"<main>", b"<main>" + links.encode()))
        paper.publishes(*(f"/{number}" for number in range(3)))
        gather_source(paper.desk, paper.plan(), "paper")
        paper.asked()
        yield paper


def test_what_is_archived_is_read_without_a_network(gathered):
    summary = run_cut_off(gathered.desk, gathered.server.port, "replay")
    assert summary["new_articles"] == 3
    assert summary["quarantined"] == []
    assert gathered.asked() == []


def test_a_file_of_somebody_else_is_read_without_a_network(gathered, foreign):  # noqa: F811
    summary = run_cut_off(gathered.desk, gathered.server.port, "replay", str(foreign))
    assert (summary["new_articles"], summary["publisher_edits"]) == (1, 1)


def test_the_childs_network_is_truly_cut(gathered):
    """What would ask the web fails in the same child: the proof that it could not."""
    url = gathered.server.url("/0")
    summary = run_cut_off(gathered.desk, gathered.server.port, "ingest", url)
    assert [row["stage"] for row in summary["quarantined"]] == ["fetch"]
    assert gathered.asked() == []
