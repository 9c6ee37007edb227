"""Texts that a page holds for its scripts only: JSON-LD's `articleBody`, and a framework's state.

Read where the tree has no text of its own. State is what Next.js (`__NEXT_DATA__`,
`self.__next_f.push`), Nuxt, Fusion and their like print into `<script>`s: JSON, or JavaScript
around JSON, in which the article is one string of markup, or a list of paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.etree
import lxml.html

from pipeline.extract.blocks import ends_sentence, walk_blocks
from pipeline.jsonld import Node, text_of
from pipeline.text import count_words, drop_unstorable

_MAX_STATE = 4_000_000  # characters of all scripts together
_MAX_DEPTH = 40
_MIN_WORDS = 40
_PROSE_WORDS = 8
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'(?:[^\'\\\n]|\\.)*\'')
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|li|blockquote)\b", re.I)
_PLACEHOLDER = re.compile(r"^(?:\$\$|\{\{|\[\[|%%)\S*$")
_BODY_KEYS = {
    "articlebody", "body", "content", "content_elements", "blocks", "paragraphs", "text",
    "elements", "components", "storybody", "article_body", "bodytext",
}  # fmt: skip


def read_article_body(articles: Iterable[Node]) -> str:
    """Return the longest `articleBody` of JSON-LD articles as paragraphs, or an empty text."""
    texts = (node.get("articleBody") for node in articles)
    found = [_as_text(text if isinstance(text, str) else text_of(text)) for text in texts if text]
    return max(found, key=len, default="")


def read_state_body(dom: lxml.html.HtmlElement) -> str:
    """Return the longest prose that the page's scripts hold, as paragraphs, or an empty text."""
    found = [text for script in _scripts(dom) for text in _texts_of(script)]
    best = max(found, key=_prose, default="")
    return best if _prose(best) >= _MIN_WORDS else ""


def _scripts(dom: lxml.html.HtmlElement) -> Iterator[str]:
    left = _MAX_STATE
    for script in dom.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") and 200 < len(text) <= left:
            left -= len(text)
            yield text


def _texts_of(script: str) -> Iterator[str]:
    """Yield what could be an article: strings of markup or prose, and lists of paragraphs."""
    start = min((i for i in (script.find("{"), script.find("[")) if i >= 0), default=0)
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(script[start:].strip())
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, (dict, list)) and len(str(value)) > len(script) // 3:
        yield from _lists_of_paragraphs(value)
    yield from (_as_text(text) for text in _strings(script, 2))


def _strings(source: str, depth: int) -> Iterator[str]:
    """Yield the long string literals of JSON or JavaScript, and those inside them."""
    for found in _LITERAL.finditer(source):
        if len(found[0]) < 200 or not found[1]:
            continue
        try:
            text = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        if depth > 1 and not _MARKUP.search(text) and text.count('"') > 4:
            yield from _strings(text, depth - 1)
        else:
            yield text


def _lists_of_paragraphs(value: Any, key: str = "", depth: int = _MAX_DEPTH) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, list) and key in _BODY_KEYS:
        parts = (_as_text(text) for item in value for text in _leaves(item, depth))
        yield "\n\n".join(dict.fromkeys(part for part in parts if count_words(part) > 3))
    for name, child in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(child, (dict, list)):
            yield from _lists_of_paragraphs(child, str(name).lower(), depth - 1)


def _leaves(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, (dict, list)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _leaves(child, depth - 1)


def _as_text(text: str) -> str:
    """Return plain paragraphs of `text`, which may be markup."""
    if _MARKUP.search(text):
        try:
            tree = lxml.html.fragment_fromstring(drop_unstorable(text), create_parent="div")
        except (lxml.etree.LxmlError, ValueError):
            return ""
        return _joined(block.text for block in walk_blocks(tree))
    return _joined(drop_unstorable(text).splitlines())


def _joined(lines: Iterable[str]) -> str:
    tidy = (" ".join(line.split()) for line in lines)
    return "\n\n".join(line for line in tidy if line and not _PLACEHOLDER.match(line))


def _prose(text: str) -> int:
    """Return how many words stand in paragraphs that end as sentences do."""
    return sum(
        size
        for line in text.split("\n\n")
        if ends_sentence(line) and (size := count_words(line)) >= _PROSE_WORDS
    )
