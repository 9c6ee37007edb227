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
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n[\s]*\n")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


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
            self.parts.append(" ".join(text.split("\n")))
            self.linked += len(text.strip()) if in_link else 0

    def take(self, element: lxml.html.HtmlElement) -> Iterator[Block]:
        """Yield the blocks collected so far, as text of `element`, and start anew."""
        raw, linked = drop_unstorable("".join(self.parts)), self.linked
        self.parts, self.linked = [], 0
        texts = [text for text in map(_tidy, _BREAKS.split(raw)) if text]
        size = sum(map(len, texts))
        for text in texts:
            yield Block(text, element, min(linked / size, 1.0))


def walk_blocks(dom: lxml.html.HtmlElement) -> Iterator[Block]:
    """Yield the visible blocks of `dom` in document order. Does not recurse."""
    builder, owners, links = _Builder(), [dom], 0
    walk = lxml.etree.iterwalk(dom, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event in {"comment", "pi"}:
            builder.add(node.tail, links > 0)
            continue
        tag = node.tag
        is_block = tag in _BLOCKS or (tag in _CELLS and _holds_blocks(node))
        if event == "start":
            if tag in _SILENT or _is_hidden(node):
                walk.skip_subtree()
                continue  # its "end" follows and reads the tail
            if is_block:
                yield from builder.take(owners[-1])
                owners.append(node)
            links += tag == "a"
            if tag == "br":
                builder.parts.append("\n")
            builder.add(node.text, links > 0)
        else:
            silent = tag in _SILENT or _is_hidden(node)
            if is_block and not silent:
                yield from builder.take(node)
                owners.pop()
            links -= tag == "a" and not silent
            if tag in _CELLS and node.getnext() is not None and not is_block:
                builder.parts.append(" | ")
            if node is not dom:
                builder.add(node.tail, links > 0)
    yield from builder.take(dom)


def _holds_blocks(cell: lxml.html.HtmlElement) -> bool:
    return any(child.tag in _BLOCKS for child in cell)


def _is_hidden(node: lxml.html.HtmlElement) -> bool:
    if node.tag in {"html", "body"}:
        return False  # pages that show themselves by script
    return node.get("hidden") is not None or bool(_HIDDEN_STYLE.search(node.get("style") or ""))


def _tidy(raw: str) -> str:
    lines = (_SPACES.sub(" ", line).strip(" |") for line in _INVISIBLE.sub("", raw).split("\n"))
    return "\n".join(line for line in lines if line)
