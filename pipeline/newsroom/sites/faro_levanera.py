"""El Faro de Levanera: Spanish, bare HTML without any metadata, a dated news sitemap archive."""

from pipeline.newsroom.dates import long_date
from pipeline.newsroom.furniture import COOKIES
from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import Block, View, anchor, inline, items, text


def _block(block: Block, view: View) -> str:
    match block.kind:
        case "more":
            return f"<p>{block.text} {anchor(block.links[0])}</p>"
        case "links":
            return f"<p>{'<br>'.join(anchor(link) for link in block.links)}</p>"
        case "video" | "signup":
            return f"<p><i>{text(block.text)}</i></p>"
        case _:
            return f"<p>{inline(block.text, view.link_url)}</p>"


def render(view: View) -> str:
    """Return the page of one article."""
    c = view.css
    body = "\n".join(_block(block, view) for block in view.blocks)
    day = long_date("es", view.published_at.date())
    return f"""<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{text(view.title)} - El Faro de Levanera</title></head>
<body>
<div class="{c("cabecera")}"><a href="/">El Faro de Levanera</a><br>
<a href="/puerto">Puerto</a> | <a href="/comarca">Comarca</a> | <a href="/cultura">Cultura</a>
| <a href="/deportes">Deportes</a></div>
<div class="{c("columna")}">
<h1>{text(view.title)}</h1>
<div class="{c("firma")}">{text(view.author)}<br>{day}, {view.published_at:%H:%M} h</div>
{body}
<div class="{c("pie-noticia")}"><a href="#compartir">Compartir</a> <a href="#enviar">Enviar</a>
<a href="#comentarios">Comentarios</a></div>
</div>
<div class="{c("lateral")}"><h3>Otras noticias</h3><ul>{items(view.related)}</ul></div>
<div class="{c("avisos")}"><small>{COOKIES["es"]}</small></div>
<div class="{c("pie")}"><small>© El Faro de Levanera. Todos los derechos reservados.
<a href="/aviso">Aviso legal</a></small></div>
</body></html>
"""


SITE = Site(
    id="faro-levanera",
    name="El Faro de Levanera",
    language="es",
    country="ES",
    utc_offset_min=60,
    path="/noticias/{slug}.html",
    listings=(Listing("news_sitemap", "/sitemap-news.xml"),),
    render=render,
)
