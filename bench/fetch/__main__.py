"""2,000 real pages from 50 hosts that answer after 50 ms, as politely: who is how quick?

`python -m bench.fetch`, best of `--rounds` (3) for each: Copydesk as it runs in production (guard,
robots.txt and feeds, every answer in the WARC archive and in the index, politeness in PostgreSQL),
cut into tasks as the DAG does it, and its client alone; Scrapy, which reads robots.txt and feeds
too and drops the pages; and the fetcher of news-please on bare addresses.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.fetch.ours import plan, write_sources
from bench.fetch.server import HOSTS, PAGES_A_HOST
from bench.peers import peer_python
from bench.report import Bar, Report, print_table
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.migrate import upgrade

PAGES = HOSTS * PAGES_A_HOST
OURS, SCRAPY = "copydesk", "scrapy"


def main() -> None:
    """Run all clients and print table and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    peers = str(peer_python("fetchers"))
    with _server() as (port, size), _postgres() as server:
        clients = {
            OURS: lambda: _ours(server, port),
            "copydesk's client alone": lambda: _run(sys.executable, "ours", "client", port),
            SCRAPY: lambda: _run(peers, "peers", "scrapy", port),
            "news-please's fetcher": lambda: _run(peers, "peers", "news-please", port),
        }
        best: dict[str, dict[str, Any]] = {}
        for _ in range(rounds):
            for name, run in clients.items():
                found = run()
                if name not in best or found["seconds"] < best[name]["seconds"]:
                    best[name] = found
    _tell(best, size)


def _tell(best: dict[str, dict[str, Any]], size: int) -> None:
    speed = {name: found["pages"] / found["seconds"] for name, found in best.items()}
    print(f"{PAGES} pages of {size:,} bytes on the wire, {HOSTS} hosts\n")
    print_table(
        ["client", "pages", "s", "pages/s", "CPU ms/page", "MB", "MB of its child"],
        [
            [n, f["pages"], f["seconds"], speed[n], 1000 * f["cpu_s"] / PAGES, f["peak_mb"],
             f["child_mb"]]
            for n, f in best.items()
        ],
    )  # fmt: skip
    report = Report("fetch")
    report.bars = [
        Bar("pages that came, of all clients", min(f["pages"] for f in best.values()) / PAGES, 1.0),
        Bar("pages/s, times Scrapy's", speed[OURS] / speed[SCRAPY], at_least=1.0),
    ]
    report.figures = {
        name: {"pages_s": round(speed[name], 1), **{k: round(v, 2) for k, v in found.items()}}
        for name, found in best.items()
    }
    report.finish()


def _ours(server: EmbeddedPostgres, port: int) -> dict[str, Any]:
    """Return what a night took in the tasks that the DAG makes of it, all of them at once.

    Memory is that of the largest task.
    """
    home = Path(tempfile.mkdtemp(prefix="bench-fetch-"))
    name = "bench_fetch"
    server.drop_database(name)
    server.create_database(name)
    upgrade(server.url(name))
    write_sources(home / "sources", port)
    os.environ |= {
        "COPYDESK_DATABASE_URL": server.url(name),
        "COPYDESK_HOME": str(home),
        "COPYDESK_SOURCES": str(home / "sources"),
    }
    try:
        groups = plan().fetch_groups()
        running = [_start(sys.executable, "ours", "task", *group) for group in groups]
        done = [_result(process) for process in running]
    finally:
        shutil.rmtree(home)
    return {
        "pages": sum(d["pages"] for d in done),
        "cpu_s": sum(d["cpu_s"] for d in done),
        **{key: max(d[key] for d in done) for key in ("seconds", "peak_mb", "child_mb")},
        "tasks": len(groups),
    }


def _run(python: str, module: str, *args: object) -> dict[str, Any]:
    return _result(_start(python, module, *args))


def _start(python: str, module: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [python, "-m", f"bench.fetch.{module}", *map(str, args)],
        stdout=subprocess.PIPE,
        text=True,
    )


def _result(process: subprocess.Popen[str]) -> dict[str, Any]:
    said = process.communicate(timeout=900)[0].splitlines()
    if process.returncode or not said:
        raise SystemExit(f"{process.args} ended with {process.returncode}.")
    found: dict[str, Any] = json.loads(said[-1])
    return found


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """Yield the port of the fifty hosts, and the bytes of an average answer."""
    with socket.create_server(("127.0.1.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.fetch.server", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        word, _, size = process.stdout.readline().partition(" ")
        assert word == "ready", "the hosts did not start"
        yield port, int(size)
        assert process.stdin
        process.stdin.close()


@contextmanager
def _postgres() -> Iterator[EmbeddedPostgres]:
    home = Path(tempfile.mkdtemp(prefix="bench-fetch-postgres-"))
    home.chmod(0o755)
    server = EmbeddedPostgres(home)
    server.start()
    try:
        yield server
    finally:
        server.remove()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
