"""What is loaded: captures of a few articles, in any order, any batches, under one rule set or two.

Every example has hosts of its own, so that thousands of them share one warehouse without emptying
it. The same facts on two hosts, loaded in two ways, must read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from pipeline.model import Absence
from pipeline.warehouse.load import Reading
from tests.warehouse import facts

ARTICLES = 3
DAYS = 7
TEXTS = ("One.", "Two.", "Three.", None, Absence.MISSING, Absence.MISSING)
"""Days, because answers of 404 count only over two of them."""

FURNITURE = " Read more."


@dataclass(frozen=True, order=True)
class Fact:
    """One capture: of which article, when, which of two made at one moment, what it shows.

    A text of None is a withdrawal (410), MISSING an answer of 404.
    """

    article: int
    day: int
    twin: int
    text: str | Absence | None


@dataclass(frozen=True)
class Read:
    """A fact as it was read on one host under one version of the rules."""

    version: int
    reading: Reading


@dataclass(frozen=True)
class Case:
    """Facts, two ways to cut them into batches, and a rule upgrade of some articles in between."""

    facts: tuple[Fact, ...]
    batches: tuple[tuple[Fact, ...], ...]
    upgraded: frozenset[int]
    later: tuple[Fact, ...]


def url(host: str, article: int) -> str:
    return f"https://{host}.example/{article}"


def read(fact: Fact, host: str, version: int = 1) -> Read:
    """Read a fact: version 1 of the rules leaves furniture in the text, version 2 removes it."""
    body = fact.text
    if isinstance(body, str) and not isinstance(body, Absence) and version == 1:
        body += FURNITURE
    digest = f"{fact.article} {fact.day} {fact.twin}"
    return Read(version, facts.make_reading(url(host, fact.article), fact.day * 24, body, digest))


def read_all(chosen: Iterable[Fact], host: str, version: int = 1) -> list[Read]:
    return [read(fact, host, version) for fact in chosen]


def _unique(fact: Fact) -> tuple[int, int, int]:
    return (fact.article, fact.day, fact.twin)


_FACTS = st.builds(
    Fact,
    st.integers(0, ARTICLES - 1),
    st.integers(0, DAYS - 1),
    st.integers(0, 1),
    st.sampled_from(TEXTS),
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
    return Case(tuple(known), tuple(map(tuple, batches)), upgraded, tuple(later))


def random_facts(rng: Random, count: int, articles: int = 2) -> list[Fact]:
    """Return `count` different facts at most, in a random order."""
    drawn = [
        Fact(rng.randrange(articles), rng.randrange(DAYS), rng.randrange(2), rng.choice(TEXTS))
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
