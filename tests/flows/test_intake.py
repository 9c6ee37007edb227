"""Many threads, one door: what is kept is on the disk and in the index, or nobody goes on."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import Misconfigured
from pipeline.flows.desk import run_context
from pipeline.flows.intake import open_intake
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


def test_what_waits_is_committed_together_and_each_gets_its_own(desk, intake, monkeypatch):
    commits, everybody_waits = [], threading.Event()
    append = intake.writer.append

    def slowly(records):
        commits.append(len(records))
        everybody_waits.wait(timeout=60)  # the first one holds the door until all have come
        return append(records)

    monkeypatch.setattr(intake.writer, "append", slowly)
    with ThreadPoolExecutor(20) as threads:
        first = threads.submit(intake.keep, document(intake, 100))
        while not commits:
            pass
        others = [threads.submit(intake.keep, document(intake, n)) for n in range(1, 20)]
        while len(intake._queue) < 19:
            pass
        everybody_waits.set()
        kept = [future.result() for future in (*others, first)]
    assert commits == [1, 19]
    assert [capture.url[-1] for capture in kept[:9]] == list("123456789")
    assert get_captures(desk.warehouse, [c.capture_id for c in kept]).keys() == {
        c.capture_id for c in kept
    }
    assert [len(desk.archive.read(capture.location).body) for capture in kept[:9]] == list(
        range(1, 10)
    )


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
