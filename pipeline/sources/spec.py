"""A publisher, as its file describes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.urls import is_same_site


class FeedKind(StrEnum):
    """What a feed is said to be; what it is, its bytes decide."""

    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json_feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news_sitemap"


@dataclass(frozen=True, slots=True)
class Feed:
    """A listing of a publisher's articles."""

    url: str
    kind: FeedKind


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher: where its listings are, and how it may be read.

    `language` is ISO 639-1, `country` ISO 3166-1 alpha-2. `delay_s` is the time between two
    requests in seconds, `revisit_days` how long an article is looked at again (None for the
    default of the settings), `retention_days` for how long text and bytes are kept (None: as the
    settings say). `verified` says that someone has read this source with success.
    """

    id: str
    name: str
    homepage: str
    language: str
    country: str
    feeds: tuple[Feed, ...]
    allow_private_network: bool = False
    delay_s: float = 1.0
    revisit_days: int | None = None
    retention_days: int | None = None
    active: bool = True
    verified: bool = True

    def owns(self, url: str) -> bool:
        """Tell whether `url` lies on the registrable domain of the homepage."""
        return is_same_site(url, self.homepage)
