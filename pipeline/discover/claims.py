"""What a listing claims, before any of it is believed."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from pipeline.errors import Terminal
from pipeline.model import Reason

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?$")
_MAX_TEXT_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry: `url` absolute as met, the others as the listing has them."""

    url: str
    title: str | None
    published_at: datetime | None
    guid: str | None


@dataclass(frozen=True, slots=True)
class ChildListing:
    """A listing that another one names; `lastmod_at` is when it last changed, as it claims."""

    url: str
    lastmod_at: datetime | None


def unreadable(url: str, why: str, *, is_large: bool = False) -> Terminal:
    """Return the error for a listing that cannot be used."""
    return Terminal(
        f"The listing {url[:200]} {why}.",
        remedy="Look at that address in a browser; the publisher may have moved the feed.",
        reason=Reason.TOO_LARGE if is_large else Reason.LISTING_UNREADABLE,
    )


def absolute(base: str, address: str) -> str:
    """Return `address` resolved against `base`; empty where it is empty or none at all."""
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""


def local_name(element: Any) -> str:
    """Return an element's name without namespace; a prefix that is bound to none goes as well."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def plain_text(text: str | None) -> str | None:
    """Return `text` without tags, entities and line ends; None where nothing is left."""
    if not text:
        return None
    bare = html.unescape(_TAG.sub("", text[: 4 * _MAX_TEXT_CHARACTERS]))
    clean = " ".join(_CONTROL.sub(" ", _TAG.sub("", bare)).split())
    return clean[:_MAX_TEXT_CHARACTERS] or None


def iso_time(text: str | None) -> datetime | None:
    """Return an ISO 8601 time (also a day or a month alone) as aware UTC, or None."""
    value = (text or "").strip()
    month = _DATE.fullmatch(value)
    if month and not month.group(3):
        value += "-01"
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
