"""docker-compose.yaml: Airflow's conventions, no known password, valid for the real program."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = {"apiserver", "scheduler", "dag-processor", "triggerer", "worker", "init"}
SECRETS = {
    "AIRFLOW_ADMIN_PASSWORD",
    "POSTGRES_PASSWORD",
    "WAREHOUSE_PASSWORD",
    "REDIS_PASSWORD",
    "AIRFLOW_SECRET_KEY",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_FERNET_KEY",
}


@pytest.fixture(scope="module")
def text():
    return (ROOT / "docker-compose.yaml").read_text()


@pytest.fixture(scope="module")
def services(text):
    return yaml.safe_load(text)["services"]


def make_env(target: Path) -> dict[str, str]:
    done = subprocess.run([ROOT / "scripts/compose-env", target], capture_output=True, check=True)
    assert b"wrote" in done.stdout
    lines = [line for line in target.read_text().splitlines() if re.match(r"[A-Z]", line)]
    return dict(line.split("=", 1) for line in lines)


def test_services_are_those_of_airflows_own_file(services):
    expected = {"postgres", "redis", "warehouse"} | {f"airflow-{name}" for name in COMPONENTS}
    assert set(services) == expected


def test_all_that_stays_up_has_a_health_check(services):
    unchecked = {name for name, service in services.items() if "healthcheck" not in service}
    assert unchecked == {"airflow-init"}


def test_components_wait_for_healthy_databases_and_a_finished_init(services):
    for name in COMPONENTS - {"init"}:
        conditions = {
            needed: entry["condition"]
            for needed, entry in services[f"airflow-{name}"]["depends_on"].items()
        }
        assert conditions == {
            "postgres": "service_healthy",
            "redis": "service_healthy",
            "warehouse": "service_healthy",
            "airflow-init": "service_completed_successfully",
        }


def test_all_components_share_one_jwt_secret_and_one_address_of_the_api(services):
    for name in COMPONENTS:
        environment = services[f"airflow-{name}"]["environment"]
        assert environment["AIRFLOW__API_AUTH__JWT_SECRET"].startswith("${AIRFLOW_JWT_SECRET:?")
        assert "airflow-apiserver:8080" in environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]


def test_no_secret_has_a_default(text):
    used = set(re.findall(r"\$\{([A-Z_]+):\?", text))
    assert used == SECRETS
    assert not re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)(?!:\?)[:}-]", text)


def test_only_the_ui_is_published_and_only_on_loopback(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"airflow-apiserver": ["127.0.0.1:${AIRFLOW_PORT:-8080}:8080"]}


def test_no_key_that_an_older_docker_compose_rejects(text):
    parsed = yaml.safe_load(text)
    assert "name" not in parsed
    assert "secrets" not in parsed
    assert "required:" not in text


def test_made_passwords_are_complete_random_and_never_overwritten(tmp_path):
    first, second = make_env(tmp_path / "one"), make_env(tmp_path / "two")
    assert set(first) == SECRETS
    assert all(len(value) >= 32 and first[name] != second[name] for name, value in first.items())
    assert len(first["AIRFLOW_JWT_SECRET"]) >= 64
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0
    again = subprocess.run([ROOT / "scripts/compose-env", tmp_path / "one"], check=False)
    assert again.returncode == 2


def test_the_fernet_key_is_one(tmp_path):
    from cryptography.fernet import Fernet

    fernet = Fernet(make_env(tmp_path / "env")["AIRFLOW_FERNET_KEY"])
    assert fernet.decrypt(fernet.encrypt(b"x")) == b"x"


@pytest.mark.docker
def test_docker_compose_accepts_it_and_refuses_to_start_without_passwords(require_system, tmp_path):
    program = require_system("docker-compose")
    make_env(tmp_path / "env")
    (tmp_path / "empty").touch()
    command = [program, "-f", str(ROOT / "docker-compose.yaml"), "--env-file"]
    for env_file, code in (("env", 0), ("empty", 1)):
        done = subprocess.run(
            [*command, str(tmp_path / env_file), "config", "-q"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert "make compose-env" in done.stderr
