"""The inbox's trigger on a real database: bursts, what nobody heard, and a lost connection."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import psycopg
import pytest
from copydesk import inbox_trigger
from copydesk.inbox_trigger import InboxTrigger

from pipeline.config import libpq_url
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.inbox import push

NEVER_S = 0.6


@pytest.fixture
def url(warehouse_url, monkeypatch):
    monkeypatch.setenv("COPYDESK_DATABASE_URL", warehouse_url)
    monkeypatch.setattr(inbox_trigger, "RECONNECT_AFTER_S", 0.05)
    return warehouse_url


def push_urls(url, *numbers):
    with Warehouse(url) as warehouse:
        for number in numbers:
            push(warehouse, f"https://a.example/{number}", via="test")


@asynccontextmanager
async def running():
    """A running trigger and the queue of its events."""
    events: asyncio.Queue[object] = asyncio.Queue()

    async def listen():
        async for event in InboxTrigger().run():
            await events.put(event.payload)

    task = asyncio.create_task(listen())
    try:
        yield events
    finally:
        task.cancel()


async def next_event(events):
    return await asyncio.wait_for(events.get(), 10)


async def is_silent(events):
    await asyncio.sleep(NEVER_S)
    return events.empty()


async def listening(url):
    """Wait until some session LISTENs."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s"
    async with await psycopg.AsyncConnection.connect(libpq_url(url), autocommit=True) as connection:
        name = connection.info.dbname
        for _ in range(200):
            cursor = await connection.execute(query, (name,))
            if (await cursor.fetchone())[0]:
                return
            await asyncio.sleep(0.05)
    raise AssertionError("the trigger does not listen")


def test_a_push_wakes_it_and_a_burst_wakes_it_once(url):
    async def scenario():
        async with running() as events:
            await listening(url)
            assert await is_silent(events)
            await asyncio.to_thread(push_urls, url, *range(20))
            assert await next_event(events) == {}
            assert await is_silent(events)
            await asyncio.to_thread(push_urls, url, 99)
            await next_event(events)

    asyncio.run(scenario())


def test_what_was_pushed_before_it_listened_is_not_lost(url):
    push_urls(url, 1)

    async def scenario():
        async with running() as events:
            await next_event(events)

    asyncio.run(scenario())


def test_it_survives_the_loss_of_its_connection(url):
    async def scenario():
        async with running() as events:
            await listening(url)
            with psycopg.connect(libpq_url(url), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            await asyncio.to_thread(push_urls, url, 7)
            await next_event(events)

    asyncio.run(scenario())


def test_it_can_be_stored_and_made_again():
    path, arguments = InboxTrigger().serialize()
    assert path == f"{InboxTrigger.__module__}.{InboxTrigger.__qualname__}"
    assert isinstance(InboxTrigger(**arguments), InboxTrigger)
