"""Many threads, one door: what is kept is on the disk and in the index, or nobody goes on."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import Misconfigured, Transient
from pipeline.flows.desk import run_context
from pipeline.flows.intake import open_intake
from pipeline.flows.stored import index_tails
from pipeline.warehouse.captures import get_captures, indexed_bytes
from tests.flows.paper import MORNING


@pytest.fixture
def intake(desk):
    with open_intake(desk, run_context("tests", "run"), "tests") as opened:
        yield opened


def document(intake, number):
    return intake.writer.prepare_document(
        f"https://paper.example/{number}", b"x" * number, "text/html", MORNING, "paper"
    )


def test_what_waits_is_written_together_and_each_gets_its_own(desk, monkeypatch):
    commits, everybody_waits = [], threading.Event()
    with open_intake(desk, run_context("tests", "run"), "tests") as intake:
        append = intake.writer.append

        def slowly(records):
            commits.append(len(records))
            everybody_waits.wait(timeout=60)  # the first one holds the door until all have come
            return append(records)

        monkeypatch.setattr(intake.writer, "append", slowly)
        with ThreadPoolExecutor(20) as threads:
            first = threads.submit(intake.keep, document(intake, 100))
            wait_until(lambda: commits)
            others = [threads.submit(intake.keep, document(intake, n)) for n in range(1, 20)]
            wait_until(lambda: len(intake._door._queue) == 19)
            everybody_waits.set()
            kept = [future.result() for future in (*others, first)]
    assert commits == [1, 19]
    assert sorted(len(desk.archive.read(capture.location).body) for capture in kept) == [
        *range(1, 20),
        100,
    ]
    assert get_captures(desk.warehouse, [c.capture_id for c in kept]).keys() == {
        c.capture_id for c in kept
    }


def wait_until(is_so):
    while not is_so():
        time.sleep(0.001)


@pytest.fixture
def without_index(monkeypatch):
    """The warehouse goes away just before captures are indexed."""

    def gone(*args):
        raise Transient("The warehouse does not answer.")

    monkeypatch.setattr("pipeline.flows.intake.add_captures", gone)


def keep(desk, *numbers):
    """Keep documents one by one, each when the indexer has done what it can."""
    with open_intake(desk, run_context("tests", "run"), "tests") as intake:
        for number in numbers:
            intake.keep(document(intake, number))
            wait_until(intake._is_idle)


def test_a_warehouse_that_went_away_ends_the_task_and_loses_nothing(desk, without_index):
    with pytest.raises(Transient, match="does not answer"):
        keep(desk, 1)
    assert index_tails(desk, "next") == (1, [])


def test_nobody_goes_on_asking_when_nothing_can_be_indexed(desk, without_index):
    with pytest.raises(Transient, match="does not answer"):
        keep(desk, 1, 2, 3)
    assert index_tails(desk, "next") == (1, []), "the second was not written any more"


def test_where_the_disk_is_full_nobody_goes_on(intake, monkeypatch):
    def full(records):
        raise Misconfigured("The disk is full.")

    monkeypatch.setattr(intake.writer, "append", full)
    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(intake.keep, document(intake, n)) for n in range(4)]
    assert [type(future.exception()) for future in futures] == [Misconfigured] * 4
    monkeypatch.undo()
    assert intake.keep(document(intake, 5)).location.length > 0, "and the door is not stuck"


def test_a_file_that_was_closed_in_order_has_no_tail(desk):
    with open_intake(desk, run_context("tests", "run"), "tests") as opened:
        opened.keep(document(opened, 1))
    assert list(desk.archive.tails(indexed_bytes(desk.warehouse))) == []
