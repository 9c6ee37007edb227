"""A publisher's own parser: where its pages keep a field, design by design.

Only what the general way gets wrong needs a line. Which design is meant is decided by the moment
of the capture, so that an old capture is read again as on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache

import lxml.html

import pipeline.extract.publishers as publishers
from pipeline.extract.blocks import Block, walk_blocks
from pipeline.extract.dates import DateClaim, read_timestamp
from pipeline.extract.metadata import Metadata
from pipeline.page import Page
from pipeline.registry import load_registry
from pipeline.text import squeeze
from pipeline.urls import registrable_domain

PLACE = "publisher"
"""What lineage says of a field that a publisher's parser gave, before the parser's id."""


@dataclass(frozen=True, slots=True)
class Design:
    """How a site's pages are built from the day `since` (UTC; None: always) on.

    Each field is an XPath over the whole page, empty where the general way is right: `title` and
    `published_at` give the first element's `content`, `datetime` or text, `authors` one name an
    element, `body` the elements that hold the article's paragraphs. One that finds nothing leaves
    the field to the general way.
    """

    since: date | None = None
    title: str = ""
    authors: str = ""
    published_at: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class SiteParser:
    """A site's designs, the oldest first. `site` is a registrable domain.

    `version` rises with any change to the designs: it is a part of the manifest.
    """

    id: str
    version: int
    site: str
    designs: tuple[Design, ...]

    def design_at(self, captured_at: datetime | None) -> Design | None:
        """Return the design of that moment, the newest where it is not known, or None."""
        if captured_at is None:
            return self.designs[-1]
        day = captured_at.astimezone(UTC).date()
        shown = [d for d in self.designs if d.since is None or d.since <= day]
        return shown[-1] if shown else None


@dataclass(frozen=True, slots=True)
class SiteReading:
    """What a publisher's parser gives of one page."""

    parser: SiteParser
    design: Design
    page: Page

    def mend(self, metadata: Metadata) -> Metadata:
        """Return `metadata` with the fields that the parser gives, and lineage that says so."""
        given: dict[str, object] = {}
        if title := next(self._texts(self.design.title), ""):
            given["title"] = title
        if authors := tuple(dict.fromkeys(self._texts(self.design.authors))):
            given["authors"] = authors
        if claim := next(self._claims(), None):
            given["published_at"] = claim.at
        lineage = metadata.lineage | dict.fromkeys(given, self.place)
        return replace(metadata, **given, lineage=lineage)  # type: ignore[arg-type]

    def blocks(self) -> list[Block]:
        """Return the blocks of the article's text, none where the parser does not know them."""
        return [
            block for element in self._elements(self.design.body) for block in walk_blocks(element)
        ]

    @property
    def place(self) -> str:
        """Return what lineage says of its fields."""
        return f"{PLACE}:{self.parser.id}"

    def _claims(self) -> Iterator[DateClaim]:
        latest = self.page.captured_at
        for text in self._texts(self.design.published_at):
            claim = read_timestamp(text[:100])
            if claim and (latest is None or claim.at.date() <= latest.date()):
                yield claim

    def _texts(self, xpath: str) -> Iterator[str]:
        for element in self._elements(xpath):
            stated = element.get("content") or element.get("datetime")
            if text := squeeze(stated or element.text_content()):
                yield text

    def _elements(self, xpath: str) -> Iterable[lxml.html.HtmlElement]:
        return self.page.dom.xpath(xpath) if xpath else ()


def read_site(page: Page) -> SiteReading | None:
    """Return what the publisher of `page` has a parser for, or None."""
    if not (parser := _parsers().get(registrable_domain(page.url))):
        return None
    design = parser.design_at(page.captured_at)
    return SiteReading(parser, design, page) if design else None


def parser_versions() -> dict[str, int]:
    """Return the version of every publisher's parser by its name in the manifest."""
    return {f"{PLACE}:{parser.id}": parser.version for parser in _parsers().values()}


@lru_cache(maxsize=1)
def _parsers() -> dict[str, SiteParser]:
    return {parser.site: parser for parser in load_registry(publishers, "PARSER", SiteParser)}
