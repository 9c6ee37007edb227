"""Where a component works: by the environment, else by Airflow's connection from its backends."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from pipeline.bundle import bundle_path

ASK = {
    "settings_here": "print(settings_here().database_url)",
    "settings_in_trigger": "import asyncio; print(asyncio.run(settings_in_trigger()).database_url)",
}


def ask(how: str, home: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if "COPYDESK" not in k}
    return subprocess.run(
        [sys.executable, "-c", f"from copydesk.place import *\n{ASK[how]}"],
        env={**kept, "AIRFLOW_HOME": home, "PYTHONPATH": f"{bundle_path('plugins')}:.", **environ},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("how", ASK)
def test_a_secrets_backend_of_airflow_is_asked(tmp_path, how):
    secrets = tmp_path / "connections.json"
    said = {"conn_type": "postgres", "host": "db", "port": 1, "login": "me", "schema": "news"}
    said["extra"] = {"sslmode": "verify-full"}
    secrets.write_text(json.dumps({"copydesk": said}))
    answer = ask(
        how,
        str(tmp_path),
        AIRFLOW__SECRETS__BACKEND="airflow.secrets.local_filesystem.LocalFilesystemBackend",
        AIRFLOW__SECRETS__BACKEND_KWARGS=json.dumps({"connections_file_path": str(secrets)}),
    )
    assert "postgresql+psycopg://me@db:1/news?sslmode=verify-full\n" in answer.stdout


def test_the_environment_comes_first(tmp_path):
    answer = ask("settings_here", str(tmp_path), COPYDESK_DATABASE_URL="postgresql://here/news")
    assert answer.stdout.split()[-1] == "postgresql+psycopg://here/news"


def test_without_either_the_remedy_is_named(tmp_path):
    answer = ask("settings_here", str(tmp_path))
    assert "make the connection 'copydesk'" in answer.stderr
