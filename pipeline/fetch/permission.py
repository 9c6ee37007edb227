"""Who may be asked: robots.txt of each origin, read when needed and remembered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.fetch.robots import MAX_ROBOTS_BYTES, RobotsRules, read_robots
from pipeline.model import Clock, Exchange, Reason, RobotsCache, RobotsRecord
from pipeline.payload import decode_payload

MAX_AGE = timedelta(hours=24)
"""How long a robots.txt is believed (RFC 9309, section 2.4)."""

RETRY_AGE = timedelta(minutes=1)
"""How long an unreachable robots.txt is not asked for again."""

_MAX_DECODED_BYTES = 16_000_000
_UNREACHABLE = 0


class Permissions:
    """Reads and remembers robots.txt. `cache` outlives a run and is shared by all of them."""

    def __init__(self, user_agent: str, clock: Clock, cache: RobotsCache) -> None:
        self._clock = clock
        self._cache = cache
        self._recent: dict[str, RobotsRecord] = {}
        self._failures: dict[str, PipelineError] = {}
        self._read = lru_cache(maxsize=256)(lambda text: read_robots(text, user_agent))

    def rules_for(self, origin: str, fetch: Callable[[str], Exchange]) -> RobotsRules:
        """Return what holds for `origin`; `fetch` follows redirects and obeys nothing.

        A missing robots.txt (4xx) allows everything. One that cannot be read (5xx, 429, no
        answer) forbids everything for now, unless an older one is still known: raises what
        went wrong, or `Transient` (ROBOTS_DISALLOWED).
        """
        record = self._recent.get(origin) or self._cache.get(origin)
        if record is None or not self._is_fresh(record):
            record = self._renew(origin, record, fetch)
        if record.status == _UNREACHABLE:
            raise self._failures.get(origin) or _unreadable(origin)
        return self._read(record.body)

    def _is_fresh(self, record: RobotsRecord) -> bool:
        age = self._clock.now() - record.fetched_at
        return timedelta(0) <= age < (RETRY_AGE if record.status == _UNREACHABLE else MAX_AGE)

    def _renew(
        self, origin: str, stale: RobotsRecord | None, fetch: Callable[[str], Exchange]
    ) -> RobotsRecord:
        now = self._clock.now()
        self._failures.pop(origin, None)
        try:
            status, body = _ask(f"{origin}/robots.txt", fetch)
        except PipelineError as error:
            status, body = _UNREACHABLE, ""
            self._failures[origin] = error
        if status == _UNREACHABLE and stale is not None and stale.status != _UNREACHABLE:
            # believed a little longer, here only: the cache keeps its true age
            late = RobotsRecord(origin, now - MAX_AGE + RETRY_AGE, stale.status, stale.body)
            self._recent[origin] = late
            return late
        record = RobotsRecord(origin, now, status, body)
        self._recent[origin] = record
        self._cache.put(record)
        return record


def _ask(url: str, fetch: Callable[[str], Exchange]) -> tuple[int, str]:
    """Return status (0 for unreachable) and text; raises what the fetch raises."""
    try:
        exchange = fetch(url)
    except Terminal as error:
        if error.reason is Reason.REDIRECT_REFUSED:  # RFC 9309, 2.3.1.2: as if there were none
            return 404, ""
        raise
    if 400 <= exchange.status < 500 and exchange.status != 429:
        return exchange.status, ""
    if not 200 <= exchange.status < 300:
        return _UNREACHABLE, ""
    encoding = exchange.header("Content-Encoding")
    body = decode_payload(exchange.body, encoding, _MAX_DECODED_BYTES)
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace")
    return exchange.status, text.replace("\0", "")  # PostgreSQL stores no NUL


def _unreadable(origin: str) -> Transient:
    return Transient(
        f"{origin}/robots.txt cannot be read, so nothing of that host may be.",
        reason=Reason.ROBOTS_DISALLOWED,
    )
