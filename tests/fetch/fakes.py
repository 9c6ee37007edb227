"""Hand-written stand-ins for the ports that a fetcher is handed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.config import FetchSettings
from pipeline.fetch import Fetcher, FetchPolicy
from pipeline.model import Exchange, RobotsRecord, Turn

LOCAL = FetchPolicy(delay_s=0.0, allow_private_network=True)
QUICK = FetchSettings(
    deadline_s=1.0, max_wire_bytes=300_000, max_body_bytes=1_000_000, backoff_s=0.01, tries=2
)


@dataclass
class SetClock:
    """A clock that a test moves."""

    at: datetime = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Limits:
    """Books slots without waiting, unless a wait is set, and remembers what it was asked."""

    wait_s: float = 0.0
    reserved: list[tuple[str, float]] = field(default_factory=list)
    held: list[tuple[str, datetime]] = field(default_factory=list)
    busy: int = 0  # so often a host is busy with another worker's request
    inside: list[str] = field(default_factory=list)

    def book(self, host: str, delay_s: float) -> Turn:
        self.reserved.append((host, delay_s))
        return Turn(self.wait_s, self.wait_s <= 0 and self.enter(host))

    def hold_back(self, host: str, until: datetime) -> None:
        self.held.append((host, until))

    def enter(self, host: str) -> bool:
        if self.busy:
            self.busy -= 1
            return False
        self.inside.append(host)
        return True

    def leave(self, host: str) -> None:
        self.inside.remove(host)


@dataclass
class Robots:
    """A robots cache in memory."""

    records: dict[str, RobotsRecord] = field(default_factory=dict)

    def get(self, origin: str) -> RobotsRecord | None:
        return self.records.get(origin)

    def put(self, record: RobotsRecord) -> None:
        self.records[record.origin] = record


class Bench:
    """A fetcher with all its ports in sight."""

    def __init__(self, settings: FetchSettings = QUICK) -> None:
        self.clock = SetClock()
        self.limits = Limits()
        self.robots = Robots()
        self.kept: list[Exchange] = []
        self.slept: list[float] = []
        self.settings = settings
        self.fetcher = self.new_fetcher()

    def new_fetcher(self) -> Fetcher:
        return Fetcher(
            self.settings,
            self.clock,
            self.limits,
            self.robots,
            self.kept.append,
            sleep=self.slept.append,
        )

    def pages(self) -> list[Exchange]:
        """Return what was kept, without robots.txt."""
        return [exchange for exchange in self.kept if "/robots.txt" not in exchange.final_url]
