"""Politeness that holds across workers and runs: the ports of `fetch`, on one row a host."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType

from sqlalchemy import Connection, TextClause, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from pipeline.model import RobotsRecord
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import host_limit, robots_cache

_RESERVE = text("""
INSERT INTO host_limit AS h (host, next_free_at, delay_s)
VALUES (:host, clock_timestamp() + make_interval(secs => :delay), :delay)
ON CONFLICT (host) DO UPDATE SET
    next_free_at = greatest(h.next_free_at, clock_timestamp(), h.held_until)
                   + make_interval(secs => :delay),
    delay_s = :delay
RETURNING extract(epoch FROM h.next_free_at - clock_timestamp()) - :delay
""")


_HOST_LOCKS = 0x636F7079
_ENTER = text("SELECT pg_try_advisory_lock(:space, hashtext(:host))")
_LEAVE = text("SELECT pg_advisory_unlock(:space, hashtext(:host))")
"""Locks of two keys are apart from those of one (`database`): they never meet."""


class WarehouseLimits:
    """`HostLimits` on table `host_limit`, by the database's clock: one clock for all workers.

    That a request is under way is an advisory lock of a session of our own: whatever becomes of
    the worker, the lock ends with it. Close it, or use it in a `with` statement.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._session: Connection | None = None

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

    def enter(self, host: str) -> bool:
        """Begin a request to `host`; False while another worker's is under way."""
        return bool(self._ask_session(_ENTER, host))

    def leave(self, host: str) -> None:
        """End the request to `host` that `enter` allowed."""
        self._ask_session(_LEAVE, host)

    def _ask_session(self, statement: TextClause, host: str) -> object:
        try:
            if self._session is None:
                fresh = self._warehouse.engine.connect()
                self._session = fresh.execution_options(isolation_level="AUTOCOMMIT")
            return self._session.execute(statement, {"space": _HOST_LOCKS, "host": host}).scalar()
        except OperationalError as error:  # the lock went with the session
            self.close()
            raise self._warehouse.unreachable(error) from error

    def reserve(self, host: str, delay_s: float) -> float:
        """Book the next free slot of `host`; return the seconds to wait until it."""
        with self._warehouse.begin() as connection:
            wait = connection.execute(_RESERVE, {"host": host, "delay": delay_s}).scalar_one()
        return max(0.0, float(wait))

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
