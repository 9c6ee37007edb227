"""The soak in short, and faults planted into the warehouse that it must find."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from pipeline.warehouse.database import LOAD_LOCK, Warehouse
from pipeline.warehouse.migrate import upgrade
from tests.servers import choose_server
from tests.soak.invariants import INVARIANTS, Broken, Tally
from tests.soak.kills import ServerKills, Work, kill_loaders
from tests.soak.planted import FAULTS, Fault, plant, without_lock
from tests.soak.properties import load_reads, run_examples
from tests.soak.rounds import run_rounds

SEED = 20260302
LOCK = "a lock that is not taken"
STAGES = {
    "examples": lambda url: run_examples(url, 40, SEED, shrink=False, check_every=10),
    "rounds": lambda url: run_rounds(url, 30, SEED),
}


@pytest.fixture
def doomed_server():
    """A server that may be killed."""
    home = Path(tempfile.mkdtemp(prefix="copydesk-soak-"))
    home.chmod(0o755)
    server = choose_server(home)
    server.start()
    server.create_database("soak")
    upgrade(server.url("soak"))
    yield server
    server.remove()
    shutil.rmtree(home)


def test_every_invariant_holds_in_any_order_with_four_loaders_and_under_kills(
    warehouse_url, doomed_server
):
    total = Tally()
    total.checked += run_examples(warehouse_url, 25, SEED).checked
    total.checked += run_rounds(warehouse_url, 10, SEED).checked
    tally, kills = kill_loaders(warehouse_url, SEED, every=12)
    total.checked += tally.checked
    assert kills > 9
    total.checked += ServerKills(doomed_server, "soak", SEED).run(2).checked
    assert [number for number in INVARIANTS if not total.checked[number]] == []


@pytest.mark.parametrize(
    "fault", [f for f in FAULTS if f.stage in STAGES and f.name != LOCK], ids=lambda f: f.name
)
def test_a_planted_fault_is_found(warehouse_url, fault):
    with Warehouse(warehouse_url) as warehouse:
        plant(warehouse, fault)
    with pytest.raises(Broken) as found:
        STAGES[fault.stage](warehouse_url)
    assert found.value.number in fault.found_as


def test_a_lock_that_is_not_taken_is_found(warehouse_url, monkeypatch):
    for name, module in list(sys.modules.items()):
        if name.startswith("pipeline.warehouse.") and hasattr(module, "take_lock"):
            monkeypatch.setattr(module, "take_lock", without_lock(module.take_lock, LOAD_LOCK))
    with Warehouse(warehouse_url) as warehouse:
        plant(warehouse, fault_named(LOCK))
    # either two loaders write the same fact, or what they leave is not what one would
    with pytest.raises((Broken, psycopg.errors.UniqueViolation)) as found:
        run_rounds(warehouse_url, 30, SEED)
    if isinstance(found.value, Broken):
        assert found.value.number in fault_named(LOCK).found_as


def in_two_transactions(work: Work, warehouse: Warehouse) -> None:
    if work.is_fold:
        work.do(warehouse)
        return
    half = len(work.new()) // 2
    load_reads(warehouse, work.new()[:half])
    load_reads(warehouse, work.new()[half:])


def test_a_batch_in_two_transactions_is_found(warehouse_url):
    with pytest.raises(Broken) as found:
        kill_loaders(warehouse_url, SEED, every=15, do=in_two_transactions)
    assert found.value.number in fault_named("a batch in two transactions").found_as


def test_a_table_that_does_not_survive_a_crash_is_found(doomed_server):
    (fault,) = [f for f in FAULTS if f.stage == "server_kills"]
    with Warehouse(doomed_server.url("soak")) as warehouse:
        plant(warehouse, fault)
    # or what is left of the lost load stands in the way of the next one
    with pytest.raises((Broken, psycopg.errors.UniqueViolation)) as found:
        ServerKills(doomed_server, "soak", SEED).run(3)
    if isinstance(found.value, Broken):
        assert found.value.number in fault.found_as


def fault_named(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)
