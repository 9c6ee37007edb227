"""JSON-LD that gives a text to another house: holder, source, provider, publisher, site."""

from collections.abc import Iterator
from typing import Any

from pipeline.agencies import find_agency
from pipeline.jsonld import Node, text_of, types_of
from pipeline.model import Evidence
from pipeline.provenance.addresses import is_article_like, is_social
from pipeline.provenance.marker import NAMED, WEAK, Marker
from pipeline.provenance.outlets import is_agency_page, is_own_name
from pipeline.provenance.reading import Reading
from pipeline.urls import host_of_url, registrable_domain

_ID, _VERSION = "json_ld_publisher", 1
_BY_NAME = ("copyrightHolder", "sourceOrganization", "provider")
_BY_SITE = ("publisher", "isPartOf")
_SITES = frozenset({"WebSite", "Newspaper", "Periodical", "NewsMediaOrganization"})


def find_houses(reading: Reading) -> Iterator[Evidence]:
    """Yield the other houses that the page's article nodes name.

    An agency counts as named. Any other house is weak: groups publish many titles under one name.
    """
    for article in reading.articles:
        for key in (*_BY_NAME, *_BY_SITE):
            values = article.get(key)
            for value in values if isinstance(values, list) else [values]:
                if evidence := _house(reading, article, key, value):
                    yield evidence


def _house(reading: Reading, article: Node, key: str, value: Any) -> Evidence | None:
    if isinstance(value, dict) and "Person" in types_of(value):
        return None
    if key == "isPartOf" and not (isinstance(value, dict) and _SITES & set(types_of(value))):
        return None
    name = text_of(value)
    name = "" if "//" in name else name
    urls = [url for url in reading.foreign(_address(value)) if not is_social(url)]
    agency = find_agency(name)
    if agency and key in _BY_NAME and not is_agency_page(reading, agency):
        return Evidence(_ID, _VERSION, name, None, agency, f"json-ld:{key}", NAMED)
    if not (urls or (name and key in _BY_NAME)) or (name and is_own_name(reading, name)):
        return None
    shown = name or host_of_url(urls[0])
    origin = _story_at(reading, article, urls)
    return Evidence(_ID, _VERSION, urls[0] if urls else name, origin, shown, f"json-ld:{key}", WEAK)


def _story_at(reading: Reading, article: Node, urls: list[str]) -> str | None:
    """Return the article's own address where it lies on the site of that other house."""
    domains = {registrable_domain(url) for url in urls}
    given = _address(article.get("mainEntityOfPage")) + _address(article.get("url"))
    found = reading.foreign(given)
    return next(
        (url for url in found if registrable_domain(url) in domains and is_article_like(url)), None
    )


def _address(value: Any) -> list[str]:
    if isinstance(value, list):
        return [url for item in value for url in _address(item)]
    found = (value.get("url") or value.get("@id")) if isinstance(value, dict) else value
    return [found] if isinstance(found, str) and found.startswith(("http", "//")) else []


MARKER = Marker(_ID, _VERSION, find_houses)
