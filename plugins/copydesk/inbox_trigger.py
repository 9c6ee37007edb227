"""The trigger that wakes `ingest_events`: it LISTENs to the warehouse and carries no work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

RECONNECT_AFTER_S = 2.0
CALM_AFTER_S = 0.2


class InboxTrigger(BaseEventTrigger):
    """Fires once for every burst of pushes to the inbox, for ever.

    A notification that nobody heard, because the listener or the database was away, is made up
    for: after each connection it fires if items are waiting.
    """

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the import path and the (absent) arguments."""
        return "copydesk.inbox_trigger.InboxTrigger", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield a wake-up after each burst; a lost connection is made again."""
        import psycopg
        from sqlalchemy.exc import DBAPIError

        from copydesk.place import settings_in_trigger
        from pipeline.errors import Transient

        url = (await settings_in_trigger()).database_url
        while True:
            try:
                async for event in self._listen(url):
                    yield event
            except (psycopg.Error, DBAPIError, Transient) as error:
                self.log.warning("The inbox does not answer, trying again: %s", error)
            await asyncio.sleep(RECONNECT_AFTER_S)

    async def _listen(self, url: str) -> AsyncIterator[TriggerEvent]:
        import psycopg

        from pipeline.config import libpq_url
        from pipeline.warehouse.inbox import CHANNEL

        connection = await psycopg.AsyncConnection.connect(
            libpq_url(url), autocommit=True, connect_timeout=10
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}".encode())
            if await asyncio.to_thread(_is_anything_waiting, url):
                yield TriggerEvent({})
            while True:
                async for _ in connection.notifies(stop_after=1):
                    pass
                async for _ in connection.notifies(timeout=CALM_AFTER_S):
                    pass  # the rest of the burst: one run takes all of it
                yield TriggerEvent({})


def _is_anything_waiting(url: str) -> bool:
    from pipeline.warehouse.database import Warehouse
    from pipeline.warehouse.inbox import count_open

    with Warehouse(url) as warehouse:
        return count_open(warehouse) > 0
