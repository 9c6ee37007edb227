"""The world of the newsroom: which page stands at which address on which of its five days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from pipeline.newsroom.dates import fill_dates
from pipeline.newsroom.furniture import lay_out, trim
from pipeline.newsroom.site import Site
from pipeline.newsroom.sites import SITES
from pipeline.newsroom.texts import LAST_DAY, Article, Role, load_articles
from pipeline.newsroom.view import Block, Css, Link, View, class_namer

_RELATED = 4
_STATUS = {"server_error": 500}


@dataclass(frozen=True)
class TruthRow:
    """What is true of one page, as it stands on the day that was asked for.

    `story` is one value for an original and its copies, or for all prints of one wire text;
    `original_url` is set for copies only; `summary` is what some sites print as standfirst;
    `paragraphs` are the clean ones, empty where the page has no readable text; `fault` is empty or
    one of server_error, flaky, consent, truncated, pdf, private (the last: behind robots.txt);
    `url` is where it stands then; `versions` counts the distinct texts shown so far; `status` is
    the HTTP status (200 for `flaky`, which heals).
    """

    url: str
    slug: str
    site_id: str
    day: int
    role: Role
    story: str
    original_url: str | None
    title: str
    summary: str
    language: str
    published_at: datetime
    paragraphs: tuple[str, ...]
    fault: str
    status: int
    versions: int


@dataclass(frozen=True)
class World:
    """A static newsroom: pure functions of address, day and port. Build it with `build_world`."""

    epoch: date
    hosts: Mapping[str, str]
    css: Css
    articles: tuple[Article, ...]
    sites: tuple[Site, ...] = SITES

    @cached_property
    def _by_key(self) -> dict[str, Article]:
        return {article.key: article for article in self.articles}

    @cached_property
    def _by_path(self) -> dict[tuple[str, str], Article]:
        return {
            (article.site_id, self.path_of(article, day)): article
            for article in self.articles
            for day in (article.day, LAST_DAY)
        }

    def date_of(self, day: int) -> date:
        """Return the date of one of the world's days, 1 being the epoch."""
        return self.epoch + timedelta(days=day - 1)

    def site(self, site_id: str) -> Site:
        """Return a site by its id; KeyError if there is none."""
        return {site.id: site for site in self.sites}[site_id]

    def site_at(self, host: str) -> Site | None:
        """Return the site that answers for a host name, or None."""
        return next((s for s in self.sites if self.hosts[s.id] == host.lower()), None)

    def home_url(self, site_id: str, port: int) -> str:
        """Return a site's home page, with its closing slash."""
        return f"http://{self.hosts[site_id]}:{port}/"

    def article(self, key: str) -> Article:
        """Return an article by `site/slug`; KeyError if there is none."""
        return self._by_key[key]

    def article_at(self, site_id: str, path: str) -> Article | None:
        """Return the article at a path of a site, whatever its day, or None."""
        return self._by_path.get((site_id, path))

    def articles_of(self, site_id: str, day: int) -> list[Article]:
        """Return what a site has published up to a day, newest first."""
        have = [a for a in self.articles if a.site_id == site_id and a.day <= day]
        return sorted(have, key=lambda a: (a.day, a.clock, a.slug), reverse=True)

    def path_of(self, article: Article, day: int = 0) -> str:
        """Return an article's path on its host as of `day`; by default its first one."""
        site = self.site(article.site_id)
        is_private = article.fault == "private"
        slug = article.moved_slug if article.has_moved(day) else article.slug
        return site.path_of(slug, self.date_of(article.day), is_private=is_private)

    def url_of(self, article: Article, port: int, day: int = 0) -> str:
        """Return an article's address as of `day`; by default its first one, as others link it."""
        return self.home_url(article.site_id, port)[:-1] + self.path_of(article, day)

    def published_at(self, article: Article) -> datetime:
        """Return the time that the page claims, in its site's offset."""
        zone = self.site(article.site_id).timezone
        moment = datetime.combine(self.date_of(article.day), article.clock, zone)
        return moment + timedelta(hours=article.shift_h)

    def modified_at(self, article: Article, day: int) -> datetime:
        """Return when the state of `day` came about, in the site's offset."""
        version = article.version_on(day)
        if version.day == article.day:
            return self.published_at(article)
        zone = self.site(article.site_id).timezone
        return datetime.combine(self.date_of(version.day), version.clock, zone)

    def title_of(self, article: Article, day: int) -> str:
        """Return the headline of `day`."""
        return self._filled(article, article.version_on(day).title)

    def summary_of(self, article: Article, day: int) -> str:
        """Return the summary of `day`."""
        return self._filled(article, article.version_on(day).summary)

    def view(self, article: Article, day: int, port: int) -> View:
        """Return what the site's template needs to write the page as it stands on `day`."""
        site = self.site(article.site_id)
        origin = self.article(article.origin) if article.origin else None
        return View(
            site_id=site.id,
            site_name=site.name,
            home_url=self.home_url(site.id, port),
            url=self.url_of(article, port, day),
            language=article.language,
            title=self.title_of(article, day),
            summary=self.summary_of(article, day),
            author=article.author,
            section=article.section,
            published_at=self.published_at(article),
            modified_at=self.modified_at(article, day),
            image_url=self._image_url(origin or article, port),
            blocks=self._blocks(article, day, port),
            related=self._related(article, site, day, port),
            origin=self._link_to_origin(origin, port),
            marker=article.marker,
            css=self.css,
            link_url=lambda slug: self.url_of(self.article(f"{site.id}/{slug}"), port),
        )

    def truth(self, port: int, *, at_day: int = LAST_DAY) -> list[TruthRow]:
        """Return the labels of every page that exists on `at_day`."""
        return [self._truth_of(a, at_day, port) for a in self.articles if a.day <= at_day]

    def _truth_of(self, article: Article, day: int, port: int) -> TruthRow:
        view = self.view(article, day, port)
        is_gone = day in article.withdrawn_days | article.missing_days
        is_unreadable = article.role == "broken" and article.fault != "private"
        origin = self.article(article.origin) if article.origin else None
        return TruthRow(
            url=view.url,
            slug=article.slug,
            site_id=article.site_id,
            day=article.day,
            role=article.role,
            story=article.story,
            original_url=self.url_of(origin, port) if origin else None,
            title=view.title,
            summary=view.summary,
            language=view.language,
            published_at=view.published_at,
            paragraphs=() if is_gone or is_unreadable else view.paragraphs(),
            fault=article.fault,
            status=gone_status(article, day) or _STATUS.get(article.fault, 200),
            versions=sum(version.day <= day for version in article.versions),
        )

    def _filled(self, article: Article, value: str) -> str:
        return fill_dates(value, article.language, self.date_of(article.text_day))

    def _blocks(self, article: Article, day: int, port: int) -> tuple[Block, ...]:
        """A copy takes over the furniture of the page that it was copied from."""
        laid = self.article(article.origin) if article.origin else article
        paragraphs = [self._filled(article, p) for p in article.version_on(day).paragraphs]
        earlier = [self._link(a, a.day, port) for a in self._before(laid) if not a.fault]
        blocks = lay_out(
            laid.slug, paragraphs, laid.language, laid.video, laid.has_links, earlier[:6]
        )
        return trim(blocks, article.dropped)

    def _before(self, article: Article) -> list[Article]:
        have = self.articles_of(article.site_id, article.day)
        return [a for a in have if (a.day, a.clock) < (article.day, article.clock)]

    def _related(self, article: Article, site: Site, day: int, port: int) -> tuple[Link, ...]:
        have = self.articles_of(site.id, day) if site.is_related_live else self._before(article)
        others = [a for a in have if a.key != article.key and not a.fault]
        return tuple(self._link(a, day, port) for a in others[:_RELATED])

    def _link(self, article: Article, day: int, port: int) -> Link:
        return Link(self.url_of(article, port), self.title_of(article, day))

    def _link_to_origin(self, origin: Article | None, port: int) -> Link | None:
        if origin is None:
            return None
        return Link(self.url_of(origin, port), self.site(origin.site_id).name)

    def _image_url(self, article: Article, port: int) -> str:
        return f"{self.home_url(article.site_id, port)}img/{article.slug}.svg"


def gone_status(article: Article, day: int) -> int:
    """Return with which status an article is gone on `day`; 0 where it is not."""
    if day in article.withdrawn_days:
        return 410
    return 404 if day in article.missing_days else 0


def build_world(
    epoch: date,
    *,
    host_suffix: str = ".localhost",
    class_prefix: str = "",
    hosts: Mapping[str, str] | None = None,
) -> World:
    """Return the world whose day 1 is `epoch`.

    `host_suffix` follows each site's id in its host name (`-x.localhost` renames them all and keeps
    their registrable domains apart); `hosts` (site id to host) goes before it. A `class_prefix`
    replaces every CSS class by an opaque name that begins with it.
    """
    named = {site.id: f"{site.id}{host_suffix}" for site in SITES} | dict(hosts or {})
    return World(epoch, named, class_namer(class_prefix), load_articles())
