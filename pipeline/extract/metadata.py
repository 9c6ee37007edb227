"""Title, authors, dates and address of an article, each with the place where the page says it.

Structured claims come first (JSON-LD, microdata, Open Graph and its kin), what is visible last.
Nothing is guessed: a field that no place states stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, takewhile
from urllib.parse import urljoin

import lxml.html

from pipeline.errors import Terminal
from pipeline.extract.authors import find_authors
from pipeline.extract.blocks import Block
from pipeline.extract.dates import (
    DateClaim,
    read_timestamp,
    read_url_date,
    read_written_date,
)
from pipeline.extract.reading import Reading
from pipeline.extract.titles import choose_title
from pipeline.jsonld import Node, text_of
from pipeline.page import Page
from pipeline.urls import normalise_url

_PUBLISHED_META = (
    "article:published_time", "article:published:time", "og:article:published_time",
    "og:published_time", "datepublished",
    "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued",
    "dc.date.created", "publishdate", "publish-date", "publish_date", "pubdate", "published",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published",
    "date.created", "published_at", "published-date", "publication_date", "displaydate",
    "article.created", "citation_publication_date", "last-published", "originalpublicationdate",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article.updated",
    "modified", "updated_time", "revision_date",
)  # fmt: skip
_UPDATED = re.compile(
    r"updat|modif|aktualisier|mis à jour|actualiza|aggiorna|bijgewerkt|stand:", re.I
)
_LINES_BEHIND, _LINES_BEFORE, _MAX_LINE = 5, 2, 300
_ASIDE = {"aside", "nav", "footer"}


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
    page, nodes, articles, metas = reading.page, reading.nodes, reading.articles, reading.metas
    lineage: dict[str, str] = {}
    title, lineage["title"] = choose_title(page, articles, metas)
    authors, lineage["authors"] = find_authors(page, nodes, metas)
    published_at, lineage["published_at"] = _first_date(_published_claims(reading))
    modified_at, lineage["modified_at"] = _first_date(_modified_claims(page, articles, metas))
    canonical, lineage["declared_canonical"] = _canonical(page, metas)
    places = {name: place for name, place in lineage.items() if place}
    return Metadata(title, authors, published_at, modified_at, canonical, places)


def _first_date(claims: Iterable[tuple[str, DateClaim | None]]) -> tuple[datetime | None, str]:
    """Return the first claim that could be read, with its place and what was assumed."""
    for place, claim in claims:
        if claim is not None:
            return claim.at, f"{place} ({claim.note})" if claim.note else place
    return None, ""


def _published_claims(reading: Reading) -> Iterator[tuple[str, DateClaim | None]]:
    page, articles, metas = reading.page, reading.articles, reading.metas
    for key in ("datePublished", "dateCreated"):
        yield from _json_ld_claims(articles, key)
    yield from _microdata_claims(page.dom, "datePublished")
    yield from _meta_claims(metas, _PUBLISHED_META)
    yield from _time_claims(page.dom)
    yield from _visible_claims(reading.blocks)
    yield "url", read_url_date(page.url)


def _modified_claims(
    page: Page, articles: Sequence[Node], metas: dict[str, list[str]]
) -> Iterator[tuple[str, DateClaim | None]]:
    yield from _json_ld_claims(articles, "dateModified")
    yield from _microdata_claims(page.dom, "dateModified")
    yield from _meta_claims(metas, _MODIFIED_META)


def _json_ld_claims(articles: Sequence[Node], key: str) -> Iterator[tuple[str, DateClaim | None]]:
    for article in articles:
        if value := text_of(article.get(key)):
            yield f"json-ld:{key}", read_timestamp(value)


def _microdata_claims(
    dom: lxml.html.HtmlElement, prop: str
) -> Iterator[tuple[str, DateClaim | None]]:
    for element in dom.xpath("//*[contains(@itemprop, $prop)]", prop=prop):
        value = element.get("content") or element.get("datetime") or element.text_content()
        yield f"microdata:{prop}", read_timestamp(value[:100])


def _meta_claims(
    metas: dict[str, list[str]], names: Iterable[str]
) -> Iterator[tuple[str, DateClaim | None]]:
    for name in names:
        for value in metas.get(name, ()):
            yield f"meta:{name}", read_timestamp(value)


def _time_claims(dom: lxml.html.HtmlElement) -> Iterator[tuple[str, DateClaim | None]]:
    """Yield the `<time>`s of the article: those marked as its date, then the first one in it."""
    times = [time for time in dom.iter("time") if not _is_beside(time)]
    marked = [time for time in times if time.get("pubdate") is not None]
    inside = [time for time in times if time.xpath("boolean(ancestor::article|ancestor::main)")]
    for time in [*marked, *inside, *(times if len(times) == 1 else [])]:
        if not _UPDATED.search(time.getparent().text_content()[:80]):
            yield "time", read_timestamp((time.get("datetime") or time.text_content())[:100])


def _visible_claims(blocks: Sequence[Block]) -> Iterator[tuple[str, DateClaim | None]]:
    """Yield the dates written out in the short lines around the headline."""
    heads = [i for i, block in enumerate(blocks) if block.element.tag == "h1"]
    if len(heads) != 1:
        return
    behind = takewhile(_is_line, blocks[heads[0] + 1 : heads[0] + 1 + _LINES_BEHIND])
    before = takewhile(_is_line, reversed(blocks[max(heads[0] - _LINES_BEFORE, 0) : heads[0]]))
    for block in chain(behind, before):
        for line in block.text.splitlines():
            if not _UPDATED.match(line):
                yield "visible", read_written_date(line)


def _is_line(block: Block) -> bool:
    return len(block.text) <= _MAX_LINE


def _is_beside(element: lxml.html.HtmlElement) -> bool:
    return any(ancestor.tag in _ASIDE for ancestor in element.iterancestors())


def _canonical(page: Page, metas: dict[str, list[str]]) -> tuple[str | None, str]:
    links = page.dom.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    for place, values in (("link:canonical", links), ("meta:og:url", metas.get("og:url", []))):
        for value in values:
            try:
                return normalise_url(urljoin(page.url, value.strip())), place
            except (Terminal, ValueError):
                continue
    return None, ""
