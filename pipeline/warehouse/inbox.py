"""The durable inbox: what is accepted stands here, committed, before it is acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from pipeline.identity import digest_fields
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import inbox

CLAIM_EXPIRES_AFTER = timedelta(minutes=15)
CHANNEL = "copydesk_inbox"
"""What a listener LISTENs on: the wake-up carries no work, the rows do."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One claimed item. `payload` is the document where one was pushed, else None."""

    inbox_id: int
    kind: str
    url: str
    payload: str | None
    content_type: str | None
    received_at: datetime


def push(
    warehouse: Warehouse,
    url: str,
    *,
    via: str,
    payload: str | None = None,
    content_type: str = "text/html; charset=utf-8",
    idempotency_key: str | None = None,
) -> tuple[int, bool]:
    """Accept an address (or a document found there); return its number and whether it is new.

    Without an `idempotency_key` the same open item is one; a finished one may be pushed again.
    """
    with warehouse.begin() as connection:
        payload = storable(payload)
        given = storable(idempotency_key) or _default_key(
            url, payload, str(_finished(connection, url, payload))
        )
        row = {
            "idempotency_key": given,
            "kind": "url" if payload is None else "document",
            "url": url,
            "payload": payload,
            "content_type": None if payload is None else storable(content_type),
            "via": via,
        }
        statement = insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.inbox_id)
        inserted = connection.execute(statement).scalar_one_or_none()
        if inserted is not None:
            connection.execute(text(f"NOTIFY {CHANNEL}"))
            return int(inserted), True
        same = select(inbox.c.inbox_id).where(inbox.c.idempotency_key == given)
        return int(connection.execute(same).scalar_one()), False


def claim(warehouse: Warehouse, claimed_by: str, limit: int = 500) -> list[InboxItem]:
    """Take up to `limit` open items for the run `claimed_by`; a claim that died is taken again."""
    expired = inbox.c.claimed_at < func.clock_timestamp() - CLAIM_EXPIRES_AFTER
    free = inbox.c.claimed_at.is_(None) | expired | (inbox.c.claimed_by == claimed_by)
    open_ids = (
        select(inbox.c.inbox_id)
        .where(inbox.c.done_at.is_(None), free)
        .order_by(inbox.c.inbox_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = {
        "claimed_at": func.clock_timestamp(),
        "claimed_by": claimed_by,
        "attempts": inbox.c.attempts + 1,
    }
    columns = [inbox.c[name] for name in InboxItem.__slots__]
    statement = update(inbox).where(inbox.c.inbox_id.in_(open_ids)).values(taken)
    with warehouse.begin() as connection:
        rows = connection.execute(statement.returning(*columns)).mappings()
        items = [InboxItem(**row) for row in rows]
    return sorted(items, key=lambda item: item.inbox_id)


def finish(warehouse: Warehouse, inbox_ids: Sequence[int], result: str) -> None:
    """Mark items as done: `result` is 'captured' or 'quarantined'."""
    with warehouse.begin() as connection:
        connection.execute(
            update(inbox)
            .where(inbox.c.inbox_id.in_(inbox_ids))
            .values(done_at=func.clock_timestamp(), result=result)
        )


def count_open(warehouse: Warehouse) -> int:
    """Return how many items wait or are being worked on."""
    with warehouse.begin() as connection:
        query = select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None))
        return int(connection.execute(query).scalar_one())


def _finished(connection: Connection, url: str, payload: str | None) -> int:
    query = select(func.count()).where(
        inbox.c.url == url,
        inbox.c.payload.is_not_distinct_from(payload),
        inbox.c.done_at.is_not(None),
    )
    return int(connection.execute(query).scalar_one())


def _default_key(url: str, payload: str | None, generation: str) -> str:
    return digest_fields("inbox", url, payload, generation).hex()
