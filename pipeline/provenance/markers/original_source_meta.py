"""Metas made for naming the source: `original-source`, `syndication-source` and their kin."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import DECLARED, Marker, foreign_links

_ID, _VERSION = "original_source_meta", 1
_NAMES = {
    "original-source", "original_source", "originalsource", "syndication-source",
    "syndication_source", "article:original_source", "dc.source", "dcterms.source",
}  # fmt: skip


def find_metas(page: Page) -> Iterator[Evidence]:
    """Yield each such `<meta>` that holds a foreign address."""
    for meta in page.dom.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name in _NAMES and content.startswith(("http://", "https://", "//")):
            for url in foreign_links(page, [content]):
                host = urlsplit(url).hostname
                yield Evidence(_ID, _VERSION, content, url, host, f"head:meta:{name}", DECLARED)


MARKER = Marker(_ID, _VERSION, find_metas)
