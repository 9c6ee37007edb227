"""The client: a polite, bounded fetch of one address, with everything kept that it saw."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pipeline.closing import Closing
from pipeline.config import FetchSettings
from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.fetch.address import REDIRECT_STATUSES, origin_of, redirect_target, request_address
from pipeline.fetch.deadline import Deadline
from pipeline.fetch.permission import Permissions
from pipeline.fetch.retry_after import read_retry_after
from pipeline.fetch.transport import Transport
from pipeline.model import Clock, Exchange, HostLimits, Reason, RobotsCache
from pipeline.payload import decode_payload
from pipeline.urls import host_of_url, is_same_site

MAX_POLITE_WAIT_S = 120.0
"""The longest that a fetch waits for its host's next free slot before it gives up for now."""

_BUSY_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What holds for one source: seconds between two requests, and what it may reach."""

    delay_s: float = FetchSettings().delay_s
    allow_private_network: bool = False
    obey_robots: bool = True


class Fetcher(Closing):
    """Fetches one address at a time; every thread needs a fetcher of its own.

    `keep` is handed every complete answer before anything looks at it: robots.txt, redirects
    (with an empty body), server errors, and last the one that `fetch` returns (the same object).
    `sleep` takes seconds; tests hand in their own.
    """

    def __init__(
        self,
        settings: FetchSettings,
        clock: Clock,
        limits: HostLimits,
        robots: RobotsCache,
        keep: Callable[[Exchange], None],
        *,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._limits = limits
        self._keep = keep
        self._sleep = sleep
        self._held_until: dict[str, float] = {}
        self._permissions = Permissions(settings.user_agent, clock, robots)
        self._transport = Transport(
            clock, settings.user_agent, settings.connect_timeout_s, settings.max_wire_bytes
        )

    def close(self) -> None:
        """Let go of sockets."""
        self._transport.close()

    def fetch(
        self,
        url: str,
        *,
        policy: FetchPolicy | None = None,
        etag: str = "",
        last_modified: str = "",
    ) -> Exchange:
        """Return the answer of `url`, with whatever status it has after redirects and tries.

        With `etag` or `last_modified` the request is conditional and a 304 may come back. The
        deadline of the settings holds for all tries and hops together, without the time spent
        waiting for the host's next slot. Raises `Transient` (timeout, connection, truncated,
        rate limited, robots.txt unreachable) and `Terminal` (address, redirect, robots.txt,
        TLS, size, encoding, an unrequested 304).
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in conditions.items() if value}
        deadline = Deadline(self._settings.deadline_s)
        exchange = self._follow(url, policy or FetchPolicy(), conditions, deadline)
        if exchange.status == 304 and not conditions:
            raise Terminal(
                f"{url[:200]} answers 304 (not modified) to a request without conditions.",
                reason=Reason.UNREQUESTED_304,
            )
        if 200 <= exchange.status < 300:
            self._check_readable(exchange)
        return exchange

    def _check_readable(self, exchange: Exchange) -> None:
        encodings = [v for name, v in exchange.headers if name.lower() == "content-encoding"]
        decode_payload(exchange.body, ", ".join(encodings), self._settings.max_body_bytes)

    def _follow(
        self, url: str, policy: FetchPolicy, conditions: dict[str, str], deadline: Deadline
    ) -> Exchange:
        """Return the answer at the end of the redirects; each hop is checked like the first."""
        hops: list[str] = []
        target = request_address(url)
        while True:
            delay_s = self._admit(target, policy, deadline)
            sent = conditions if is_same_site(url, target) else {}
            exchange = self._try(target, policy, sent, deadline, delay_s)
            if exchange.status not in REDIRECT_STATUSES:
                return self._kept(exchange, url, hops)
            self._kept(exchange, target if hops else url, [])
            hops.append(target)
            target = redirect_target(exchange)
            if target in hops or len(hops) > self._settings.max_redirects:
                raise Terminal(
                    f"{url[:200]} leads in circles or through more than "
                    f"{self._settings.max_redirects} redirects.",
                    reason=Reason.REDIRECT_REFUSED,
                )

    def _kept(self, exchange: Exchange, seen_url: str, hops: list[str]) -> Exchange:
        redirects = (seen_url, *hops[1:]) if hops else ()
        kept = dataclasses.replace(exchange, seen_url=seen_url, redirects=redirects)
        self._keep(kept)
        return kept

    def _admit(self, url: str, policy: FetchPolicy, deadline: Deadline) -> float:
        """Return the seconds between two requests to the host of `url`, if robots.txt lets us."""
        if not policy.obey_robots:
            return policy.delay_s
        free = dataclasses.replace(policy, obey_robots=False)
        rules = self._permissions.rules_for(
            origin_of(url), lambda robots_url: self._follow(robots_url, free, {}, deadline)
        )
        if not rules.allows(url):
            raise Terminal(
                f"robots.txt of {host_of_url(url)} does not allow {url[:200]}.",
                reason=Reason.ROBOTS_DISALLOWED,
            )
        return max(policy.delay_s, rules.crawl_delay_s)

    def _try(
        self,
        url: str,
        policy: FetchPolicy,
        conditions: dict[str, str],
        deadline: Deadline,
        delay_s: float,
    ) -> Exchange:
        """Return the answer of `url`; what will probably pass is tried again.

        Answers that are not returned are kept here; the returned one is its caller's to keep.
        """
        for attempt in range(1, self._settings.tries + 1):
            is_last = attempt == self._settings.tries
            self._wait_turn(url, delay_s, deadline)
            try:
                exchange = self._take_turn(url, policy, conditions, deadline)
            except Transient:
                if is_last or not self._back_off(attempt, deadline):
                    raise
                continue
            held_s = self._hold_back(exchange)
            if held_s > deadline.remaining_s():
                self._kept(exchange, url, [])
                raise _rate_limited(host_of_url(url), held_s)
            if is_last or not _is_passing(exchange.status):
                return exchange
            if held_s <= 0 and not self._back_off(attempt, deadline):
                return exchange
            self._kept(exchange, url, [])
            deadline.move(-held_s)  # this wait is the host's doing and counts
        raise AssertionError("at least one try is made")

    def _time_left(self, url: str, deadline: Deadline) -> float:
        remaining = deadline.remaining_s()
        if remaining <= 0:
            raise Transient(f"There is no time left for {url[:200]}.", reason=Reason.TIMEOUT)
        return remaining

    def _take_turn(
        self, url: str, policy: FetchPolicy, conditions: dict[str, str], deadline: Deadline
    ) -> Exchange:
        try:
            return self._transport.ask(
                url,
                conditions,
                allow_private_network=policy.allow_private_network,
                timeout_s=self._time_left(url, deadline),
            )
        finally:
            self._limits.leave(host_of_url(url))

    def _wait_turn(self, url: str, delay_s: float, deadline: Deadline) -> None:
        """Sleep until it is our turn at the host, or raise where that is too far away.

        That is its next free slot, and nobody else's request under way: a slow host gets one at
        a time, from however many workers.
        """
        host = host_of_url(url)
        held_s = self._held_until.get(host, 0.0) - time.monotonic()
        if held_s > MAX_POLITE_WAIT_S:  # no slot is booked that nobody would use
            raise _rate_limited(host, held_s)
        turn = self._limits.book(host, delay_s)
        if turn.wait_s > MAX_POLITE_WAIT_S:
            self._held_until[host] = time.monotonic() + turn.wait_s
            raise _rate_limited(host, turn.wait_s)
        if turn.wait_s > 0:
            self._sleep(turn.wait_s)
            deadline.move(turn.wait_s)
        if not turn.has_begun:
            self._enter(host, deadline)

    def _enter(self, host: str, deadline: Deadline) -> None:
        waited_s = 0.0
        while not self._limits.enter(host):
            if waited_s > MAX_POLITE_WAIT_S:
                raise _rate_limited(host, waited_s)
            self._sleep(_BUSY_PAUSE_S)
            deadline.move(_BUSY_PAUSE_S)
            waited_s += _BUSY_PAUSE_S

    def _hold_back(self, exchange: Exchange) -> float:
        """Pass on what a busy host asks for; return the seconds, 0 where it asks for nothing."""
        if exchange.status not in (429, 503):
            return 0.0
        now = self._clock.now()
        wait_s = read_retry_after(exchange.header("Retry-After"), exchange.header("Date"), now)
        if not wait_s:
            return 0.0
        host = host_of_url(exchange.final_url)
        self._limits.hold_back(host, now + timedelta(seconds=wait_s))
        self._held_until[host] = time.monotonic() + wait_s
        return wait_s

    def _back_off(self, attempt: int, deadline: Deadline) -> bool:
        """Sleep twice as long after each failure; False where the time does not suffice."""
        pause_s = self._settings.backoff_s * 2 ** (attempt - 1)
        if pause_s >= deadline.remaining_s():
            return False
        self._sleep(pause_s)
        return True


def _is_passing(status: int) -> bool:
    return status == 429 or status >= 500


def _rate_limited(host: str, wait_s: float) -> PipelineError:
    return Transient(
        f"{host} asks to be left alone for another {wait_s:.0f} s.", reason=Reason.RATE_LIMITED
    )
