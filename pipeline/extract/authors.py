"""Who wrote an article, where the page says it in a field of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.jsonld import Node, find_articles, names_by_id, text_of, types_of
from pipeline.page import Page
from pipeline.text import fold, squeeze

_LEAD = re.compile(r"^(?:by|von|par|por|di|door|av|af|text|from|written by|words by)\s*:?\s+", re.I)
_LIST = re.compile(
    r"\s*(?:,|;|\||/|\band\b|\bund\b|\bet\b|\bog\b|\by\b|&|\bmit\b|\bwith\b)\s+", re.I
)
_NO_NAME = re.compile(r"https?:|www\.|@|\d{2}|[<>{}=]", re.I)
_MAX_NAME = 60
_MAX_AUTHORS = 50


def find_authors(
    page: Page, nodes: Sequence[Node], metas: dict[str, list[str]]
) -> tuple[tuple[str, ...], str]:
    """Return the authors in page order and the place that names them, or ((), '').

    An organisation counts only where it is not the publisher itself.
    """
    for place, names in _claims(page, nodes, metas):
        found = tuple(dict.fromkeys(filter(None, map(_clean_name, names))))
        if found:
            return found[:_MAX_AUTHORS], place
    return (), ""


def _claims(
    page: Page, nodes: Sequence[Node], metas: dict[str, list[str]]
) -> Iterator[tuple[str, list[str]]]:
    people = names_by_id(nodes)
    for article in find_articles(nodes):
        names = _node_names(article.get("author"), _publisher(article), people)
        yield "json-ld:author", list(names)
    yield "microdata:author", _split(_microdata(page))
    for key in ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author",
                "byl", "sailthru.author", "cxenseparse:author"):  # fmt: skip
        yield f"meta:{key}", _split(metas.get(key, ()))
    yield "rel:author", _split(_elements(page, "//a[contains(concat(' ', @rel, ' '), ' author ')]"))


def _publisher(article: Node) -> str:
    return fold(text_of(article.get("publisher")))


def _node_names(value: Any, publisher: str, people: dict[str, str]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield from _split([item])
        elif isinstance(item, dict):
            if "Organization" in types_of(item) and fold(text_of(item)) == publisher:
                continue
            names = item.get("name") or people.get(str(item.get("@id")))
            for name in names if isinstance(names, list) else [names]:
                yield from _split([text_of(name)])


def _microdata(page: Page) -> list[str]:
    scoped = "//*[@itemprop='author' or @itemprop='creator']"
    named = _elements(page, f"{scoped}//*[@itemprop='name']")
    return named or _elements(page, f"{scoped}[not(*[@itemprop])]")


def _elements(page: Page, xpath: str) -> list[str]:
    return [
        squeeze(element.get("content") or " ".join(element.itertext()))
        for element in page.dom.xpath(xpath)
    ]


def _split(values: Iterable[str]) -> list[str]:
    """Return single names: 'A and B, C' names three people."""
    return [name for value in values for name in _LIST.split(_LEAD.sub("", value))]


def _clean_name(name: str) -> str:
    name = _LEAD.sub("", squeeze(name)).strip(" ,;.|-–—")
    return "" if not name or len(name) > _MAX_NAME or _NO_NAME.search(name) else name
