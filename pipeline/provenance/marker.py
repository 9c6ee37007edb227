"""What a repost marker is, how strong its evidence can be, and how markers look at a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import lxml.etree
import lxml.html

from pipeline.errors import Terminal
from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.text import squeeze, words
from pipeline.urls import is_same_site, normalise_url, registrable_domain

# How much one find says on its own, 0..1.
DECLARED = 0.95
"""The page says in a machine-readable field whose text it is."""
MARKED = 0.9
"""The page says so in words and links the original."""
NAMED = 0.7
"""The page says so in words and names an outlet or agency, without an address."""
HINTED = 0.5
"""The words alone: a copy of something, of what is not said."""
WEAK = 0.2
"""Compatible with a copy and with much else."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One way in which pages show that they are copies; `find` reads the whole page."""

    id: str
    version: int
    find: Callable[[Page], Iterable[Evidence]]


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one block element without block children, with its links' addresses."""

    text: str
    links: tuple[str, ...]
    place: str


_BLOCKS = {
    "p", "div", "li", "td", "blockquote", "section", "article", "footer", "header", "h2", "h3",
    "h4", "h5", "h6", "figcaption", "small", "main", "body", "aside", "center", "address",
}  # fmt: skip
_SILENT = {"script", "style", "noscript", "template", "select", "button", "textarea", "svg"}
_MAX_PASSAGE = 2_000  # characters


def passages(page: Page) -> list[Passage]:
    """Return the visible passages of `page` in document order, furniture among them.

    A passage ends at a block's border and at a `<br>`. Its place is 'body:last' among the last
    passages of an article (or of a page without one), 'body:first' among the first, else 'body'.
    """
    scope = _article(page.dom)
    found = [_Run(texts, links) for texts, links in _runs(scope) if "".join(texts).strip()]
    last = len(found)
    return [
        Passage(squeeze("".join(run.texts))[:_MAX_PASSAGE], tuple(run.links), _place(i, last))
        for i, run in enumerate(found)
    ]


@dataclass(frozen=True, slots=True)
class _Run:
    texts: list[str]
    links: list[str]


_EDGE = 6  # passages at the end that may hold a marker and the furniture behind it


def _place(position: int, count: int) -> str:
    if position >= count - _EDGE:
        return "body:last"
    return "body:first" if position < _EDGE // 2 else "body"


def _article(dom: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Return the only (or the longest) `<article>` or `<main>`, else the body."""
    found = [e for e in dom.iter("article", "main") if len(e.text_content()) > 200]
    body = dom.find("body")
    whole = body if body is not None else dom
    return max(found, key=lambda e: len(e.text_content()), default=whole)


def _runs(scope: lxml.html.HtmlElement) -> Iterator[tuple[list[str], list[str]]]:
    texts: list[str] = []
    links: list[str] = []
    walk = lxml.etree.iterwalk(scope, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        is_element = event in {"start", "end"}
        if is_element and (node.tag in _BLOCKS or node.tag == "br") and texts:
            yield texts, links
            texts, links = [], []
        if event == "start" and node.tag in _SILENT:
            walk.skip_subtree()
        elif event == "start":
            texts.append(node.text or "")
            if node.tag == "a" and node.get("href"):
                links.append(node.get("href"))
        elif node is not scope:
            texts.append(node.tail or "")
    yield texts, links


def resolve(page: Page, href: str) -> str | None:
    """Return `href` as the normalised absolute address it means on `page`, or None."""
    base = page.dom.find(".//base[@href]")
    start = urljoin(page.url, base.get("href")) if base is not None else page.url
    try:
        return normalise_url(urljoin(start, href.strip()))
    except (Terminal, ValueError):
        return None


def foreign_links(page: Page, hrefs: Iterable[str]) -> list[str]:
    """Return the addresses among `hrefs` that lead to another publisher's site."""
    found = (resolve(page, href) for href in hrefs)
    return [url for url in found if url and not is_same_site(url, page.url)]


_CREDIT_TAIL = re.compile(r"\s*(?:\.(?=\s|$)|[,;|(–—]|\s-\s|\bon\b \d|\bunder\b|\bund wurde\b).*$")


def clean_outlet(name: str) -> str | None:
    """Return an outlet's name as a page wrote it, its end trimmed; None for nothing useful."""
    trimmed = _CREDIT_TAIL.sub("", squeeze(name)).strip(" :\"'“”„«»‘’*[]")
    return trimmed if 1 < len(trimmed) <= 80 else None


_MIN_OWN_NAME = 4


def is_own_name(page: Page, name: str) -> bool:
    """Tell whether `name` is the page's own site: by `og:site_name`, or by its domain."""
    key = "".join(words(name)).removeprefix("the")
    sites = page.dom.xpath("//meta[@property='og:site_name']/@content")
    domain = registrable_domain(page.url)
    own = ["".join(words(site)).removeprefix("the") for site in sites]
    own += ["".join(words(domain)), "".join(words(domain.split(".")[0])).removeprefix("the")]
    return any(key == site for site in own) or (
        len(key) >= _MIN_OWN_NAME and "".join(words(domain)).removeprefix("the").startswith(key)
    )
