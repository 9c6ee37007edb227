"""Buzz Lane: a repost site that steals in silence.

Its copies are back-dated and trimmed, with another headline and furniture of its own put in, and
not a word of where the text comes from.
"""

from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import View, attr, flat_block, items, text

_INSERTED = {
    2: "Love stories like this? Tap the bell so that you never miss what people talk about.",
    4: "Trending now: ten harbour towns you have to see before the summer is over.",
    7: "Like us, follow us and tell a friend: Buzz Lane is free, and it stays that way.",
}


def render(view: View) -> str:
    """Return the page of one copy."""
    c = view.css
    lines: list[str] = []
    for position, block in enumerate(block for block in view.blocks if block.kind == "text"):
        if position in _INSERTED:
            lines.append(f'<p class="{c("bl-promo")}">{_INSERTED[position]}</p>')
        lines.append(flat_block(block))
    body = "\n".join(lines)
    return f"""<!DOCTYPE html>
<html lang="{view.language}">
<head><meta charset="utf-8"><title>{text(view.title)} 🔥 Buzz Lane</title>
<meta property="og:title" content="{attr(view.title)}">
<meta property="og:url" content="{attr(view.url)}">
<meta property="article:published_time" content="{view.published_at.isoformat()}">
<meta name="author" content="{attr(view.author)}">
<link rel="canonical" href="{attr(view.url)}"></head>
<body>
<div class="{c("bl-top")}"><a href="/">BUZZ LANE</a></div>
<div class="{c("bl-card")}"><h1>{text(view.title)}</h1>
<span class="{c("bl-who")}">{text(view.author)} · {view.published_at:%b %d, %Y}</span>
<div class="{c("bl-body")}">
{body}
</div></div>
<div class="{c("bl-feed")}"><h3>You may also like</h3><ul>{items(view.related)}</ul></div>
<footer>Buzz Lane Media</footer>
</body></html>
"""


SITE = Site(
    id="buzz-lane",
    name="Buzz Lane",
    language="en",
    country="US",
    utc_offset_min=-480,
    path="/p/{number}",
    listings=(Listing("sitemap", "/sitemap.xml"),),
    render=render,
    is_repost=True,
)
