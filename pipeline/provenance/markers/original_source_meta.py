"""Metas made for naming the source: `original-source`, `syndication-source` and their kin."""

import re
from collections.abc import Iterator

from pipeline.agencies import find_agency
from pipeline.model import Evidence
from pipeline.provenance.addresses import is_article_like
from pipeline.provenance.marker import DECLARED, HINTED, NAMED, Marker
from pipeline.provenance.outlets import clean_outlet, is_agency_page, is_own_name
from pipeline.provenance.reading import Reading
from pipeline.provenance.source_words import LABEL
from pipeline.urls import host_of_url

_ID, _VERSION = "original_source_meta", 2
_DECLARING = frozenset({
    "original-source", "original_source", "originalsource", "syndication-source",
    "syndication_source", "article:original_source", "dc.source", "dcterms.source",
})  # fmt: skip
_LABELLED = re.compile(rf"^{LABEL}\s*[:：]\s*", re.IGNORECASE)
_VAGUE = frozenset(
    {"source", "article:source", "news_source", "newssource", "contentsource", "content-source"}
)


def find_metas(reading: Reading) -> Iterator[Evidence]:
    """Yield each such `<meta>` that holds a foreign address, or another outlet's name."""
    for name, content in reading.metas:
        if name in _DECLARING or name in _VAGUE:
            place = f"head:meta:{name}"
            if content.startswith(("http://", "https://", "//")):
                yield from _addressed(reading, content, place)
            elif evidence := _named(reading, content, place, certain=name in _DECLARING):
                yield evidence


def _addressed(reading: Reading, content: str, place: str) -> Iterator[Evidence]:
    for url in reading.foreign([content]):
        strength, origin = (DECLARED, url) if is_article_like(url) else (NAMED, None)
        yield Evidence(_ID, _VERSION, content, origin, host_of_url(url), place, strength)


def _named(reading: Reading, content: str, place: str, *, certain: bool) -> Evidence | None:
    name = clean_outlet(_LABELLED.sub("", content))
    if name is None or is_own_name(reading, name) or "/" in content:
        return None
    agency = find_agency(name)
    if agency and is_agency_page(reading, agency):
        return None
    looks_like_name = not name.isascii() or (name[0].isupper() and not name.isdigit())
    if not agency and not looks_like_name:
        return None  # `web`, `cms`, `12`
    strength = NAMED if agency or certain else HINTED
    return Evidence(_ID, _VERSION, content, None, agency or name, place, strength)


MARKER = Marker(_ID, _VERSION, find_metas)
