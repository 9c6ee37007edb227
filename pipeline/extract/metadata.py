"""Title, authors, dates and address of an article, each with the place where the page says it.

Structured claims come first (JSON-LD, microdata, Open Graph and its kin), what is visible last.
Nothing is guessed: a field that no place states stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from pipeline.errors import Terminal
from pipeline.extract.authors import find_authors
from pipeline.extract.published import find_modified, find_published
from pipeline.extract.reading import Reading
from pipeline.extract.titles import choose_title, site_names
from pipeline.page import Page
from pipeline.urls import normalise_url


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article; `lineage` names the place of each field it has."""

    title: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    modified_at: datetime | None
    declared_canonical: str | None
    lineage: dict[str, str] = field(default_factory=dict)


def read_metadata(reading: Reading) -> Metadata:
    """Return all that a page claims about its article."""
    lineage: dict[str, str] = {}
    title, lineage["title"] = choose_title(reading)
    authors, lineage["authors"] = find_authors(reading, site_names(reading))
    modified = find_modified(reading)
    published = find_published(reading, modified.at)
    lineage["published_at"], lineage["modified_at"] = published.place, modified.place
    lineage["published_at:rejected"] = published.rejected
    lineage["modified_at:rejected"] = modified.rejected
    canonical, lineage["declared_canonical"] = _canonical(reading.page, reading.metas)
    places = {name: place for name, place in lineage.items() if place}
    return Metadata(title, authors, published.at, modified.at, canonical, places)


def _canonical(page: Page, metas: dict[str, list[str]]) -> tuple[str | None, str]:
    links = page.dom.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    for place, values in (("link:canonical", links), ("meta:og:url", metas.get("og:url", []))):
        for value in values:
            try:
                return normalise_url(urljoin(page.url, value.strip())), place
            except (Terminal, ValueError):
                continue
    return None, ""
