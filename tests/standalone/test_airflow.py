"""The four components, for real: healthy, at work, left alone when they run, and all gone."""

import json
import os
import signal
import textwrap
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest
import requests

from pipeline.errors import Misconfigured
from pipeline.standalone.airflow import COMPONENTS, Airflow
from pipeline.standalone.processes import start_ticks

DAG = """
    import os
    from airflow.sdk import dag, task

    @dag(dag_id="tiny", schedule=None)
    def tiny():
        @task
        def numbers():
            return [1, 2, 3]

        @task(pool="fetch")
        def describe(number):
            return f"{number} {os.environ['COPYDESK_DATABASE_URL'][:19]} {os.environ['WORD']}"

        describe.expand(number=numbers())

    tiny()
"""


def below(pids: list[int]) -> list[int]:
    return [child.pid for pid in pids for child in psutil.Process(pid).children(recursive=True)]


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_start_work_restart_and_stop(postgres, tmp_path):
    dags, plugins = tmp_path / "dags", tmp_path / "plugins"
    for folder in (dags, plugins):
        folder.mkdir()
    (dags / "tiny.py").write_text(textwrap.dedent(DAG))
    airflow = Airflow(tmp_path / "home", postgres, None, dags, plugins, {"WORD": "one"})
    said: list[str] = []
    try:
        airflow.start(said.append)
        client = airflow.client()
        client.wait_for_dag("tiny")
        run_id = client.trigger_dag_run("tiny")
        assert client.wait_for_run("tiny", run_id, 120) == "success"
        states = client.task_states("tiny", run_id)
        assert sorted((s.task_id, s.map_index) for s in states) == [
            ("describe", 0),
            ("describe", 1),
            ("describe", 2),
            ("numbers", -1),
        ]
        assert client.xcom("tiny", run_id, "numbers") == [1, 2, 3]

        anonymous = requests.get(f"{airflow.url}/api/v2/dags", timeout=10)
        assert anonymous.status_code == 401

        before = [daemon.identity() for daemon in airflow.daemons()]
        airflow.start(said.append)
        assert [daemon.identity() for daemon in airflow.daemons()] == before
        assert said[-1] == "Airflow runs already"

        # As after a Ctrl-C before the first start was through: all runs, but the pool is missing.
        client.call("DELETE", "pools/fetch")
        airflow.start(said.append)
        assert client.call("GET", "pools/fetch")["slots"] == 4
        assert [daemon.identity() for daemon in airflow.daemons()] == before

        family = [identity.pid for identity in before]
        family += below(family)
    finally:
        stopped = airflow.stop()
    assert set(stopped) == {"api_server", "scheduler", "dag_processor", "triggerer"}
    assert [pid for pid in family if start_ticks(pid) is not None] == []
    assert not airflow.is_running()


class Stranger(BaseHTTPRequestHandler):
    """Somebody else's Airflow: in the best of health, and our password is not its own."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        up = {"status": "healthy"}
        is_health = self.path.endswith("/health")
        content = json.dumps(dict.fromkeys(COMPONENTS, up) if is_health else {"detail": "no"})
        self.send_response(200 if is_health else 401)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content.encode())

    do_GET = do_POST = answer

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def impostor(postgres, tmp_path) -> Iterator[Airflow]:
    """An Airflow whose components live, while a stranger answers at its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    airflow = Airflow(tmp_path, postgres, dags=tmp_path, plugins=tmp_path)
    airflow.folder.mkdir()
    (airflow.folder / "port").write_text(str(server.server_port))
    (airflow.folder / "running-settings").write_text(airflow._fingerprint())
    for daemon in airflow.daemons():
        daemon.start(["sleep", "300"], os.environ, cwd=tmp_path)
    yield airflow
    airflow.stop()
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_airflow_at_our_address_is_not_taken_for_ours(impostor):
    with pytest.raises(Misconfigured, match="Another Airflow took the address") as caught:
        impostor.start(lambda _: None)
    assert "make run" in caught.value.remedy
    assert not any(daemon.is_running() for daemon in impostor.daemons())


def test_a_component_that_ended_is_named_with_its_log(impostor):
    impostor.fail_if_dead()
    scheduler = next(d for d in impostor.daemons() if d.name == "scheduler")
    scheduler.log.write_text("out of luck\n")
    os.kill(scheduler.identity().pid, signal.SIGKILL)
    while scheduler.is_running():
        time.sleep(0.01)
    with pytest.raises(Misconfigured, match="scheduler ended:\nout of luck"):
        impostor.fail_if_dead()


def test_secrets_are_made_here_and_alike_for_all_components(postgres, tmp_path):
    airflow = Airflow(tmp_path, postgres, dags=tmp_path, plugins=tmp_path)
    airflow.folder.mkdir()
    (airflow.folder / "port").write_text("8080")
    first, second = airflow.environment(), airflow.environment()
    assert first == second
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert first["AIRFLOW_CONN_COPYDESK"].startswith("postgres://copydesk:")
    assert airflow.password not in str(first)
    other = Airflow(tmp_path / "other", postgres, dags=tmp_path, plugins=tmp_path)
    other.folder.mkdir(parents=True)
    (other.folder / "port").write_text("8080")
    jwt = "AIRFLOW__API_AUTH__JWT_SECRET"
    assert other.environment()[jwt] != first[jwt]
    assert other.password != airflow.password
