"""Group commit: one step for all that wait, each its own result, nobody left waiting."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.together import Together


def test_every_item_is_worked_on_once_and_gets_its_own_result():
    steps: list[list[int]] = []

    def work(items):
        steps.append(list(items))
        return [item * 10 for item in items]

    together = Together(work)
    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(together.do, range(2000)))
    assert results == [number * 10 for number in range(2000)]
    assert Counter(item for step in steps for item in step) == Counter(range(2000))


def test_steps_never_overlap_and_what_waits_goes_together():
    at_work, sizes, may_go = threading.Lock(), [], threading.Event()

    def work(items):
        assert at_work.acquire(blocking=False), "two steps at once"
        sizes.append(len(items))
        may_go.wait(timeout=60)
        at_work.release()
        return items

    together = Together(work)
    with ThreadPoolExecutor(9) as threads:
        futures = [threads.submit(together.do, 0)]
        while not sizes:
            time.sleep(0.001)
        futures += [threads.submit(together.do, number) for number in range(1, 9)]
        while len(together._queue) < 8:
            time.sleep(0.001)
        may_go.set()
        assert sorted(future.result() for future in futures) == list(range(9))
    assert sizes == [1, 8]


def test_an_error_is_everybodys_who_was_in_it_and_nobody_elses():
    def work(items):
        if 3 in items:
            raise ValueError("three")
        return items

    together = Together(work)
    assert together.do(1) == 1
    with pytest.raises(ValueError, match="three"):
        together.do(3)
    assert together.do(4) == 4
