"""Concurrent rounds: four loaders with overlapping batches end as one loader would."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from random import Random

from pipeline.warehouse.database import Warehouse
from tests.soak.cases import DAYS, Fact, Known, captures_of, cut, random_facts, read_all
from tests.soak.invariants import (
    Answers,
    Tally,
    check_articles,
    check_everything,
    ids_of,
    rows,
    versions,
)
from tests.soak.properties import load_reads, reject

LOADERS = 4
BATCHES_EACH = 2
GLOBAL_CHECK_EVERY = 100


def run_rounds(
    url: str, rounds: int, seed: int, progress: Callable[[int], None] | None = None
) -> Tally:
    """Run `rounds` rounds; return how often each invariant was held against the warehouse."""
    tally = Tally()
    with ExitStack() as stack:
        main, *loaders = [stack.enter_context(Warehouse(url)) for _ in range(LOADERS + 1)]
        pool = stack.enter_context(ThreadPoolExecutor(LOADERS))
        for number in range(rounds):
            Round(tally, main, loaders, pool, f"r{seed}n{number}").run(Random(seed * 7919 + number))
            if number % GLOBAL_CHECK_EVERY == GLOBAL_CHECK_EVERY - 1:
                check_everything(tally, main)
            if progress:
                progress(number + 1)
        check_everything(tally, main)
    return tally


class Round:
    """Facts of two articles, dealt to four loaders that start at one moment."""

    def __init__(
        self,
        tally: Tally,
        main: Warehouse,
        loaders: list[Warehouse],
        pool: ThreadPoolExecutor,
        name: str,
    ) -> None:
        self.tally, self.main, self.loaders, self.pool, self.name = tally, main, loaders, pool, name
        self.answers = Answers()

    def run(self, rng: Random) -> None:
        chosen = random_facts(rng, 12)
        batches = cut(rng, chosen, LOADERS * BATCHES_EACH)
        last_load = self.last_load()
        rejected = rng.sample(chosen, rng.choice((0, 0, 1, 2)))
        self.load_at_once(chosen, batches, rejected)
        known = Known(
            tuple(read_all(chosen, f"{self.name}b")),
            frozenset(captures_of(rejected, f"{self.name}b")),
        )
        check_articles(self.tally, self.main, known)
        self.answers.check(self.tally, self.main)
        self.check_order_of_loads(last_load)
        self.compare_with_serial(chosen, rejected)

    def load_at_once(
        self, chosen: list[Fact], batches: list[list[Fact]], rejected: list[Fact]
    ) -> None:
        gate = threading.Barrier(LOADERS)
        work = [
            self.pool.submit(self.load, gate, number, batches[number::LOADERS], rejected)
            for number in range(LOADERS)
        ]
        ids = ids_of(read_all(chosen, f"{self.name}b"))
        while not all(future.done() for future in work):
            watermark = self.watermark()
            if watermark:
                self.answers.ask(self.main, ids, watermark, (DAYS * 24,))
        for future in work:
            future.result()

    def load(
        self, gate: threading.Barrier, number: int, batches: list[list[Fact]], rejected: list[Fact]
    ) -> None:
        """Load batches, and reject of each what an operator would: the others are still at work."""
        gate.wait(timeout=30)
        for batch in batches:
            load_reads(self.loaders[number], read_all(batch, f"{self.name}b"))
            wanted = [fact for fact in rejected if fact in batch]
            for capture in captures_of(wanted, f"{self.name}b"):
                reject(self.loaders[number], capture)

    def watermark(self) -> datetime | None:
        found: datetime | None = rows(self.main, "SELECT max(committed_at) AS at FROM load")[0][
            "at"
        ]
        return found

    def last_load(self) -> int:
        found = rows(self.main, "SELECT coalesce(max(load_id), 0) AS id FROM load")
        return int(found[0]["id"])

    def check_order_of_loads(self, after: int) -> None:
        listed = rows(
            self.main,
            "SELECT committed_at FROM load WHERE load_id >= :after ORDER BY load_id",
            after=after,
        )
        times = [row["committed_at"] for row in listed]
        self.tally.expect(14, times == sorted(set(times)), "committed_at does not rise")

    def compare_with_serial(self, chosen: list[Fact], rejected: list[Fact]) -> None:
        """One loader with the same facts on another host: the versions must be the same."""
        serial, at_once = (read_all(chosen, f"{self.name}{host}") for host in "ab")
        load_reads(self.main, serial)
        for capture in captures_of(rejected, f"{self.name}a"):
            reject(self.main, capture)
        self.tally.equal(9, self.told(at_once), self.told(serial))

    def told(self, reads: list) -> dict[str, list[tuple[object, ...]]]:
        return {
            address.rpartition("/")[2]: [
                (row["change"], row["effective_from"], row["effective_to"], row["content_id"])
                for row in listed
            ]
            for address, listed in versions(self.main, ids_of(reads)).items()
        }
