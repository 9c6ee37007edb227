"""The Harbour Courier: English, JSON-LD NewsArticle, RSS; its related list changes every day."""

import json

from pipeline.newsroom.furniture import COOKIES
from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import Block, View, anchor, attr, inline, items, text


def _block(block: Block, view: View) -> str:
    c = view.css
    match block.kind:
        case "more":
            link = anchor(block.links[0])
            return f'<p class="{c("more-line")}"><strong>{block.text}</strong> {link}</p>'
        case "links":
            return f'<div class="{c("link-list")}"><ul>{items(block.links)}</ul></div>'
        case "video":
            return (
                f'<figure class="{c("video-slot")}"><video poster="{attr(view.image_url)}"></video>'
                f"<figcaption>{text(block.text)}</figcaption></figure>"
            )
        case "signup":
            return (
                f'<form class="{c("newsletter-box")}" action="/letters" method="post">'
                f'<p>{text(block.text)} <a href="/privacy">More info</a></p>'
                '<input type="email" name="email"><button>Sign up</button></form>'
            )
        case _:
            return f"<p>{inline(block.text, view.link_url)}</p>"


def _structured(view: View) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": view.url},
        "headline": view.title,
        "description": view.summary,
        "articleSection": view.section,
        "inLanguage": view.language,
        "datePublished": view.published_at.isoformat(),
        "dateModified": view.modified_at.isoformat(),
        "author": [{"@type": "Person", "name": view.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": view.site_name},
        "image": [view.image_url],
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def render(view: View) -> str:
    """Return the page of one article."""
    c = view.css
    body = "\n".join(_block(block, view) for block in view.blocks)
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{text(view.title)} | {view.site_name}</title>
<link rel="canonical" href="{attr(view.url)}">
<link rel="alternate" type="application/rss+xml" href="{view.home_url}rss.xml">
<script type="application/ld+json">{_structured(view)}</script>
</head>
<body>
<div class="{c("cookie-bar")}" role="dialog"><p>{COOKIES["en"]}</p></div>
<header class="{c("masthead")}"><a href="/">{view.site_name}</a>
<nav><ul><li><a href="/harbour">Harbour</a></li><li><a href="/city">City</a></li>
<li><a href="/business">Business</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article class="{c("story")}">
<h1>{text(view.title)}</h1>
<p class="{c("standfirst")}">{text(view.summary)}</p>
<div class="{c("byline")}">By <a rel="author" href="/staff">{text(view.author)}</a>
<time datetime="{view.published_at.isoformat()}">{view.published_at:%H:%M, %d %B %Y}</time></div>
<ul class="{c("share-bar")}"><li><a href="#share">Share</a></li><li><a href="#mail">Mail</a></li>
<li><a href="#copy">Copy link</a></li></ul>
<div class="{c("story-body")}">
{body}
</div>
</article>
<aside class="{c("related")}"><h2>Most read today</h2><ul>{items(view.related)}</ul></aside>
<section class="{c("comments")}"><h2>Comments</h2><p>Join the conversation: sign in to comment.</p>
</section></main>
<footer><p>© The Harbour Courier Ltd. All rights reserved.</p>
<a href="/contact">Contact</a> <a href="/terms">Terms</a></footer>
</body></html>
"""


SITE = Site(
    id="harbour-courier",
    name="The Harbour Courier",
    language="en",
    country="GB",
    utc_offset_min=0,
    path="/{date:%Y/%m}/{slug}",
    listings=(Listing("rss", "/rss.xml"),),
    render=render,
    disallow=("/private/",),
    is_related_live=True,
)
