"""Politeness that holds across workers and runs: the ports of `fetch`, on one row a host."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

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


class WarehouseLimits:
    """`HostLimits` on table `host_limit`, by the database's clock: one clock for all workers."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

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
