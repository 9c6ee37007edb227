"""Every DAG file can be imported, by Airflow itself, in a process of its own."""

import json
import subprocess
import sys

from pipeline.bundle import bundle_path
from pipeline.standalone.processes import python_environment

LOAD = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("RESULT" + json.dumps({"errors": bag.import_errors, "dags": sorted(bag.dags)}))
"""


def load(folder, home) -> dict[str, object]:
    environment = python_environment() | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(bundle_path("plugins")),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:////{home}/unused.db",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "RESULT" in done.stdout, done.stderr[-2000:]
    return json.loads(done.stdout.rpartition("RESULT")[2])


def test_all_dags_import(tmp_path):
    found = load(bundle_path("dags"), tmp_path)
    assert found["errors"] == {}
    assert {"ingest", "ingest_events"} <= set(found["dags"])


def test_a_broken_dag_file_would_be_seen(tmp_path):
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags" / "broken.py").write_text("from airflow.sdk import dag\nundefined\n")
    assert "undefined" in str(load(tmp_path / "dags", tmp_path)["errors"])
