"""World Digest: a repost site that credits: 'This article originally appeared on X', linked."""

from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import View, anchor, attr, flat_block, items, text

_CREDIT = {
    "en": "This article originally appeared on",
    "de": "Dieser Artikel erschien zuerst auf",
    "fr": "Cet article est paru à l'origine sur",
}


def render(view: View) -> str:
    """Return the page of one copy; it keeps the text and leaves the furniture behind."""
    c = view.css
    body = "\n".join(flat_block(block) for block in view.blocks if block.kind == "text")
    credit = f"{_CREDIT[view.language]} {anchor(view.origin)}." if view.origin else ""
    return f"""<!DOCTYPE html>
<html lang="{view.language}">
<head><meta charset="utf-8"><title>{text(view.title)} | World Digest</title>
<meta property="og:type" content="article">
<meta property="og:title" content="{attr(view.title)}">
<meta property="og:url" content="{attr(view.url)}">
<meta property="article:published_time" content="{view.published_at.isoformat()}">
</head>
<body>
<header class="{c("wd-bar")}"><a href="/">World Digest</a>
<span>Stories worth your time</span></header>
<main class="{c("wd-main")}">
<h1>{text(view.title)}</h1>
<p class="{c("wd-by")}">Curated by {text(view.author)}</p>
<div class="{c("wd-text")}">
{body}
</div>
<p class="{c("wd-credit")}"><em>{credit}</em></p>
</main>
<aside><h2>More from the digest</h2><ul>{items(view.related)}</ul></aside>
<footer><p>World Digest collects good reading from around the world.</p></footer>
</body></html>
"""


SITE = Site(
    id="world-digest",
    name="World Digest",
    language="en",
    country="IN",
    utc_offset_min=330,
    path="/read/{number}/{slug}",
    listings=(Listing("atom", "/atom"),),
    render=render,
    is_repost=True,
)
