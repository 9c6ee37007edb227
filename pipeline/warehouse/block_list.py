"""What was purged and not lifted: it is neither fetched nor read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import text

from pipeline.errors import PipelineError, Terminal
from pipeline.model import Reason
from pipeline.urls import host_of_url, normalise_url
from pipeline.warehouse.database import Warehouse


@dataclass(frozen=True, slots=True)
class BlockList:
    """Domains and addresses that stay away; each with the number of the purge that says so."""

    domains: dict[str, int]
    addresses: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.domains or self.addresses)

    def refuses(self, *urls: str) -> bool:
        """Tell whether any of these addresses is purged, in whatever form it is written."""
        return bool(self) and any(self._purge_of(url) is not None for url in urls)

    def check(self, *urls: str) -> None:
        """Raise `Terminal` (PURGED) where one of these addresses is purged."""
        for url in urls if self else ():
            purge_id = self._purge_of(url)
            if purge_id is not None:
                raise purged(url, purge_id)

    def _purge_of(self, url: str) -> int | None:
        labels = host_of_url(url).removesuffix(".").split(".")
        for start in range(len(labels)):
            purge_id = self.domains.get(".".join(labels[start:]))
            if purge_id is not None:
                return purge_id
        return self.addresses.get(_normal(url)) if self.addresses else None


def block_list(warehouse: Warehouse) -> BlockList:
    """Return what is purged at this moment."""
    query = text("""
        SELECT purge_id, kind, subject, addresses FROM purge
        WHERE lifted_at IS NULL AND kind <> 'retention' ORDER BY purge_id""")
    domains: dict[str, int] = {}
    addresses: dict[str, int] = {}
    with warehouse.begin() as connection:
        for purge_id, kind, subject, also in connection.execute(query):
            if kind == "domain":
                domains[subject] = purge_id
            else:
                addresses |= dict.fromkeys(also, purge_id)
    return BlockList(domains, addresses)


def purged(url: str, purge_id: int | None = None) -> Terminal:
    """Return the error that says of `url` that it was purged."""
    which = f" (purge {purge_id})" if purge_id else ""
    return Terminal(
        f"{url} was purged{which}.",
        remedy="`copydesk purge list` says why; `copydesk purge lift` lets it be read again.",
        reason=Reason.PURGED,
    )


def domain_pattern(domain: str) -> str:
    """Return a regular expression (PostgreSQL, any case) for addresses on `domain` or below it."""
    return rf"^[a-z][a-z0-9+.-]*://([^/?#]*[@.])?{re.escape(domain)}\.?(:\d*)?([/?#]|$)"


def _normal(url: str) -> str:
    try:
        return normalise_url(url)
    except PipelineError:
        return url
