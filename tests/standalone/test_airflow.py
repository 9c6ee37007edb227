"""The four components, for real: healthy, at work, left alone when they run, and all gone."""

import textwrap

import psutil
import pytest
import requests

from pipeline.standalone.airflow import Airflow
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

        family = [identity.pid for identity in before]
        family += below(family)
    finally:
        stopped = airflow.stop()
    assert set(stopped) == {"api_server", "scheduler", "dag_processor", "triggerer"}
    assert [pid for pid in family if start_ticks(pid) is not None] == []
    assert not airflow.is_running()


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
