"""JSON-LD that names another work or another house: `isBasedOn`, publisher, copyright holder."""

from collections.abc import Iterator
from typing import Any

from pipeline.jsonld import Node, find_articles, load_json_ld, text_of
from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import DECLARED, WEAK, Marker, foreign_links
from pipeline.urls import host_of_url

_ID, _VERSION = "json_ld_based_on", 1
_HOUSES = ("copyrightHolder", "sourceOrganization", "publisher", "provider")


def find_claims(page: Page) -> Iterator[Evidence]:
    """Yield the foreign addresses that the page's article nodes give.

    `isBasedOn` declares an original. The site of another house as copyright holder or publisher
    is weak: groups publish many titles under one house.
    """
    for article in find_articles(load_json_ld(page.dom)):
        for key in ("isBasedOn", "isBasedOnUrl"):
            for url in foreign_links(page, _addresses(article.get(key))):
                yield _evidence(key, url, url, text_of(article.get(key)), DECLARED)
        for key in _HOUSES:
            yield from _houses(page, article, key)


def _houses(page: Page, article: Node, key: str) -> Iterator[Evidence]:
    value = article.get(key)
    for url in foreign_links(page, _addresses(value)):
        yield _evidence(key, url, None, text_of(value), WEAK)


def _addresses(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        candidate = (item.get("url") or item.get("@id")) if isinstance(item, dict) else item
        if isinstance(candidate, str) and candidate.startswith(("http://", "https://", "//")):
            yield candidate


def _evidence(key: str, found: str, url: str | None, name: str, strength: float) -> Evidence:
    named = name if name and "//" not in name else host_of_url(found)
    return Evidence(_ID, _VERSION, found, url, named, f"json-ld:{key}", strength)


MARKER = Marker(_ID, _VERSION, find_claims)
