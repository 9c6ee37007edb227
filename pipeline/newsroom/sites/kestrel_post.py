"""The Kestrel Post: English (Canada), plain and Dublin Core meta tags, `<time>`, RSS."""

from pipeline.newsroom.furniture import COOKIES
from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import Block, View, anchor, attr, inline, items, text


def _block(block: Block, view: View) -> str:
    c = view.css
    match block.kind:
        case "more":
            return (
                f'<div class="{c("kp-inset")}"><p>{block.text} {anchor(block.links[0])}</p></div>'
            )
        case "links":
            lines = "<br>".join(anchor(link) for link in block.links)
            return f'<p class="{c("kp-tagged")}">{lines}</p>'
        case "video":
            return f'<div class="{c("kp-player")}"><p>{text(block.text)}</p></div>'
        case "signup":
            return f'<section class="{c("kp-signup")}"><p>{text(block.text)}</p></section>'
        case _:
            return f"<p>{inline(block.text, view.link_url)}</p>"


def render(view: View) -> str:
    """Return the page of one article."""
    c = view.css
    body = "\n".join(_block(block, view) for block in view.blocks)
    shown = f"{view.published_at:%B} {view.published_at.day}, {view.published_at:%Y %I:%M %p}"
    return f"""<!DOCTYPE html>
<html lang="en-CA">
<head>
<meta charset="utf-8">
<title>{text(view.title)} – Kestrel Post</title>
<meta name="description" content="{attr(view.summary)}">
<meta name="author" content="{attr(view.author)}">
<meta name="DC.date.issued" content="{view.published_at.isoformat()}">
<meta name="DC.title" content="{attr(view.title)}">
<link rel="canonical" href="{attr(view.url)}">
</head>
<body>
<p class="{c("kp-privacy")}">{COOKIES["en"]}</p>
<header class="{c("kp-head")}"><h2><a href="/">The Kestrel Post</a></h2>
<nav><a href="/news">News</a> <a href="/markets">Markets</a> <a href="/island">Island life</a></nav>
</header>
<main>
<article>
<h1>{text(view.title)}</h1>
<div class="{c("kp-credit")}"><span>{text(view.author)}</span>
<time datetime="{view.published_at.isoformat()}">{shown}</time></div>
{body}
<div class="{c("kp-share")}"><a href="#f">Share</a> <a href="#e">Email</a> <a href="#p">Print</a>
</div>
</article>
<aside class="{c("kp-next")}"><h3>Read next</h3><ul>{items(view.related)}</ul></aside>
</main>
<footer><p>Copyright The Kestrel Post, Inc.</p><p>Tips? Write to our newsroom.</p></footer>
</body></html>
"""


SITE = Site(
    id="kestrel-post",
    name="The Kestrel Post",
    language="en",
    country="CA",
    utc_offset_min=-240,
    path="/news/{slug}",
    listings=(Listing("rss", "/feeds/all.rss"),),
    render=render,
)
