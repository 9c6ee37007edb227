"""A whole Copydesk for tests: PostgreSQL, Airflow, the sample newsroom and a movable clock."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.flows.desk import Desk, open_desk
from pipeline.flows.report import read_summary
from pipeline.newsroom import Newsroom, State, write_sources
from pipeline.standalone.airflow import Airflow
from pipeline.standalone.client import AirflowClient
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.standalone.state import free_port
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.migrate import upgrade

EPOCH = datetime.now(UTC).date() - timedelta(days=20)
"""Day 1 of the newsroom: all nights of these tests lie in the past, where backfills may go."""

FIRST_DAY = 3


@dataclass
class Live:
    """The running set-up; `client` is logged in as the administrator."""

    home: Path
    airflow: Airflow
    newsroom: Newsroom
    client: AirflowClient
    settings: Settings

    def day(self, number: int) -> date:
        """Return the date of one of the newsroom's days."""
        return self.newsroom.world.date_of(number)

    def move_to(self, number: int, *, days_later: int = 1, hour: int = 0) -> None:
        """Let the newsroom stand at a day, and the clock that many days after it began."""
        self.newsroom.set_day(number)
        set_clock(self.home, self.day(number) + timedelta(days=days_later), hour)

    def run(self, dag_id: str, partition_key: str | None = None, **conf: Any) -> str:
        """Run a DAG to its end, which has to be a good one; return the run's id."""
        run_id = self.client.trigger_dag_run(dag_id, conf=conf, partition_key=partition_key)
        self.finish(dag_id, run_id)
        return run_id

    def finish(self, dag_id: str, run_id: str, expected: str = "success") -> None:
        """Wait for a run, which has to end as `expected`."""
        state = self.client.wait_for_run(dag_id, run_id, timeout_s=600)
        assert state == expected, [
            (t.task_id, t.map_index, t.state) for t in self.client.task_states(dag_id, run_id)
        ]

    def night(self, number: int) -> dict[str, Any]:
        """Run the night after a day of the newsroom; return its summary."""
        self.move_to(number)
        run_id = self.run("ingest", partition_key=self.day(number).isoformat())
        return self.summary("ingest", run_id)

    def backfill(self, first: int, last: int, *, reprocess: str = "completed") -> list[str]:
        """Backfill some days of the newsroom to a good end; return the ids of the new runs."""
        before = self.before_backfill()
        self.client.create_backfill(
            "ingest",
            midnight(self.day(first)),
            midnight(self.day(last)),
            reprocess=reprocess,
            max_active_runs=3,
        )
        runs = self.wait_for_backfill(before, last - first + 1)
        return sorted(runs, key=runs.__getitem__)

    def before_backfill(self) -> set[str]:
        """Return the runs of earlier backfills, once Airflow has closed the last of them.

        It looks every half minute whether one has ended, and admits one at a time.
        """
        give_up_at = time.monotonic() + 300
        while not all(backfill["completed_at"] for backfill in self._backfills()):
            assert time.monotonic() < give_up_at, "the last backfill does not end"
            time.sleep(0.5)
        return set(self.backfill_runs())

    def _backfills(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.call(
            "GET", "backfills", params={"dag_id": "ingest"}
        )["backfills"]
        return found

    def wait_for_backfill(self, before: set[str], count: int) -> dict[str, str]:
        """Wait for `count` runs beside those of `before` to end well; return their days by id."""
        give_up_at = time.monotonic() + 300
        while (
            len(new := {k: v for k, v in self.backfill_runs().items() if k not in before}) < count
        ):
            assert time.monotonic() < give_up_at, f"{len(new)} of {count} runs were made"
            time.sleep(0.5)
        for run_id in new:
            self.finish("ingest", run_id)
        return new

    def backfill_runs(self) -> dict[str, str]:
        """Return the day of each backfill run. Airflow also schedules last night: it is no part."""
        runs = [run for run in self.client.dag_runs("ingest") if run["run_type"] == "backfill"]
        return {run["dag_run_id"]: run["partition_key"] for run in runs}

    def dump(self) -> list[str]:
        """Return the canonical dump of the warehouse."""
        with self.desk() as desk:
            return list(canonical_dump(desk.warehouse))

    def summary(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """Return the summary of an ended run."""
        summary = read_summary(self.settings, dag_id, run_id)
        assert summary is not None
        return summary

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Yield the desk of this set-up, as its tasks open it."""
        with open_desk(self.settings) as desk:
            yield desk


@contextmanager
def live_desk(extra_env: Mapping[str, str] | None = None) -> Iterator[Live]:
    """Start everything in a folder of its own; stop and delete all of it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="copydesk-e2e-"))
    home.chmod(0o755)  # as root, PostgreSQL runs as another user and has to get in
    postgres = EmbeddedPostgres(home)
    newsroom = Newsroom(State(EPOCH, FIRST_DAY))
    write_sources(newsroom.world, newsroom.port, home / "sources")
    set_clock(home, EPOCH + timedelta(days=FIRST_DAY))
    airflow = Airflow(
        home,
        postgres,
        sources=home / "sources",
        extra_env={"COPYDESK_CLOCK_FILE": str(home / "clock"), **(extra_env or {})},
    )
    (home / "airflow").mkdir()
    (home / "airflow" / "port").write_text(str(free_port()))
    try:
        postgres.start()
        upgrade(postgres.url())
        airflow.start(lambda _: None)
        client = airflow.client()
        for dag_id in ("ingest", "ingest_events", "replay"):
            client.wait_for_dag(dag_id)
        settings = Settings.from_env(airflow.environment())
        yield Live(home, airflow, newsroom, client, settings)
    finally:
        airflow.stop()
        newsroom.close()
        postgres.remove()
        if not os.environ.get("COPYDESK_KEEP_E2E"):
            shutil.rmtree(home, ignore_errors=True)


def set_clock(home: Path, day: date, hour: int = 0) -> None:
    """Let it be five past the hour (UTC) of `day`, from now on."""
    (home / "clock").write_text(midnight(day).replace(hour=hour, minute=5).isoformat())


def midnight(day: date) -> datetime:
    """Return the beginning of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
