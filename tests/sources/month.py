"""A month of the newsroom by an injected clock: what happens to its articles, and what is seen.

The newsroom's five days six times over, its own edits and withdrawals among them, and by a fixed
seed further edits, withdrawals by 410 and by 404, 404s that pass, hosts that are down, a machine
whose clock is set back and forth, and a month in which daylight saving begins.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.newsroom.texts import LAST_DAY, Article
from pipeline.newsroom.world import build_world
from pipeline.sources import RevisitPolicy, next_visit

FIRST_DAY = date(2026, 3, 2)  # daylight saving begins on 29 March
DAYS = 30
TICK = timedelta(minutes=10)
ZONE = ZoneInfo("Europe/Berlin")
END = datetime.combine(FIRST_DAY + timedelta(days=DAYS), time(), UTC)

Clock = Callable[[datetime], datetime]
"""What the machine's clock says at a moment."""

DOWN, MISSING, GONE = "down", "missing", "gone"
"""States without a text: an error, a 404, a 410."""


@dataclass(frozen=True)
class Life:
    """What an article's address answers: state after state, from the first on."""

    url: str
    states: tuple[tuple[datetime, str], ...]

    @property
    def born_at(self) -> datetime:
        return self.states[0][0]

    def state_at(self, moment: datetime) -> str:
        position = bisect_right([at for at, _ in self.states], moment)
        return self.states[position - 1][1]

    def events(self) -> Iterator[tuple[datetime, datetime, str]]:
        """Yield each later state: since when, until when, which."""
        ends = [at for at, _ in self.states[1:]] + [END]
        for (since, state), until in list(zip(self.states, ends, strict=True))[1:]:
            yield since, until, state

    @property
    def is_disturbed(self) -> bool:
        return any(state in {DOWN, MISSING} for _, state in self.states)


def lives(seed: int = 1, times: int = 6) -> list[Life]:
    """Return the lives of the month's articles."""
    rng = random.Random(seed)
    found = []
    for part in range(times):
        epoch = FIRST_DAY + timedelta(days=part * LAST_DAY)
        world = build_world(epoch)
        for article in world.articles:
            url = f"https://{article.site_id}.example/{part}/{article.slug}"
            states = [*_of_newsroom(article, epoch), *_by_chance(rng, article, epoch)]
            found.append(Life(url, _in_order(states)))
    return found


def _moment(day: date, clock: time) -> datetime:
    """Return a publisher's local time; its days are of 23 hours where the clock is put forward."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def _of_newsroom(article: Article, epoch: date) -> Iterator[tuple[datetime, str]]:
    for number, version in enumerate(article.versions):
        yield _moment(epoch + timedelta(days=version.day - 1), version.clock), f"text {number}"
    for day in article.withdrawn_days:
        yield _moment(epoch + timedelta(days=day - 1), time(8)), GONE
        yield _moment(epoch + timedelta(days=day), time(8)), "text 0"


def _by_chance(rng: random.Random, article: Article, epoch: date) -> Iterator[tuple[datetime, str]]:
    born = _moment(epoch + timedelta(days=article.day - 1), article.versions[0].clock)
    number = 100
    while rng.random() < 0.35:
        number += 1
        age_min = 5 * 4000 ** rng.random()  # from five minutes to two weeks
        yield born + timedelta(minutes=age_min), f"text {number}"
    if (chance := rng.random()) < 0.15:
        since = born + timedelta(minutes=5 * 3000 ** rng.random())
        hours = {0: 3.0, 1: 12.0, 2: 1e9, 3: 1e9}[int(chance * 100) % 4]
        state = {0: DOWN, 1: MISSING, 2: MISSING, 3: GONE}[int(chance * 100) % 4]
        yield since, state
        if hours < 1e9:
            yield since + timedelta(hours=hours), f"text {number}"


def _in_order(states: Iterable[tuple[datetime, str]]) -> tuple[tuple[datetime, str], ...]:
    """Return states by time, each unlike the one before it, none after the month's end."""
    kept: list[tuple[datetime, str]] = []
    for at, state in sorted(states):
        if at < END and (not kept or kept[-1][1] != state):
            kept.append((at, state))
    return tuple(kept)


def true_clock(moment: datetime) -> datetime:
    """Return what a right clock says at `moment`."""
    return moment


SET_RIGHT = datetime.combine(FIRST_DAY + timedelta(days=11), time(), UTC)


def set_clock(moment: datetime) -> datetime:
    """Return what a clock says that is two hours fast for two days, and then set right."""
    is_wrong = SET_RIGHT - timedelta(days=2) <= moment < SET_RIGHT
    return moment + timedelta(hours=2 * is_wrong)


@dataclass
class Visits:
    """What was asked for, and when the world answered what."""

    seen: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return sum(len(answers) - 1 for answers in self.seen.values())


def by_policy(
    month: Sequence[Life],
    policy: RevisitPolicy,
    clock: Clock = true_clock,
) -> Visits:
    """Ask for each article when the policy says so, at the next tick; the first time at birth."""
    visits = Visits()
    for life in month:
        card = _Card(life)
        moment = _tick_from(life.born_at)
        while moment < END:
            if card.is_due(moment, clock(moment)):
                card.ask(moment, clock(moment), policy)
            if card.asked_at is not None and card.due_at is None:
                break
            moment = card.next_look(moment)
        if card.answers:
            visits.seen[life.url] = card.answers
    return visits


def _tick_from(moment: datetime) -> datetime:
    """Return the first tick that is not before `moment`."""
    start = datetime.combine(FIRST_DAY, time(), UTC)
    return start + -(-(moment - start) // TICK) * TICK


def every_hour(month: Sequence[Life], days: int) -> Visits:
    """Ask for each article every hour, as long as the policy would."""
    visits = Visits()
    for life in month:
        answers = visits.seen.setdefault(life.url, [])
        moment = life.born_at
        while moment < min(END, life.born_at + timedelta(days=days)):
            answers.append((moment, life.state_at(moment)))
            moment += timedelta(hours=1)
    return visits


@dataclass
class _Card:
    """What is known of one article: what a row of table `revisit` says."""

    life: Life
    answers: list[tuple[datetime, str]] = field(default_factory=list)
    first_seen_at: datetime | None = None
    changed_at: datetime | None = None
    asked_at: datetime | None = None
    due_at: datetime | None = None
    text: str = ""
    missing: int = 0
    failures: int = 0

    def is_due(self, moment: datetime, now: datetime) -> bool:
        if self.first_seen_at is None:
            return self.life.born_at <= moment and self.life.state_at(moment)[:4] == "text"
        return self.due_at is not None and (self.due_at <= now or self.asked_at > now)

    def next_look(self, moment: datetime) -> datetime:
        """Return the next tick at which it may be due: the clock is two hours off at most."""
        moment += TICK
        if self.due_at is None:
            return moment
        early = _tick_from(self.due_at - timedelta(hours=2))
        return max(moment, min(early, SET_RIGHT if moment <= SET_RIGHT else early))

    def ask(self, moment: datetime, now: datetime, policy: RevisitPolicy) -> None:
        state = self.life.state_at(moment)
        self.answers.append((moment, state))
        self.first_seen_at = min(self.first_seen_at or now, now)
        self.changed_at = self.changed_at or now
        self.asked_at = now
        self.missing = (
            self.missing + 1 if state == MISSING else 0 if state != DOWN else self.missing
        )
        self.failures = self.failures + 1 if state == DOWN else 0
        if state not in {DOWN, MISSING} and state != self.text:
            self.text, self.changed_at = state, now
        self.due_at = next_visit(
            policy,
            first_seen_at=self.first_seen_at,
            changed_at=self.changed_at,
            asked_at=self.asked_at,
            missing=self.missing,
            failures=self.failures,
        )


@dataclass(frozen=True)
class Score:
    """Of all states that articles took: how many had to be seen and were not, how many were."""

    events: int
    promised: int
    broken: tuple[tuple[str, datetime, str], ...]
    seen: int
    delays: tuple[timedelta, ...]


def score(month: Sequence[Life], visits: Visits, policy: RevisitPolicy) -> Score:
    """Hold what was seen against what happened.

    Promised is what stands longer than the policy's wait at its age, and a tick; where a host was
    down or a page missing, a day longer, since both are asked for a day apart. A 404 is a
    withdrawal once three were seen over 48 hours.
    """
    events = promised = seen = 0
    broken, delays = [], []
    for life in month:
        answers = visits.seen.get(life.url)
        if not answers:
            continue
        born = answers[0][0]
        for since, until, state in life.events():
            if state == DOWN or since <= born:
                continue
            events += 1
            found = [at for at, answer in answers if since <= at < until and answer == state]
            is_seen = _is_withdrawal(found) if state == MISSING else bool(found)
            if is_seen:
                seen += 1
                delays.append(found[0] - since)
            if until - since > _promised_within(policy, life, born, since, state):
                promised += 1
                if not is_seen:
                    broken.append((life.url, since, state))
    return Score(events, promised, tuple(broken), seen, tuple(delays))


def _promised_within(
    policy: RevisitPolicy, life: Life, born: datetime, since: datetime, state: str
) -> timedelta:
    """Return how long a state must stand to be seen for sure; for ever after the last visit."""
    if since + TICK >= born + timedelta(days=policy.days):
        return timedelta.max
    wait = policy.wait(since - born) + TICK
    if life.is_disturbed:
        wait += timedelta(days=1, hours=1)
    return wait + timedelta(hours=48) + 3 * TICK if state == MISSING else wait


def _is_withdrawal(found: Sequence[datetime]) -> bool:
    return len(found) >= 3 and found[-1] - found[0] >= timedelta(hours=48)
