"""The REST client against a small server of our own that answers as Airflow does."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.errors import Misconfigured, Transient
from pipeline.standalone.client import AirflowClient, RefusedByAirflow, TaskState

TOKENS = ["first", "second"]


class FakeAirflow(ThreadingHTTPServer):
    """Answers from `answers`: (method, path without query) -> list of (status, body), in turn."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[tuple[str, str], list[tuple[int, object]]] = {}
        self.asked: list[tuple[str, str, object]] = []
        self.good_token = TOKENS[0]
        self.logins = 0
        self.open_paths: set[str] = set()


class Handler(BaseHTTPRequestHandler):
    server: FakeAirflow

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.asked.append((self.command, self.path, body))
        if path == "/auth/token":
            self.server.logins += 1
            right = body == {"username": "admin", "password": "right"}
            return self.reply(201 if right else 401, {"access_token": self.server.good_token})
        is_open = path.removeprefix("/api/v2/") in self.server.open_paths
        if not is_open and self.headers["Authorization"] != f"Bearer {self.server.good_token}":
            return self.reply(401, {"detail": "Invalid JWT token"})
        queue = self.server.answers[self.command, path.removeprefix("/api/v2/")]
        status, reply = queue.pop(0) if len(queue) > 1 else queue[0]
        return self.reply(status, reply)

    do_GET = do_POST = do_PATCH = answer

    def reply(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def fake() -> Iterator[FakeAirflow]:
    server = FakeAirflow()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(fake) -> AirflowClient:
    return AirflowClient(f"http://127.0.0.1:{fake.server_port}", "admin", "right")


def task(task_id: str, state: str | None, map_index: int = -1) -> dict[str, object]:
    return {
        "task_id": task_id,
        "map_index": map_index,
        "state": state,
        "duration": 1.5,
        "try_number": 1,
    }


def page(*tasks: dict[str, object], total: int | None = None) -> tuple[int, object]:
    return 200, {"task_instances": list(tasks), "total_entries": total or len(tasks)}


def test_a_run_of_a_partition_is_asked_for_without_a_logical_date(fake, client):
    fake.answers["POST", "dags/ingest/dagRuns"] = [(200, {"dag_run_id": "manual__1"})]
    assert client.trigger_dag_run("ingest", {"mode": "auto"}, "2026-03-02") == "manual__1"
    expected = {"logical_date": None, "conf": {"mode": "auto"}, "partition_key": "2026-03-02"}
    assert fake.asked[-1] == ("POST", "/api/v2/dags/ingest/dagRuns", expected)


def test_it_logs_in_once_and_again_when_the_token_has_had_its_day(fake, client):
    fake.answers["GET", "dags/a/dagRuns/1"] = [(200, {"state": "running"})]
    client.dag_run("a", "1")
    client.dag_run("a", "1")
    assert fake.logins == 1
    fake.good_token = TOKENS[1]
    assert client.dag_run("a", "1") == {"state": "running"}
    assert fake.logins == 2


def test_a_wrong_password_is_airflows_own_refusal(fake):
    wrong = AirflowClient(f"http://127.0.0.1:{fake.server_port}", "admin", "wrong")
    with pytest.raises(RefusedByAirflow) as caught:
        wrong.dag_run("a", "1")
    assert caught.value.status == 401


def test_task_states_are_read_page_by_page(fake, client):
    path = ("GET", "dags/a/dagRuns/1/taskInstances")
    fake.answers[path] = [
        page(task("one", "success"), task("two", None, 0), total=3),
        page(task("two", "failed", 1), total=3),
    ]
    states = [(t.task_id, t.map_index, t.state, t.is_final) for t in client.task_states("a", "1")]
    assert states == [
        ("one", -1, "success", True),
        ("two", 0, "waiting", False),
        ("two", 1, "failed", True),
    ]


def test_waiting_tells_of_each_task_once_as_it_ends(fake, client):
    fake.answers["GET", "dags/a/dagRuns/1"] = [
        (200, {"state": "running"}),
        (200, {"state": "running"}),
        (200, {"state": "success"}),
    ]
    fake.answers["GET", "dags/a/dagRuns/1/taskInstances"] = [
        page(task("plan", "success"), task("fetch", "running", 0)),
        page(task("plan", "success"), task("fetch", "success", 0), task("fetch", "failed", 1)),
        page(task("plan", "success"), task("fetch", "success", 0), task("fetch", "failed", 1)),
    ]
    said: list[str] = []
    assert client.wait_for_run("a", "1", progress=said.append) == "success"
    assert [line.rpartition(" (")[0] for line in said] == [
        "plan: success",
        "fetch: 1 failed, 1 success",
    ]


def test_waiting_for_a_run_ends_with_an_address_to_look_at(fake, client):
    fake.answers["GET", "dags/a/dagRuns/1"] = [(200, {"state": "running"})]
    fake.answers["GET", "dags/a/dagRuns/1/taskInstances"] = [page()]
    with pytest.raises(Transient, match="/dags/a/runs/1"):
        client.wait_for_run("a", "1", timeout_s=0.1)


def test_a_dag_that_cannot_be_imported_is_named_with_its_error(fake, client):
    fake.answers["GET", "dags/a"] = [(404, {"detail": "not found"})]
    broken = {"filename": "dags/a.py", "stack_trace": "NameError: oh"}
    fake.answers["GET", "importErrors"] = [(200, {"import_errors": [broken]})]
    with pytest.raises(Misconfigured, match=r"(?s)dags/a\.py.*NameError: oh"):
        client.wait_for_dag("a")


def test_a_dag_is_waited_for_until_it_is_parsed(fake, client):
    fake.answers["GET", "dags/a"] = [(404, {"detail": "not found"}), (200, {"dag_id": "a"})]
    fake.answers["GET", "importErrors"] = [(200, {"import_errors": []})]
    client.wait_for_dag("a", timeout_s=10)
    assert len([1 for asked in fake.asked if asked[1] == "/api/v2/dags/a"]) == 2


def test_a_backfill_passes_its_parameters_on(fake, client):
    fake.answers["POST", "backfills"] = [(200, {"id": 7})]
    fake.answers["GET", "backfills/7"] = [
        (200, {"id": 7, "completed_at": None}),
        (200, {"id": 7, "completed_at": "2026-03-05T00:00:00Z"}),
    ]
    from_at, to_at = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    conf = {"mode": "replay"}
    assert client.create_backfill("a", from_at, to_at, conf=conf, reprocess="completed") == 7
    body = fake.asked[-1][2]
    assert (body["dag_run_conf"], body["reprocess_behavior"]) == (conf, "completed")
    assert body["from_date"] == "2026-03-01T00:00:00+00:00"
    assert client.wait_for_backfill(7)["completed_at"]


def test_a_pool_that_exists_stays_as_the_operator_left_it(fake, client):
    fake.answers["POST", "pools"] = [(409, {"detail": "exists"})]
    client.ensure_pool("fetch", 4, "x")
    fake.answers["POST", "pools"] = [(403, {"detail": "Forbidden"})]
    with pytest.raises(RefusedByAirflow, match="403 Forbidden"):
        client.ensure_pool("fetch", 4, "x")


def test_no_airflow_at_all_names_the_remedy(fake):
    port = fake.server_port + 1 if fake.server_port < 65535 else fake.server_port - 1
    with pytest.raises(Transient, match="make run"):
        AirflowClient(f"http://127.0.0.1:{port}", "admin", "x").dag_run("a", "1")


def test_waiting_says_what_stands_in_line_too(fake, client, monkeypatch):
    monkeypatch.setattr("pipeline.standalone.client.STILL_EVERY_S", -1)
    fake.answers["GET", "dags/a/dagRuns/1"] = [
        (200, {"state": "queued"}),
        (200, {"state": "running"}),
        (200, {"state": "success"}),
    ]
    fake.answers["GET", "dags/a/dagRuns/1/taskInstances"] = [
        page(task("plan", None), task("fetch", None)),
        page(task("plan", "up_for_retry"), task("fetch", "scheduled", 0), task("report", None)),
        page(),
    ]
    said: list[str] = []
    client.wait_for_run("a", "1", progress=said.append)
    assert [line.rpartition(" (")[0] for line in said[:2]] == [
        "still waiting to begin",
        "still at plan (up_for_retry), fetch (scheduled)",
    ]


def test_waiting_ends_with_what_the_check_raises(fake, client):
    fake.answers["GET", "dags/a/dagRuns/1"] = [(200, {"state": "running"})]
    fake.answers["GET", "dags/a/dagRuns/1/taskInstances"] = [page()]

    def check() -> None:
        raise Misconfigured("the scheduler ended")

    with pytest.raises(Misconfigured, match="the scheduler ended"):
        client.wait_for_run("a", "1", timeout_s=60, check=check)


def test_health_needs_no_login(fake, client):
    fake.answers["GET", "monitor/health"] = [(200, {"scheduler": {"status": "healthy"}})]
    fake.open_paths.add("monitor/health")
    assert client.health()["scheduler"] == {"status": "healthy"}
    assert fake.logins == 0


def test_a_failed_task_is_told_in_the_words_of_its_error(fake, client):
    events = [
        "a line without structure",
        {"event": "Task failed", "error_detail": [{"exc_value": "No such paper."}]},
    ]
    fake.answers["GET", "dags/a/dagRuns/1/taskInstances/plan/logs/1"] = [
        (200, {"content": events}),
        (200, {"content": events[:1]}),
    ]
    failed = TaskState("plan", 3, "failed", None, 1)
    assert client.task_error("a", "1", failed) == "No such paper."
    assert fake.asked[-1][1].endswith("?map_index=3")
    assert client.task_error("a", "1", failed) == ""
