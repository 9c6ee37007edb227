"""Tarn Valley Record: English (Ireland), a JSON-LD graph, RSS."""

import json

from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import Block, View, anchor, attr, inline, items, text


def _block(block: Block, view: View) -> str:
    c = view.css
    match block.kind:
        case "more":
            return f'<p class="{c("tv-also")}">{block.text} {anchor(block.links[0])}</p>'
        case "links":
            return f'<ul class="{c("tv-list")}">{items(block.links)}</ul>'
        case "video" | "signup":
            return f'<aside class="{c("tv-aside")}"><p>{text(block.text)}</p></aside>'
        case _:
            return f"<p>{inline(block.text, view.link_url)}</p>"


def _graph(view: View) -> str:
    person = f"{view.home_url}#{view.author.lower().replace(' ', '-')}"
    graph = [
        {"@type": "WebSite", "@id": f"{view.home_url}#site", "name": view.site_name},
        {"@type": "Person", "@id": person, "name": view.author},
        {
            "@type": ["Article", "NewsArticle"],
            "@id": f"{view.url}#article",
            "isPartOf": {"@id": f"{view.home_url}#site"},
            "author": {"@id": person},
            "headline": view.title,
            "url": view.url,
            "datePublished": view.published_at.isoformat(),
            "dateModified": view.modified_at.isoformat(),
            "inLanguage": "en-IE",
        },
    ]
    data = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def render(view: View) -> str:
    """Return the page of one article."""
    c = view.css
    body = "\n".join(_block(block, view) for block in view.blocks)
    return f"""<!DOCTYPE html>
<html lang="en-IE">
<head><meta charset="utf-8">
<title>{text(view.title)} - Tarn Valley Record</title>
<meta name="description" content="{attr(view.summary)}">
<script type="application/ld+json">{_graph(view)}</script>
</head>
<body>
<nav class="{c("tv-menu")}"><a href="/">Tarn Valley Record</a> <a href="/parish">Parish news</a>
<a href="/farming">Farming</a> <a href="/notices">Notices</a></nav>
<div class="{c("tv-wrap")}">
<div class="{c("tv-entry")}">
<h1 class="{c("tv-title")}">{text(view.title)}</h1>
<div class="{c("tv-info")}">Posted by {text(view.author)} in <a href="/all">{text(view.section)}</a>
</div>
<div class="{c("tv-content")}">
{body}
</div>
</div>
<div class="{c("tv-recent")}"><h4>Recent posts</h4><ul>{items(view.related)}</ul></div>
</div>
<footer class="{c("tv-bottom")}">Tarn Valley Record, a community paper. © The contributors.</footer>
</body></html>
"""


SITE = Site(
    id="tarn-record",
    name="Tarn Valley Record",
    language="en",
    country="IE",
    utc_offset_min=0,
    path="/{date:%Y-%m-%d}/{slug}/",
    listings=(Listing("rss", "/feed/"),),
    render=render,
)
