"""Planning with ten thousand sources: seconds, and memory beside a thousand.

`python -m bench.plan`: source files of two feeds each, in children of one planning each: a night,
then a poll where every feed has a rhythm and some hundred are due. Bars: planning takes seconds
(below ten of processor time), and nine thousand more sources take less than 60 MB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.report import Bar, Report, print_table
from pipeline.config import Settings
from pipeline.flows.desk import open_desk
from pipeline.flows.plan import plan_run
from pipeline.flows.poll import plan_poll
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.migrate import upgrade
from pipeline.warehouse.polling import FeedRhythm
from pipeline.warehouse.tables import feed_rhythm

SIZES = (1_000, 10_000)
DUE_EVERY = 100


def main() -> None:
    """Plan in children and print table and report."""
    with _place() as (home, server):
        rows = [
            {"sources": size, "plan": kind} | _child(home, server, size, kind)
            for size in SIZES
            for kind in ("night", "poll")
        ]
    print_table(
        ["sources", "plan", "chosen", "seconds", "of processor", "peak MB"],
        [list(row.values()) for row in rows],
    )
    large = [row for row in rows if row["sources"] == SIZES[1]]
    grown = max(row["peak_mb"] for row in large) - min(row["peak_mb"] for row in rows)
    report = Report("plan")
    report.bars = [
        Bar("processor seconds for a plan", max(r["cpu_s"] for r in large), at_most=10),
        Bar("more MB for nine thousand more sources", grown, at_most=60),
        Bar("sources of the night", large[0]["chosen"], at_least=SIZES[1]),
        Bar("sources of the poll", large[1]["chosen"], at_most=SIZES[1] / DUE_EVERY),
    ]
    report.figures = {f"{row['plan']} of {row['sources']}": row for row in rows}
    report.finish()


def child(home: str, url: str, kind: str) -> None:
    """Make one plan and print what it took."""
    folder = Path(home)
    settings = Settings(url, folder, folder / "archive", sources_dir=folder / "sources")
    began, cpu = time.monotonic(), time.process_time()
    with open_desk(settings) as desk:
        plan = (plan_run if kind == "night" else plan_poll)(desk, "bench", kind)
    assert plan is not None
    line = {
        "chosen": len(plan.source_ids),
        "seconds": time.monotonic() - began,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(line))


def _peak_mb() -> float:
    """Return this process's peak of memory (ru_maxrss is the parent's where that is larger)."""
    (line,) = (x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
    return int(line.split()[1]) / 1000


def _child(home: Path, server: EmbeddedPostgres, size: int, kind: str) -> dict[str, Any]:
    folder = home / str(size)
    url = server.url(f"warehouse_{size}")
    if not folder.exists():
        _fill(folder, size)
        upgrade(url)
        _learn(url, size)
    done = subprocess.run(
        [sys.executable, "-m", "bench.plan", str(folder), url, kind],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return line


def _fill(folder: Path, size: int) -> None:
    (folder / "sources").mkdir(parents=True)
    for number in range(size):
        home = f"https://s{number}.example/"
        feeds = "".join(
            f"  - url: {home}{name}\n    kind: {kind}\n"
            for name, kind in (("rss.xml", "rss"), ("news.xml", "news_sitemap"))
        )
        (folder / "sources" / f"s{number}.yaml").write_text(
            f"id: s{number}\nname: Source {number}\nhomepage: {home}\nlanguage: en\n"
            f"country: GB\nfeeds:\n{feeds}delay_s: 2.0\n"
        )


def _learn(url: str, size: int) -> None:
    """Give every feed a rhythm; of each hundredth source the feeds are due."""
    now = datetime.now(UTC)
    rows = [
        asdict(
            FeedRhythm(
                f"https://s{number}.example/{name}",
                f"s{number}",
                now - timedelta(hours=1),
                now + timedelta(hours=-1 if number % DUE_EVERY == 0 else 5),
                3600.0,
                0,
            )
        )
        for number in range(size)
        for name in ("rss.xml", "news.xml")
    ]
    with Warehouse(url) as warehouse, warehouse.begin() as connection:
        connection.execute(insert(feed_rhythm), rows)


@contextmanager
def _place() -> Iterator[tuple[Path, EmbeddedPostgres]]:
    home = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    home.chmod(0o755)
    server = EmbeddedPostgres(home)
    try:
        server.start()
        for size in SIZES:
            server.create_database(f"warehouse_{size}")
        yield home, server
    finally:
        server.remove()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(*sys.argv[1:])
    else:
        main()
