"""Moved addresses: a permanent redirect says that an article now stands elsewhere."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from pipeline.errors import PipelineError
from pipeline.fetch.address import resolve_location
from pipeline.flows.desk import Desk
from pipeline.model import Absence, Capture
from pipeline.urls import normalise_url
from pipeline.warehouse.captures import last_redirect
from pipeline.warehouse.load import Reading

PERMANENT_STATUSES = frozenset({301, 308})
"""Moved Permanently and Permanent Redirect (RFC 9110, sections 15.4.2 and 15.4.9)."""

_MAX_HOPS = 20


def with_moves(desk: Desk, reading: Reading) -> list[Reading]:
    """Return `reading` and, where its page was reached by permanent redirects alone, what they say.

    Each address on the way is then an alias of kind `moved`, and the redirect is the observation
    that the article of that address has moved. A way that ends at a front page moves nothing:
    that is how many sites answer for what they have deleted.
    """
    capture = reading.capture
    if normalise_url(capture.seen_url) == capture.url or urlsplit(capture.url).path in {"", "/"}:
        return [reading]
    hops = [hop for hop in permanent_hops(desk, capture) if normalise_url(hop.url) != reading.url]
    addresses = [normalise_url(hop.url) for hop in hops]
    others = [alias for alias in reading.aliases if alias[0] not in addresses]
    moved = [(address, Absence.MOVED.value) for address in addresses]
    return [
        replace(reading, aliases=(*others, *moved)),
        *(Reading(hop, hop.url, Absence.MOVED) for hop in hops),
    ]


def permanent_hops(desk: Desk, capture: Capture) -> list[Capture]:
    """Return the redirects that led to `capture`; none unless every one of them is permanent."""
    hops: list[Capture] = []
    address = capture.seen_url
    while len(hops) < _MAX_HOPS:
        hop = last_redirect(desk.warehouse, address, until=capture.fetched_at)
        if hop is None or hop.status not in PERMANENT_STATUSES:
            return []
        hops.append(hop)
        try:
            location = desk.archive.read(hop.location).header("Location")
            address = resolve_location(hop.final_url, location)
        except PipelineError:
            return []
        if normalise_url(address) == capture.url:
            return hops
    return []
