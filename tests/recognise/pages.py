"""The fixtures as pages: each in a bare layout and in that of a site with its furniture."""

from __future__ import annotations

import base64
import codecs
import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.page import Page

FIXTURES = Path(__file__).parent / "fixtures"
URL = "https://paper.example/2026/03/story-of-the-day"
ARTICLES = "articles"

BARE = """<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head>
<body><main>{heading}{told}</main></body></html>"""
SITE = """<!doctype html><html lang="{lang}"><head><title>{title} | The Paper</title>{head}</head>
<body>
<header><a href="/">The Paper</a>
<nav><ul><li><a href="/a">A</a></li><li><a href="/b">B</a></li>
<li><a href="/c">C</a></li></ul></nav></header>
<main><article>{heading}<div class="content">{told}</div></article></main>
<footer><p>© 2026 The Paper</p><a href="/imprint">Imprint</a></footer></body></html>"""
LAYOUTS = {"bare": BARE, "site": SITE}


@dataclass(frozen=True)
class Case:
    """One fixture in one layout; `kind` is the sign's id, or `articles`."""

    kind: str
    name: str
    page: Page


def cases(*kinds: str) -> Iterator[Case]:
    """Yield all fixtures (of these kinds) in all layouts."""
    for path in sorted(FIXTURES.glob("*.yaml")):
        if kinds and path.stem not in kinds:
            continue
        for number, given in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            for layout, markup in LAYOUTS.items():
                name = f"{path.stem}-{number}-{given['lang']}-{layout}"
                yield Case(path.stem, name, page_of(given, path.stem, markup))


def page_of(given: dict[str, Any], kind: str, markup: str) -> Page:
    """Return the page that a fixture describes."""
    is_story = kind in {ARTICLES, "teaser", "encoded_text"}
    told = [_encoded(text, given.get("code", "")) for text in given["text"]]
    if given.get("code") == "partial_base64":
        told = [given["text"][0], *told[1:]]
    paragraphs = [f"<p>{html.escape(text)}</p>" for text in told]
    paragraphs += [f'<div class="box"><p>{html.escape(t)}</p></div>' for t in given.get("wall", ())]
    body = markup.format(
        lang=given["lang"],
        title=html.escape(given["title"]),
        head=given.get("head", "") + _json_ld(given),
        heading=f"<h1>{html.escape(given['title'])}</h1>" if is_story else "",
        told="".join(paragraphs),
    )
    return Page.parse(URL, body.encode(), "text/html; charset=utf-8")


def _json_ld(given: dict[str, Any]) -> str:
    stated = {"isAccessibleForFree": given.get("is_free"), "wordCount": given.get("words")}
    stated = {key: value for key, value in stated.items() if value is not None}
    if not stated:
        return ""
    node = {"@type": "NewsArticle", "headline": given["title"], **stated}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _shifted(text: str) -> str:
    return "".join(chr(ord(c) + 1) if c.isalpha() else c for c in text)


def _swapped(text: str) -> str:
    plain = "abcdefghijklmnopqrstuvwxyz"
    return text.lower().translate(str.maketrans(plain, "qxmvbkzjwrfplgdtnchysuoiea"))


_CODES: dict[str, Callable[[str], str]] = {
    "": str,
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "shift1": _shifted,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "partial_base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "private_use": lambda text: "".join(
        chr(0xE000 + ord(c) % 256) if c != " " else c for c in text
    ),
    "alphabet": _swapped,
    "reversed": lambda text: text[::-1],
}


def _encoded(text: str, code: str) -> str:
    return _CODES[code](text)
