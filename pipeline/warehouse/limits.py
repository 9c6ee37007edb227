"""Politeness that holds across workers and runs: the ports of `fetch`, on one row a host."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Any

from sqlalchemy import Connection, Row, TextClause, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from pipeline.model import RobotsRecord, Turn
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import host_limit, robots_cache

_NOTHING: Mapping[str, object] = MappingProxyType({})

_BOOK = text("""
WITH booked AS (
    INSERT INTO host_limit AS h (host, next_free_at, delay_s)
    VALUES (:host, clock_timestamp() + make_interval(secs => :delay), :delay)
    ON CONFLICT (host) DO UPDATE SET
        next_free_at = greatest(h.next_free_at, clock_timestamp(), h.held_until)
                       + make_interval(secs => :delay),
        delay_s = :delay
    RETURNING extract(epoch FROM h.next_free_at - clock_timestamp()) - :delay AS wait_s)
SELECT wait_s, CASE WHEN wait_s <= 0 AND :is_free
                    THEN pg_try_advisory_lock(:space, hashtext(:host)) ELSE false END AS has_begun
FROM booked
""")


_HOST_LOCKS = 0x636F7079
_ENTER = text("SELECT pg_try_advisory_lock(:space, hashtext(:host))")
_LEAVE = text("SELECT pg_advisory_unlock(:space, hashtext(:host))")
"""Locks of two keys are apart from those of one (`database`): they never meet."""


class WarehouseLimits:
    """`HostLimits` on table `host_limit`, by the database's clock: one clock for all workers.

    That a request is under way is an advisory lock of a session of our own: whatever becomes of
    the worker, the lock ends with it. All threads of a worker share one. Close it, or use it in a
    `with` statement.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._session: Connection | None = None
        self._lock = threading.Lock()
        self._inside: set[str] = set()  # a session is given a lock twice that it has

    def __enter__(self) -> WarehouseLimits:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session, and with it what it holds."""
        if self._session is not None:
            session, self._session = self._session, None
            session.invalidate()  # a pooled session would keep its locks
            session.close()

    def book(self, host: str, delay_s: float) -> Turn:
        """Book the next free slot of `host`; where that is now and nobody asks, begin with it."""
        with self._lock:
            values = {"delay": delay_s, "is_free": host not in self._inside}
            booked = self._ask_session(_BOOK, host, values)
            if booked.has_begun:
                self._inside.add(host)
        return Turn(max(0.0, float(booked.wait_s)), bool(booked.has_begun))

    def enter(self, host: str) -> bool:
        """Begin a request to `host`; False while another one is under way."""
        with self._lock:
            if host in self._inside or not self._ask_session(_ENTER, host)[0]:
                return False
            self._inside.add(host)
            return True

    def leave(self, host: str) -> None:
        """End the request to `host` that `book` or `enter` has begun."""
        with self._lock:
            self._inside.discard(host)
            self._ask_session(_LEAVE, host)

    def _ask_session(
        self, statement: TextClause, host: str, values: Mapping[str, object] = _NOTHING
    ) -> Row[Any]:
        try:
            if self._session is None:
                self._session = self._open_session()
            asked = {"host": host, "space": _HOST_LOCKS, **values}
            return self._session.execute(statement, asked).one()
        except OperationalError as error:  # the lock went with the session
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
