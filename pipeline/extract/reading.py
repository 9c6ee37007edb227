"""What all finders of a page's fields look at, each read once: head, structured data, blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import lxml.html

from pipeline.extract.blocks import Block, walk_blocks
from pipeline.jsonld import Node, find_articles, types_of
from pipeline.page import Page
from pipeline.text import squeeze

_SUMMARIES = ("description", "og:description", "twitter:description")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and what stands on it.

    `nodes` are all JSON-LD objects, `articles` those that describe an article; `metas` the contents
    of all `<meta>`s by lower-cased name, property or itemprop; `blocks` the visible text.
    """

    page: Page
    nodes: Sequence[Node] = field(repr=False)
    articles: Sequence[Node] = field(repr=False)
    metas: dict[str, list[str]] = field(repr=False)
    blocks: Sequence[Block] = field(repr=False)

    @classmethod
    def of(cls, page: Page) -> Reading:
        """Read `page` once for all finders."""
        nodes = page.json_ld
        blocks = list(walk_blocks(page.dom))
        return cls(page, nodes, find_articles(nodes), _meta_values(page.dom), blocks)

    @property
    def web_pages(self) -> list[Node]:
        """Return the JSON-LD nodes that describe the page around the article."""
        return [node for node in self.nodes if any(k.endswith("WebPage") for k in types_of(node))]

    @property
    def summaries(self) -> list[str]:
        """Return what the head gives as the page's description."""
        return [text for key in _SUMMARIES for text in self.metas.get(key, ())]


def _meta_values(dom: lxml.html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in dom.iter("meta"):
        content = squeeze(meta.get("content") or "")
        for key in (meta.get("property"), meta.get("name"), meta.get("itemprop")):
            if key and content:
                found.setdefault(key.strip().lower(), []).append(content)
    return found
