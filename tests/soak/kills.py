"""Kills in mid-load: of the loader at every step, and of the server at random ones."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from random import Random
from uuid import UUID

from sqlalchemy import text

from pipeline.errors import Transient
from pipeline.identity import article_key, story_key
from pipeline.model import Role, StoryMember
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.captures import add_captures
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.tables import metadata
from tests.soak.cases import Fact, Known, Read, captures_of, random_facts, read_all, url
from tests.soak.invariants import Tally, check_articles, check_everything, ids_of, rows
from tests.soak.properties import assert_members, load_reads, reject
from tests.soak.proxy import MOMENTS, Proxy, Strike

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.soak.kills"])

_LEFT_OUT = ("load_id", "first_load_id", "queued_at")


@dataclass(frozen=True)
class Work:
    """What is killed: facts that stand already, and a batch on top of them."""

    host: str
    before: tuple[Fact, ...]
    batch: tuple[Fact, ...]
    is_fold: bool = False
    rejects: tuple[Fact, ...] = ()

    def known(self) -> list[Read]:
        return read_all(self.before, self.host)

    def new(self) -> list[Read]:
        return read_all(self.batch, self.host)

    def all_known(self) -> Known:
        """What is known once it is done."""
        rejected = frozenset(captures_of(self.rejects, self.host))
        return Known((*self.known(), *self.new()), rejected)

    def do(self, warehouse: Warehouse) -> None:
        """Load the batch, decide against a capture, or assert that all articles are one story."""
        if self.is_fold:
            assert_members(warehouse, self.members())
        elif self.rejects:
            for capture in captures_of(self.rejects, self.host):
                reject(warehouse, capture)
        else:
            load_reads(warehouse, self.new())

    def members(self) -> list[StoryMember]:
        first = article_key(url(self.host, 0))
        return [
            StoryMember(
                story_key(first),
                article_id,
                Role.ORIGINAL if article_id == first else Role.SYNDICATED_COPY,
                first,
                url(self.host, 0),
                1.0,
                (),
            )
            for article_id in ids_of(self.known())
        ]


def snapshot(warehouse: Warehouse, work: Work) -> dict[str, list[object]]:
    """Return all rows about the work's articles and captures, without what a re-run may change."""
    reads = [*work.known(), *work.new()]
    captures = [item.reading.capture.capture_id for item in reads]
    return {
        table: [row["row"] for row in rows(warehouse, query, ids=wanted)]
        for table, query, wanted in _snapshot_queries(ids_of(reads), captures)
    }


def _snapshot_queries(articles: list[UUID], captures: list[UUID]) -> list[tuple[str, str, list]]:
    without = "".join(f" - '{name}'" for name in _LEFT_OUT)
    found = []
    for table in metadata.sorted_tables:
        key = next((k for k in ("article_id", "capture_id") if k in table.c), None)
        if key and table.name != "capture":
            query = (
                f"SELECT to_jsonb(t){without} AS row FROM {table.name} t"
                f" WHERE {key} = ANY(:ids) ORDER BY 1"
            )
            found.append((table.name, query, articles if key == "article_id" else captures))
    return found


# -- the loader is killed -------------------------------------------------------------------------


def _child(address: str, work: Work, do: Callable[[Work, Warehouse], None]) -> None:
    with Warehouse(address) as warehouse:
        do(work, warehouse)


def kill_loaders(
    address: str,
    seed: int,
    *,
    every: int = 1,
    do: Callable[[Work, Warehouse], None] = Work.do,
    progress: Callable[[int], None] | None = None,
) -> tuple[Tally, int]:
    """Kill a loader at every step (or every so many) of each kind of work, before and after it.

    Return what was looked at and how many loaders were killed. `do` is what a loader does.
    """
    tally, kills = Tally(), 0
    with Warehouse(address) as warehouse:
        for kind in ("first", "mixed", "decision", "fold"):
            for step in count(1 + seed % every, every):
                works = [
                    (_work(kind, Random(seed * 31 + step), f"k{seed}{kind}{step}{moment}"), moment)
                    for moment in MOMENTS
                ]
                struck = [
                    _kill_one(tally, warehouse, work, step, moment, do) for work, moment in works
                ]
                kills += sum(struck)
                if progress:
                    progress(kills)
                if not any(struck):
                    break  # the work has fewer steps
        check_everything(tally, warehouse)
    return tally, kills


def _work(kind: str, rng: Random, host: str) -> Work:
    if kind == "fold":
        return Work(host, tuple(Fact(n, 0, 0, "One.") for n in range(3)), (), is_fold=True)
    drawn = [*random_facts(rng, 12, articles=3), Fact(0, 99, 0, "Three.")]
    if kind == "decision":
        return Work(host, tuple(drawn), (), rejects=(rng.choice(drawn),))
    if kind == "first":
        return Work(host, (), tuple(drawn))
    return Work(host, tuple(drawn[:5]), tuple(drawn[3:]))  # two of the batch are known


def _kill_one(
    tally: Tally,
    warehouse: Warehouse,
    work: Work,
    step: int,
    moment: str,
    do: Callable[[Work, Warehouse], None],
) -> bool:
    """Kill one loader; return False where its work was done before it came to this step."""
    before = _prepare(warehouse, work)
    child: list[multiprocessing.process.BaseProcess] = []

    def kill(_: Proxy) -> None:
        pid = child[0].pid
        assert pid
        os.kill(pid, signal.SIGKILL)

    with Proxy(warehouse.url, Strike(step, moment, kill)) as proxy:
        child.append(_FORKS.Process(target=_child, args=(proxy.url, work, do)))
        child[0].start()
        child[0].join(timeout=60)
    after_kill = snapshot(warehouse, work)
    do(work, warehouse)
    check_healed(tally, warehouse, work, before, after_kill)
    return proxy.struck.is_set()


def _prepare(warehouse: Warehouse, work: Work) -> dict[str, list[object]]:
    """Load what stands before, index the batch's captures; return the state of the facts."""
    if work.before:
        load_reads(warehouse, work.known())
    add_captures(warehouse, [item.reading.capture for item in work.new()], "test")
    return snapshot(warehouse, work)


def check_healed(
    tally: Tally,
    warehouse: Warehouse,
    work: Work,
    before: dict[str, list[object]],
    after_kill: dict[str, list[object]],
) -> None:
    """The kill showed before or after, and a re-run leads to what an undisturbed run gives."""
    healed = snapshot(warehouse, work)
    if not work.is_fold:  # an assertion made twice is two facts
        tally.expect(10, after_kill in (before, healed), f"{work.host}: neither before nor after")
        tally.expect(11, healed != before, work.host)
    else:
        members = [len(state["story_member"]) for state in (before, after_kill)]
        tally.expect(10, members[1] - members[0] in (0, 3), f"{work.host}: {members}")
    check_articles(tally, warehouse, work.all_known())


# -- the server is killed -------------------------------------------------------------------------


@dataclass
class ServerKills:
    """A server that is killed in mid-load again and again, and what it had acknowledged before."""

    server: EmbeddedPostgres
    database: str
    seed: int
    tally: Tally = field(default_factory=Tally)
    acknowledged: list[Work] = field(default_factory=list)
    kills: int = 0

    def run(self, kills: int, progress: Callable[[int], None] | None = None) -> Tally:
        """Kill the server `kills` times. Every load that was acknowledged must stay."""
        rng = Random(self.seed)
        number = 0
        while self.kills < kills:
            self.once(rng, number)
            number += 1
            if progress:
                progress(self.kills)
        with Warehouse(self.url) as warehouse:
            for work in self.acknowledged:
                check_articles(self.tally, warehouse, work.all_known())
            check_everything(self.tally, warehouse)
        return self.tally

    @property
    def url(self) -> str:
        return self.server.url(self.database)

    def once(self, rng: Random, number: int) -> None:
        kind = rng.choice(("first", "mixed", "decision"))
        work = _work(kind, rng, f"v{self.seed}n{number}")
        bystander = _work("first", rng, f"v{self.seed}n{number}by")
        with Warehouse(self.url) as warehouse:
            before = _prepare(warehouse, work)
            _prepare(warehouse, bystander)
        strike = Strike(rng.randint(3, 45), rng.choice(MOMENTS), self._killer(rng))
        with Proxy(self.url, strike) as proxy, ThreadPoolExecutor(2) as pool:
            loads = [
                pool.submit(_try_to_load, address, item)
                for address, item in ((proxy.url, work), (self.url, bystander))
            ]
            while not proxy.struck.wait(0.02) and not loads[0].done():
                pass
            self._bring_back()
            for load in loads:
                load.result()
        self.kills += proxy.struck.is_set()
        self._check(work, before, bystander)

    def _killer(self, rng: Random) -> Callable[[Proxy], None]:
        """Half of the time the server's first process, else the one that serves the loader."""
        if rng.random() < 0.5:
            return lambda proxy: os.kill(proxy.backend_pid, signal.SIGKILL)
        return lambda _: os.kill(self.server.pid() or 0, signal.SIGKILL)

    def _bring_back(self) -> None:
        give_up_at = time.monotonic() + 60
        while time.monotonic() < give_up_at:
            self.server.start()
            try:
                with Warehouse(self.url) as warehouse, warehouse.begin() as connection:
                    connection.execute(text("SELECT 1"))
                    return
            except Transient:
                time.sleep(0.05)
        raise AssertionError(f"the server did not come back: {self.server.log}")

    def _check(self, work: Work, before: dict[str, list[object]], bystander: Work) -> None:
        with Warehouse(self.url) as warehouse:
            for earlier in self.acknowledged[-3:]:
                check_articles(self.tally, warehouse, earlier.all_known())
            after_kill = snapshot(warehouse, work)
            work.do(warehouse)
            check_healed(self.tally, warehouse, work, before, after_kill)
            bystander.do(warehouse)
            check_articles(self.tally, warehouse, bystander.all_known())
        self.acknowledged += [work, bystander]


def _try_to_load(address: str, work: Work) -> None:
    with Warehouse(address) as warehouse:
        try:
            work.do(warehouse)
        except Transient:
            return  # the next run does it again
