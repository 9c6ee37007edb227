"""What the newsroom answers to one request: a pure function of world, address, day and port."""

from dataclasses import dataclass
from datetime import date, datetime, time

from pipeline.newsroom import listings
from pipeline.newsroom.furniture import CONSENT_WALL
from pipeline.newsroom.site import Listing, Site
from pipeline.newsroom.texts import LAST_DAY, Article
from pipeline.newsroom.view import text
from pipeline.newsroom.world import World, gone_status

_FEED_DAYS = 2
_HTML = "text/html; charset=utf-8"
_MEDIA = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json_feed": "application/feed+json; charset=utf-8",
    "sitemap": "application/xml",
    "news_sitemap": "application/xml",
}
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9">'
    '<rect width="16" height="9" fill="#9ab"/></svg>'
)


@dataclass(frozen=True)
class Reply:
    """One answer. `modified_at` and `max_age_s` become validators and cache headers.

    `is_cut`: the body is announced longer than it is. `heals`: the first request for it in a
    process is answered with 500 instead. `location` is where a redirect leads.
    """

    status: int
    content_type: str
    body: bytes
    modified_at: datetime | None = None
    max_age_s: int = 300
    is_cut: bool = False
    heals: bool = False
    location: str = ""


def respond(world: World, host: str, path: str, *, day: int, port: int) -> Reply:
    """Return the answer to `GET path` on `host` while the world stands at `day`."""
    site = world.site_at(host)
    if site is None:
        return Reply(404, _HTML, _simple_page("en", "No such host", host))
    if path == "/robots.txt":
        return Reply(200, "text/plain; charset=utf-8", _robots(world, site, port), max_age_s=3600)
    if path == "/":
        return Reply(200, _HTML, _home(world, site, day), max_age_s=60)
    if path.startswith("/img/") and path.endswith(".svg"):
        return Reply(200, "image/svg+xml", _SVG.encode(), max_age_s=86400)
    for listing in site.listings:
        if path == listing.path:
            return _listing(world, site, listing, day, port)
    if _keeps_archive(site):
        for number in range(1, day + 1):
            if path == f"/{_dated_path(world.date_of(number))}":
                return _dated_sitemap(world, site, number, day, port)
    article = world.article_at(site.id, path)
    if article is None or article.day > day:
        return Reply(404, _HTML, _simple_page(site.language, "404", path))
    if path != world.path_of(article, day):
        return _elsewhere(world, article, day, port)
    return _article(world, article, day, port)


def _elsewhere(world: World, article: Article, day: int, port: int) -> Reply:
    """Answer at an address where the article does not stand yet, or no longer."""
    if not article.has_moved(day):
        path = world.path_of(article, LAST_DAY)
        return Reply(404, _HTML, _simple_page(article.language, "404", path))
    url = world.url_of(article, port, day)
    return Reply(301, _HTML, _simple_page(article.language, "301", url), location=url)


def _article(world: World, article: Article, day: int, port: int) -> Reply:
    if status := gone_status(article, day):
        page = _simple_page(article.language, str(status), world.path_of(article, day))
        return Reply(status, _HTML, page)
    modified_at = _page_modified_at(world, article, day)
    match article.fault:
        case "server_error":
            return Reply(500, _HTML, _simple_page(article.language, "500", "backend"))
        case "pdf":
            return Reply(200, _HTML, _PDF, modified_at)
        case "consent":
            return Reply(200, _HTML, _consent_wall(article), max_age_s=0)
    view = world.view(article, day, port)
    page = world.site(article.site_id).render(view).encode()
    if article.fault == "truncated":
        return Reply(200, _HTML, page[: len(page) * 2 // 3], modified_at, is_cut=True)
    return Reply(200, _HTML, page, modified_at, heals=article.fault == "flaky")


def _page_modified_at(world: World, article: Article, day: int) -> datetime:
    """A page with a live related list changes with it, so its Last-Modified must move too."""
    shown = world.modified_at(article, day)
    if not world.site(article.site_id).is_related_live:
        return shown
    newest = world.articles_of(article.site_id, day)[0]
    return max(shown, world.published_at(newest))


def _listing(world: World, site: Site, listing: Listing, day: int, port: int) -> Reply:
    home_url = world.home_url(site.id, port)
    recent = _entries(world, site, range(day - _FEED_DAYS + 1, day + 1), day, port)
    match listing.kind:
        case "rss":
            body = listings.rss(site, home_url, recent)
        case "atom":
            body = listings.atom(site, home_url, recent)
        case "json_feed":
            body = listings.json_feed(site, home_url, recent)
        case "sitemap":
            body = listings.sitemap(_entries(world, site, range(1, day + 1), day, port))
        case "news_sitemap":
            days = [world.date_of(k) for k in range(day, 0, -1)]
            body = listings.sitemap_index([(f"{home_url}{_dated_path(d)}", d) for d in days])
    changed_at = datetime.combine(world.date_of(day), time(0, 1), site.timezone)
    changed_at = max([changed_at, *(entry.modified_at for entry in recent)])
    return Reply(200, _MEDIA[listing.kind], body.encode(), changed_at, max_age_s=60)


def _dated_sitemap(world: World, site: Site, number: int, day: int, port: int) -> Reply:
    published = [a for a in world.articles_of(site.id, day) if a.day == number]
    entries = [_entry(world, a, day, port) for a in published]
    closed_at = datetime.combine(world.date_of(number), time(0, 1), site.timezone)
    closed_at = max([closed_at, *(entry.modified_at for entry in entries)])
    body = listings.news_sitemap(site, entries).encode()
    return Reply(200, _MEDIA["news_sitemap"], body, closed_at)


def _entries(world: World, site: Site, days: range, day: int, port: int) -> list[listings.Entry]:
    """List what appeared, changed, moved or came back on one of `days`, also what is withdrawn."""
    listed = [a for a in world.articles_of(site.id, day) if _last_move(a, day) in days]
    return [_entry(world, article, day, port) for article in listed]


def _last_move(article: Article, day: int) -> int:
    back = [gone + 1 for gone in article.withdrawn_days if gone < day]
    moved = [article.moved_day] if article.has_moved(day) else []
    return max([article.version_on(day).day, *back, *moved])


def _entry(world: World, article: Article, day: int, port: int) -> listings.Entry:
    return listings.Entry(
        url=world.url_of(article, port, day),
        title=world.title_of(article, day),
        summary=world.summary_of(article, day),
        author=article.author,
        section=article.section,
        published_at=world.published_at(article),
        modified_at=world.modified_at(article, day),
    )


def _keeps_archive(site: Site) -> bool:
    return any(listing.kind == "news_sitemap" for listing in site.listings)


def _dated_path(day: date) -> str:
    return f"sitemaps/news-{day.isoformat()}.xml"


def _robots(world: World, site: Site, port: int) -> bytes:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in site.disallow)]
    if not site.disallow:
        lines.append("Allow: /")
    if _keeps_archive(site):
        lines.append(f"Sitemap: {world.home_url(site.id, port)[:-1]}{site.listings[0].path}")
    return ("\n".join(lines) + "\n").encode()


def _home(world: World, site: Site, day: int) -> bytes:
    shown = world.articles_of(site.id, day)[:20]
    linked = [(world.path_of(article, day), world.title_of(article, day)) for article in shown]
    lines = "".join(f'<li><a href="{path}">{text(title)}</a></li>\n' for path, title in linked)
    return (
        f'<!DOCTYPE html><html lang="{site.language}"><head><meta charset="utf-8">'
        f"<title>{text(site.name)}</title></head><body><h1>{text(site.name)}</h1>"
        f"<ul>\n{lines}</ul></body></html>\n"
    ).encode()


def _consent_wall(article: Article) -> bytes:
    title, body, choices = CONSENT_WALL[article.language]
    buttons = "".join(f"<button>{text(choice)}</button>" for choice in choices)
    return (
        f'<!DOCTYPE html><html lang="{article.language}"><head><meta charset="utf-8">'
        f"<title>{text(title)}</title></head><body><main><h1>{text(title)}</h1>"
        f"<p>{text(body)}</p>{buttons}</main></body></html>\n"
    ).encode()


def _simple_page(language: str, title: str, detail: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{text(title)}</title></head><body><h1>{text(title)}</h1>"
        f"<p>{text(detail)}</p></body></html>\n"
    ).encode()
