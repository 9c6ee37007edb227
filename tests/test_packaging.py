"""The wheel is complete, and make setup says what is missing."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("copydesk-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("folder", ["dags", "plugins", "migrations"])
def test_the_wheel_carries_every_file_of(names, folder):
    files = [p for p in (ROOT / folder).rglob("*") if p.is_file()]
    present = {str(p.relative_to(ROOT)) for p in files if "__pycache__" not in p.parts}
    assert present, f"nothing in {folder}/"
    assert {f"pipeline/_bundle/{name}" for name in present} <= names


def test_the_wheel_carries_the_packages_data_and_nothing_foreign(names):
    data = {".yaml", ".txt", ".html", ".css", ".sql"}
    found = [p for p in (ROOT / "pipeline").rglob("*") if p.suffix in data]
    assert {str(p.relative_to(ROOT)) for p in found} <= names
    tops = {name.split("/")[0] for name in names}
    assert tops <= {"pipeline"} | {top for top in tops if top.endswith(".dist-info")}
    assert not [name for name in names if "__pycache__" in name]


def test_every_target_of_the_makefile_is_explained():
    text = (ROOT / "Makefile").read_text()
    phony = text.partition(".PHONY:")[2].partition("\n")[0].split()
    command = ["make", "--no-print-directory", "help"]  # the tests may be a make's own child
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in shown.stdout.splitlines()} == set(phony)


def install(copy: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/install in a copy of what it reads."""
    (copy / "scripts").mkdir()
    script = copy / "scripts" / "install"
    script.write_text((ROOT / "scripts" / "install").read_text())
    script.chmod(0o755)
    environment = {**os.environ, **env}
    return subprocess.run(
        [script, "base"], env=environment, capture_output=True, text=True, check=False
    )


def test_setup_without_a_python_says_which_it_needs(tmp_path):
    done = install(tmp_path, PYTHON="no-such-python")
    assert done.returncode == 2
    assert "no Python 3.11 or newer" in done.stderr
    assert "make setup PYTHON=" in done.stderr


def test_setup_without_venv_names_the_package(tmp_path):
    crippled = tmp_path / "python-without-venv"
    crippled.write_text(
        "#!/bin/sh\n"
        'if [ "$1 $2" = "-m venv" ]; then echo "ensurepip is not available"; exit 1; fi\n'
        f'exec {sys.executable} "$@"\n'
    )
    crippled.chmod(0o755)
    done = install(tmp_path, PYTHON=str(crippled))
    assert done.returncode == 2
    assert "python3-venv" in done.stderr
    assert "ensurepip is not available" in done.stderr


def test_locks_are_hashed_and_name_no_address():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text
        assert "--find-links" not in text
