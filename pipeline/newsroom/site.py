"""What a site of the newsroom is; the sites themselves are one file each in `sites/`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Literal
from zlib import crc32

from pipeline.newsroom.view import View

FeedKind = Literal["rss", "atom", "json_feed", "sitemap", "news_sitemap"]


@dataclass(frozen=True)
class Listing:
    """A feed of a site: its kind and its path."""

    kind: FeedKind
    path: str


@dataclass(frozen=True)
class Site:
    """One publisher or repost site. `path` is filled with date, slug and number."""

    id: str
    name: str
    language: str
    country: str
    utc_offset_min: int
    path: str
    listings: tuple[Listing, ...]
    render: Callable[[View], str]
    disallow: tuple[str, ...] = ()
    is_repost: bool = False
    is_related_live: bool = False

    @property
    def timezone(self) -> timezone:
        """The fixed offset in which the site writes its times."""
        return timezone(timedelta(minutes=self.utc_offset_min))

    def path_of(self, slug: str, day: date, *, is_private: bool = False) -> str:
        """Return the path of an article that the site dates to `day`."""
        number = crc32(slug.encode()) % 900_000 + 100_000
        path = self.path.format(date=day, slug=slug, number=number)
        return f"/private{path}" if is_private else path
