"""Politeness that holds across workers: real rows, real threads, the database's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from pipeline.errors import Transient
from pipeline.model import RobotsRecord
from pipeline.warehouse.limits import WarehouseLimits, WarehouseRobots
from tests.warehouse.threads import at_once

HOST = "paper.example"


def wait(limits, delay_s, host=HOST):
    """Book a slot of `host`, end what may have begun with it, and return the seconds until it."""
    turn = limits.book(host, delay_s)
    if turn.has_begun:
        limits.leave(host)
    return turn.wait_s


def test_slots_of_one_host_keep_their_distance_from_several_threads(warehouse_url):
    delay_s, per_thread = 2.0, 5

    def work(warehouse, number):
        limits = WarehouseLimits(warehouse)
        slots = []
        for _ in range(per_thread):
            wait_s = wait(limits, delay_s)
            slots.append(time.monotonic() + wait_s)
        return slots

    slots = sorted(slot for found in at_once(warehouse_url, 4, work) for slot in found)
    gaps = [after - before for before, after in pairwise(slots)]
    assert len(gaps) == 4 * per_thread - 1
    assert min(gaps) > delay_s - 0.5  # slots are read off another clock, a little later
    assert slots[-1] - slots[0] > (len(slots) - 1) * delay_s - 0.5


def test_hosts_do_not_wait_for_one_another(warehouse):
    limits = WarehouseLimits(warehouse)
    assert wait(limits, 60) == 0
    assert wait(limits, 60, "other.example") == 0
    assert 59 < wait(limits, 60) <= 60


def test_time_that_passed_is_not_waited_for_again(warehouse):
    limits = WarehouseLimits(warehouse)
    wait(limits, 0.05)
    time.sleep(0.1)
    assert wait(limits, 30) == 0
    assert wait(limits, 0) > 29


def test_a_host_that_is_held_back_is_asked_by_nobody_before(warehouse):
    limits = WarehouseLimits(warehouse)
    now = datetime.now(UTC)
    limits.hold_back(HOST, now + timedelta(seconds=90))
    limits.hold_back(HOST, now + timedelta(seconds=30))  # a shorter one takes nothing back
    assert 80 < wait(limits, 1) <= 90
    assert 81 < wait(limits, 1) <= 91
    assert wait(limits, 1, "other.example") == 0


def test_a_host_that_was_asked_can_be_held_back(warehouse):
    limits = WarehouseLimits(warehouse)
    assert wait(limits, 1) == 0
    limits.hold_back(HOST, datetime.now(UTC) + timedelta(seconds=60))
    assert 50 < wait(limits, 1) <= 60


def test_a_hold_in_the_past_holds_nobody(warehouse):
    limits = WarehouseLimits(warehouse)
    limits.hold_back(HOST, datetime.now(UTC) - timedelta(hours=1))
    assert wait(limits, 1) == 0


def test_robots_are_remembered_by_origin_and_replaced(warehouse):
    cache = WarehouseRobots(warehouse)
    origin = "https://paper.example"
    at = datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert cache.get(origin) is None
    old = RobotsRecord(origin, at, 0, "")
    new = RobotsRecord(origin, at + timedelta(hours=1), 200, "User-agent: *\nDisallow: /x\n")
    for record in (old, new):
        cache.put(record)
        assert cache.get(origin) == record
    assert cache.get("http://paper.example") is None


def test_a_hostile_robots_file_is_stored_without_what_postgresql_refuses(warehouse):
    cache = WarehouseRobots(warehouse)
    at = datetime(2026, 3, 2, 6, tzinfo=UTC)
    cache.put(RobotsRecord("https://paper.example", at, 200, "User-agent: *\0\udc80\n"))
    stored = cache.get("https://paper.example")
    assert stored is not None
    assert stored.body == "User-agent: *\n"


def test_a_host_is_asked_by_one_at_a_time_and_others_are_not_held_up(warehouse, warehouse_url):
    with WarehouseLimits(warehouse) as ours, WarehouseLimits(warehouse) as theirs:
        assert ours.enter(HOST)
        assert not theirs.enter(HOST)
        assert theirs.enter("other.example")
        ours.leave(HOST)
        assert theirs.enter(HOST)


def test_what_a_worker_held_is_free_when_it_is_gone(warehouse):
    gone = WarehouseLimits(warehouse)
    assert gone.enter(HOST)
    gone.close()
    with WarehouseLimits(warehouse) as next_one:
        assert next_one.enter(HOST)


def test_a_session_that_the_server_ended_is_replaced(warehouse):
    with WarehouseLimits(warehouse) as limits:
        assert limits.enter(HOST)
        with warehouse.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND objsubid = 2"
                )
            )
        with pytest.raises(Transient):
            limits.leave(HOST)
        assert limits.enter(HOST)
