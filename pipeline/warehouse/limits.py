"""Politeness that holds across workers and runs: the ports of `fetch`, on one row a host."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, TextClause, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from pipeline.closing import Closing
from pipeline.model import RobotsRecord, Turn
from pipeline.together import Together
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import host_limit, robots_cache

_BOOK = text("""
WITH booked AS (
    INSERT INTO host_limit AS h (host, next_free_at, delay_s)
    SELECT asked.host, clock_timestamp() + make_interval(secs => asked.delay_s), asked.delay_s
    FROM unnest(CAST(:hosts AS text[]), CAST(:delays AS float[])) AS asked (host, delay_s)
    ORDER BY asked.host
    ON CONFLICT (host) DO UPDATE SET
        next_free_at = greatest(h.next_free_at, clock_timestamp(), h.held_until)
                       + make_interval(secs => excluded.delay_s),
        delay_s = excluded.delay_s
    RETURNING host, extract(epoch FROM h.next_free_at - clock_timestamp()) - h.delay_s AS wait_s)
SELECT host, wait_s, CASE WHEN wait_s <= 0 AND host = ANY(CAST(:free AS text[]))
                          THEN pg_try_advisory_lock(:space, hashtext(host))
                          ELSE false END AS has_begun
FROM booked
""")
"""In the order of their hosts, as all who book several at once do."""

_HOST_LOCKS = 0x636F7079
_ENTER = text("SELECT pg_try_advisory_lock(:space, hashtext(:host))")
_LEAVE = text(
    "SELECT pg_advisory_unlock(:space, hashtext(host)) FROM unnest(CAST(:hosts AS text[])) host"
)
"""Locks of two keys are apart from those of one (`database`): they never meet."""


class WarehouseLimits(Closing):
    """`HostLimits` on table `host_limit`, by the database's clock: one clock for all workers.

    That a request is under way is an advisory lock of a session of our own: whatever becomes of
    the worker, the lock ends with it. All threads of a worker share one, and what they book or
    leave at the same time goes in one statement. Close it, or use it in a `with` statement.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._session: Connection | None = None
        self._session_turn = threading.Lock()
        self._inside: set[str] = set()  # a session is given a lock twice that it has
        self._bookings: Together[tuple[str, float], Turn] = Together(self._book)
        self._left: deque[str] = deque()

    def close(self) -> None:
        """End the session, and with it what it holds."""
        if self._session is not None:
            session, self._session = self._session, None
            session.invalidate()  # a pooled session would keep its locks
            session.close()

    def book(self, host: str, delay_s: float) -> Turn:
        """Book the next free slot of `host`; where that is now and nobody asks, begin with it."""
        return self._bookings.do((host, delay_s))

    def enter(self, host: str) -> bool:
        """Begin a request to `host`; False while another one is under way."""
        with self._session_turn:
            self._let_go()
            if host in self._inside or not self._ask_session(_ENTER, host=host)[0][0]:
                return False
            self._inside.add(host)
            return True

    def leave(self, host: str) -> None:
        """End the request to `host` that `book` or `enter` has begun.

        At once, or where another thread uses the session, with whatever is asked of it next.
        """
        self._left.append(host)
        if self._session_turn.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._session_turn.release()

    def _book(self, asked: Sequence[tuple[str, float]]) -> list[Turn]:
        """Book in rounds, in each of which a host is asked for once."""
        turns: dict[int, Turn] = {}
        while len(turns) < len(asked):
            in_round: dict[str, int] = {}
            for number, (host, _) in enumerate(asked):
                if number not in turns:
                    in_round.setdefault(host, number)
            delays = [asked[number][1] for number in in_round.values()]
            for host, turn in self._book_round(list(in_round), delays).items():
                turns[in_round[host]] = turn
        return [turns[number] for number in range(len(asked))]

    def _book_round(self, hosts: list[str], delays: list[float]) -> dict[str, Turn]:
        with self._session_turn:
            self._let_go()
            free = [host for host in hosts if host not in self._inside]
            rows = self._ask_session(_BOOK, hosts=hosts, delays=delays, free=free)
            self._inside.update(row.host for row in rows if row.has_begun)
        return {row.host: Turn(max(0.0, float(row.wait_s)), row.has_begun) for row in rows}

    def _let_go(self) -> None:
        """Give back the locks of what was left."""
        hosts = [self._left.popleft() for _ in range(len(self._left))]
        self._inside.difference_update(hosts)
        if hosts:
            self._ask_session(_LEAVE, hosts=hosts)

    def _ask_session(self, statement: TextClause, **values: object) -> Sequence[Row[Any]]:
        try:
            if self._session is None:
                self._session = self._open_session()
            return self._session.execute(statement, {"space": _HOST_LOCKS, **values}).all()
        except OperationalError as error:  # the locks went with the session
            self.close()
            raise self._warehouse.unreachable(error) from error

    def _open_session(self) -> Connection:
        session = self._warehouse.engine.connect()
        session = session.execution_options(isolation_level="AUTOCOMMIT")
        # A server that crashes takes longer to come back than any slot that it forgets.
        session.execute(text("SET synchronous_commit = off"))
        return session

    def hold_back(self, host: str, until: datetime) -> None:
        """Let nobody ask `host` before `until`."""
        row = {"host": host, "next_free_at": func.now(), "delay_s": 0.0, "held_until": until}
        statement = insert(host_limit).values(row)
        later = func.greatest(host_limit.c.held_until, statement.excluded.held_until)
        with self._warehouse.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["host"], set_={"held_until": later})
            )


class WarehouseRobots:
    """`RobotsCache` on table `robots_cache`."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def get(self, origin: str) -> RobotsRecord | None:
        """Return what was stored for `origin`, or None."""
        with self._warehouse.begin() as connection:
            row = connection.execute(
                select(robots_cache).where(robots_cache.c.origin == origin)
            ).mappings().first()  # fmt: skip
        return RobotsRecord(**row) if row else None

    def put(self, record: RobotsRecord) -> None:
        """Store `record`, replacing an older one."""
        row = {
            "origin": record.origin,
            "fetched_at": record.fetched_at,
            "status": record.status,
            "body": storable(record.body),
        }
        statement = insert(robots_cache).values(row)
        with self._warehouse.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["origin"], set_=row))
