"""Nordmark-Bote: German, Open Graph and nothing else, Atom."""

from pipeline.newsroom.dates import long_date
from pipeline.newsroom.furniture import COOKIES
from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import Block, View, anchor, attr, inline, items, text


def _block(block: Block, view: View) -> str:
    c = view.css
    match block.kind:
        case "more":
            return f"<p><b>{block.text} {anchor(block.links[0])}</b></p>"
        case "links":
            return "".join(f"<p>{anchor(link)}</p>" for link in block.links)
        case "video":
            return f'<p class="{c("nb-film")}">Video: {text(block.text)}</p>'
        case "signup":
            return f'<aside class="{c("nb-brief")}"><p>{text(block.text)}</p></aside>'
        case _:
            return f'<p class="{c("nb-p")}">{inline(block.text, view.link_url)}</p>'


def render(view: View) -> str:
    """Return the page of one article."""
    c = view.css
    body = "\n".join(_block(block, view) for block in view.blocks)
    day = long_date("de", view.published_at.date())
    return f"""<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<title>{text(view.title)} - Nordmark-Bote</title>
<meta property="og:type" content="article">
<meta property="og:title" content="{attr(view.title)}">
<meta property="og:description" content="{attr(view.summary)}">
<meta property="og:url" content="{attr(view.url)}">
<meta property="og:site_name" content="Nordmark-Bote">
<meta property="og:locale" content="de_DE">
<meta property="og:image" content="{attr(view.image_url)}">
<meta property="article:published_time" content="{view.published_at.isoformat()}">
<meta property="article:modified_time" content="{view.modified_at.isoformat()}">
<meta property="article:author" content="{attr(view.author)}">
<meta property="article:section" content="{attr(view.section)}">
</head>
<body>
<div class="{c("nb-top")}"><a href="/">Nordmark-Bote</a></div>
<nav class="{c("nb-nav")}"><a href="/politik">Politik</a> <a href="/land">Land</a>
<a href="/wirtschaft">Wirtschaft</a> <a href="/kultur">Kultur</a> <a href="/sport">Sport</a></nav>
<div class="{c("nb-page")}">
<header><p class="{c("nb-kicker")}">{text(view.section)}</p>
<h1>{text(view.title)}</h1>
<p class="{c("nb-meta")}">Von {text(view.author)} · {day},
{view.published_at:%H:%M} Uhr</p></header>
<article>
<p class="{c("nb-share")}"><a href="#teilen">Teilen</a> <a href="#merken">Merken</a>
<a href="#drucken">Drucken</a></p>
{body}
</article>
<aside class="{c("nb-side")}"><h3>Mehr zum Thema</h3><ul>{items(view.related)}</ul></aside>
<div class="{c("nb-forum")}"><h3>Leserforum</h3><p>Diskutieren Sie mit: Bitte melden Sie sich an,
um einen Kommentar zu schreiben.</p></div>
</div>
<footer class="{c("nb-foot")}">© Nordmark-Bote Verlag · <a href="/impressum">Impressum</a> ·
<a href="/datenschutz">Datenschutz</a></footer>
<div class="{c("nb-consent")}" role="dialog" aria-modal="true"><p>{COOKIES["de"]}</p></div>
</body></html>
"""


SITE = Site(
    id="nordmark-bote",
    name="Nordmark-Bote",
    language="de",
    country="DE",
    utc_offset_min=60,
    path="/artikel/{slug}-{number}.html",
    listings=(Listing("atom", "/atom.xml"),),
    render=render,
)
