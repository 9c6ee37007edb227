"""RSS, RDF and Atom: made harmless by lxml, read by feedparser.

feedparser knows every dialect and takes 2 s for 1 MB, and far longer for tags that never close.
So it never sees a stranger's bytes: lxml reads them first (entities unresolved, depth bounded by
libxml2, errors repaired), drops what a listing does not need, and hands on a small, well-formed
document.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from html.entities import name2codepoint
from typing import Any

import feedparser
from lxml import etree

from pipeline.discover.claims import Claim, plain_text, unreadable

MAX_ITEMS = 2000
"""What is read of one feed; longer ones are archives, and sitemaps do that better."""

_HEAVY = frozenset({"description", "encoded", "content", "summary", "body", "media", "thumbnail"})
_ITEM = frozenset({"item", "entry"})
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,15});")
_XML_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def read_feed(url: str, data: bytes, content_type: str) -> tuple[list[Claim], str]:
    """Return what the feed `data` at `url` claims, and a note on what was left out.

    Raises `Terminal` (LISTING_UNREADABLE) where nothing can be made of it.
    """
    root = _parse(url, data, content_type)
    note = _lighten(root)
    parsed = feedparser.parse(
        etree.tostring(root, encoding="utf-8", xml_declaration=True),
        response_headers={"content-location": url, "content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return list(_claims(parsed.entries)), note


def _parse(url: str, data: bytes, content_type: str) -> Any:
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        encoding=_encoding(data, content_type),
    )
    try:
        root = etree.fromstring(_ENTITY.sub(_numeric_entity, data), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise unreadable(url, f"is no readable XML ({error})") from None
    if root is None:
        raise unreadable(url, "is no readable XML")
    return root


def _lighten(root: Any) -> str:
    """Take out of `root` what no claim is read from; return a note where items went too."""
    etree.strip_elements(root, etree.Entity, with_tail=False)
    count = 0
    for element in list(root.iter("*")):
        name = etree.QName(element).localname.lower()
        count += name in _ITEM
        is_surplus = name in _ITEM and count > MAX_ITEMS
        if (name in _HEAVY or is_surplus) and element.getparent() is not None:
            element.getparent().remove(element)
    return f"{count - MAX_ITEMS:,} items beyond {MAX_ITEMS:,} were left out." * (count > MAX_ITEMS)


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
    name = found.group(1)
    code = name2codepoint.get(name.decode())
    return found.group() if name in _XML_ENTITIES or code is None else b"&#%d;" % code


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
