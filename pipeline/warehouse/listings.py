"""What listings said is there to read, and what of it is still to be asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from pipeline.model import ListingItem
from pipeline.warehouse.captures import day_bounds
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rows import storable
from pipeline.warehouse.tables import alias, article, capture, listing_item, quarantine


def add_items(
    warehouse: Warehouse,
    items: Iterable[ListingItem],
    *,
    feed_url: str,
    source_id: str,
    listing_capture_id: UUID,
    seen_at: datetime,
) -> int:
    """Remember the items of a listing; return how many of them it had not had before."""
    rows = [
        {
            "feed_url": feed_url,
            "url": item.url,
            "source_id": source_id,
            "seen_url": storable(item.seen_url),
            "title": storable(item.title) or None,
            "published_at": item.published_at,
            "guid": storable(item.guid) or None,
            "capture_id": listing_capture_id,
            "first_seen_at": seen_at,
        }
        for item in items
    ]
    if not rows:
        return 0
    statement = insert(listing_item).on_conflict_do_nothing().returning(listing_item.c.url)
    with warehouse.begin() as connection:
        return len(connection.execute(statement, rows).fetchall())


def unread_urls(
    warehouse: Warehouse,
    source_id: str,
    *,
    since: datetime,
    claimed_day: date | None = None,
    failed_before: datetime | None = None,
    limit: int,
) -> list[str]:
    """Return listed addresses of a source that were never answered with a page or a 'gone'.

    A redirect alone is neither, and so is a 304 without a page before it.
    Only items first listed after `since`, where `claimed_day` is given only those that their
    listing dates to that UTC day, and where `failed_before` is given none that answered with an
    error since, or not at all. Newest first, at most `limit`.
    """
    answered = (
        select(capture.c.capture_id)
        .where(
            or_(capture.c.seen_url == listing_item.c.url, capture.c.url == listing_item.c.url),
            or_(capture.c.status < 300, capture.c.status.in_((404, 410))),
        )
        .exists()
    )
    query = (
        select(listing_item.c.url, func.max(listing_item.c.first_seen_at).label("seen_at"))
        .where(
            listing_item.c.source_id == source_id,
            listing_item.c.first_seen_at >= since,
            ~answered,
        )
        .group_by(listing_item.c.url)
        .order_by(text("seen_at DESC"), listing_item.c.url)
        .limit(limit)
    )
    if claimed_day:
        start, end = day_bounds(claimed_day)
        query = query.where(listing_item.c.published_at >= start, listing_item.c.published_at < end)
    if failed_before:
        failed = select(capture.c.capture_id).where(
            capture.c.seen_url == listing_item.c.url,
            capture.c.status >= 400,
            capture.c.fetched_at >= failed_before,
        )
        silent = select(quarantine.c.quarantine_id).where(
            quarantine.c.url == listing_item.c.url,
            quarantine.c.capture_id.is_(None),
            quarantine.c.failed_at >= failed_before,
        )
        query = query.where(~failed.exists(), ~silent.exists())
    with warehouse.begin() as connection:
        return list(connection.execute(query).scalars())


def articles_of_day(warehouse: Warehouse, source_id: str, day: date) -> list[str]:
    """Return the addresses under which a source's articles were captured on a UTC day."""
    start, end = day_bounds(day)
    named = and_(alias.c.article_id == article.c.article_id, alias.c.seen_url == capture.c.url)
    is_of_article = or_(capture.c.url == article.c.url, select(alias).where(named).exists())
    query = (
        select(capture.c.url)
        .select_from(capture)
        .join(article, is_of_article)
        .where(
            article.c.source_id == source_id,
            capture.c.fetched_at >= start,
            capture.c.fetched_at < end,
        )
        .distinct()
        .order_by(capture.c.url)
    )
    with warehouse.begin() as connection:
        return list(connection.execute(query).scalars())
