"""All that is known of an address, with what its host's robots.txt says of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pipeline.fetch.robots import read_robots
from pipeline.flows.desk import Desk
from pipeline.warehouse.trace import robots_of, trace


def trace_address(desk: Desk, url: str) -> dict[str, Any] | None:
    """Return what is known of the normalised `url`, None where nothing is.

    Keys are those of `warehouse.trace.trace`, and `robots`: `origin`, `fetched_at`, `status` (0 for
    unreachable) and `is_allowed` by the file as last read, or None where it was never read.
    """
    found = trace(desk.warehouse, url)
    if not any(found.values()):
        return None
    return {**found, "robots": _robots(desk, url)}


def _robots(desk: Desk, url: str) -> dict[str, Any] | None:
    parts = urlsplit(url)
    record = robots_of(desk.warehouse, f"{parts.scheme}://{parts.netloc}")
    if record is None:
        return None
    rules = read_robots(record.pop("body"), desk.settings.fetch.user_agent)
    return record | {"is_allowed": bool(record["status"]) and rules.allows(url)}
