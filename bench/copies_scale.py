"""How the copy index and a fold grow: `python -m bench.copies_scale [--articles N ...]`.

Synthetic articles, one in twenty a copy by its hashes, are put into a real warehouse by SQL; at
each size three things are measured: bytes an article of the index, what a batch of 10,000 sketches
costs (looked up, then added), and how long a night of 200 new texts takes to fold. The sizes of the
bars are 1 and 3 million; what was not filled is not measured and does not hold. What is said of a
billion is an extrapolation.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator, Sequence
from hashlib import md5
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import Connection, text

from bench.copies import stored
from bench.copies.texts import Text
from bench.copies.words import FIRST_NAMES, SURNAMES, TOWNS
from bench.report import Bar, Report, print_table
from pipeline.dedupe import ALGORITHM_VERSION
from pipeline.flows.desk import Desk
from pipeline.flows.fold import fold_copies
from pipeline.model import Sketch
from pipeline.warehouse.sketches import SketchIndex

SIZES = (100_000, 300_000, 1_000_000)
BATCH, HASHES, NIGHT, NIGHTS = 10_000, 24, 200, 3
BAR_FROM, BAR_TO = 1_000_000, 3_000_000
_STEP = 50_000
_LOW = -(2**63)
_SPAN = 2**58
"""Sketches hold the smallest of some 750 hashes each: the lowest thirty-second of all."""


def main() -> None:
    """Fill, measure at each size, print table, bars and the line for programs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=list(SIZES))
    sizes = sorted(parser.parse_args().articles)
    with stored.server() as postgres, stored.warehouse(postgres, "scale") as desk:
        measured = {size: _measure(desk, size) for size in _filled(desk, sizes)}
    _report(measured)


def _filled(desk: Desk, sizes: Sequence[int]) -> Iterator[int]:
    """Fill up to each size and yield it."""
    done = 0
    for size in sizes:
        started, adding = time.perf_counter(), 0.0
        while done < size:
            step = min(_STEP, size - done)
            with desk.warehouse.begin() as connection:
                for statement in _FILL:
                    connection.execute(text(statement), _values(statement, done, done + step))
            adding += _add(desk, range(done, done + step))
            done += step
            _vacuum(desk, "sketch_page")  # as autovacuum does between nights
        _vacuum(desk, "")
        taken = round(time.perf_counter() - started)
        print(f"{size} articles: filled in {taken} s, index {adding:.0f} s", flush=True)
        yield size


def _vacuum(desk: Desk, table: str) -> None:
    with desk.warehouse.connect() as connection:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        outside.execute(text(f"VACUUM (ANALYZE) {table}"))


def _add(desk: Desk, articles: range) -> float:
    """Add the sketches of `articles` in batches of a fold's size; return the seconds."""
    started = time.perf_counter()
    for start in range(articles.start, articles.stop, BATCH):
        part = range(start, min(start + BATCH, articles.stop))
        sketches = [(_content_id(n), _sketch(n), 900) for n in part]
        with desk.warehouse.begin() as connection:
            SketchIndex(connection, ALGORITHM_VERSION).add_sketches(sketches)
    return time.perf_counter() - started


def _measure(desk: Desk, size: int) -> dict[str, float]:
    with desk.warehouse.begin() as connection:
        bytes_an_article = connection.execute(text(_SIZE)).scalar_one() / size
        beside = connection.execute(text(_SKETCH_SIZE)).scalar_one() / size
        found = _batch(connection, size)
        connection.rollback()
    nights = [_night(desk, f"{size}-{number}") for number in range(NIGHTS)]
    return {
        "bytes": bytes_an_article,
        "bytes_of_table_sketch": beside,
        **found,
        "night_s": median(nights),
    }


def _batch(connection: Connection, size: int) -> dict[str, float]:
    """Return what looking up and adding `BATCH` sketches costs, in seconds and blocks."""
    index = SketchIndex(connection, ALGORITHM_VERSION)
    numbers = (-size - n if n % 20 else n * size // BATCH for n in range(BATCH))
    new = [(uuid4(), _sketch(number)) for number in numbers]
    before, started = _blocks(connection), time.perf_counter()
    pairs = list(index.candidates(new))
    looked_up, blocks = time.perf_counter(), _blocks(connection)
    index.add_sketches([(key, sketch, 900) for key, sketch in new])
    added = time.perf_counter()
    return {
        "lookup_s": looked_up - started,
        "add_s": added - looked_up,
        "blocks": blocks - before,
        "found": len(pairs),
    }


def _sketch(number: int) -> Sketch:
    """Return the sketch of article `number`, always the same."""
    hashes = np.random.default_rng(abs(number) * 2 + (number < 0)).integers(_SPAN, size=HASHES)
    return Sketch(tuple((np.sort(hashes) + _LOW).tolist()), 750)


def _content_id(number: int) -> UUID:
    return UUID(md5(f"c{number}".encode(), usedforsecurity=False).hexdigest())


def _night(desk: Desk, name: str) -> float:
    """Return how many seconds the fold of `NIGHT` new texts takes, a tenth of them copies."""
    rng = random.Random(name)
    words = [*FIRST_NAMES, *SURNAMES, *TOWNS, "the", "of", "and", "a", "to", "in"]
    bodies = [" ".join(rng.choices(words, k=400)) for _ in range(NIGHT * 9 // 10)]
    bodies += bodies[: NIGHT - len(bodies)]
    stored.load(desk, [Text(f"{name}-{n}", "A title", body) for n, body in enumerate(bodies)])
    started = time.perf_counter()
    fold_copies(desk, stored.CONTEXT)
    return time.perf_counter() - started


def _blocks(connection: Connection) -> int:
    """Return how many blocks of the index this backend has looked at so far."""
    connection.execute(text("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()"))
    return int(connection.execute(text(_BLOCKS)).scalar_one())


def _report(measured: dict[int, dict[str, float]]) -> None:
    columns = ("bytes", "lookup_s", "add_s", "night_s")
    print_table(
        ["articles", "bytes an article", "10k looked up, s", "10k added, s", "night of 200, s"],
        [[size, *(found[name] for name in columns)] for size, found in measured.items()],
    )
    report = Report("copies_scale")
    largest = measured[max(measured)]
    batch = {size: found["lookup_s"] + found["add_s"] for size, found in measured.items()}
    report.bars = [
        Bar("bytes an article", round(largest["bytes"]), at_most=260),
        Bar("growth of a 10k batch, exponent, 1M to 3M", _growth(batch), at_most=0.15),
        Bar(
            "growth of a night's fold, exponent, 1M to 3M",
            _growth({size: found["night_s"] for size, found in measured.items()}),
            at_most=0.15,
        ),
    ]
    report.figures = {
        str(size): {name: round(value, 3) for name, value in found.items()}
        for size, found in measured.items()
    }
    if len(batch) > 1:
        smallest, biggest = min(batch), max(batch)
        report.figures["exponents of these sizes"] = {
            "10k batch": _exponent(batch, smallest, biggest),
            "night": _exponent({s: f["night_s"] for s, f in measured.items()}, smallest, biggest),
        }
    report.figures["ways to a billion (extrapolated, not measured)"] = {
        "index_gb": round(largest["bytes"]),
        "segments": 7 * math.ceil(math.log(1e9 / BATCH, 8)),
    }
    report.finish()


def _growth(values: dict[int, float]) -> float | None:
    return _exponent(values, BAR_FROM, BAR_TO) if {BAR_FROM, BAR_TO} <= values.keys() else None


def _exponent(values: dict[int, float], small: int, large: int) -> float:
    return round(math.log(values[large] / values[small]) / math.log(large / small), 3)


def _values(statement: str, start: int, stop: int) -> dict[str, Any]:
    values = {"start": start, "stop": stop - 1, "version": ALGORITHM_VERSION}
    return {name: value for name, value in values.items() if f":{name}" in statement}


def _id(kind: str) -> str:
    return f"md5('{kind}' || n)::uuid"


_SERIES = "FROM generate_series(CAST(:start AS int), CAST(:stop AS int)) AS n"
_FILL = (
    """
    INSERT INTO load (batch_key, kind, dag_id, run_id, pipeline_version, committed_at, counts)
    SELECT 'fill' || :start, 'observations', 'bench', 'fill', 1, clock_timestamp(), '{}'""",
    f"""
    INSERT INTO content (content_id, title, authors, body)
    SELECT {_id("c")}, 'Title ' || n, '{{}}', repeat('Body of ' || n || '. ', 20) {_SERIES}
   """,
    f"""
    INSERT INTO article (article_id, url, source_id, first_load_id, first_observed_at,
                         current_content_id, current_from)
    SELECT {_id("a")}, 'https://fill.example/' || n, 'fill', (SELECT max(load_id) FROM load),
           '2026-01-01', {_id("c")}, '2026-01-01' {_SERIES}""",
    f"""
    INSERT INTO observation (capture_id, pipeline_version, article_id, observed_at, content_id,
                             lineage, load_id)
    SELECT {_id("k")}, 1, {_id("a")}, '2026-01-01', {_id("c")}, '{{}}',
           (SELECT max(load_id) FROM load) {_SERIES}""",
    f"""
    INSERT INTO story_member (article_id, load_id, story_id, role, original_url, score, evidence)
    SELECT {_id("a")}, (SELECT max(load_id) FROM load), {_id("s")}, 'original',
           'https://fill.example/' || n, 1, '[]' {_SERIES}""",
)

_SIZE = "SELECT pg_total_relation_size('sketch_page')"
_SKETCH_SIZE = "SELECT pg_total_relation_size('sketch')"

_BLOCKS = """
SELECT coalesce(sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit), 0)
FROM pg_statio_user_tables WHERE relname = 'sketch_page'
"""


if __name__ == "__main__":
    main()
