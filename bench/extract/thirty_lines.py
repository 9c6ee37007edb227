"""The cheapest peer: thirty lines of JSON-LD, h1 and Open Graph, as anyone writes it."""

from __future__ import annotations

import json
from typing import Any

import lxml.html


def read_fields(html: str) -> dict[str, Any]:
    """Return title, authors and date of a page as its head says them."""
    dom = lxml.html.document_fromstring(
        html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
    )
    article = next((node for node in _nodes(dom) if "Article" in str(node.get("@type"))), {})
    authors = article.get("author") or []
    authors = authors if isinstance(authors, list) else [authors]
    names = [item.get("name") if isinstance(item, dict) else item for item in authors]
    metas = {(m.get("property") or m.get("name")): m.get("content") for m in dom.iter("meta")}
    headings = [" ".join(h.text_content().split()) for h in dom.iter("h1")]
    title = article.get("headline") or next(iter(headings), "") or metas.get("og:title")
    date = article.get("datePublished") or metas.get("article:published_time")
    return {
        "title": str(title or ""),
        "authors": [name for name in names if name and isinstance(name, str)]
        or [metas.get("author") or ""],
        "date": str(date or ""),
    }


def _nodes(dom: lxml.html.HtmlElement) -> list[dict[str, Any]]:
    found: list[Any] = []
    for script in dom.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text_content())
        except ValueError:
            continue
        found.extend(value if isinstance(value, list) else [value])
    graphs = [node.get("@graph") for node in found if isinstance(node, dict)]
    found.extend(node for graph in graphs if isinstance(graph, list) for node in graph)
    return [node for node in found if isinstance(node, dict)]
