"""Sitemaps, news sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.discover.claims import (
    ChildListing,
    Claim,
    absolute,
    iso_time,
    local_name,
    plain_text,
    unreadable,
)

MAX_ENTRIES = 50_000
"""What the protocol allows in one file."""

_NEWS = "{http://www.google.com/schemas/sitemap-news/"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap holds; `kind` is sitemap, news_sitemap or sitemap_index."""

    kind: str
    claims: tuple[Claim, ...]
    children: tuple[ChildListing, ...]
    note: str


def read_sitemap(url: str, data: bytes) -> Sitemap:
    """Return what the sitemap or index `data` at `url` holds, of its first `MAX_ENTRIES` entries.

    The date of a plain sitemap's entry is its lastmod, the only one it claims. A file that ends
    too early gives what it has, with a note. Raises `Terminal` (LISTING_UNREADABLE) where it
    gives nothing.
    """
    claims: list[Claim] = []
    children: list[ChildListing] = []
    is_news = False
    note = ""
    try:
        for name, fields in _entries(data):
            address = absolute(url, fields.get("loc", ""))
            if len(claims) + len(children) >= MAX_ENTRIES:
                note = f"Entries beyond {MAX_ENTRIES:,} were left out."
                break
            if address and name == "sitemap":
                children.append(ChildListing(address, iso_time(fields.get("lastmod"))))
            elif address:
                is_news = is_news or "news:publication_date" in fields
                claims.append(_claim(address, fields))
    except etree.XMLSyntaxError as error:
        if not claims and not children:
            raise unreadable(url, f"is no readable XML ({error.msg})") from None
        note = f"The file is damaged after {len(claims) + len(children):,} entries."
    kind = "sitemap_index" if children else ("news_sitemap" if is_news else "sitemap")
    return Sitemap(kind, tuple(claims), tuple(children), note)


def _claim(address: str, fields: dict[str, str]) -> Claim:
    date = fields.get("news:publication_date") or fields.get("lastmod")
    return Claim(address, plain_text(fields.get("news:title")), iso_time(date), None)


def _entries(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each `url` or `sitemap` element as its texts; nothing of the tree is kept."""
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        yield local_name(element), _fields(element)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _fields(element: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element.iter("*"):
        prefix = "news:" if child.tag.startswith(_NEWS) else ""
        is_own = prefix or child.getparent() is element  # an image's loc is no article's
        if is_own and child.text and child.text.strip():
            fields.setdefault(prefix + local_name(child), child.text.strip())
    return fields
