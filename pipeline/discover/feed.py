"""RSS 0.9x to 2.0, RDF, Atom and CDF, read item by item from whatever a stranger sends.

lxml reads the bytes (entities unresolved, depth bounded by libxml2, errors repaired) and hands over
one item at a time, so neither the length of a feed nor what its items carry besides costs memory.
Dates are read by feedparser's own table of formats, which knows more than any other.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from html import unescape
from html.entities import name2codepoint
from itertools import islice
from typing import Any

from charset_normalizer import from_bytes
from feedparser.datetimes import _parse_date as parse_date
from lxml import etree

from pipeline.discover.claims import Claim, absolute, local_name, plain_text, unreadable

MAX_ITEMS = 2000
"""What is read of one feed; longer ones are archives, and sitemaps do that better."""

MAX_TAGS = 400_000
"""More of them need more memory than a listing is worth."""

_MAX_FIELDS = 200
_DETECTED_BYTES = 100_000
_MAX_FIELD_CHARACTERS = 5000  # longer than any address may be: a cut one must not pass
_ITEM_NAMES = "item", "entry", "ITEM", "Item"
_ITEM_TAG = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)(\w{1,15};)?")
_WIDE = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?:utf-?16|utf-?32|ucs)", re.IGNORECASE)
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_DATES = (
    ("pubdate", "published", "issued"),
    ("created", "date", "dc.date", "lastbuilddate"),
    ("updated", "modified"),
)
"""Names of elements by what a date is first of all: publication, any moment, the last change."""


def read_feed(url: str, data: bytes, content_type: str) -> tuple[list[Claim], int, str]:
    """Return what the feed `data` at `url` claims, how many items it has, a note on what is left.

    An item's claim has an empty address where the feed names none. Raises `Terminal`
    (LISTING_UNREADABLE) where nothing can be made of it.
    """
    if data.count(b"<") > MAX_TAGS:
        raise unreadable(url, f"has more than {MAX_TAGS:,} tags", is_large=True)
    claims: list[Claim] = []
    count = 0
    try:
        for item in _iterate_items(data, content_type):
            count += 1
            if count <= MAX_ITEMS:
                claims.append(_claim(url, item))
            _forget(item)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if count == 0:
            raise unreadable(url, f"is no readable XML ({error})") from None
    if count == 0 and _ITEM_TAG.search(data):
        raise unreadable(url, "is damaged: not one of its items is whole")
    surplus = count - MAX_ITEMS
    note = f"{surplus:,} items beyond {MAX_ITEMS:,} were left out." if surplus > 0 else ""
    return claims, count, note


def _iterate_items(data: bytes, content_type: str) -> Iterator[Any]:
    decoded, encoding = _decoded(data, content_type)
    events = etree.iterparse(
        io.BytesIO(_AMPERSAND.sub(_readable, decoded)),
        events=("end",),
        tag=[f"{{*}}{name}" for name in _ITEM_NAMES],
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding,
    )
    return (element for _, element in events)


def _forget(item: Any) -> None:
    """Free an item that was read, and what stands before it."""
    item.clear()
    parent = item.getparent()
    while parent is not None and item.getprevious() is not None:
        del parent[0]


def _decoded(data: bytes, content_type: str) -> tuple[bytes, str | None]:
    """Return bytes for the parser and the encoding to impose on them.

    None leaves it to the document or its mark. Where neither they nor the header name one, it is
    detected, as no charset is too old for a feed.
    """
    head = data[:200]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        return data, None
    if re.search(rb"<\?xml[^>]*encoding", head) and not _WIDE.match(head):
        return data, None  # one that says two bytes a letter, in single ones, is wrong
    message = Message()
    message["Content-Type"] = content_type.replace("\n", " ").replace("\r", " ")
    charset = message.get_content_charset("utf-8")
    try:
        return data.decode(charset).encode(), "utf-8"
    except (UnicodeDecodeError, LookupError):
        best = from_bytes(data[:_DETECTED_BYTES]).best()
        return data.decode(best.encoding if best else "latin-1", "replace").encode(), "utf-8"


def _readable(found: re.Match[bytes]) -> bytes:
    """Return HTML's names as numbers, and an ampersand that begins nothing as one.

    Feeds use the names without the DTD that would define them, and addresses as they are.
    """
    name = found.group(1)
    if name is None:
        return b"&amp;"
    code = name2codepoint.get(name[:-1].decode("latin-1"))
    return found.group() if code is None else b"&#%d;" % code


# -- one item -------------------------------------------------------------------------------------


def _claim(url: str, item: Any) -> Claim:
    etree.strip_elements(item, etree.Entity, with_tail=False)
    fields = _fields(item)
    guid = _text(fields, "guid", "id") or (item.get(_RDF_ABOUT) or "").strip()
    return Claim(
        url=_absolute(url, item, unescape(_address(item, fields, guid))),
        title=plain_text(_text(fields, "title")),
        published_at=_published_at(item, fields),
        guid=guid[:1000] or None,
    )


def _fields(item: Any) -> dict[str, list[Any]]:
    """Return the item's own elements by local name in lower case."""
    fields: dict[str, list[Any]] = {}
    for child in islice(item.iterchildren("*"), _MAX_FIELDS):
        fields.setdefault(local_name(child).lower(), []).append(child)
    return fields


def _text(fields: dict[str, list[Any]], *names: str) -> str:
    """Return the first text under one of `names`."""
    for name in names:
        for element in fields.get(name, ()):
            text = "".join(element.itertext())[:_MAX_FIELD_CHARACTERS].strip()
            if text:
                return text
    return ""


def _address(item: Any, fields: dict[str, list[Any]], guid: str) -> str:
    """Return the address of an item: what a link says, else a guid or `about` that is one.

    Feeds behind a counter name the page itself in `origLink`.
    """
    links = [_href(element) for element in fields.get("link", ())]
    named = [
        _text(fields, "origlink"),
        *(href for rank, href in sorted(links, key=lambda found: found[0]) if href),
        (item.get("HREF") or item.get("href") or "").strip(),
    ]
    if not any(named) and _is_permalink(fields, guid):
        return guid
    return next(filter(None, named), "")


def _is_permalink(fields: dict[str, list[Any]], guid: str) -> bool:
    """True where `guid` is an address: as the feed says, or by its looks where it says nothing."""
    said = [e.get("isPermaLink", "").lower() for e in fields.get("guid", ())]
    looks_like_one = guid.lower().startswith(("http://", "https://", "/"))
    return "false" not in said and ("true" in said or looks_like_one)


def _href(link: Any) -> tuple[int, str]:
    """Return how good a link is (0 is best), and its address; Atom's may lead to anything."""
    base = link.base or ""
    text = "".join(link.itertext())[:_MAX_FIELD_CHARACTERS].strip()
    href = (link.get("href") or link.get("resource") or "").strip()
    rel = link.get("rel", "alternate").rsplit("/", 1)[-1].lower()
    if not href:
        return 0, absolute(base, text)
    if rel != "alternate":
        return 2, absolute(base, href) if rel == "related" else ""
    return 0 if "html" in link.get("type", "html") else 1, absolute(base, href)


def _absolute(url: str, item: Any, address: str) -> str:
    if not address:
        return ""
    root = item.getroottree().getroot()
    base = item.base or root.get("BASE") or ""
    return absolute(absolute(url, base) or url, address)


def _published_at(item: Any, fields: dict[str, list[Any]]) -> datetime | None:
    for names in _DATES:
        found = _date(_text(fields, *names))
        if found:
            return found
    return _date(item.get("LASTMOD") or "")


def _date(text: str) -> datetime | None:
    try:
        parsed = parse_date(text[:100]) if text else None
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
