"""What all signs look at: a page and the body that extraction found on it, each part read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import lxml.html

from pipeline.jsonld import Node, find_articles
from pipeline.page import Page
from pipeline.text import count_words, fold

_SILENT = {"script", "style", "noscript", "template", "svg", "head", "iframe", "select"}
_INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "s", "small",
           "span", "strong", "sub", "sup", "time", "u", "wbr"}  # fmt: skip
_ENOUGH = 5_000  # characters of a body; no sign is about one with more
_MANY = 4_000  # lines; a page with more of them is no wall
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_TITLE_SUFFIX = re.compile(r"\s+[|\-–—·»:]\s+[^|–—·»]{1,60}$")


@dataclass(frozen=True)
class Look:
    """A page as signs see it; texts are folded, so that phrases match whatever their case.

    `body` is what extraction took for the article, empty where it found none; `seen_url` the
    address that was asked for, before redirects.
    """

    page: Page
    body: str
    seen_url: str = ""

    @cached_property
    def body_words(self) -> int:
        """Return how long the body is, in words, as far as signs care: long is long."""
        return count_words(self.body[:_ENOUGH])

    @cached_property
    def body_lines(self) -> list[str]:
        """Return the lines of the body, folded."""
        return [folded for line in self.body.splitlines() if (folded := fold(line))]

    @cached_property
    def text(self) -> str:
        """Return all that is visible on the page, as it stands there."""
        return "\n".join(_raw_lines(self.page.dom))

    @cached_property
    def lines(self) -> list[str]:
        """Return the visible lines of the page in order, folded, those of buttons too."""
        return [folded for raw in self.text.splitlines() if (folded := fold(raw))]

    @cached_property
    def words(self) -> int:
        """Return how many words are visible on the page."""
        return sum(map(count_words, self.lines))

    @cached_property
    def title(self) -> str:
        """Return the page's `<title>`, folded, without the name of the site behind it."""
        return _TITLE_SUFFIX.sub("", fold(self.page.dom.findtext(".//title") or ""))

    @cached_property
    def scriptless(self) -> list[str]:
        """Return what `<noscript>` says, folded."""
        return [fold(element.text_content()) for element in self.page.dom.iter("noscript")]

    @cached_property
    def articles(self) -> list[Node]:
        """Return the JSON-LD nodes that describe an article."""
        return find_articles(self.page.json_ld)

    @cached_property
    def declares_article(self) -> bool:
        """Tell whether the page claims in machine-readable form to be an article."""
        metas = self.page.dom.iterfind(".//meta[@property='og:type']")
        return bool(self.articles) or any(m.get("content") == "article" for m in metas)


def _raw_lines(dom: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield runs of visible text between boundaries of blocks. Does not recurse."""
    walk = lxml.etree.iterwalk(dom, events=("start", "end"))
    parts: list[str] = []
    given = 0
    for event, node in walk:
        is_inline = node.tag in _INLINE
        if not is_inline and parts:
            yield " ".join("".join(parts).split())
            parts, given = [], given + 1
            if given >= _MANY:
                return
        if event == "end":
            parts.append(node.tail or "")
        elif node.tag in _SILENT or _HIDDEN.search(node.get("style") or ""):
            walk.skip_subtree()
        else:
            parts.append(node.text or "")
    yield " ".join("".join(parts).split())
