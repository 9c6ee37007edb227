"""The nineteen invariants of the warehouse, and how a warehouse is held against the oracle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pipeline.identity import article_key
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.read import as_of
from tests.soak.cases import Known, Read
from tests.warehouse import facts

INVARIANTS = {
    1: "no empty or inverted interval",
    2: "no overlap",
    3: "contiguous",
    4: "exactly one current",
    5: "neighbours differ",
    6: "equal to the oracle",
    7: "the same under any permutation and re-batching",
    8: "a reload adds no row",
    9: "concurrent loaders = serial",
    10: "a kill at any step shows before or after, nothing between",
    11: "a re-run heals",
    12: "current pointer = derived",
    13: "no orphan content",
    14: "an answer as of a past moment never changes",
    15: "re-extraction of a part touches only that part",
    16: "stories have history under the same rules",
    17: "withdrawn, then back",
    18: "a schema change makes no mass of versions",
    19: "a rule upgrade never looks like a publisher's edit",
}

Row = dict[str, Any]


class Broken(AssertionError):
    """An invariant does not hold."""

    def __init__(self, number: int, detail: object) -> None:
        super().__init__(number, str(detail))  # as they came, so that a process can hand it on
        self.number, self.detail = number, str(detail)

    def __str__(self) -> str:
        return f"invariant {self.number} ({INVARIANTS[self.number]}): {self.detail}"


@dataclass
class Tally:
    """How often each invariant was held against the warehouse."""

    checked: Counter[int] = field(default_factory=Counter)

    def expect(self, number: int, holds: bool, detail: object = "") -> None:
        """Count one look at an invariant. Raises `Broken` where it does not hold."""
        self.checked[number] += 1
        if not holds:
            raise Broken(number, detail)

    def equal(self, number: int, found: object, expected: object) -> None:
        self.expect(number, found == expected, f"found {found!r}, expected {expected!r}")


def told(known: Known) -> dict[str, list[tuple[str, datetime, str]]]:
    """Return what the oracle says of all that is known."""
    pairs = [(item.version, item.reading) for item in known.reads]
    return facts.oracle(pairs, rejected=known.rejected)


def said_at(known: Known, address: str, moment: datetime) -> str | None:
    """Return the body that counts at `moment` of these facts; '' if withdrawn, None if unknown."""
    bodies = [body for _, begins_at, body in told(known).get(address, []) if begins_at <= moment]
    return bodies[-1] if bodies else None


def ids_of(reads: Iterable[Read]) -> list[UUID]:
    return sorted({article_key(item.reading.url) for item in reads})


def rows(warehouse: Warehouse, query: str, **values: Any) -> list[Row]:
    with warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


def versions(warehouse: Warehouse, ids: Sequence[UUID]) -> dict[str, list[Row]]:
    """Return the versions of these articles by address, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows(warehouse, _VERSIONS, ids=list(ids)):
        found.setdefault(row["url"], []).append(row)
    return found


def check_articles(tally: Tally, warehouse: Warehouse, known: Known) -> None:
    """Hold all articles of `known`, which is all that is known of them, against the oracle."""
    ids = ids_of(known.reads)
    found = versions(warehouse, ids)
    for address, listed in found.items():
        _check_intervals(tally, address, listed)
    expected = told(known)
    _check_returns(tally, found, expected)
    tally.equal(6, {address: _told(listed) for address, listed in found.items()}, expected)
    _check_pointers(tally, warehouse, ids, expected)


def _check_intervals(tally: Tally, address: str, listed: Sequence[Row]) -> None:
    ended = [row for row in listed if row["effective_to"] is not None]
    widths = all(row["effective_from"] < row["effective_to"] for row in ended)
    tally.expect(1, widths, address)
    tally.expect(4, len(listed) - len(ended) == 1, address)
    for before, after in pairwise(listed):
        end = before["effective_to"]
        tally.expect(2, end is not None and end <= after["effective_from"], address)
        tally.expect(3, end == after["effective_from"], address)
        tally.expect(5, before["content_id"] != after["content_id"], address)


def _check_pointers(
    tally: Tally, warehouse: Warehouse, ids: Sequence[UUID], expected: dict[str, Any]
) -> None:
    for row in rows(warehouse, _POINTERS, ids=list(ids)):
        cached, head = row["cached"], row["head"] or {}
        for name in cached.keys() - {"article_id"}:
            derived = name if name in head else name.removeprefix("current_")
            if derived in head:
                tally.expect(12, cached[name] == head[derived], f"{row['url']}: {name}")
        told = expected.get(row["url"])
        now = (told[-1][1], told[-1][2]) if told else (None, None)
        tally.equal(12, (row["current_from"], row["body"]), now)


def _check_returns(tally: Tally, found: dict[str, list[Row]], expected: dict[str, Any]) -> None:
    """Withdrawn and back is looked at wherever it should be, or is."""
    for address, wanted in expected.items():
        changes = [row["change"] for row in found.get(address, [])]
        right = [change for change, _, _ in wanted]
        if "returned" in (*changes, *right) or "withdrawn" in (*changes, *right):
            tally.equal(17, _going(changes), _going(right))


def _going(changes: Iterable[str]) -> list[str]:
    return [change for change in changes if change in ("withdrawn", "returned")]


def _told(listed: Sequence[Row]) -> list[tuple[str, datetime, str]]:
    return [(row["change"], row["effective_from"], row["body"]) for row in listed]


def check_everything(tally: Tally, warehouse: Warehouse) -> None:
    """Look at the whole warehouse: no content without observation, and every check of ours."""
    broken = {result.name: result.examples for result in run_checks(warehouse) if result.broken}
    for name, number in _CHECKS.items():
        tally.expect(number, name not in broken, f"{name}: {broken.get(name)}")
    tally.expect(6, not broken, broken)


_CHECKS = {"no_orphan_content": 13, "loads_rise": 14, "pointer_is_derived": 12}


@dataclass
class Answers:
    """What the warehouse answered about the past: asked again at any time, it is the same."""

    given: dict[tuple[UUID, datetime, datetime], object] = field(default_factory=dict)

    def ask(
        self, warehouse: Warehouse, ids: Iterable[UUID], known_at: datetime, hours: Iterable[int]
    ) -> None:
        """Ask what was known at `known_at` of these articles at some hours, and remember it."""
        for article_id in ids:
            for hour in hours:
                key = (article_id, facts.EPOCH + timedelta(hours=hour), known_at)
                self.given.setdefault(key, _answer(warehouse, *key))

    def check(self, tally: Tally, warehouse: Warehouse) -> None:
        """Ask everything again."""
        for key, before in self.given.items():
            tally.equal(14, _answer(warehouse, *key), before)

    def check_oracle(self, tally: Tally, known: dict[datetime, Known]) -> None:
        """Hold the answers against what was known at each moment."""
        for (article_id, true_at, known_at), said in self.given.items():
            addresses = {item.reading.url for item in known[known_at].reads}
            address = next(url for url in addresses if article_key(url) == article_id)
            tally.equal(14, said, said_at(known[known_at], address, true_at))


def _answer(
    warehouse: Warehouse, article_id: UUID, true_at: datetime, known_at: datetime
) -> object:
    row = as_of(warehouse, article_id, true_at=true_at, known_at=known_at)
    return None if row is None else row["body"]


def committed_at(warehouse: Warehouse, load_id: int) -> datetime:
    query = "SELECT committed_at FROM load WHERE load_id = :id"
    moment: datetime = rows(warehouse, query, id=load_id)[0]["committed_at"]
    return moment


_VERSIONS = """
SELECT a.url, v.version_no, v.change, v.cause, v.effective_from, v.effective_to, v.content_id,
       v.pipeline_version, v.load_id, v.language, v.published_at, c.body
FROM article_version v JOIN article a USING (article_id) JOIN content c USING (content_id)
WHERE v.article_id = ANY(:ids) ORDER BY a.url, v.version_no
"""

_POINTERS = """
SELECT a.url, a.current_from, c.body, to_jsonb(a) AS cached, to_jsonb(h) AS head
FROM article a LEFT JOIN content c ON c.content_id = a.current_content_id
LEFT JOIN (SELECT * FROM article_head WHERE article_id = ANY(:ids)) h USING (article_id)
WHERE a.article_id = ANY(:ids)
"""
