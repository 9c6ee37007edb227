"""Prensa Espejo: a repost site whose only sign is a canonical on the publisher's domain.

Its pictures are hot-linked from the publisher as well.
"""

from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import View, attr, flat_block, items, text


def render(view: View) -> str:
    """Return the page of one copy."""
    c = view.css
    body = "\n".join(flat_block(block) for block in view.blocks if block.kind != "links")
    canonical = view.origin.url if view.origin else view.url
    return f"""<!DOCTYPE html>
<html lang="{view.language}">
<head><meta charset="utf-8"><title>{text(view.title)}</title>
<link rel="canonical" href="{attr(canonical)}">
<meta name="date" content="{view.published_at.isoformat()}">
</head>
<body>
<div class="{c("pe-cab")}"><a href="/">Prensa Espejo</a> · <a href="/mundo">Mundo</a> ·
<a href="/europa">Europa</a></div>
<article class="{c("pe-nota")}">
<h1>{text(view.title)}</h1>
<p class="{c("pe-linea")}">{text(view.author)} | {view.published_at:%d/%m/%Y %H:%M}</p>
<img src="{attr(view.image_url)}" alt="">
{body}
</article>
<div class="{c("pe-mas")}"><h4>Lo más visto</h4><ul>{items(view.related)}</ul></div>
<footer>Prensa Espejo</footer>
</body></html>
"""


SITE = Site(
    id="prensa-espejo",
    name="Prensa Espejo",
    language="es",
    country="AR",
    utc_offset_min=-180,
    path="/nota/{slug}",
    listings=(Listing("rss", "/rss"),),
    render=render,
    is_repost=True,
)
