"""Whether observations should be partitioned by month: layouts side by side in one server.

    python -m bench.partitions [--rows 1000000]

Twelve months of observations, in the order of time as nights bring them: four of each article, a
quarter of a year apart. All tables have the columns and indexes of `observation`; the key of the
one partitioned by `observed_at` takes that in, as PostgreSQL asks for (its documentation, "Table
Partitioning"); that of the one partitioned by `capture_id`, whose first bits are the time, stays.
What is done to them is what the warehouse does: load a batch, ask which captures are known, ask for
the history of an article, take a month's text out. Beside it: throw a month away, as nothing does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection

from bench.report import Bar, Report, print_table
from pipeline.config import libpq_url
from tests.servers import choose_server

MONTHS = 12
BATCH = 20_000
ASKED = 400
LAYOUTS = ("plain", "by_month", "by_capture")

_COLUMNS = """
    capture_id uuid NOT NULL, pipeline_version int NOT NULL, article_id uuid NOT NULL,
    observed_at timestamptz NOT NULL, content_id uuid NOT NULL, published_at timestamptz,
    modified_at timestamptz, language text, lineage jsonb NOT NULL, load_id bigint NOT NULL
"""

# Keys begin with the time or with the host, as those of the warehouse do (docs/contracts.md, Keys).
_ROWS = """
SELECT (lpad(to_hex(n), 12, '0') || substr(md5('c' || n), 13))::uuid, 1,
       (lpad(to_hex(n % {articles} % 500), 8, '0') || substr(md5('a' || n % {articles}), 9))::uuid,
       timestamptz '2025-01-01Z' + n * (interval '365 days' / {rows}),
       md5('t' || n % {articles} || n / {articles} / 2)::uuid, NULL, NULL, 'en',
       '{{"title": "json-ld:headline", "body": "body", "authors": "json-ld:author"}}', n / 20000
FROM generate_series({first}, {last}) n
"""


def main() -> int:
    """Fill all layouts and ask all the same; return 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.partitions")
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="copydesk-partitions-") as name:
        home = Path(name)
        home.chmod(0o755)
        server = choose_server(home)
        server.start()
        try:
            server.create_database("partitions")
            url = libpq_url(server.url("partitions"))
            with psycopg.connect(url, autocommit=True) as connection:
                figures = _measure(connection, rows)
        finally:
            server.remove()
    return _report(figures, rows)


def _measure(connection: Connection[Any], rows: int) -> dict[str, dict[str, float]]:
    _create(connection, rows)
    found: dict[str, dict[str, float]] = {layout: {"fill, s": 0.0} for layout in LAYOUTS}
    for start in range(1, rows + 1, BATCH):  # in turns: other work on the machine meets all
        for layout in LAYOUTS:
            last = min(start + BATCH - 1, rows)
            fill = partial(_insert, connection, layout, rows, start, last)
            found[layout]["fill, s"] += _seconds(fill)
    for layout in LAYOUTS:
        connection.execute(f"VACUUM ANALYZE {layout}")
    for name, work in _WORK.items():
        for layout in LAYOUTS:
            found[layout][name] = work(connection, layout, rows)
    return found


def _create(connection: Connection[Any], rows: int) -> None:
    key = "capture_id, pipeline_version"
    connection.execute(f"CREATE TABLE plain ({_COLUMNS}, PRIMARY KEY ({key}))")
    connection.execute(
        f"CREATE TABLE by_month ({_COLUMNS}, PRIMARY KEY ({key}, observed_at))"
        " PARTITION BY RANGE (observed_at)"
    )
    connection.execute(
        f"CREATE TABLE by_capture ({_COLUMNS}, PRIMARY KEY ({key})) PARTITION BY RANGE (capture_id)"
    )
    for month in range(MONTHS + 3):
        ids = [str(UUID(int=rows * m // MONTHS << 80)) for m in (month, month + 1)]
        connection.execute(
            f"CREATE TABLE c{month} PARTITION OF by_capture"
            f" FOR VALUES FROM ('{ids[0]}') TO ('{ids[1]}')"
        )
        first, last = (f"{2025 + m // 12}-{m % 12 + 1:02}-01Z" for m in (month, month + 1))
        connection.execute(
            f"CREATE TABLE m{month} PARTITION OF by_month FOR VALUES FROM ('{first}') TO ('{last}')"
        )
    for layout in LAYOUTS:
        for columns, method in (("article_id, observed_at", "btree"), ("content_id", "btree"),
                                ("load_id", "brin")):  # fmt: skip
            connection.execute(f"CREATE INDEX ON {layout} USING {method} ({columns})")


def _insert(connection: Connection[Any], layout: str, rows: int, first: int, last: int) -> None:
    """Insert a batch in the order of the article's key, as loads do."""
    source = _ROWS.format(articles=rows // 4, rows=rows, first=first, last=last)
    connection.execute(f"INSERT INTO {layout} {source} ORDER BY 3")


def _load_a_night(connection: Connection[Any], layout: str, rows: int) -> float:
    """Milliseconds for the next batch."""
    size = rows // 200
    starts = range(rows + 1, rows + 4 * size + 1, size)
    return _median_ms(
        partial(_insert, connection, layout, rows, start, start + size - 1) for start in starts
    )


def _know_captures(connection: Connection[Any], layout: str, rows: int) -> float:
    """Milliseconds to ask which of 2,000 captures of any time are known, as each load does."""
    query = _KNOWN.format(layout=layout, rows=rows, apart=max(1, rows // 2000))
    return _median_ms([lambda: connection.execute(query).fetchall()] * 9)


def _ask_history(connection: Connection[Any], layout: str, _: int) -> float:
    """Milliseconds for all observations of one article up to a moment, in their order."""
    ids = connection.execute(_SOME_ARTICLES.format(limit=ASKED)).fetchall()
    query = _HISTORY.format(layout=layout)
    return _median_ms(partial(_fetch, connection, query, key) for (key,) in ids)


def _fetch(connection: Connection[Any], query: str, key: object) -> None:
    connection.execute(query, (key, "2025-11-15Z")).fetchall()


def _purge_a_month(connection: Connection[Any], layout: str, _: int) -> float:
    """Seconds to point the observations of a month at contents without text, and clean up."""
    return _run(connection, _PURGE.format(layout=layout), f"VACUUM {layout}")


def _drop_a_month(connection: Connection[Any], layout: str, _: int) -> float:
    """Seconds to throw a month of observations away, and clean up."""
    if layout != "plain":
        return _run(connection, f"DROP TABLE {'m5' if layout == 'by_month' else 'c5'}")
    return _run(connection, _DELETE, "VACUUM plain")


def _run(connection: Connection[Any], *statements: str) -> float:
    return sum(_seconds(partial(connection.execute, statement)) for statement in statements)


_KNOWN = """
WITH asked AS MATERIALIZED (
    SELECT (lpad(to_hex(n), 12, '0') || substr(md5('c' || n), 13))::uuid AS capture_id
    FROM generate_series(1, {rows}, {apart}) n)
SELECT count(*) FROM asked a WHERE NOT EXISTS (
    SELECT 1 FROM {layout} o WHERE o.capture_id = a.capture_id AND o.pipeline_version = 1)
"""

_SOME_ARTICLES = "SELECT article_id FROM plain TABLESAMPLE SYSTEM (1) LIMIT {limit}"

_HISTORY = "SELECT * FROM {layout} WHERE article_id = %s AND observed_at <= %s ORDER BY 4 DESC"

_PURGE = """
UPDATE {layout} SET content_id = md5(content_id::text)::uuid
WHERE observed_at >= '2025-03-01Z' AND observed_at < '2025-04-01Z'
"""

_DELETE = "DELETE FROM plain WHERE observed_at >= '2025-06-01Z' AND observed_at < '2025-07-01Z'"

_WORK: dict[str, Callable[[Connection[Any], str, int], float]] = {
    "load 1 of 200, ms": _load_a_night,
    "know 2,000 captures, ms": _know_captures,
    "history of an article, ms": _ask_history,
    "take a month's text out, s": _purge_a_month,
    "throw a month away, s": _drop_a_month,
}


def _median_ms(works: Iterable[Callable[[], object]]) -> float:
    return 1000 * median(map(_seconds, works))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _report(figures: dict[str, dict[str, float]], rows: int) -> int:
    plain = figures["plain"]
    ratios = {
        layout: {name: figures[layout][name] / plain[name] for name in plain}
        for layout in LAYOUTS[1:]
    }
    print_table(
        ["", *LAYOUTS, *(f"{layout} / plain" for layout in ratios)],
        [
            [
                name,
                *(figures[layout][name] for layout in LAYOUTS),
                *(r[name] for r in ratios.values()),
            ]
            for name in plain
        ],
    )
    report = Report("partitions")
    used = [name for name in plain if name != "throw a month away, s"]
    report.bars = [
        Bar(f"{layout} gains less than a fifth: {name}", ratios[layout][name], at_least=0.8)
        for layout in ratios
        for name in used
    ]
    report.figures = {"rows": rows, **figures}
    report.finish()
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
