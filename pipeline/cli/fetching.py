"""One page off the web without a warehouse: polite, robots.txt obeyed, nothing kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipeline.cli.article import normal_address
from pipeline.config import FetchSettings, SystemClock
from pipeline.errors import Terminal
from pipeline.fetch import Fetcher, FetchPolicy
from pipeline.model import Exchange, Reason, RobotsRecord, Turn
from pipeline.payload import decode_payload
from pipeline.urls import normalise_url


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it was answered: normalised final address, decoded body, content type."""

    url: str
    body: bytes
    content_type: str


def fetch_page(
    url: str, settings: FetchSettings, *, allow_private_network: bool = False
) -> FetchedPage:
    """Return the page at `url`, asked for within the limits of `settings`.

    Raises what the fetcher raises, and `Terminal` for an answer that is not 200.
    """
    policy = FetchPolicy(allow_private_network=allow_private_network)
    with Fetcher(settings, SystemClock(), _NoLimits(), _Robots(), _keep_nothing) as fetcher:
        exchange = fetcher.fetch(normal_address(url), policy=policy)
    if exchange.status != 200:
        raise Terminal(f"{url} answered {exchange.status}.", reason=Reason.HTTP_STATUS)
    encodings = [value for name, value in exchange.headers if name.lower() == "content-encoding"]
    body = decode_payload(exchange.body, ", ".join(encodings), settings.max_body_bytes)
    return FetchedPage(normalise_url(exchange.final_url), body, exchange.header("Content-Type"))


class _NoLimits:
    """A single page needs no queue; what a host asks for with Retry-After the fetcher heeds."""

    def book(self, host: str, delay_s: float) -> Turn:  # noqa: ARG002
        return Turn(0.0, has_begun=True)

    def hold_back(self, host: str, until: datetime) -> None:
        """Forget it: there is no next request."""

    def enter(self, host: str) -> bool:  # noqa: ARG002
        return True

    def leave(self, host: str) -> None:
        """There is nobody else."""


@dataclass
class _Robots:
    records: dict[str, RobotsRecord] = field(default_factory=dict)

    def get(self, origin: str) -> RobotsRecord | None:
        return self.records.get(origin)

    def put(self, record: RobotsRecord) -> None:
        self.records[record.origin] = record


def _keep_nothing(exchange: Exchange) -> None:
    """The archive is the warehouse's; here only the answer is wanted."""
