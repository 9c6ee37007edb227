"""Airflow's four components as supervised processes, with settings measured for one machine.

`airflow standalone` would leave its children behind when it is told to stop; so each component
is started, watched and stopped here, by its own id.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

from pipeline.bundle import bundle_path
from pipeline.errors import Misconfigured, PipelineError, Transient
from pipeline.standalone.client import AirflowClient, RefusedByAirflow
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.standalone.processes import Daemon, python_environment, stop_all
from pipeline.standalone.state import LOOPBACK, remembered_port, secret, write_private

Progress = Callable[[str], None]

USER = "admin"
PREFERRED_PORT = 8080
FETCH_POOL, FETCH_SLOTS = "fetch", 4
HEALTHY_WITHIN_S = 240
GRACE_S = 10

# Name of the component in Airflow's health report, and the command that runs it.
COMPONENTS = {
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag_processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}


@dataclass(frozen=True)
class Airflow:
    """The Airflow of one home folder, its metadata in the embedded PostgreSQL.

    `sources` is the folder of source files that the DAGs read (None: those of the package),
    `dags` and `plugins` are other folders than Copydesk's own, `extra_env` more variables for all
    components.
    """

    home: Path
    postgres: EmbeddedPostgres
    sources: Path | None = None
    dags: Path | None = None
    plugins: Path | None = None
    extra_env: Mapping[str, str] = field(default_factory=dict)

    def start(self, progress: Progress = print) -> None:
        """Start what does not run yet and return when all of it is healthy.

        Running components with other settings (other sources, another port) are restarted.
        Raises `Misconfigured` with the end of the log of a component that cannot start.
        """
        if self.is_running() and self._running_settings() == self._fingerprint():
            progress("Airflow runs already")
        else:
            self._start_components(progress)
        # Also where it runs already: the command that started it may not have lived to see it up.
        self._wait_until_healthy(progress)
        self._make_pool()

    def fail_if_dead(self) -> None:
        """Raise `Misconfigured` with the end of its log if a component does not run any more."""
        for daemon in self.daemons():
            if not daemon.is_running():
                raise Misconfigured(
                    f"Airflow's {daemon.name.replace('_', ' ')} ended:\n{daemon.last_lines()}",
                    remedy=f"The whole log: {daemon.log}. `make run` starts it again.",
                )

    def _start_components(self, progress: Progress) -> None:
        self.stop()
        self._choose_port(progress)
        write_private(self._passwords, json.dumps({USER: self.password}))
        self._migrate(progress)
        write_private(self._settings_file, self._fingerprint())
        for daemon, command in self._commands().items():
            argv = [sys.executable, "-m", "airflow", *command]
            daemon.start(argv, self.environment(), cwd=self.folder)

    def stop(self) -> list[str]:
        """Stop all components with what they started; return the names of those that ran.

        The API server goes last: tasks that are ending still report to it.
        """
        server, *others = self.daemons()
        return stop_all(others, GRACE_S) + stop_all([server], GRACE_S)

    def is_running(self) -> bool:
        """Return True if all four components run."""
        return all(daemon.is_running() for daemon in self._commands())

    def client(self) -> AirflowClient:
        """Return a client of its REST API, logged in as the administrator."""
        return AirflowClient(self.url, USER, self.password)

    @property
    def url(self) -> str:
        """The address of the user interface. Raises `Misconfigured` before the first start."""
        if not self._port_file.exists():
            raise Misconfigured(f"Airflow in {self.home} was never started.", remedy="`make run`")
        return f"http://{LOOPBACK}:{self._port_file.read_text()}"

    @property
    def password(self) -> str:
        """The administrator's password, made at the first start."""
        return secret(self.password_file)

    @property
    def password_file(self) -> Path:
        """Where that password stands."""
        return self.folder / "admin-password"

    @property
    def folder(self) -> Path:
        """AIRFLOW_HOME."""
        return self.home / "airflow"

    def daemons(self) -> list[Daemon]:
        """Return the four components."""
        return list(self._commands())

    def environment(self) -> dict[str, str]:
        """Return the environment of the components, and of commands that should act like them."""
        inherited = {k: v for k, v in python_environment().items() if k != "AIRFLOW_CONFIG"}
        return {**inherited, **self._settings()}

    # -- settings ---------------------------------------------------------------------------------

    def _settings(self) -> dict[str, str]:
        airflow = {f"AIRFLOW__{name}": value for name, value in self._airflow_settings().items()}
        sources = {"COPYDESK_SOURCES": str(self.sources.resolve())} if self.sources else {}
        database = self.postgres.url("copydesk")
        return {
            **airflow,
            "AIRFLOW_HOME": str(self.folder),
            "AIRFLOW_CONN_COPYDESK": database.replace("postgresql+psycopg", "postgres", 1),
            "COPYDESK_DATABASE_URL": database,
            "COPYDESK_HOME": str(self.home),
            "COPYDESK_ARCHIVE": str(self.home / "archive"),
            **sources,
            **self.extra_env,
        }

    def _airflow_settings(self) -> dict[str, str]:
        return {
            "API__BASE_URL": self.url,
            "API__HOST": LOOPBACK,
            "API__PORT": self.url.rpartition(":")[2],
            "API__SECRET_KEY": secret(self.folder / "secret-key", 32),
            "API__WORKERS": "1",
            "API_AUTH__JWT_SECRET": secret(self.folder / "jwt-secret", 64),
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "CORE__DAGS_FOLDER": str(self.dags or bundle_path("dags")),
            "CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "CORE__EXECUTOR": "LocalExecutor",
            "CORE__FERNET_KEY": secret(self.folder / "fernet-key", 32) + "=",
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__PARALLELISM": "8",
            "CORE__PLUGINS_FOLDER": str(self.plugins or bundle_path("plugins")),
            "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self._passwords),
            "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
            "DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "DAG_PROCESSOR__REFRESH_INTERVAL": "5",
            "DATABASE__SQL_ALCHEMY_CONN": self.postgres.url("airflow", driver="psycopg2"),
            "DATABASE__SQL_ALCHEMY_CONN_ASYNC": self.postgres.url("airflow"),
            "LOGGING__BASE_LOG_FOLDER": str(self.folder / "logs"),
            "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",
        }

    def _fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self._settings(), sort_keys=True).encode()).hexdigest()

    def _running_settings(self) -> str:
        return self._settings_file.read_text() if self._settings_file.exists() else ""

    @property
    def _settings_file(self) -> Path:
        return self.folder / "running-settings"

    @property
    def _passwords(self) -> Path:
        return self.folder / "passwords.json"

    @property
    def _port_file(self) -> Path:
        return self.folder / "port"

    # -- starting ---------------------------------------------------------------------------------

    def _commands(self) -> dict[Daemon, tuple[str, ...]]:
        run = self.home / "run"
        components = {Daemon(name, run): command for name, command in COMPONENTS.items()}
        return {Daemon("api_server", run): ("api-server",), **components}

    def _choose_port(self, progress: Progress) -> None:
        before = self._port_file.read_text() if self._port_file.exists() else str(PREFERRED_PORT)
        port = remembered_port(self._port_file, PREFERRED_PORT)
        if str(port) != before:
            progress(f"port {before} is taken by another program; Airflow uses {port}")

    def _migrate(self, progress: Progress) -> None:
        """Bring Airflow's own database to its version; skipped where that was done before."""
        done, wanted = self.folder / "migrated", version("apache-airflow")
        if done.exists() and done.read_text() == wanted:
            return
        started = time.monotonic()
        command = [sys.executable, "-m", "airflow", "db", "migrate"]
        result = subprocess.run(
            command, env=self.environment(), cwd=self.folder, capture_output=True, check=False
        )
        if result.returncode:
            tail = (result.stdout + result.stderr).decode(errors="replace").splitlines()[-15:]
            raise Misconfigured("`airflow db migrate` failed:\n" + "\n".join(tail))
        done.write_text(wanted)
        progress(f"Airflow's database is at {wanted} ({time.monotonic() - started:.1f} s)")

    def _wait_until_healthy(self, progress: Progress) -> None:
        started, healthy = time.monotonic(), self._healthy()
        while len(healthy) < len(COMPONENTS) + 1:
            for name in sorted(self._healthy() - healthy):
                progress(f"{name.replace('_', ' ')} is up ({time.monotonic() - started:.1f} s)")
                healthy.add(name)
            self._stop_if_one_died()
            if time.monotonic() - started > HEALTHY_WITHIN_S:
                missing = {d.name for d in self.daemons()} - healthy
                raise Transient(
                    f"Not healthy after {HEALTHY_WITHIN_S} s: {', '.join(sorted(missing))}.",
                    remedy=f"Their logs stand in {self.home / 'run'}; try `make stop`, `make run`.",
                )
            time.sleep(0.2)

    def _stop_if_one_died(self) -> None:
        try:
            self.fail_if_dead()
        except Misconfigured:
            self.stop()
            raise

    def _healthy(self) -> set[str]:
        try:
            report = self.client().health()
        except PipelineError:
            return set()
        up = {n for n in COMPONENTS if (report.get(n) or {}).get("status") == "healthy"}
        return up | {"api_server"}

    def _make_pool(self) -> None:
        try:
            self.client().ensure_pool(FETCH_POOL, FETCH_SLOTS, "Tasks that ask foreign servers")
        except RefusedByAirflow as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
            self.stop()
            raise Misconfigured(
                f"Another Airflow took the address {self.url} while this one was starting.",
                remedy="`make run` again takes another port.",
            ) from None
