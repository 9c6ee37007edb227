"""The same bytes at many addresses of one site: what a site answers where it has no article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from pipeline.model import Document
from pipeline.warehouse.captures import addresses_of_bytes
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import Reading

MANY = 5
"""So many addresses: an article has its print and AMP views, and a wire's text its two sections."""


def repeated_answers(warehouse: Warehouse, readings: Sequence[Reading]) -> dict[UUID, str]:
    """Return the captures whose bytes stand under many addresses of one site, with what to say.

    Only pages are looked at that show neither date nor author and do not name another address as
    their own. The captures of earlier runs that belong to them are returned too, so that it does
    not matter which of the addresses was met first.
    """
    digests = {reading.capture.payload_digest for reading in readings if _is_anonymous(reading)}
    met: dict[tuple[str, str], dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for digest, url, capture_id in addresses_of_bytes(warehouse, digests):
        met[digest, urlsplit(url).netloc][url].append(capture_id)
    return {
        capture_id: f"The same bytes stand at {len(addresses)} addresses of {host}."
        for (_, host), addresses in met.items()
        if len(addresses) >= MANY
        for captures in addresses.values()
        for capture_id in captures
    }


def _is_anonymous(reading: Reading) -> bool:
    said = reading.document
    if not isinstance(said, Document) or reading.url != reading.capture.url:
        return False
    return said.published_at is None and not said.authors
