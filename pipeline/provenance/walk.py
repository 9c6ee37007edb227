"""The one walk over a page's tree in which everything is gathered that markers look at."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import islice

import lxml.etree
import lxml.html

from pipeline.page import Page
from pipeline.provenance.reading import Anchor, Passage, Picture, Reading, Scene
from pipeline.provenance.story import place_passages
from pipeline.text import squeeze

_MAX_PASSAGE = 2_000  # characters; a note of republication is shorter
_MAX_ANCHORS = 40  # a passage

_BLOCKS = frozenset({
    "p", "div", "li", "td", "th", "tr", "dt", "dd", "blockquote", "section", "article", "footer",
    "header", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "figure", "small", "main", "body",
    "aside", "center", "address", "nav", "form", "ul", "ol", "dl", "table", "br", "hr", "pre",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({
    "script", "style", "noscript", "template", "select", "button", "textarea", "svg", "iframe",
    "object", "option", "title",
})  # fmt: skip
_COLLECTED = frozenset({"a", "img", "source", "meta", "link", "script", "base"})
_SKIPPED = frozenset({"style", "template", "select", "svg", "textarea"})
_GRAPHICS = frozenset({"img", "svg", "iframe", "canvas", "figure", "video", "object", "embed"})
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "srcset", "data-srcset")

_ASIDE_TAGS = frozenset({"nav", "aside", "form"})
_CAPTION_TAGS = frozenset({"figure", "figcaption", "picture", "caption"})
_HINTS = (
    (Scene.ASIDE, re.compile(
        r"comment(?!ary)|related|recirc|recommend|sidebar|newsletter|promo|teaser|trending|popular"
        r"|most-?read|breadcrumb|cookie|consent|\bmenu|navbar|shar(?:e|ing)\b|social"
        r"|author-?(?:bio|box|info)|about-?author|site-?footer|page-?footer"
        r"|(?<![\w-])footer\b|masthead", re.I)),
    (Scene.CAPTION, re.compile(
        r"caption|(?:photo|image|img|picture|bild|foto|media)[-_]*(?:credit|source|quelle|info|desc"
        r"|copyright|author|legend|by)|copyright|legend|chart|infograph|datawrapper"
        r"|gallery|slideshow|lightbox", re.I)),
    (Scene.BYLINE, re.compile(
        r"byline|author|autor|auteur|verfasser|writer|agenc|agentur|\bsource|quelle|fuente|fonte",
        re.I)),
)  # fmt: skip
_ANY_HINT = re.compile("|".join(pattern.pattern for _, pattern in _HINTS), re.IGNORECASE)
_CAPTION_MAX, _BYLINE_MAX = 400, 250  # characters
_MOST_OF_A_PAGE, _FEW_PARAGRAPHS = 0.4, 8
_MOST_HEADLINES = 5
_MOST_LOOKS = 300_000  # paragraphs counted to tell furniture; a bound for pages made to be slow


def read(page: Page) -> Reading:
    """Return what the page says, its passages in document order, furniture among them."""
    return _Walk(page).run()


@lru_cache(maxsize=8192)
def _hint(names: str) -> Scene | None:
    if not _ANY_HINT.search(names):
        return None  # most names
    return next((scene for scene, pattern in _HINTS if pattern.search(names)), None)


class _Walk:
    """The state of the walk: what surrounds the current place, and the passage being gathered."""

    def __init__(self, page: Page) -> None:
        self.reading = Reading(page)
        self.scenes: list[tuple[lxml.html.HtmlElement, Scene]] = []
        self.scene = Scene.TEXT
        self.containers: list[int] = [0]
        self.parents: dict[int, int] = {0: 0}
        self.silent = 0
        self.texts: list[str] = []
        self.anchors: list[Anchor] = []
        self.after_graphic = False
        self.is_heading = False
        self.paragraphs = sum(1 for _ in page.dom.iter("p"))
        self.open_links = 0
        headlines = list(islice(page.dom.iter("h1"), _MOST_HEADLINES))
        self.around_headline = {e for h1 in headlines for e in h1.iterancestors()}
        self.around_headline |= set(page.dom.iter("html", "body", "main"))
        self.looks_left = _MOST_LOOKS

    def run(self) -> Reading:
        walk = lxml.etree.iterwalk(self.reading.page.dom, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if self.enter(node):
                    walk.skip_subtree()
            elif event == "end":
                self.leave(node)
            if event != "start" and node.tail and not self.silent:
                self.texts.append(node.tail)
        self.flush()
        place_passages(self.reading.passages, self.parents)
        return self.reading

    def enter(self, node: lxml.html.HtmlElement) -> bool:
        """Take in an element's beginning; return True if nothing inside it matters."""
        tag = node.tag
        if tag in _BLOCKS:
            self.flush()
            self.is_heading = tag in _HEADINGS
            if tag in {"article", "main"}:
                self.open_container()
        if tag in _SILENT:
            self.silent += 1
        if tag in _COLLECTED:
            self.collect(node, tag)
        if self.scene is not Scene.ASIDE and self.scene is not Scene.CAPTION:
            self.open_scene(node, tag)
        if node.text and not self.silent:
            self.texts.append(node.text)
        return tag in _SKIPPED

    def leave(self, node: lxml.html.HtmlElement) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self.flush()
            self.is_heading = False
            if tag in {"article", "main"}:
                self.containers.pop()
            elif tag == "table":
                self.after_graphic |= _is_shorter(node, _MAX_PASSAGE)
        elif tag == "a":
            self.open_links -= 1
        if tag in _SILENT:
            self.silent -= 1
        if tag in _GRAPHICS and not self.is_pixel(node):
            self.after_graphic = True
        if self.scenes and self.scenes[-1][0] is node:
            self.flush()
            self.scenes.pop()
            self.scene = self.scenes[-1][1] if self.scenes else Scene.TEXT

    def open_container(self) -> None:
        number = len(self.parents)
        self.parents[number] = self.containers[-1]
        self.containers.append(number)

    def open_scene(self, node: lxml.html.HtmlElement, tag: str) -> None:
        scene = self.scene_of(node, tag)
        if scene is not None and scene is not self.scene:
            self.flush()
            self.scenes.append((node, scene))
            self.scene = scene

    def scene_of(self, node: lxml.html.HtmlElement, tag: str) -> Scene | None:
        if tag in _CAPTION_TAGS:
            return Scene.CAPTION
        if tag in _ASIDE_TAGS or (tag == "footer" and len(self.containers) == 1):
            return Scene.ASIDE if self.is_part(node) else None
        if (tag == "a" and node.get("rel") == "author") or node.get("itemprop") == "author":
            return Scene.BYLINE
        names = f"{node.get('class', '')} {node.get('id', '')}"
        scene = _hint(names) if len(names) > 1 else None
        return scene if scene and self.is_small_enough(node, scene) else None

    def is_small_enough(self, node: lxml.html.HtmlElement, scene: Scene) -> bool:
        """Tell whether what a class calls a caption or byline can be one."""
        if scene is Scene.ASIDE:
            return self.is_part(node)
        return _is_shorter(node, _CAPTION_MAX if scene is Scene.CAPTION else _BYLINE_MAX)

    def is_part(self, node: lxml.html.HtmlElement) -> bool:
        """Tell whether an element is furniture, and not a wrapper around the headline and story."""
        if node in self.around_headline or self.looks_left <= 0:
            return False
        if self.paragraphs < _FEW_PARAGRAPHS:
            self.looks_left -= _MOST_LOOKS // 10
            return _text_size(node) <= self.text_size * _MOST_OF_A_PAGE
        most = int(self.paragraphs * _MOST_OF_A_PAGE)
        seen = sum(1 for _ in islice(node.iter("p"), most + 1))
        self.looks_left -= seen
        return seen <= most

    @cached_property
    def text_size(self) -> int:
        return _text_size(self.reading.page.dom)

    def collect(self, node: lxml.html.HtmlElement, tag: str) -> None:
        found = self.reading
        if tag == "a":
            self.open_links += 1
            if (href := node.get("href")) and len(self.anchors) < _MAX_ANCHORS:
                self.anchors.append(Anchor(href, node))
        elif tag in {"img", "source"}:
            self.add_picture(node)
        elif tag == "meta":
            name = node.get("name") or node.get("property") or node.get("itemprop") or ""
            found.metas.append((name.strip().lower(), (node.get("content") or "").strip()))
        elif tag == "link":
            rel = frozenset((node.get("rel") or "").lower().split())
            found.links.append((rel, (node.get("href") or "").strip()))
        elif tag == "script":
            found.scripts.append(node)
        elif tag == "base" and node.get("href") and not found.base_href:
            found.base_href = node.get("href")
        if prop := node.get("itemprop"):
            address = node.get("href") or node.get("content") or node.get("src") or ""
            found.properties.append((prop, address))

    def add_picture(self, node: lxml.html.HtmlElement) -> None:
        raw = [value for name in _SOURCES if (value := node.get(name))]
        sources = (part.split()[0] for value in raw for part in _candidates(value))
        self.reading.pictures.append(
            Picture(
                tuple(dict.fromkeys(sources)),
                self.is_pixel(node),
                self.open_links > 0,
                self.scene,
                len(self.reading.passages),
            )
        )

    def is_pixel(self, node: lxml.html.HtmlElement) -> bool:
        sizes = [node.get(name) or "" for name in ("width", "height")]
        style = node.get("style") or ""
        return any(size.strip("px") in {"0", "1"} for size in sizes) or "width:1px" in style

    def flush(self) -> None:
        """End the passage that is being gathered, if it has any words."""
        if self.texts:
            text = squeeze("".join(self.texts)[: _MAX_PASSAGE * 2])[:_MAX_PASSAGE]
            if text:
                self.add_passage(text)
            self.texts = []
        if self.anchors:
            self.anchors = []

    def add_passage(self, text: str) -> None:
        self.reading.passages.append(
            Passage(
                text,
                tuple(self.anchors),
                self.scene,
                self.after_graphic,
                self.containers[-1],
                self.is_heading,
                len(self.reading.passages),
            )
        )
        self.after_graphic = False


def _is_shorter(node: lxml.html.HtmlElement, most: int) -> bool:
    """Tell whether the text inside, white space left aside, has at most `most` characters."""
    size = 0
    for number, text in enumerate(node.itertext()):
        size += len(text.strip())
        if size > most or number > most:
            return False
    return True


def _text_size(node: lxml.html.HtmlElement) -> int:
    return sum(
        len((inner.text or "").strip()) + len((inner.tail or "").strip())
        for inner in node.iter()
        if inner.tag not in _SILENT
    )


def _candidates(value: str) -> list[str]:
    """Return the addresses of a `src` or the entries of a `srcset`; data: addresses left out."""
    parts = value.split(", ") if ", " in value else [value]
    return [part.strip() for part in parts if part.strip() and not part.startswith("data:")]
