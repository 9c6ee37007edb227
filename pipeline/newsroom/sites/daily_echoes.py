"""Daily Echoes: a repost site that scrapes bodies with their furniture.

It closes each copy with `Source: Read Full Article`, linked (marker `link`) or bare (`text`).
"""

from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import View, attr, flat_block, items, text

_PHRASE = "Source: Read Full Article"


def render(view: View) -> str:
    """Return the page of one copy."""
    c = view.css
    body = "\n".join(flat_block(block) for block in view.blocks)
    source = _PHRASE
    if view.origin and view.marker == "link":
        source = f'Source: <a href="{attr(view.origin.url)}" rel="nofollow">Read Full Article</a>'
    return f"""<!DOCTYPE html>
<html lang="{view.language}">
<head><meta charset="utf-8"><title>{text(view.title)} – Daily Echoes</title>
<meta property="og:title" content="{attr(view.title)}">
<meta property="og:site_name" content="Daily Echoes">
<meta property="article:published_time" content="{view.published_at.isoformat()}">
<link rel="canonical" href="{attr(view.url)}"></head>
<body class="{c("single-post")}">
<header><p class="{c("site-title")}"><a href="/">Daily Echoes</a></p>
<ul class="{c("menu")}"><li><a href="/world">World</a></li>
<li><a href="/lifestyle">Lifestyle</a></li>
</ul></header>
<div class="{c("content-area")}"><article class="{c("post")}">
<h1 class="{c("entry-title")}">{text(view.title)}</h1>
<div class="{c("entry-meta")}">{view.published_at:%m/%d/%Y} by {text(view.author)}</div>
<div class="{c("entry-content")}">
{body}
<p>{source}</p>
</div></article></div>
<div class="{c("widget")}"><h3>Recent Posts</h3><ul>{items(view.related)}</ul></div>
<footer>© Daily Echoes | Powered by a theme</footer>
</body></html>
"""


SITE = Site(
    id="daily-echoes",
    name="Daily Echoes",
    language="en",
    country="US",
    utc_offset_min=-300,
    path="/{slug}/",
    listings=(Listing("rss", "/feed/"),),
    render=render,
    is_repost=True,
)
