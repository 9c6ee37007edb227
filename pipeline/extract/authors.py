"""Who wrote an article, where the page says it in a field of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import lxml.html

from pipeline.extract.bylines import (
    author_boxes,
    dated_bylines,
    is_name,
    is_pen_name,
    labelled_bylines,
    signed_bylines,
    spoken_bylines,
)
from pipeline.extract.reading import Reading
from pipeline.jsonld import Node, names_by_id, text_of, types_of
from pipeline.page import Page
from pipeline.text import fold, squeeze, words

_LEAD = re.compile(
    r"^(?:(?:by|von|par|por|di|door|av|af|text|from|written by|words by|autor(?:in|es|a)?|authors?"
    r"|auteur|autore|автор[иы]?|текст|yazar|haber|بقلم|كتب|كتبت|लेखक|लेखिका|द्वारा)\s*:?\s+"
    r"|(?:文|作者|記者|记者|撰文|執筆|取材・文)\s*[:：]\s*)",
    re.I,
)
_LIST = re.compile(
    r"\s*(?:,|;|\||/|\band\b|\bund\b|\bet\b|\bog\b|\by\b|&|\bmit\b|\bwith\b)\s+", re.I
)
_NO_NAME = re.compile(r"https?:|www\.|@|\d{2}|[<>{}=]", re.I)
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|geschrieben von|author|autor|auteur|écrit par|escrito por|scritto da"
    r"|geschreven door|napisane przez|skrevet av|skriven av|автор|yazan|penulis",
    re.I,
)
_ROLES = {"admin", "administrator", "publisher", "webmaster", "editor", "root", "user", "author"}
_TITLES = re.compile(r"\s+(?:기자|記者|特派員)$|\s+for the [A-Z].*$|\s+For The [A-Z].*$")
_MAX_LINE = 200  # characters of an element that holds names alone
_MIN_NAME, _MAX_NAME = 2, 60
_MAX_AUTHORS = 50


def find_authors(reading: Reading, site_names: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """Return the authors in page order and the place that names them, or ((), '').

    What is stated for machines comes first, then bylines that readers see. The site itself, under
    any of the folded `site_names`, is no author: a page that states nobody else has none.
    """
    for place, names in _claims(reading):
        found = dict.fromkeys(filter(None, map(_clean_name, names)))
        people = tuple(name for name in found if not _is_nobody(name, place, site_names))
        if people:
            return people[:_MAX_AUTHORS], place
    return (), ""


def _is_nobody(name: str, place: str, site_names: frozenset[str]) -> bool:
    if place == "json-ld:author":
        return fold(name) in _ROLES
    return fold(name) in _ROLES or "".join(words(name)) in site_names


def _claims(reading: Reading) -> Iterator[tuple[str, list[str]]]:
    page, metas = reading.page, reading.metas
    people = names_by_id(reading.nodes)
    for article in (*reading.articles, *reading.web_pages):
        names = _node_names(article.get("author"), _publisher(article), people)
        yield "json-ld:author", list(names)
    yield "microdata:author", _split(_microdata(page))
    for key in ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author",
                "byl", "sailthru.author", "cxenseparse:author"):  # fmt: skip
        yield f"meta:{key}", _split(metas.get(key, ()))
    for number in "12":
        if _WRITTEN_BY.search(" ".join(metas.get(f"twitter:label{number}", ()))):
            yield f"meta:twitter:data{number}", _split(metas.get(f"twitter:data{number}", ()))
    yield "rel:author", _split(_related(page))
    for text in labelled_bylines(page.dom):
        yield "byline", _people(text) or list(filter(is_pen_name, [_clean_name(text)]))
    for text in spoken_bylines(reading.blocks):
        yield "byline", _people(text)
    for text in chain(dated_bylines(reading.blocks), signed_bylines(reading.blocks)):
        yield "byline", [name for name in _people(text) if " " in name]
    for text in author_boxes(page.dom):
        yield "author box", _people(text)


def _people(text: str) -> list[str]:
    """Return the names of a visible byline; what is none of a person's is passed over."""
    return [name for part in _split([text]) if is_name(name := _clean_name(part))]


def _related(page: Page) -> list[str]:
    """Return the links to authors that stand together with the first of them."""
    links = page.dom.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')]")
    if not links:
        return []
    near = links[0].getparent().getparent()
    if len(near.text_content()) > _MAX_LINE:
        near = links[0].getparent()
    return [squeeze(" ".join(link.itertext())) for link in links if near in link.iterancestors()]


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
    """Return the authors of the first item that has any: further ones are teasers of others."""
    found = page.dom.xpath("//*[@itemprop='author' or @itemprop='creator']")
    items = [_item_of(element) for element in found]
    return [
        name
        for element, item in zip(found, items, strict=True)
        if item is items[0]
        for name in _microdata_names(element)
    ]


def _item_of(element: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    return next((a for a in element.iterancestors() if a.get("itemscope") is not None), None)


def _microdata_names(element: lxml.html.HtmlElement) -> list[str]:
    named = element.xpath(".//*[@itemprop='name']")
    if not named and element.xpath("*[@itemprop]"):
        return []
    texts = (e.get("content") or " ".join(e.itertext()) for e in named or [element])
    return [squeeze(text) for text in texts]


def _split(values: Iterable[str]) -> list[str]:
    """Return single names: 'A and B, C' names three people."""
    return [name for value in values for name in _LIST.split(_LEAD.sub("", value))]


def _clean_name(name: str) -> str:
    name = _TITLES.sub("", _LEAD.sub("", squeeze(name))).strip(" ,;.|-–—")
    return "" if len(name) < _MIN_NAME or len(name) > _MAX_NAME or _NO_NAME.search(name) else name
