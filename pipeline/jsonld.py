"""JSON-LD as it stands on real pages: several blocks, graphs, and the common breakages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import lxml.html

from pipeline.text import drop_unstorable

Node = dict[str, Any]

_MAX_BLOCK = 1_000_000  # characters
_MAX_NODES = 5_000
_WRAPPER = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|"
    r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'([}\]"])(\s*\n\s*)(?=["{])')
_ARTICLE = re.compile(
    r"(?:^|[/:#])(?:\w*Article|\w*NewsArticle|BlogPosting|LiveBlogPosting|SocialMediaPosting|"
    r"Report|Review|\w*Posting)$"
)


def load_json_ld(dom: lxml.html.HtmlElement) -> list[Node]:
    """Return every JSON-LD object of the page, outer ones first.

    Survives comments and CDATA around the block, trailing or missing commas, raw line ends in
    strings, several values in one block and HTML-escaped quotes; a block that still cannot be
    read is left out.
    """
    nodes: list[Node] = []
    for script in dom.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for value in _read_block((script.text_content() or "")[:_MAX_BLOCK]):
                nodes.extend(_walk(value, _MAX_NODES - len(nodes)))
    return nodes


def find_articles(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes that describe an article, in page order."""
    return [node for node in nodes if any(_ARTICLE.search(kind) for kind in types_of(node))]


def names_by_id(nodes: Sequence[Node]) -> dict[str, str]:
    """Return the names of the nodes that have an `@id`, for what refers to them."""
    named = ((node.get("@id"), text_of(node.get("name"))) for node in nodes)
    return {ref: name for ref, name in named if isinstance(ref, str) and name}


def types_of(node: Node) -> list[str]:
    """Return the `@type`s of a node."""
    kinds = node.get("@type", [])
    return [
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    ]


def text_of(value: Any) -> str:
    """Return the text of a JSON-LD value: a string, `@value`, or the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return " ".join(html.unescape(drop_unstorable(value)).split()) if isinstance(value, str) else ""


def _read_block(text: str) -> Iterator[Any]:
    text = _WRAPPER.sub("", _WRAPPER.sub("", text)).strip().rstrip(";")
    for candidate in (text, _mend(text), _mend(html.unescape(text))):
        try:
            values = list(_decode_all(candidate))
        except (ValueError, RecursionError):
            continue
        yield from values
        return


def _mend(text: str) -> str:
    return _MISSING_COMMA.sub(r"\1,\2", _TRAILING_COMMA.sub(r"\1", text))


def _decode_all(text: str) -> Iterator[Any]:
    """Yield the JSON values that stand one after the other in `text`."""
    decoder, position = json.JSONDecoder(strict=False), 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1


def _walk(value: Any, limit: int) -> Iterator[Node]:
    queue, given = [value], 0
    while queue and given < limit:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item
        elif isinstance(item, dict):
            given += 1
            yield item
            queue.extend(v for v in item.values() if isinstance(v, (dict, list)))
