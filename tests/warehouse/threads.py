"""Several threads at once, each with a warehouse of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from pipeline.warehouse.database import Warehouse

T = TypeVar("T")


def at_once(url: str, count: int, work: Callable[[Warehouse, int], T]) -> list[T]:
    """Start `work` in `count` threads at one moment; return what each gave, in their order."""
    gate = Barrier(count)

    def run(number: int) -> T:
        with Warehouse(url) as own:
            gate.wait(timeout=10)
            return work(own, number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
