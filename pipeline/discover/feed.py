"""RSS, RDF and Atom: made harmless by lxml, read by feedparser.

feedparser knows every dialect and takes 2 s for 1 MB, and far longer for tags that never close.
So it never sees a stranger's bytes: lxml reads them first (entities unresolved, depth bounded by
libxml2, errors repaired), drops what a listing does not need, and hands on a small, well-formed
document.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from html.entities import name2codepoint
from itertools import islice
from typing import Any

import feedparser
from lxml import etree

from pipeline.discover.claims import Claim, plain_text, unreadable

MAX_ITEMS = 2000
"""What is read of one feed; longer ones are archives, and sitemaps do that better."""

MAX_TAGS = 400_000
"""More of them need more memory than a listing is worth."""

_KEPT = frozenset(
    "title link guid id pubdate published updated date issued created modified".split()
)
_MAX_FIELDS = 12
_MAX_FIELD_CHARACTERS = 5000  # longer than any address may be: a cut one must not pass
_ITEM_TAG = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,15});")


def read_feed(url: str, data: bytes, content_type: str) -> tuple[list[Claim], str]:
    """Return what the feed `data` at `url` claims, and a note on what was left out.

    Raises `Terminal` (LISTING_UNREADABLE) where nothing can be made of it.
    """
    root, surplus = _lighten(url, data, content_type)
    parsed = feedparser.parse(
        etree.tostring(root, encoding="utf-8", xml_declaration=True),
        response_headers={"content-location": url, "content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    note = f"{surplus:,} items beyond {MAX_ITEMS:,} were left out." if surplus else ""
    return list(_claims(parsed.entries)), note


def _lighten(url: str, data: bytes, content_type: str) -> tuple[Any, int]:
    """Return a new document with what claims are read from, and how many items it lacks."""
    if data.count(b"<") > MAX_TAGS:
        raise unreadable(url, f"has more than {MAX_TAGS:,} tags", is_large=True)
    count, root, place = 0, None, None
    try:
        for item in _iterate_items(data, content_type):
            count += 1
            if root is None or place is None:
                root, place = _frame(item.getroottree().getroot())
            if count <= MAX_ITEMS:
                _copy_item(item, place)
            _forget(item)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if count == 0:
            raise unreadable(url, f"is no readable XML ({error})") from None
    if root is None and _ITEM_TAG.search(data):
        raise unreadable(url, "is damaged: not one of its items is whole")
    if root is None:
        root = etree.Element("rss", version="2.0")
    return root, max(0, count - MAX_ITEMS)


def _iterate_items(data: bytes, content_type: str) -> Any:
    return (
        element
        for _, element in etree.iterparse(
            io.BytesIO(_ENTITY.sub(_numeric_entity, data)),
            events=("end",),
            tag=("{*}item", "{*}entry"),
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding=_encoding(data, content_type),
        )
    )


def _frame(original: Any) -> tuple[Any, Any]:
    """Return a root like the original's, and the element in it that takes the items."""
    root = etree.Element(original.tag, {k: original.get(k) for k in _marks(original)})
    is_rss = etree.QName(original).localname.lower() == "rss"
    return root, etree.SubElement(root, "channel") if is_rss else root


def _marks(element: Any) -> list[str]:
    return [name for name in ("version", _XML_BASE) if element.get(name) is not None]


def _copy_item(item: Any, place: Any) -> None:
    copy = etree.SubElement(place, item.tag, {k: item.get(k) for k in _marks(item)})
    etree.strip_elements(item, etree.Entity, with_tail=False)
    fields = (child for child in item if etree.QName(child).localname.lower() in _KEPT)
    for child in islice(fields, _MAX_FIELDS):
        field = etree.SubElement(copy, child.tag, dict(child.attrib))
        text = "".join(child.itertext())[:_MAX_FIELD_CHARACTERS]
        field.text = text
        if etree.QName(child).localname.lower() == "title":
            field.text = plain_text(text)  # feedparser takes 4 ms for a title with tags
            if "type" in field.attrib:
                del field.attrib["type"]


def _forget(item: Any) -> None:
    """Free an item that was read, and what stands before it."""
    item.clear()
    parent = item.getparent()
    while parent is not None and item.getprevious() is not None:
        del parent[0]


def _encoding(data: bytes, content_type: str) -> str | None:
    """Return the encoding to impose, or None where the document or its mark names one."""
    head = data[:200]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or re.search(rb"<\?xml[^>]*encoding", head):
        return None
    message = Message()
    message["Content-Type"] = content_type.replace("\n", " ").replace("\r", " ")
    charset = message.get_content_charset()
    try:
        data.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return "windows-1252"
    return charset or "utf-8"


def _numeric_entity(found: re.Match[bytes]) -> bytes:
    """Return HTML's names as numbers: feeds use them without the DTD that would define them."""
    code = name2codepoint.get(found.group(1).decode())
    return found.group() if code is None else b"&#%d;" % code


def _claims(entries: list[Any]) -> Iterator[Claim]:
    for entry in entries:
        address = _address(entry)
        if address:
            yield Claim(
                url=address,
                title=plain_text(entry.get("title")),
                published_at=_published_at(entry),
                guid=str(entry.get("id") or "").strip()[:1000] or None,
            )


def _address(entry: Any) -> str:
    """Return the link of an entry; a guid that is a permalink is one (feedparser sees to it)."""
    if entry.get("link"):
        return str(entry["link"]).strip()
    guid = str(entry.get("id") or "").strip()
    return guid if guid.startswith(("http://", "https://")) else ""


def _published_at(entry: Any) -> datetime | None:
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        parsed = dict.get(entry, name)  # its own get() gives one of them for another, and warns
        if parsed:
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None
