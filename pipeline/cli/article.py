"""Finding the article that an address names."""

from __future__ import annotations

from uuid import UUID

from pipeline.cli.exits import NotFound
from pipeline.errors import Misconfigured, Terminal
from pipeline.urls import normalise_url
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.read import find_article


def normal_address(url: str) -> str:
    """Return the normalised address. Raises `Misconfigured` for what is none: the user's slip."""
    try:
        return normalise_url(url)
    except Terminal as error:
        raise Misconfigured(
            error.message, remedy="Write it whole, such as https://paper.example/story."
        ) from None


def article_at(warehouse: Warehouse, url: str) -> UUID:
    """Return the id of the article at `url`, also under an address it was only met at.

    Raises `NotFound` where there is none.
    """
    address = normal_address(url)
    found = find_article(warehouse, address)
    if found is None:
        raise NotFound(
            f"There is no article at {address}.",
            remedy=f"See whether anything is known of it: copydesk trace {address}",
        )
    return found
