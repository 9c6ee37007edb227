"""How fast facts are loaded: `python -m bench.load`, as a share of a bare COPY of the same rows.

Articles are loaded in loads of 10,000, COPY and the warehouse taking turns in every phase, so that
a busy machine slows both: a phase's share is of the COPY that ran beside it. At 200,000 articles,
and at a million of which the last 200,000 are timed, four things are measured: a first load, the
same batch again, 5 % changed and 1 % late, and a crawl that finds nothing new. `--scale N` looks at
N articles only; bars of what was not measured do not hold.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from bench.corpus import Story, reading
from bench.load_questions import ask
from bench.load_store import BareCopy, BulkUpsert, Ours, RowByRow, row_of
from bench.peers import run_peer
from bench.report import Bar, Report, print_table
from pipeline.config import libpq_url
from pipeline.model import to_json
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.load import Reading
from pipeline.warehouse.migrate import upgrade

LOAD_SIZE = 10_000
WINDOW = 200_000
SCALES = (200_000, 1_000_000)
COPY_EVERY = 4
"""In the later phases COPY takes its turn with every so many loads: they are far quicker."""

PEER_SAMPLE = 30_000
SLOW_SAMPLE = 20_000
SMALL_BATCH = 200
PHASES = ("first", "same", "changed", "recrawl")
NAMES = {
    "first": "first load",
    "same": "same batch again",
    "changed": "5 % changed, 1 % late",
    "recrawl": "crawl, nothing new",
}
SHARES = {"first": 0.8, "same": 15, "changed": 4, "recrawl": 1.5}


class Store(Protocol):
    """What is compared."""

    def prepare(self, readings: Sequence[Reading]) -> Any:
        """Return what `load` takes; not timed."""

    def load(self, prepared: Any) -> None:
        """Store it, committed; timed."""


@dataclass
class Times:
    """Seconds and rows by store and phase."""

    seconds: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    rows: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def run(self, store: Store, name: str, phase: str, readings: Sequence[Reading]) -> float:
        """Load and add up; return the seconds."""
        prepared = store.prepare(readings)
        started = time.perf_counter()
        store.load(prepared)
        taken = time.perf_counter() - started
        self.seconds[name, phase] += taken
        self.rows[name, phase] += len(readings)
        return taken

    def rate(self, name: str, phase: str) -> float | None:
        """Return rows a second, None where nothing was loaded."""
        taken = self.seconds.get((name, phase))
        return self.rows[name, phase] / taken if taken else None

    def share(self, name: str, phase: str) -> float | None:
        """Return the rate as a share of the bare COPY's in the same phase."""
        rate, limit = self.rate(name, phase), self.rate("copy", phase)
        return rate / limit if rate and limit else None


def main() -> None:
    """Measure, print the table, the bars and the line for programs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, help="only so many articles, for a quick look")
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    scales = [options.scale] if options.scale else list(SCALES)
    with _server() as server:
        report = Report("load")
        stages = measure(server, scales, not options.without_peers, report)
        for scale, times in stages.items():
            _print(scale, times)
        report.bars = _bars(stages, report.figures)
        report.finish()


def measure(
    server: EmbeddedPostgres, scales: Sequence[int], with_peers: bool, report: Report
) -> dict[int, Times]:
    """Fill the stores up to each scale and time the last loads before it."""
    stages: dict[int, Times] = {}
    url = server.url("warehouse")
    ours = Ours(url)
    copies = {"copy": BareCopy(url), "copy, stored as ours": BareCopy(url, stored_as_ours=True)}
    begun = 0
    for scale in scales:
        times = stages[scale] = Times()
        window = range(max(begun, scale - WINDOW), scale)
        for part in _parts(range(begun, window.start)):
            fill = Times()
            fill.run(ours, "ours", "first", [reading(Story(index)) for index in part])
            print(f"{part.stop} articles: filled, {fill.rate('ours', 'first'):.0f} a second")
        if with_peers:
            _bulk(server, window, times)
        _phases(ours, copies, window, times)
        report.figures[f"small_batch_ms_{scale}"] = _small_batches(ours, scale)
        report.figures |= {f"{key}_{scale}": value for key, value in ask(ours.warehouse).items()}
        if with_peers and scale == scales[0]:
            _row_by_row(server, times)
            _scd2(server, times)
        begun = scale
    return stages


def _phases(ours: Ours, copies: dict[str, BareCopy], window: range, times: Times) -> None:
    for part in _parts(window):
        found = [reading(Story(index)) for index in part]
        for name, copy in copies.items():
            times.run(copy, name, "first", found)
        times.run(ours, "ours", "first", found)
        _say(part, times)
    for phase in PHASES[1:]:
        for number, part in enumerate(_parts(window)):
            found = _readings(phase, part)
            if number % COPY_EVERY == 0:
                times.run(copies["copy"], "copy", phase, found)
            times.run(ours, "ours", phase, found)
        print(f"{NAMES[phase]}: {_rounded(times.share('ours', phase))} of COPY", flush=True)


def _readings(phase: str, part: Iterable[int]) -> list[Reading]:
    make: dict[str, Callable[[int], Reading]] = {
        "first": lambda index: reading(Story(index)),
        "same": lambda index: reading(Story(index)),
        "changed": _changed,
        "recrawl": lambda index: reading(*_recrawled(index)),
    }
    return [make[phase](index) for index in part]


def _changed(index: int) -> Reading:
    if index % 20 == 0:
        return reading(Story(index, 1), crawl=1, hours=30)
    if index % 100 == 1:
        return reading(Story(index, 2), crawl=2, hours=0.5)  # before the first that is known
    return reading(Story(index))


def _recrawled(index: int) -> tuple[Story, int, float]:
    return Story(index, 1 if index % 20 == 0 else 0), 3, 50


def _small_batches(ours: Ours, scale: int) -> float:
    """Return the median milliseconds of a load of new articles of the size that flows make."""
    times, taken = Times(), []
    for number in range(25):
        first = 10_000_000 + scale * 10 + number * SMALL_BATCH
        found = [reading(Story(index)) for index in range(first, first + SMALL_BATCH)]
        taken.append(times.run(ours, "ours", "small", found))
    return round(1000 * median(taken), 1)


def _bulk(server: EmbeddedPostgres, window: range, times: Times) -> None:
    store = BulkUpsert(server.url("warehouse"))
    store.fill()
    sample = range(window.stop - min(PEER_SAMPLE, len(window)), window.stop)
    for phase in PHASES[:3]:
        for part in _parts(sample):
            times.run(store, "bulk upsert", phase, _readings(phase, part))


def _row_by_row(server: EmbeddedPostgres, times: Times) -> None:
    store = RowByRow(server.url("warehouse"))
    for phase in PHASES[:3]:
        for part in _parts(range(SLOW_SAMPLE)):
            times.run(store, "row by row", phase, _readings(phase, part))


def _scd2(server: EmbeddedPostgres, times: Times) -> None:
    lines = (
        {"phase": phase, "row": to_json(row_of(item))}
        for phase in PHASES[:3]
        for item in _readings(phase, range(SLOW_SAMPLE))
    )
    for line in run_peer("load", "bench.load_scd2", lines, libpq_url(server.url("warehouse"))):
        times.seconds["dlt scd2", line["phase"]] = line["seconds"]
        times.rows["dlt scd2", line["phase"]] = SLOW_SAMPLE


def _parts(indexes: range) -> Iterator[range]:
    for start in range(indexes.start, indexes.stop, LOAD_SIZE):
        yield range(start, min(start + LOAD_SIZE, indexes.stop))


def _bars(stages: dict[int, Times], figures: dict[str, Any]) -> list[Bar]:
    small, large = (stages.get(scale) for scale in SCALES)
    bars = []
    for phase, share in SHARES.items():
        at_small = small.share("ours", phase) if small else None
        at_large = large.share("ours", phase) if large else None
        loss = at_small / at_large if at_small and at_large else None
        bars.append(Bar(f"{NAMES[phase]} at 200k", _rounded(at_small), at_least=share))
        bars.append(Bar(f"{NAMES[phase]}, loss to 1M", _rounded(loss), at_most=1.3))
    as_of, by_day = (figures.get(f"{name}_{SCALES[-1]}") for name in ("as_of_ms", "day_ms"))
    bars.append(Bar("as-of for one article at 1M, ms", as_of, at_most=1))
    bars.append(Bar("current articles of a day by source at 1M, ms", by_day, at_most=50))
    for scale, times in stages.items():
        figures[f"rates_{scale}"] = {
            f"{name}, {phase}": round(times.rate(name, phase) or 0) for name, phase in times.rows
        }
    return bars


def _print(scale: int, times: Times) -> None:
    print(f"\n{scale} articles: share of bare COPY ({times.rate('copy', 'first'):.0f} rows/s)")
    stores = dict.fromkeys(name for name, _ in times.rows)
    rows = [[name, *(_rounded(times.share(name, phase)) for phase in PHASES)] for name in stores]
    print_table(["store", *NAMES.values()], [[cell or "-" for cell in row] for row in rows])


def _say(part: range, times: Times) -> None:
    share = _rounded(times.share("ours", "first"))
    print(f"{part.stop} articles: first load {share} of COPY", flush=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


@contextmanager
def _server() -> Iterator[EmbeddedPostgres]:
    home = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    home.chmod(0o755)
    server = EmbeddedPostgres(home)
    try:
        server.start()
        server.create_database("warehouse")
        upgrade(server.url("warehouse"))
        yield server
    finally:
        server.remove()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
