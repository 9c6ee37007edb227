"""What a page says, laid out for the markers: passages with their places, pictures, the head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin

import lxml.html

from pipeline.jsonld import Node, find_articles
from pipeline.page import Page
from pipeline.provenance.addresses import is_same_house, read_address, unwrap
from pipeline.text import sentences, squeeze
from pipeline.urls import host_of_url

_MAX_NOTE_WORDS = 90
_MAX_LINK_PIECES = 50
_QUOTES = str.maketrans("’‘ʼ\u00a0", "''' ")
_OPENING = re.compile(
    r"^\W*(?:(?:(?:editor|author)'?s'? note|note|ed|anmerkung(?: der redaktion)?|nota|hinweis)"
    r"\s*[:.]\s*)?",
    re.IGNORECASE,
)


class Scene(Enum):
    """What kind of surroundings a passage or a picture has."""

    TEXT = "text"
    BYLINE = "byline"
    CAPTION = "caption"
    ASIDE = "aside"


@dataclass(frozen=True)
class Anchor:
    """A link inside a passage: its address as written, and its element."""

    href: str
    element: lxml.html.HtmlElement

    @cached_property
    def text(self) -> str:
        """The link's words."""
        return squeeze("".join(islice(self.element.itertext(), _MAX_LINK_PIECES)))


@dataclass(slots=True)
class Passage:
    """The text of one block without its child blocks, up to a line break.

    `place` is 'body:first' up to the story's second paragraph, 'body:last' from its third-last
    paragraph on, 'body' between, and 'page' outside the story. `after_graphic` tells that a
    picture, table or the like stands directly before it: a source named there is the graphic's.
    `container` is the number of the innermost `<article>` or `<main>` around it, 0 for none.
    """

    text: str
    anchors: tuple[Anchor, ...]
    scene: Scene
    after_graphic: bool
    container: int
    is_heading: bool
    number: int
    place: str = "page"
    is_behind_story: bool = False
    """No prose of the story follows."""

    @property
    def is_furniture(self) -> bool:
        """True in captions, menus, forms and comments, where no page speaks about its text."""
        return self.scene is Scene.CAPTION or self.scene is Scene.ASIDE

    @property
    def is_at_edge(self) -> bool:
        """True at the beginning or end of the story, where a page speaks about itself."""
        return self.place in {"body:first", "body:last"}


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence of a passage at the story's edge, with plain apostrophes."""

    sentence: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Picture:
    """An `<img>` or `<source>`: its addresses as written, and how many passages stand before."""

    sources: tuple[str, ...]
    is_pixel: bool
    is_linked_elsewhere: bool
    scene: Scene
    position: int


@dataclass
class Reading:
    """What all markers look at, gathered in one walk. Addresses are as the page writes them."""

    page: Page
    passages: list[Passage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    """Name or property in lower case, and content."""
    links: list[tuple[frozenset[str], str]] = field(default_factory=list)
    """Of `<link>`: rel words in lower case, and address."""
    scripts: list[lxml.html.HtmlElement] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    """Microdata: itemprop and its address."""
    base_href: str = ""

    @cached_property
    def url(self) -> str:
        """The page's address, taken out of an AMP cache or an archive."""
        return unwrap(self.page.url)

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        return urljoin(self.page.url, self.base_href) if self.base_href else self.page.url

    @cached_property
    def nodes(self) -> list[Node]:
        """Every JSON-LD object of the page."""
        return self.page.json_ld

    @cached_property
    def articles(self) -> list[Node]:
        """The JSON-LD nodes that describe this article, not those it lists or mentions."""
        inner = _inner_nodes(self.nodes)
        return [node for node in find_articles(self.nodes) if id(node) not in inner]

    @cached_property
    def edges(self) -> list[Passage]:
        """The passages at the beginning and the end of the story, captions and menus left out."""
        return [p for p in self.passages if p.is_at_edge and not p.is_furniture]

    @cached_property
    def notes(self) -> list[Note]:
        """The sentences of the short passages at the beginning and the end of the story."""
        return [
            Note(sentence, passage)
            for passage in self.edges
            if not passage.is_heading and passage.text.count(" ") <= _MAX_NOTE_WORDS
            for sentence in sentences(_OPENING.sub("", passage.text.translate(_QUOTES)))
        ]

    def contents(self, *names: str) -> list[str]:
        """Return the contents of the metas of these names, empty ones left out."""
        return [content for name, content in self.metas if name in names and content]

    def resolve(self, href: str) -> str | None:
        """Return the normalised absolute address that `href` means, unwrapped; None for none."""
        return read_address(href, self.base)

    def is_foreign(self, url: str) -> bool:
        """Tell whether `url` lies on another publisher's site, on a public host."""
        host = url.split("/")[2] if url.count("/") > 2 else ""
        return "." in host and not is_same_house(url, self.url)

    def foreign(self, hrefs: Iterable[str]) -> list[str]:
        """Return the addresses among `hrefs` that lead to another publisher's site, each once."""
        found = (self.resolve(href) for href in hrefs if self._may_lead_away(href))
        return list(dict.fromkeys(url for url in found if url and self.is_foreign(url)))

    @cached_property
    def _own_host(self) -> str:
        return f"//{host_of_url(self.page.url)}"

    def _may_lead_away(self, href: str) -> bool:
        """Spare the exact look for relative addresses and the own host, redirectors excepted."""
        at = href.rfind("//")
        if at < 0:
            return "%2F%2F" in href.upper() or (bool(self.base_href) and bool(href.strip()))
        return at > 6 or not href.startswith(self._own_host, at)  # 'https:' has six characters


_SAME_ARTICLE = frozenset({"@graph", "mainEntity", "mainEntityOfPage"})


def _inner_nodes(nodes: list[Node]) -> set[int]:
    """Return the ids of nodes inside another's property: lists, mentions, pictures, parts.

    `nodes` come outer ones first, so that what lies in an inner node is met after it.
    """
    inner: set[int] = set()
    for node in nodes:
        for key, value in node.items():
            if key not in _SAME_ARTICLE or id(node) in inner:
                inner.update(id(child) for child in _children(value))
    return inner


def _children(value: object) -> Iterable[Node]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
        elif isinstance(item, list):
            yield from _children(item)
