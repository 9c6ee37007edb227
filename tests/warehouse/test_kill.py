"""A loader that is killed at any moment leaves the state before or after, and a re-run heals."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.warehouse.check import run_checks
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dump import canonical_dump
from tests.warehouse import facts

BATCHES = 40
LOADER = """
import sys
from pipeline.warehouse.database import Warehouse
from tests.warehouse.test_kill import batches
from tests.warehouse import facts
with Warehouse(sys.argv[1]) as warehouse:
    print("ready", flush=True)
    for batch in batches():
        facts.load(warehouse, batch)
"""


def batches():
    for number in range(BATCHES):
        yield [
            facts.make_reading(f"https://paper.example/{number % 9}-{i}", number, f"Text {number}.")
            for i in range(12)
        ]


def load_and_kill(url: str, after_s: float) -> bool:
    """Start a loader, kill it after some seconds; tell whether it was still at work."""
    child = subprocess.Popen(
        [sys.executable, "-c", LOADER, url], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    assert child.stdout
    assert child.stdout.readline() == b"ready\n"
    time.sleep(after_s)
    at_work = child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    return at_work


@pytest.fixture
def undisturbed(fresh_warehouse_url):
    with Warehouse(fresh_warehouse_url()) as warehouse:
        started = time.monotonic()
        for batch in batches():
            facts.load(warehouse, batch)
        return list(canonical_dump(warehouse)), time.monotonic() - started


def test_killed_loaders_leave_nothing_half_done(undisturbed, warehouse_url, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    expected, duration_s = undisturbed
    rng = random.Random(20260302)
    kills = 0
    with Warehouse(warehouse_url) as warehouse:
        for _ in range(6):
            kills += load_and_kill(warehouse_url, rng.uniform(0, duration_s))
            assert [check.name for check in run_checks(warehouse) if check.broken] == []
        for batch in batches():
            facts.load(warehouse, batch)
        assert list(canonical_dump(warehouse)) == expected
    assert kills > 0
