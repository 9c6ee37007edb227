"""The text of a page as blocks, in document order, never glued together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.etree
import lxml.html

from pipeline.text import drop_unstorable

_SILENT = {
    "script", "style", "noscript", "template", "svg", "iframe", "head", "select", "button",
    "textarea", "object", "audio", "video", "canvas", "map", "dialog",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_CELLS = {"td", "th"}
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # not the joiners: they carry meaning
_BREAKS = re.compile(r"\n[\s]*\n")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


_SENTENCE_END = re.compile(r"[.!?…。！？।۔؟][\"'”’»」）)]*\s*$")


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends as a sentence does, in any of the scripts that are read."""
    return _SENTENCE_END.search(text) is not None


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block boundaries, and the block element that holds it.

    White space is collapsed; a `<br>` is a line end, two of them a boundary. `link_share` is the
    share of its characters that stand in links, 0..1.
    """

    text: str
    element: lxml.html.HtmlElement
    link_share: float


class _Builder:
    """Collects text until a boundary comes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = 0

    def add(self, text: str | None, in_link: bool) -> None:
        if text:
            self.parts.append(text.replace("\n", " "))
            if in_link:
                self.linked += len(text.strip())

    def take(self, element: lxml.html.HtmlElement) -> Iterator[Block]:
        """Yield the blocks collected so far, as text of `element`, and start anew."""
        raw, linked = "".join(self.parts), self.linked
        self.parts, self.linked = [], 0
        if not raw or raw.isspace():
            return
        raw = drop_unstorable(raw)
        texts = [text for text in map(_tidy, _BREAKS.split(raw)) if text]
        size = sum(map(len, texts))
        for text in texts:
            yield Block(text, element, min(linked / size, 1.0))


def walk_blocks(dom: lxml.html.HtmlElement) -> Iterator[Block]:
    """Yield the visible blocks of `dom` in document order. Does not recurse."""
    builder, owners, links = _Builder(), [dom], 0
    walk = lxml.etree.iterwalk(dom, events=("start", "end", "comment", "pi"))
    skipped = None
    for event, node in walk:
        if event == "start":
            tag = node.tag
            if tag in _SILENT or _is_hidden(node, tag):
                walk.skip_subtree()
                skipped = node  # its "end" follows and reads the tail
                continue
            if tag in _BLOCKS or (tag in _CELLS and _holds_blocks(node)):
                yield from builder.take(owners[-1])
                owners.append(node)
            elif tag == "br":
                builder.parts.append("\n")
            elif tag == "a":
                links += 1
            builder.add(node.text, links > 0)
            continue
        if event == "end" and node is not skipped:
            if node is owners[-1] and node is not dom:
                yield from builder.take(node)
                owners.pop()
            elif node.tag == "a":
                links -= 1
            elif node.tag in _CELLS and node.getnext() is not None:
                builder.parts.append(" | ")
        if node is not dom:
            builder.add(node.tail, links > 0)
    yield from builder.take(dom)


def _holds_blocks(cell: lxml.html.HtmlElement) -> bool:
    return any(child.tag in _BLOCKS for child in cell)


def _is_hidden(node: lxml.html.HtmlElement, tag: str) -> bool:
    if tag in {"html", "body"}:
        return False  # pages that show themselves by script
    style = node.get("style")
    return (style is not None and _HIDDEN_STYLE.search(style) is not None) or (
        node.get("hidden") is not None
    )


def _tidy(raw: str) -> str:
    raw = _INVISIBLE.sub("", raw)
    if "\n" not in raw:
        return " ".join(raw.split()).strip(" |")
    lines = (" ".join(line.split()).strip(" |") for line in raw.split("\n"))
    return "\n".join(line for line in lines if line)
