"""JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.discover.claims import Claim, absolute, iso_time, plain_text, unreadable

MAX_ITEMS = 2000


def read_json_feed(url: str, data: bytes) -> list[Claim]:
    """Return what the JSON Feed `data` at `url` claims, of its first `MAX_ITEMS` items.

    A claim has an empty address where the feed names none.
    Raises `Terminal` (LISTING_UNREADABLE) where it is no JSON or has no list of items.
    """
    try:
        feed = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise unreadable(url, "is no readable JSON") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise unreadable(url, "is JSON and no JSON Feed: there is no list `items`")
    return list(_claims(url, items[:MAX_ITEMS]))


def _claims(url: str, items: list[Any]) -> Iterator[Claim]:
    for item in items:
        if not isinstance(item, dict):
            continue
        guid = _text(item, "id")
        address = _text(item, "url") or (guid if guid.startswith(("http://", "https://")) else "")
        yield Claim(
            url=absolute(url, address),
            title=plain_text(_text(item, "title")),
            published_at=iso_time(_text(item, "date_published") or _text(item, "date_modified")),
            guid=guid[:1000] or None,
        )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value).strip() if isinstance(value, (str, int)) else ""
