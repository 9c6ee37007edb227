"""JSON-LD or microdata `isBasedOn`: the page declares the work that its text is made of."""

from collections.abc import Iterator
from typing import Any

from pipeline.jsonld import text_of
from pipeline.model import Evidence
from pipeline.provenance.addresses import is_article_like
from pipeline.provenance.marker import DECLARED, Marker
from pipeline.provenance.reading import Reading
from pipeline.urls import host_of_url

_ID, _VERSION = "json_ld_based_on", 2
_KEYS = ("isBasedOn", "isBasedOnUrl")


def find_claims(reading: Reading) -> Iterator[Evidence]:
    """Yield the foreign articles that the page's own article nodes are based on."""
    for article in reading.articles:
        for key in _KEYS:
            name = text_of(article.get(key))
            shown = name if name and "//" not in name else None
            yield from _evidence(reading, _addresses(article.get(key)), f"json-ld:{key}", shown)
    declared = [address for prop, address in reading.properties if prop in _KEYS]
    yield from _evidence(reading, declared, "microdata:isBasedOn", None)


def _evidence(
    reading: Reading, addresses: list[str], place: str, name: str | None
) -> Iterator[Evidence]:
    for url in reading.foreign(addresses):
        if is_article_like(url):
            yield Evidence(_ID, _VERSION, url, url, name or host_of_url(url), place, DECLARED)


def _addresses(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    found = [
        item.get("url") or item.get("@id") if isinstance(item, dict) else item for item in items
    ]
    return [url for url in found if isinstance(url, str) and "//" in url]


MARKER = Marker(_ID, _VERSION, find_claims)
