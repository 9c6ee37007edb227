"""A small client of Airflow's REST API: start runs and backfills, and wait for them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests

from pipeline.errors import Misconfigured, PipelineError, Transient

Json = dict[str, Any]
FINAL_RUN_STATES = {"success", "failed"}
FINAL_TASK_STATES = {"success", "failed", "skipped", "upstream_failed", "removed"}
POLL_S = 0.5
STILL_EVERY_S = 15


class RefusedByAirflow(PipelineError):
    """Airflow answered with an error; `status` is its HTTP code."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message, remedy="Airflow's own words stand above.")
        self.status = status


@dataclass(frozen=True)
class TaskState:
    """One task instance of a run. `map_index` is -1 where the task is not mapped."""

    task_id: str
    map_index: int
    state: str
    duration_s: float | None
    try_number: int

    @property
    def is_final(self) -> bool:
        """True if it will not change by itself."""
        return self.state in FINAL_TASK_STATES

    @property
    def is_begun(self) -> bool:
        """True if Airflow is at it: it runs, stands in line for it, or waits for its next try."""
        return not self.is_final and self.state != "waiting"


@dataclass
class AirflowClient:
    """REST calls to the Airflow at `url`, as one user.

    Every method raises `Transient` where Airflow does not answer and `RefusedByAirflow` with its
    own words where it says no.
    """

    url: str
    user: str
    password: str
    timeout_s: float = 30
    _session: requests.Session = field(default_factory=requests.Session, init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep proxies of the environment out: Airflow is asked directly."""
        self._session.trust_env = False

    def health(self) -> Json:
        """Return what Airflow says of its components; this needs no login."""
        return _body(self._send("GET", "api/v2/monitor/health"))

    # -- DAGs and runs ----------------------------------------------------------------------------

    def wait_for_dag(self, dag_id: str, timeout_s: float = 120) -> None:
        """Return when Airflow knows the DAG. Raises `Misconfigured` with the import errors."""
        give_up_at = time.monotonic() + timeout_s
        while time.monotonic() < give_up_at:
            try:
                self.call("GET", f"dags/{dag_id}")
                return
            except RefusedByAirflow as error:
                if error.status != 404:
                    raise
            if broken := self.import_errors():
                name, trace = next(iter(broken.items()))
                raise Misconfigured(f"The DAG file {name} cannot be imported:\n{trace}")
            time.sleep(POLL_S)
        raise Transient(f"Airflow did not find the DAG '{dag_id}' within {timeout_s:.0f} s.")

    def import_errors(self) -> dict[str, str]:
        """Return the DAG files that cannot be imported, each with its stack trace."""
        found = self.call("GET", "importErrors")["import_errors"]
        return {entry["filename"]: entry["stack_trace"] for entry in found}

    def unpause(self, dag_id: str) -> None:
        """Let the DAG run."""
        self.call("PATCH", f"dags/{dag_id}", json={"is_paused": False})

    def trigger_dag_run(
        self, dag_id: str, conf: Mapping[str, Any] | None = None, partition_key: str | None = None
    ) -> str:
        """Start a run (of a partition, where one is named) and return its id."""
        body = {"logical_date": None, "conf": dict(conf or {}), "partition_key": partition_key}
        return str(self.call("POST", f"dags/{dag_id}/dagRuns", json=body)["dag_run_id"])

    def dag_run(self, dag_id: str, run_id: str) -> Json:
        """Return the run as Airflow describes it."""
        return self.call("GET", f"dags/{dag_id}/dagRuns/{run_id}")

    def dag_runs(self, dag_id: str) -> list[Json]:
        """Return the newest 100 runs of a DAG, newest first."""
        query = {"order_by": "-id", "limit": 100}
        found: list[Json] = self.call("GET", f"dags/{dag_id}/dagRuns", params=query)["dag_runs"]
        return found

    def task_states(self, dag_id: str, run_id: str) -> list[TaskState]:
        """Return every task instance of a run, mapped ones each for itself."""
        found: list[TaskState] = []
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        while True:
            page = self.call("GET", path, params={"limit": 100, "offset": len(found)})
            found += [_task_state(entry) for entry in page["task_instances"]]
            if not page["task_instances"] or len(found) >= page["total_entries"]:
                return found

    def task_log(self, dag_id: str, run_id: str, task_id: str, try_number: int = 1) -> str:
        """Return the log of one try of an unmapped task, as JSON lines."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{try_number}"
        events = self.call("GET", path)["content"]
        return "\n".join(str(event) for event in events)

    def task_error(self, dag_id: str, run_id: str, task: TaskState) -> str:
        """Return the words of the exception that ended a task's last try; empty without one."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task.task_id}/logs/{task.try_number}"
        events = self.call("GET", path, params={"map_index": task.map_index})["content"]
        details = [event.get("error_detail") for event in events if isinstance(event, dict)]
        raised = [error for detail in details for error in detail or ()]
        return str(raised[0]["exc_value"]) if raised else ""

    def xcom(self, dag_id: str, run_id: str, task_id: str, key: str = "return_value") -> Any:
        """Return what an unmapped task handed on under `key`."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/{key}"
        return self.call("GET", path, params={"deserialize": "false"})["value"]

    def wait_for_run(
        self,
        dag_id: str,
        run_id: str,
        timeout_s: float = 1800,
        progress: Callable[[str], None] = lambda _: None,
        check: Callable[[], None] = lambda: None,
    ) -> str:
        """Return the run's final state, 'success' or 'failed', telling of each task that ends.

        `check` is called again and again; what it raises ends the waiting.
        """
        told = _Told(progress)
        give_up_at = time.monotonic() + timeout_s
        while time.monotonic() < give_up_at:
            state = str(self.dag_run(dag_id, run_id)["state"])
            told.tell(self.task_states(dag_id, run_id))
            if state in FINAL_RUN_STATES:
                return state
            check()
            time.sleep(POLL_S)
        raise Transient(
            f"The run {run_id} of {dag_id} did not end within {timeout_s:.0f} s.",
            remedy=f"Look at it: {self.url}/dags/{dag_id}/runs/{run_id}",
        )

    # -- backfills and pools ----------------------------------------------------------------------

    def create_backfill(
        self,
        dag_id: str,
        from_at: datetime,
        to_at: datetime,
        *,
        conf: Mapping[str, Any] | None = None,
        reprocess: str = "none",
        max_active_runs: int = 1,
        run_backwards: bool = False,
    ) -> int:
        """Start a backfill and return its id; `reprocess` is none, failed or completed."""
        body = {
            "dag_id": dag_id,
            "from_date": from_at.isoformat(),
            "to_date": to_at.isoformat(),
            "dag_run_conf": dict(conf or {}),
            "reprocess_behavior": reprocess,
            "max_active_runs": max_active_runs,
            "run_backwards": run_backwards,
        }
        return int(self.call("POST", "backfills", json=body)["id"])

    def wait_for_backfill(self, backfill_id: int, timeout_s: float = 1800) -> Json:
        """Return the backfill as Airflow describes it, once all its runs have ended."""
        give_up_at = time.monotonic() + timeout_s
        while time.monotonic() < give_up_at:
            backfill = self.call("GET", f"backfills/{backfill_id}")
            if backfill["completed_at"]:
                return backfill
            time.sleep(POLL_S)
        raise Transient(f"The backfill {backfill_id} did not end within {timeout_s:.0f} s.")

    def ensure_pool(self, name: str, slots: int, description: str) -> None:
        """Make a pool unless it exists; one whose size an operator changed stays as it is."""
        body = {"name": name, "slots": slots, "description": description}
        try:
            self.call("POST", "pools", json=body)
        except RefusedByAirflow as error:
            if error.status != 409:
                raise

    # -- one call ---------------------------------------------------------------------------------

    def call(self, method: str, path: str, **options: Any) -> Json:
        """Return the answer of one call to `/api/v2/` + `path`, logging in where needed."""
        if "Authorization" not in self._session.headers:
            self._log_in()
        answer = self._send(method, f"api/v2/{path}", **options)
        if answer.status_code == 401:  # the token has had its day
            self._log_in()
            answer = self._send(method, f"api/v2/{path}", **options)
        return _body(answer)

    def _log_in(self) -> None:
        self._session.headers.pop("Authorization", None)
        login = {"username": self.user, "password": self.password}
        token = _body(self._send("POST", "auth/token", json=login))["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            return self._session.request(
                method, f"{self.url}/{path}", timeout=self.timeout_s, **options
            )
        except requests.RequestException as error:
            raise Transient(
                f"Airflow does not answer at {self.url} ({type(error).__name__}).",
                remedy="See what runs with `make status`; start it with `make run`.",
            ) from None


class _Told:
    """What was said about a run so far, so that each thing is said once."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self._done: set[str] = set()
        self._started_at = self._spoke_at = time.monotonic()

    def tell(self, tasks: list[TaskState]) -> None:
        """Say which tasks have ended since, and now and then what is still running."""
        by_task: dict[str, list[TaskState]] = {}
        for task in tasks:
            by_task.setdefault(task.task_id, []).append(task)
        for task_id, parts in by_task.items():
            if task_id not in self._done and all(part.is_final for part in parts):
                self._done.add(task_id)
                self._say(f"{task_id}: {_counted(parts)}")
        begun = [t for t, parts in by_task.items() if any(p.is_begun for p in parts)]
        if time.monotonic() - self._spoke_at > STILL_EVERY_S:
            at = ", ".join(f"{t} ({_counted(by_task[t])})" for t in begun)
            self._say(f"still at {at}" if at else "still waiting to begin")

    def _say(self, text: str) -> None:
        self._spoke_at = time.monotonic()
        self._progress(f"{text} ({self._spoke_at - self._started_at:.1f} s)")


def _counted(parts: list[TaskState]) -> str:
    if len(parts) == 1:
        return parts[0].state
    counts = Counter(part.state for part in parts)
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))


def _task_state(entry: Json) -> TaskState:
    return TaskState(
        task_id=entry["task_id"],
        map_index=entry["map_index"],
        state=entry["state"] or "waiting",
        duration_s=entry["duration"],
        try_number=entry["try_number"],
    )


def _body(answer: requests.Response) -> Json:
    try:
        body: Any = answer.json() if answer.content else {}
    except ValueError:
        body = {"detail": answer.text[:300]}
    if answer.ok and isinstance(body, dict):
        return body
    detail = body.get("detail", body) if isinstance(body, dict) else body
    raise RefusedByAirflow(
        f"Airflow refused {answer.request.method} {answer.request.path_url}: "
        f"{answer.status_code} {detail}",
        status=answer.status_code,
    )
