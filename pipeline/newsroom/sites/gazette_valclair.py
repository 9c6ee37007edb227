"""La Gazette du Val-Clair: French, microdata, JSON Feed."""

from pipeline.newsroom.dates import long_date
from pipeline.newsroom.furniture import COOKIES
from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.view import Block, View, anchor, attr, inline, items, text


def _block(block: Block, view: View) -> str:
    c = view.css
    match block.kind:
        case "more":
            return f'<p class="{c("gv-lire")}">{block.text} {anchor(block.links[0])}</p>'
        case "links":
            return f'<ul class="{c("gv-liens")}">{items(block.links)}</ul>'
        case "video":
            return (
                f'<figure class="{c("gv-video")}"><img src="{attr(view.image_url)}" alt="">'
                f"<figcaption>Vidéo : {text(block.text)}</figcaption></figure>"
            )
        case "signup":
            return f'<div class="{c("gv-lettre")}"><p>{text(block.text)}</p></div>'
        case _:
            return f"<p>{inline(block.text, view.link_url)}</p>"


def render(view: View) -> str:
    """Return the page of one article."""
    c = view.css
    body = "\n".join(_block(block, view) for block in view.blocks)
    day = long_date("fr", view.published_at.date())
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{text(view.title)}</title>
<link rel="canonical" href="{attr(view.url)}">
</head>
<body itemscope itemtype="https://schema.org/WebPage">
<div class="{c("gv-cookies")}"><p>{COOKIES["fr"]}</p></div>
<header class="{c("gv-tete")}"><a href="/"><strong>La Gazette du Val-Clair</strong></a>
<nav><a href="/vallee">Vallée</a> <a href="/economie">Économie</a> <a href="/culture">Culture</a>
<a href="/sport">Sport</a></nav></header>
<main>
<article itemscope itemtype="https://schema.org/NewsArticle">
<meta itemprop="inLanguage" content="fr">
<meta itemprop="mainEntityOfPage" content="{attr(view.url)}">
<span itemprop="articleSection">{text(view.section)}</span>
<h1 itemprop="headline">{text(view.title)}</h1>
<p itemprop="description" class="{c("gv-chapo")}">{text(view.summary)}</p>
<p class="{c("gv-signature")}">Par <span itemprop="author" itemscope
itemtype="https://schema.org/Person"><span itemprop="name">{text(view.author)}</span></span>,
publié le <time itemprop="datePublished" datetime="{view.published_at.isoformat()}">{day}</time>
<meta itemprop="dateModified" content="{view.modified_at.isoformat()}"></p>
<meta itemprop="image" content="{attr(view.image_url)}">
<div class="{c("gv-partage")}"><a href="#partager">Partager</a> <a href="#imprimer">Imprimer</a>
</div>
<div itemprop="articleBody" class="{c("gv-texte")}">
{body}
</div>
</article>
<aside class="{c("gv-suite")}"><h2>Sur le même sujet</h2><ul>{items(view.related)}</ul></aside>
<section class="{c("gv-avis")}"><h2>Réagir</h2><p>Connectez-vous pour laisser un commentaire.</p>
</section>
</main>
<footer><p>© La Gazette du Val-Clair - Tous droits réservés</p>
<a href="/mentions">Mentions légales</a></footer>
</body></html>
"""


SITE = Site(
    id="gazette-valclair",
    name="La Gazette du Val-Clair",
    language="fr",
    country="FR",
    utc_offset_min=60,
    path="/actualites/{date:%Y/%m/%d}/{slug}",
    listings=(Listing("json_feed", "/feed.json"),),
    render=render,
)
