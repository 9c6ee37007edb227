"""A publisher, as its file describes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pipeline.sources.revisits import RevisitPolicy
from pipeline.urls import is_same_site

_T = TypeVar("_T")


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
    requests in seconds. `revisit_days` is for how long an article is looked at again (None for the
    default of the settings), `revisit_after_min`, `revisit_share` and `revisits_a_day` are the rest
    of the `RevisitPolicy` (None for its defaults). `retention_days` is for how long text and bytes
    are kept (None: as the settings say). `verified` says that someone has read this source with
    success.
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
    revisit_after_min: float | None = None
    revisit_share: float | None = None
    revisits_a_day: int | None = None
    retention_days: int | None = None
    active: bool = True
    verified: bool = True

    def owns(self, url: str) -> bool:
        """Tell whether `url` lies on the registrable domain of the homepage."""
        return is_same_site(url, self.homepage)

    def revisit_policy(self, default_days: int) -> RevisitPolicy:
        """Return how its articles are looked at again; `default_days` where its file says none."""
        usual = RevisitPolicy(days=default_days)
        return RevisitPolicy(
            after_min=_or(self.revisit_after_min, usual.after_min),
            share=_or(self.revisit_share, usual.share),
            days=_or(self.revisit_days, usual.days),
            a_day=_or(self.revisits_a_day, usual.a_day),
        )


def _or(said: _T | None, usual: _T) -> _T:
    return usual if said is None else said
