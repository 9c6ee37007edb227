"""The feeds of the newsroom: RSS 2.0, Atom, JSON Feed 1.1, plain and news sitemaps."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime

from pipeline.newsroom.site import Site
from pipeline.newsroom.view import attr, text

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True)
class Entry:
    """One line of a listing: what the site claims about an article."""

    url: str
    title: str
    summary: str
    author: str
    section: str
    published_at: datetime
    modified_at: datetime


def rss(site: Site, home_url: str, entries: Sequence[Entry]) -> str:
    """Return an RSS 2.0 channel."""
    items = "".join(
        f"<item><title>{text(e.title)}</title><link>{text(e.url)}</link>"
        f'<guid isPermaLink="true">{text(e.url)}</guid>'
        f"<dc:creator>{text(e.author)}</dc:creator><category>{text(e.section)}</category>"
        f"<pubDate>{format_datetime(e.published_at)}</pubDate>"
        f"<description>{text(e.summary)}</description></item>\n"
        for e in entries
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{text(site.name)}</title><link>{text(home_url)}</link>"
        f"<description>{text(site.name)}</description><language>{site.language}</language>\n"
        f"{items}</channel></rss>\n"
    )


def atom(site: Site, home_url: str, entries: Sequence[Entry]) -> str:
    """Return an Atom feed."""
    items = "".join(
        f"<entry><id>{text(e.url)}</id><title>{text(e.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{attr(e.url)}"/>'
        f"<author><name>{text(e.author)}</name></author>"
        f"<published>{e.published_at.isoformat()}</published>"
        f"<updated>{e.modified_at.isoformat()}</updated>"
        f"<summary>{text(e.summary)}</summary></entry>\n"
        for e in entries
    )
    updated = max((e.modified_at for e in entries), default=None)
    stamp = f"<updated>{updated.isoformat()}</updated>" if updated else ""
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}">'
        f"<id>{text(home_url)}</id><title>{text(site.name)}</title>{stamp}\n{items}</feed>\n"
    )


def json_feed(site: Site, home_url: str, entries: Sequence[Entry]) -> str:
    """Return a JSON Feed, version 1.1."""
    items = [
        {
            "id": e.url,
            "url": e.url,
            "title": e.title,
            "summary": e.summary,
            "authors": [{"name": e.author}],
            "tags": [e.section],
            "date_published": e.published_at.isoformat(),
            "date_modified": e.modified_at.isoformat(),
        }
        for e in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": home_url,
        "language": site.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def sitemap(entries: Sequence[Entry]) -> str:
    """Return a plain sitemap with the last modification of each page."""
    urls = "".join(
        f"<url><loc>{text(e.url)}</loc><lastmod>{e.modified_at.isoformat()}</lastmod></url>\n"
        for e in entries
    )
    return f'{_XML}<urlset xmlns="{_SITEMAP}">\n{urls}</urlset>\n'


def news_sitemap(site: Site, entries: Sequence[Entry]) -> str:
    """Return a news sitemap."""
    urls = "".join(
        f"<url><loc>{text(e.url)}</loc><lastmod>{e.modified_at.isoformat()}</lastmod>"
        f"<news:news><news:publication><news:name>{text(site.name)}</news:name>"
        f"<news:language>{site.language}</news:language></news:publication>"
        f"<news:publication_date>{e.published_at.isoformat()}</news:publication_date>"
        f"<news:title>{text(e.title)}</news:title></news:news></url>\n"
        for e in entries
    )
    return f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{urls}</urlset>\n'


def sitemap_index(parts: Sequence[tuple[str, date]]) -> str:
    """Return a sitemap index over the addresses of dated sitemaps."""
    lines = "".join(
        f"<sitemap><loc>{text(url)}</loc><lastmod>{day.isoformat()}</lastmod></sitemap>\n"
        for url, day in parts
    )
    return f'{_XML}<sitemapindex xmlns="{_SITEMAP}">\n{lines}</sitemapindex>\n'
