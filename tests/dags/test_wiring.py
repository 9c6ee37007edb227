"""What the DAG files promise: light to parse, right without parameters, patient where it helps."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pipeline.bundle import bundle_path
from pipeline.model import Mode
from pipeline.standalone.airflow import FETCH_POOL
from pipeline.standalone.processes import python_environment

READ = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

bag = DagBag(sys.argv[1])
first = {dag_id: DagSerialization.to_dict(dag) for dag_id, dag in bag.dags.items()}
modules = sorted(sys.modules)
again = DagBag(sys.argv[1])
second = {dag_id: DagSerialization.to_dict(dag) for dag_id, dag in again.dags.items()}

def task(operator):
    return {
        "pool": operator.pool,
        "retries": operator.retries,
        "timeout_s": operator.execution_timeout.total_seconds(),
        "rule": operator.trigger_rule.value,
        "upstream": sorted(operator.upstream_task_ids),
        "is_mapped": operator.is_mapped,
        "outlets": [outlet.uri for outlet in operator.outlets],
        "policy": operator.retry_policy.serialize(),
    }

found = {
    dag_id: {
        "tasks": {operator.task_id: task(operator) for operator in dag.tasks},
        "defaults": dag.params.validate(),
        "params": {name: dag.params.get_param(name).schema for name in dag.params},
        "descriptions": {name: dag.params.get_param(name).description for name in dag.params},
        "catchup": dag.catchup,
        "doc": dag.doc_md,
        "timetable": first[dag_id]["dag"]["timetable"],
    }
    for dag_id, dag in bag.dags.items()
}
print("RESULT" + json.dumps({
    "dags": found, "errors": bag.import_errors, "modules": modules, "is_stable": first == second,
}, default=str))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """All DAG files as Airflow parses them, in a process of its own."""
    home = tmp_path_factory.mktemp("airflow")
    environment = python_environment() | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(bundle_path("plugins")),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:////{home}/unused.db",
    }
    done = subprocess.run(
        [sys.executable, "-c", READ, str(bundle_path("dags"))],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "RESULT" in done.stdout, done.stderr[-3000:]
    return json.loads(done.stdout.rpartition("RESULT")[2])


@pytest.fixture(scope="module")
def dags(parsed):
    assert parsed["errors"] == {}
    return parsed["dags"]


def test_parsing_imports_nothing_heavy(parsed):
    heavy = ("pipeline.flows", "pipeline.warehouse", "trafilatura", "lxml", "psycopg", "warcio")
    loaded = [m for m in parsed["modules"] for name in heavy if f"{m}.".startswith(f"{name}.")]
    assert loaded == []


def test_parsing_twice_gives_the_same(parsed):
    assert parsed["is_stable"], "every change of a parsed DAG becomes a new version of it"


def test_the_night_belongs_to_the_day_that_has_ended(dags):
    timetable = dags["ingest"]["timetable"]
    assert "CronPartitionTimetable" in timetable["__type"]
    settings = timetable["__var"]
    assert (settings["expression"], settings["run_offset"]) == ("0 0 * * *", -1)
    assert settings["key_format"] == "%Y-%m-%d"
    assert not any(dag["catchup"] for dag in dags.values())


def test_pushes_wake_their_dag_and_a_sweep_follows(dags):
    timetable = json.dumps(dags["ingest_events"]["timetable"])
    assert "copydesk_inbox" in timetable
    assert "*/15 * * * *" in timetable


def test_polling_takes_the_steps_of_a_night_every_ten_minutes(dags):
    assert "*/10 * * * *" in json.dumps(dags["poll"]["timetable"])
    upstream = {name: task["upstream"] for name, task in dags["poll"]["tasks"].items()}
    assert upstream == {n: task["upstream"] for n, task in dags["ingest"]["tasks"].items()}
    assert not any(task["outlets"] for task in dags["poll"]["tasks"].values())


def test_the_steps_of_a_night_follow_one_another(dags):
    tasks = dags["ingest"]["tasks"]
    assert {name: task["upstream"] for name, task in tasks.items()} == {
        "plan": [],
        "fetch": ["plan"],
        "cut_batches": ["fetch"],
        "process": ["cut_batches"],
        "fold_copies": ["process"],
        "type_edits": ["fold_copies"],
        "enrich_texts": ["type_edits"],
        "update_search": ["enrich_texts"],
        "schedule_revisits": ["update_search"],
        "check": ["schedule_revisits"],
        "report": ["check"],
    }
    assert [name for name, task in tasks.items() if task["is_mapped"]] == ["fetch", "process"]
    assert {name: t["outlets"] for name, t in tasks.items() if t["outlets"]} == {
        "report": ["copydesk://warehouse/day"]
    }


def test_good_rows_land_where_a_source_fails(dags):
    for dag in dags.values():
        rules = {name: task["rule"] for name, task in dag["tasks"].items()}
        for name in {
            "cut_batches",
            "fold_copies",
            "type_edits",
            "enrich_texts",
            "update_search",
            "schedule_revisits",
            "check",
            "report",
        } & set(rules):
            assert rules[name] == "all_done", name


@pytest.mark.parametrize("dag_id", ["ingest", "poll", "replay", "retry"])
def test_the_same_follows_every_load(dags, dag_id):
    tasks = dags[dag_id]["tasks"]
    order = ["fold_copies", "type_edits", "enrich_texts", "update_search"]
    assert [tasks[name]["upstream"] for name in order[1:]] == [[name] for name in order[:-1]]


def test_whoever_asks_the_web_stands_in_the_pool(dags):
    asking = {
        (dag_id, name)
        for dag_id, dag in dags.items()
        for name, task in dag["tasks"].items()
        if task["pool"] == FETCH_POOL
    }
    assert asking == {
        ("ingest", "fetch"),
        ("ingest_events", "take_pushed"),
        ("poll", "fetch"),
        ("retry", "retry_cases"),
    }


def test_every_task_is_bounded_and_only_what_will_pass_is_tried_again(dags):
    for dag in dags.values():
        for task in dag["tasks"].values():
            assert task["retries"] >= 3
            assert 0 < task["timeout_s"] <= 3 * 3600
            assert task["policy"]["default"] == "fail"
            retried = task["policy"]["rules"][0]["exception"]
            assert "pipeline.errors.Transient" in retried
            assert not {"pipeline.errors.Terminal", "pipeline.errors.Misconfigured"} & set(retried)


def test_parameters_are_right_when_nobody_sets_them(dags):
    assert dags["ingest"]["defaults"] == {"day": None, "sources": [], "mode": "auto"}
    assert set(dags["replay"]["defaults"]) == {"first", "last", "sources", "warc"}
    assert not any(dags["replay"]["defaults"].values())
    assert set(dags["retry"]["defaults"]) == {"cases", "reasons", "sources", "day", "ask_again"}
    assert not any(dags["retry"]["defaults"].values())
    for dag in dags.values():
        assert all(len(text) > 30 for text in dag["descriptions"].values())


def test_the_form_knows_the_modes_of_the_library(dags):
    schema = dags["ingest"]["params"]["mode"]
    assert schema["enum"] == [mode.value for mode in Mode]
    assert set(schema["values_display"]) == set(schema["enum"])
    assert dags["ingest"]["params"]["day"]["format"] == "date"


def test_the_trap_of_the_backfill_form_is_told(dags):
    assert "Override parameters on\n  existing runs" in dags["ingest"]["doc"]
