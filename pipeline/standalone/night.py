"""What `make run`, `make stop` and `make status` do."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.errors import Misconfigured, Terminal
from pipeline.flows.report import read_summary
from pipeline.sources import load_readable_sources
from pipeline.standalone.airflow import USER, Airflow, Progress
from pipeline.standalone.client import AirflowClient
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.standalone.sample import SampleNewsroom
from pipeline.standalone.state import LOOPBACK, exclusive, remember_sources
from pipeline.warehouse.migrate import upgrade

DAG = "ingest"


def run(home: Path, sources: Path | None, say: Progress) -> int:
    """Run one night and say what it found; return 0, or 1 if the run failed.

    Without `sources` the sample newsroom is read. Everything keeps running afterwards.
    """
    if sources is not None and not sources.is_dir():
        raise Misconfigured(
            f"The sources folder '{sources}' does not exist or is no folder.",
            remedy="Name a folder of YAML files, one per publisher: make run SOURCES=folder",
        )
    if sources is not None:
        for fault in load_readable_sources(sources)[1]:
            say(f"left out: {fault}")
    with exclusive(home):
        airflow = start(home, sources, say)
    settings = Settings.from_env(airflow.environment())
    client = airflow.client()
    with _timed(say, "the nightly run"):
        client.wait_for_dag(DAG)
        client.unpause(DAG)
        day = (settings.clock().now() - timedelta(days=1)).astimezone(UTC).date().isoformat()
        say(f"running the DAG '{DAG}' for {day}; see {airflow.url}/dags/{DAG}")
        # Soon after midnight Airflow starts last night's run by itself: it is the night then.
        by_itself = [
            run["dag_run_id"]
            for run in client.dag_runs(DAG)
            if run["partition_key"] == day and run["state"] in {"queued", "running"}
        ]
        run_id = by_itself[0] if by_itself else client.trigger_dag_run(DAG, partition_key=day)
        state = client.wait_for_run(
            DAG, run_id, progress=lambda text: say(f"  {text}"), check=airflow.fail_if_dead
        )
    for line in [*_found(settings, run_id), *_how_to_go_on(airflow)]:
        say(line)
    if state != "success":
        for line in _failures(client, run_id):
            say(line)
        raise Terminal(
            f"The nightly run {run_id} failed.",
            remedy=f"Its tasks and their logs: {airflow.url}/dags/{DAG}/runs/{run_id}",
        )
    return 0


def start(home: Path, sources: Path | None, say: Progress) -> Airflow:
    """Start PostgreSQL, the sample newsroom (without `sources`) and Airflow; return the last."""
    postgres = EmbeddedPostgres(home)
    with _timed(say, f"PostgreSQL {postgres.version}"):
        postgres.start()
    with _timed(say, "the warehouse's schema"):
        upgrade(postgres.url("copydesk"))
    if sources is None:
        with _timed(say, "the sample newsroom, one day on"):
            sources = SampleNewsroom(home).start_next_day()
    remember_sources(home, sources)
    airflow = Airflow(home, postgres, sources=sources)
    with _timed(say, "Airflow"):
        airflow.start(lambda text: say(f"  {text}"))
    return airflow


def stop(home: Path, say: Progress) -> int:
    """Stop everything that `run` started; return 0."""
    with exclusive(home):
        postgres = EmbeddedPostgres(home)
        stopped = [*Airflow(home, postgres).stop(), *SampleNewsroom(home).stop()]
        stopped += ["PostgreSQL"] if postgres.stop() else []
    names = ", ".join(name.replace("_", " ") for name in stopped)
    say(f"stopped: {names}" if stopped else "nothing was running")
    return 0


def remove(home: Path, say: Progress) -> int:
    """Stop everything and delete the database for good; return 0."""
    stop(home, say)
    EmbeddedPostgres(home).remove()
    return 0


def status(home: Path, say: Progress) -> int:
    """Say what runs; return 0 if all of Airflow and PostgreSQL does, else 1."""
    postgres = EmbeddedPostgres(home)
    airflow = Airflow(home, postgres)
    where = f" on {LOOPBACK}:{postgres.port}" if postgres.is_running() else ""
    say(_line("PostgreSQL", postgres.pid(), where))
    for daemon in [*airflow.daemons(), SampleNewsroom(home).daemon]:
        identity = daemon.identity() if daemon.is_running() else None
        say(_line(daemon.name.replace("_", " "), identity.pid if identity else None))
    if not (postgres.is_running() and airflow.is_running()):
        return 1
    say(f"Airflow: {airflow.url}, login {USER}, password in {airflow.password_file}")
    return 0


def _failures(client: AirflowClient, run_id: str) -> Iterator[str]:
    """Yield what ended each failed task, in its own words; of many like failures the first."""
    yield ""
    told: set[str] = set()
    for task in client.task_states(DAG, run_id):
        words = client.task_error(DAG, run_id, task) if task.state == "failed" else ""
        if words and words not in told:
            told.add(words)
            yield f"{task.task_id} failed: {words}"


def _line(name: str, pid: int | None, where: str = "") -> str:
    return f"{name:<14} {f'runs{where} (process {pid})' if pid else 'does not run'}"


def _found(settings: Settings, run_id: str) -> Iterator[str]:
    summary = read_summary(settings, DAG, run_id)
    if not summary:
        yield "The run left no summary: it failed before its report."
        return
    yield ""
    yield "What the night found:"
    for key in ("sources_read", "pages_fetched", "new_articles", "new_versions"):
        yield f"  {key.replace('_', ' '):<16} {_count(summary.get(key, 0))}"
    for key in ("versions_by_cause", "edits_by_kind"):
        for code, number in sorted(summary.get(key, {}).items()):
            yield f"    {number} x {code.replace('_', ' ')}"
    copies = summary.get("copies", [])
    yield f"  {'copies tied':<16} {len(copies)}"
    for original, group in groupby(copies, key=lambda copy: copy["original_url"]):
        yield f"    {original}"
        yield from (f"      <- {copy['copy_url']} ({_role(copy)})" for copy in group)
    quarantined = summary.get("quarantined", [])
    yield f"  {'in quarantine':<16} {sum(entry['count'] for entry in quarantined)}"
    for entry in quarantined:
        yield f"    {entry['count']} x {entry['reason']}, e.g. {entry['example_url']}"
    yield from (f"  note: {note}" for note in summary.get("notes", []))


def _count(value: Any) -> Any:
    return len(value) if isinstance(value, list) else value


def _role(copy: Mapping[str, Any]) -> str:
    return str(copy.get("role", "copy")).replace("_", " ")


def _how_to_go_on(airflow: Airflow) -> list[str]:
    return [
        "",
        f"Airflow:   {airflow.url}",
        f"Login:     {USER}, password {airflow.password} (kept in {airflow.password_file})",
        "Next day:  make run        Stop: make stop        What runs: make status",
    ]


@contextmanager
def _timed(say: Progress, what: str) -> Iterator[None]:
    """Say that a step begins, and how long it took."""
    say(f"{what} ...")
    started = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - started:.1f} s")
