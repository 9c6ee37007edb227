"""Counters that publishers put into the code of texts they give away for republishing."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.addresses import is_article_like
from pipeline.provenance.marker import COUNTED, NAMED, Marker
from pipeline.provenance.reading import Reading
from pipeline.urls import host_of_url, registrable_domain

_ID, _VERSION = "republish_pixel", 1

_CONVERSATION = re.compile(r"counter\.theconversation\.(?:com|edu\.au)/content/(?P<id>\d+)/count")
# The republication tracker of the Institute for Nonprofit News, a plugin of many newsrooms.
_TRACKER = re.compile(r"[?&]republication-pixel=true\b")
_POST = re.compile(r"[?&]post=(\d+)")
_PROPUBLICA = "pixel.propublica.org"
_PARSELY = re.compile(
    r"""PARSELY\.beacon\.trackPageView\(\s*\{\s*["']?url["']?\s*:\s*["'](?P<url>https?://[^"']+)"""
)
_TEXAS_TRIBUNE = "dot.texastribune.org"


def find_pixels(reading: Reading) -> Iterator[Evidence]:
    """Yield the republishing counters of other houses, with the address that they count for."""
    for picture in reading.pictures:
        for source in picture.sources:
            is_counter = "theconversation" in source or "republication-pixel" in source
            url = reading.resolve(source) if is_counter else None
            if url and reading.is_foreign(url):
                yield from _pictured(reading, url)
    for script in reading.scripts:
        yield from _scripted(
            reading, script.get("src") or "", script.get("data-tt-canonical") or ""
        )
        if found := _PARSELY.search(script.text or ""):
            yield from _addressed(reading, found["url"], "body:script")


def _pictured(reading: Reading, url: str) -> Iterator[Evidence]:
    if found := _CONVERSATION.search(url):
        origin = _link_to(reading, "theconversation.com", ending=f"-{found['id']}")
        yield _evidence(url, origin, "The Conversation", "body:img")
    elif _TRACKER.search(url):
        post = _POST.search(url)
        origin = f"{url.split('?')[0]}?p={post[1]}" if post else None
        yield _evidence(url, origin, host_of_url(url), "body:img")


def _scripted(reading: Reading, source: str, canonical: str) -> Iterator[Evidence]:
    is_counter = _PROPUBLICA in source or _TEXAS_TRIBUNE in source
    url = reading.resolve(source) if is_counter else None
    if not url or not reading.is_foreign(url):
        return
    if host_of_url(url) == _PROPUBLICA:
        yield _evidence(url, _link_to(reading, "propublica.org"), "ProPublica", "body:script")
    elif host_of_url(url) == _TEXAS_TRIBUNE:
        origin = next(iter(reading.foreign([canonical])), None)
        yield _evidence(url, origin, "The Texas Tribune", "body:script")


def _addressed(reading: Reading, url: str, place: str) -> Iterator[Evidence]:
    for origin in reading.foreign([url]):
        if is_article_like(origin):
            yield _evidence(origin, origin, host_of_url(origin), place)


def _link_to(reading: Reading, domain: str, ending: str = "") -> str | None:
    """Return the one article on `domain` that the page's head or the story's edges link."""
    hrefs = [href for rel, href in reading.links if "canonical" in rel]
    hrefs += [a.href for p in reading.passages if p.is_at_edge or ending for a in p.anchors]
    found = [
        url
        for url in reading.foreign(hrefs)
        if registrable_domain(url) == domain and is_article_like(url)
        and url.split("?")[0].endswith(ending)
    ]  # fmt: skip
    return found[0] if len(set(found)) == 1 else None


def _evidence(value: str, origin: str | None, name: str, place: str) -> Evidence:
    return Evidence(_ID, _VERSION, value, origin, name, place, COUNTED if origin else NAMED)


MARKER = Marker(_ID, _VERSION, find_pixels)
