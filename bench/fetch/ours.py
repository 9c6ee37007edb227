"""Copydesk over the same hosts: as a fetch task runs, or its client alone.

`python -m bench.fetch.ours task SOURCE ...` fetches these sources of the planned run `bench` in the
warehouse and archive of the environment: robots.txt, feeds, pages, archive and index.
`... client PORT` only asks, without archive and database.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.fetch.measure import Measured
from bench.fetch.server import HOSTS, address, page_paths
from pipeline.config import FetchSettings, Settings, SystemClock
from pipeline.fetch import Fetcher, FetchPolicy
from pipeline.flows.desk import open_desk
from pipeline.flows.gather import gather_sources
from pipeline.flows.plan import Plan, plan_run
from pipeline.model import Mode
from tests.fetch.fakes import Limits, Robots

DAG, RUN = "bench", "bench"


def write_sources(folder: Path, port: int) -> None:
    """Write a source file for every host."""
    folder.mkdir(parents=True)
    for host in range(HOSTS):
        home = address(host, port)
        (folder / f"paper-{host:02}.yaml").write_text(
            f"id: paper-{host:02}\nname: Paper {host}\nhomepage: {home}/\nlanguage: en\n"
            f"country: GB\nfeeds:\n  - url: {home}/feed.xml\n    kind: rss\n"
            "allow_private_network: true\ndelay_s: 0\n"
        )


def plan() -> Plan:
    """Plan the run in the warehouse of the environment."""
    with open_desk(Settings.from_env()) as desk:
        return plan_run(desk, DAG, RUN, mode="auto")


def run_task(ids: list[str]) -> None:
    """Fetch some of the sources as the DAG's task does."""
    with open_desk(Settings.from_env()) as desk:
        planned = Plan(DAG, RUN, desk.clock.now().date(), Mode.AUTO, True, tuple(ids))
        with Measured() as measured:
            counts = gather_sources(desk, planned, ids)
            measured.pages = sum(c.pages_asked - c.pages_failed for c in counts)
    measured.tell()


def run_client(port: int) -> None:
    """Ask with the client alone, one thread a host."""
    policy = FetchPolicy(delay_s=0, allow_private_network=True)

    def read_host(host: int) -> int:
        kept: list[int] = []
        with Fetcher(
            FetchSettings(), SystemClock(), Limits(), Robots(), lambda e: kept.append(e.status)
        ) as fetcher:
            for path in ("/feed.xml", *page_paths()):
                fetcher.fetch(address(host, port) + path, policy=policy)
        return kept.count(200) - 2

    with ThreadPoolExecutor(HOSTS) as threads, Measured() as measured:
        measured.pages = sum(threads.map(read_host, range(HOSTS)))
    measured.tell()


if __name__ == "__main__":
    if sys.argv[1] == "task":
        run_task(sys.argv[2:])
    else:
        run_client(int(sys.argv[2]))
