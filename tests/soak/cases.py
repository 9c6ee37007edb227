"""What is loaded: captures of a few articles, in any order, any batches, under one rule set or two.

Addresses lead on to others for good, and operators reject captures and take that back.

Every example has hosts of its own, so that thousands of them share one warehouse without emptying
it. The same facts on two hosts, loaded in two ways, must read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from hypothesis import strategies as st

from pipeline.model import Absence
from pipeline.warehouse.load import Reading
from tests.warehouse import facts

ARTICLES = 3
DAYS = 7
TEXTS = ("One.", "Two.", "Three.", None, Absence.MISSING, Absence.MISSING)
"""Days, because answers of 404 count only over two of them."""

STEPS = (0, 0, 0, 0, 1, 2)
"""How many addresses further a text was found, if at all: steps of both lengths make circles."""

_REJECTED = st.sampled_from((0, 0, 1, 2))
"""How many captures of a case an operator rejects."""

FURNITURE = " Read more."


@dataclass(frozen=True, order=True)
class Fact:
    """One capture: of which article, when, which of two made at one moment, what it shows.

    A text of None is a withdrawal (410), MISSING an answer of 404. With `onto` the address led on
    for good to that article, where the text stood.
    """

    article: int
    day: int
    twin: int
    text: str | Absence | None
    onto: int | None = None


@dataclass(frozen=True)
class Read:
    """A fact, or one of the two captures of a move, as read on one host under one rule set."""

    version: int
    reading: Reading


@dataclass(frozen=True)
class Known:
    """What is known at a moment: what was read, and which captures are rejected."""

    reads: tuple[Read, ...]
    rejected: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Case:
    """Facts, two ways to cut them into batches, and a rule upgrade of some articles in between.

    `rejected` are facts that an operator rejects, those of `revoked` only for a while.
    """

    facts: tuple[Fact, ...]
    batches: tuple[tuple[Fact, ...], ...]
    upgraded: frozenset[int]
    later: tuple[Fact, ...]
    rejected: tuple[Fact, ...] = ()
    revoked: frozenset[Fact] = frozenset()


def url(host: str, article: int) -> str:
    return f"https://{host}.example/{article}"


def read(fact: Fact, host: str, version: int = 1) -> list[Read]:
    """Read a fact: version 1 of the rules leaves furniture in the text, version 2 removes it.

    What the capture says that an operator may reject comes first; the hop of a move second.
    """
    body = fact.text
    if isinstance(body, str) and not isinstance(body, Absence) and version == 1:
        body += FURNITURE
    own, hours = url(host, fact.article), fact.day * 24
    digest = f"{fact.article} {fact.day} {fact.twin}"
    if fact.onto is None:
        return [Read(version, facts.make_reading(own, hours, body, digest))]
    led_to = facts.make_reading(url(host, fact.onto), hours, body, f"led {digest}", moved_from=own)
    hop = facts.make_reading(own, hours, Absence.MOVED, digest)
    return [Read(version, led_to), Read(version, hop)]


def read_all(chosen: Iterable[Fact], host: str, version: int = 1) -> list[Read]:
    return [item for fact in chosen for item in read(fact, host, version)]


def captures_of(rejected: Iterable[Fact], host: str) -> list[UUID]:
    """Return the captures that are rejected with these facts."""
    return [read(fact, host)[0].reading.capture.capture_id for fact in rejected]


def joined_by_moves(articles: Iterable[int], chosen: Iterable[Fact]) -> frozenset[int]:
    """Return these articles and all that any number of moves joins to them."""
    reached = frozenset(articles)
    moves = [{fact.article, fact.onto} for fact in chosen if fact.onto is not None]
    for _ in moves:
        reached |= {article for move in moves if move & reached for article in move}
    return reached


def _unique(fact: Fact) -> tuple[int, int, int]:
    return (fact.article, fact.day, fact.twin)


def _fact(article: int, day: int, twin: int, text: str | Absence | None, step: int) -> Fact:
    """Return a fact; with a step of 1 or 2 and a text, that of an address which leads on."""
    is_text = isinstance(text, str) and not isinstance(text, Absence)
    onto = (article + step) % ARTICLES if step and is_text else None
    return Fact(article, day, twin, text, onto)


_FACTS = st.builds(
    _fact,
    st.integers(0, ARTICLES - 1),
    st.integers(0, DAYS - 1),
    st.integers(0, 1),
    st.sampled_from(TEXTS),
    st.sampled_from(STEPS),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any facts in any order and batches; some batches overlap, some facts come only later."""
    every = draw(st.lists(_FACTS, min_size=1, max_size=9, unique_by=_unique))
    split = draw(st.integers(1, len(every)))
    known, later = every[:split], every[split:]
    shuffled = draw(st.permutations(known))
    cut = draw(st.integers(0, len(known)))
    overlap = draw(st.integers(0, cut))
    upgraded = draw(st.frozensets(st.integers(0, ARTICLES - 1), max_size=ARTICLES))
    batches = [batch for batch in (shuffled[:cut], shuffled[overlap:]) if batch]
    rejected = draw(_REJECTED.flatmap(lambda n: st.permutations(known).map(lambda p: p[:n])))
    revoked = draw(st.frozensets(st.sampled_from(rejected))) if rejected else frozenset()
    return Case(
        tuple(known), tuple(map(tuple, batches)), upgraded, tuple(later), tuple(rejected), revoked
    )


def random_facts(rng: Random, count: int, articles: int = 2) -> list[Fact]:
    """Return `count` different facts at most, in a random order."""
    drawn = [
        _fact(
            rng.randrange(articles),
            rng.randrange(DAYS),
            rng.randrange(2),
            rng.choice(TEXTS),
            rng.choice(STEPS),
        )
        for _ in range(count)
    ]
    return list({_unique(fact): fact for fact in drawn}.values())


def cut(rng: Random, chosen: Sequence[Fact], parts: int) -> list[list[Fact]]:
    """Deal facts into batches, some of them into two: who loads together may know the same."""
    dealt: list[list[Fact]] = [[] for _ in range(parts)]
    for fact in chosen:
        for part in rng.sample(range(parts), rng.choice((1, 1, 2))):
            dealt[part].append(fact)
    return [part or [chosen[0]] for part in dealt]
