"""Which addresses a fetch asks for, and where a redirect leads."""

from __future__ import annotations

import contextlib
from urllib.parse import urljoin, urlsplit, urlunsplit

from requests.utils import requote_uri

from pipeline.errors import Terminal
from pipeline.model import Exchange, Reason
from pipeline.urls import MAX_URL_CHARACTERS

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


def request_address(url: str) -> str:
    """Return `url` as it is asked for: percent-encoded, without fragment and without a password.

    Raises `Terminal` (REDIRECT_REFUSED) for what is not http or https, has no host, or is longer
    than `MAX_URL_CHARACTERS`.
    """
    if len(url) > MAX_URL_CHARACTERS:
        raise _refuse(url, f"has {len(url):,} characters")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refuse(url, f"cannot be read ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise _refuse(url, "is neither http nor https")
    if not host:
        raise _refuse(url, "names no host")
    netloc = f"[{host}]" if ":" in host else host
    netloc = netloc if port is None else f"{netloc}:{port}"
    return requote_uri(urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")))


def redirect_target(exchange: Exchange) -> str:
    """Return the absolute address that a redirect answer leads to, as it will be asked for.

    Raises `Terminal` (REDIRECT_REFUSED) where Location is missing or no address to follow.
    """
    return resolve_location(exchange.final_url, exchange.header("Location"))


def resolve_location(url: str, location: str) -> str:
    """Return where the header `location` of an answer of `url` leads to; see `redirect_target`."""
    if not location:
        raise _refuse(url, "redirects without a Location")
    with contextlib.suppress(UnicodeError):  # read as Latin-1; where it is UTF-8, that was meant
        location = location.encode("latin-1").decode("utf-8")
    if len(location) > MAX_URL_CHARACTERS:
        raise _refuse(location, f"has {len(location):,} characters")
    try:
        return request_address(urljoin(url, location))
    except ValueError as error:
        raise _refuse(location, f"cannot be read ({error})") from None


def origin_of(url: str) -> str:
    """Return scheme, host and port of `url`: what a robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _refuse(url: str, why: str) -> Terminal:
    return Terminal(f"The address {url[:120]!r} {why}.", reason=Reason.REDIRECT_REFUSED)
