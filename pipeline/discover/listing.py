"""A listing's bytes, whatever they are called, as items and child listings."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.discover.claims import ChildListing, Claim, unreadable
from pipeline.discover.feed import read_feed
from pipeline.discover.json_feed import read_json_feed
from pipeline.discover.sitemap import read_sitemap
from pipeline.discover.url_list import read_url_list
from pipeline.errors import Terminal
from pipeline.model import ListingItem
from pipeline.urls import normalise_url

__all__ = ["ChildListing", "Listing", "read_listing"]

MAX_LISTING_BYTES = 10_000_000
"""Larger feeds are refused before they are parsed."""

MAX_SITEMAP_BYTES = 52_428_800
"""What the sitemap protocol allows: 50 MB, uncompressed."""

_GZIP_MAGIC = b"\x1f\x8b"
_ROOT = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|entry|rdf|channel|urlset|sitemapindex|html)(?=[\s>/])",
    re.IGNORECASE,
)
_ADDRESS_LINE = re.compile(rb"(?:#[^\n]*\s+)*https?://\S+\s*$", re.IGNORECASE | re.MULTILINE)
_SNIFFED_BYTES = 8192
_FEEDS = {"rss": "rss", "rdf": "rss", "feed": "atom", "entry": "atom", "channel": "cdf"}
"""Kinds of feeds by their root."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing says: articles, and further listings. `kind` is what its bytes are.

    `entry_count` counts all its entries, those too that name no address or one that stood before;
    `note` says what was left out, in words for an operator; empty where all was read.
    """

    kind: str
    items: tuple[ListingItem, ...]
    children: tuple[ChildListing, ...] = ()
    note: str = ""
    entry_count: int = 0


def read_listing(url: str, body: bytes, content_type: str) -> Listing:
    """Return what the listing at `url` says; `body` is decoded, `content_type` its header.

    The kind (RSS, RDF, Atom, CDF, JSON Feed, sitemap, news sitemap, sitemap index, plain list of
    addresses, each also as a .gz file) is told from the bytes. Items without an address are left
    out, relative ones are resolved against `url`, an address stands once, and a guid that several
    share is none. Dates are claims and stay as claimed. Raises `Terminal` (LISTING_UNREADABLE,
    TOO_LARGE).
    """
    data = _unpacked(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = _sniff(data)
    limit = MAX_SITEMAP_BYTES if kind in ("urlset", "sitemapindex") else MAX_LISTING_BYTES
    if len(data) > limit:
        raise unreadable(url, f"is larger than {limit:,} bytes", is_large=True)
    if kind in ("urlset", "sitemapindex"):
        found = read_sitemap(url, data)
        count = len(found.claims) + len(found.children)
        return Listing(found.kind, _items(url, found.claims), found.children, found.note, count)
    if kind == "json":
        claims = read_json_feed(url, data)
        return Listing("json_feed", _items(url, claims), entry_count=len(claims))
    if kind == "text":
        claims, note = read_url_list(data)
        return Listing("url_list", _items(url, claims), note=note, entry_count=len(claims))
    if kind in _FEEDS:
        claims, count, note = read_feed(url, data, content_type)
        return Listing(_FEEDS[kind], _items(url, claims), note=note, entry_count=count)
    what = "is an HTML page" if kind == "html" else "is neither a feed nor a sitemap"
    raise unreadable(url, what)


def _sniff(data: bytes) -> str:
    if data[:1] in (b"{", b"["):
        return "json"
    head = data[:_SNIFFED_BYTES]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    if _ADDRESS_LINE.match(head):
        return "text"
    named = _ROOT.findall(re.sub(rb"<!--.*?(-->|$)", b"", head, flags=re.DOTALL))
    roots = [name.decode().lower() for name in named]
    wrapped = (name for name in roots if name in ("rss", "rdf", "feed"))
    return next(wrapped, "html") if "html" in roots[:1] else next(iter(roots), "")


def _unpacked(body: bytes) -> bytes:
    """Return the content of a .gz file, which a sitemap may be beside any content encoding."""
    if not body.startswith(_GZIP_MAGIC):
        return body
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        return stream.decompress(body, MAX_SITEMAP_BYTES + 1)
    except zlib.error:
        return b""


def _items(url: str, claims: Iterable[Claim]) -> tuple[ListingItem, ...]:
    items: dict[str, ListingItem] = {}
    for claim in claims:
        item = _item(url, claim) if claim.url else None
        if item is not None:
            items.setdefault(item.url, item)
    shared = {guid for guid, n in Counter(i.guid for i in items.values()).items() if n > 1}
    return tuple(
        replace(item, guid=None) if item.guid in shared else item for item in items.values()
    )


def _item(url: str, claim: Claim) -> ListingItem | None:
    try:
        address = normalise_url(claim.url, base=url)
    except Terminal:
        return None
    return ListingItem(
        url=address,
        seen_url=claim.url,
        title=claim.title,
        published_at=claim.published_at,
        guid=claim.guid,
    )
