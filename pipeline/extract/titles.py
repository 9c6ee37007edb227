"""An article's headline, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Sequence

import lxml.html

from pipeline.extract.reading import Reading
from pipeline.jsonld import Node, text_of
from pipeline.text import fold, squeeze, words
from pipeline.urls import registrable_domain

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]+\s+|\s*[|｜»]\s*")
_SPACE_BEFORE = re.compile(r" (?=[,.](?:\s|$))")  # what joining inline elements leaves
_MAX_SUFFIX_WORDS = 6
_MAX_TITLE = 500


def choose_title(reading: Reading) -> tuple[str | None, str]:
    """Return the headline and its place, or (None, '').

    The JSON-LD headline; else the `<h1>` that another machine-readable title confirms (readers
    see it, and Open Graph titles are written for sharing); else that title; else the only `<h1>`;
    else `<title>`.
    """
    page, articles, metas = reading.page, reading.articles, reading.metas
    names = site_names(reading)
    stated = _stated_titles(articles, metas, names)
    if stated and stated[0][1].startswith("json-ld"):
        return stated[0]
    headings = _headings(page.dom)
    for heading in headings:
        if any(_agree(heading, title) for title, _ in stated):
            return heading, "h1"
    if stated:
        return stated[0]
    if len(headings) == 1:
        return headings[0], "h1"
    document = squeeze(page.dom.findtext(".//title") or "")
    cut = cut_site_name(document, names)
    return (cut[:_MAX_TITLE], "title") if cut else (None, "")


def cut_site_name(title: str, names: frozenset[str]) -> str:
    """Return `title` without a last (or first) part that is one of the folded site `names`."""
    for found in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: found.start()].strip(), title[found.end() :].strip()
        if head and _is_site_name(tail, names):
            title = head
        elif tail and _is_site_name(head, names):
            return tail
    return title


def _is_site_name(part: str, names: frozenset[str]) -> bool:
    key = "".join(words(part))
    return bool(key) and len(words(part)) <= _MAX_SUFFIX_WORDS and key in names


def site_names(reading: Reading) -> frozenset[str]:
    """Return the names by which the site goes, each as its words run together."""
    domain, metas = registrable_domain(reading.page.url), reading.metas
    found = [domain, domain.split(".")[0]]
    for key in ("og:site_name", "application-name", "publisher", "twitter:site"):
        found.extend(metas.get(key, ()))
    found.extend(text_of(article.get("publisher")) for article in reading.articles)
    return frozenset("".join(words(name.lstrip("@"))) for name in found if name)


def _stated_titles(
    articles: Sequence[Node], metas: dict[str, list[str]], names: frozenset[str]
) -> list[tuple[str, str]]:
    found = [(text_of(article.get("headline")), "json-ld:headline") for article in articles]
    for key in ("og:title", "twitter:title", "dc.title", "title", "headline"):
        found.extend((squeeze(value), f"meta:{key}") for value in metas.get(key, ()))
    cut = [(cut_site_name(title, names)[:_MAX_TITLE], place) for title, place in found]
    return [(title, place) for title, place in cut if title]


def _headings(dom: lxml.html.HtmlElement) -> list[str]:
    """Return the texts of the `<h1>`s (and of a microdata headline), without doubles."""
    elements = dom.xpath("//h1 | //*[@itemprop='headline'][not(self::meta)]")
    texts = [_SPACE_BEFORE.sub("", squeeze(" ".join(element.itertext()))) for element in elements]
    return list(dict.fromkeys(text for text in texts if 0 < len(text) <= _MAX_TITLE))


def _agree(heading: str, title: str) -> bool:
    """Tell whether both say the same: equal, or one holds most words of the other."""
    a, b = words(fold(heading)), words(fold(title))
    shared = len(set(a) & set(b))
    return bool(a and b) and shared >= 0.6 * min(len(set(a)), len(set(b)))
