"""Finding the article that an address names."""

from __future__ import annotations

from uuid import UUID

from pipeline.cli.exits import NotFound
from pipeline.urls import normalise_url
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.read import find_article


def article_at(warehouse: Warehouse, url: str) -> UUID:
    """Return the id of the article at `url`, also under an address it was only met at.

    Raises `NotFound` where there is none.
    """
    address = normalise_url(url)
    found = find_article(warehouse, address)
    if found is None:
        raise NotFound(
            f"There is no article at {address}.",
            remedy=f"See whether anything is known of it: copydesk trace {address}",
        )
    return found
