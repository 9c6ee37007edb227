"""Which articles are one story: components over copies and links, excerpts hung on one parent."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from pipeline.dedupe.ties import Link, links_of
from pipeline.model import CopyEdge, CopyKind, StoryDecision, StoryInput

HELD, HELD_IN_ORDER = 0.6, 0.7
"""From either (containment, lcs) on the shorter text stands in the longer one as a whole."""

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """The articles of one story.

    `core` are whole copies of each other, `excerpts` hold a part of the core (or are copies of
    such a part). `links` says for each article that names its original which one that is,
    `edges` are all measured relations within the group, `decisions` those about its articles.
    """

    core: tuple[StoryInput, ...]
    excerpts: tuple[StoryInput, ...]
    links: Mapping[UUID, Link]
    edges: tuple[CopyEdge, ...]
    decisions: tuple[StoryDecision, ...] = ()

    @property
    def articles(self) -> tuple[StoryInput, ...]:
        """All articles of the story, by key."""
        return tuple(sorted(self.core + self.excerpts, key=lambda a: a.article_id))


class DisjointSets(Generic[T]):
    """Sets that only ever merge; which ones end up together does not depend on the order."""

    def __init__(self) -> None:
        self._parent: dict[T, T] = {}

    def find(self, item: T) -> T:
        """Return the representative of the set of `item`, which is added where it is new."""
        root = item
        while (above := self._parent.setdefault(root, root)) != root:
            root = above
        while (above := self._parent[item]) != root:
            self._parent[item], item = root, above
        return root

    def join(self, a: T, b: T) -> None:
        """Make one set of those of `a` and `b`."""
        self._parent[self.find(a)] = self.find(b)


def group_articles(
    articles: Sequence[StoryInput],
    edges: Iterable[CopyEdge],
    decisions: Iterable[StoryDecision] = (),
) -> Iterator[Group]:
    """Yield the stories among `articles`; edges with an end elsewhere are left out."""
    by_id = {article.article_id: article for article in articles}
    inner = sorted(
        {(e.a, e.b): e for e in edges if e.a in by_id and e.b in by_id and e.a != e.b}.values(),
        key=lambda e: (e.a, e.b),
    )
    known = sorted(d for d in decisions if d.a in by_id and d.b in by_id)
    apart = frozenset(frozenset((d.a, d.b)) for d in known if not d.is_one)
    links = {
        key: link
        for key, link in _chosen_links(by_id, inner).items()
        if frozenset((key, link.target)) not in apart
    }
    units = _units(by_id, inner, links, known)
    parents = _parents(by_id, units, inner, apart)
    for root in sorted({parents.get(key, key) for key in units.values()}):
        core = tuple(by_id[i] for i in sorted(units) if units[i] == root)
        hung = tuple(by_id[i] for i in sorted(units) if parents.get(units[i]) == root)
        ids = {article.article_id for article in core + hung}
        yield Group(
            core=core,
            excerpts=hung,
            links={i: links[i] for i in sorted(ids & links.keys())},
            edges=tuple(e for e in inner if e.a in ids and e.b in ids),
            decisions=tuple(d for d in known if d.a in ids or d.b in ids),
        )


def _chosen_links(by_id: Mapping[UUID, StoryInput], edges: Iterable[CopyEdge]) -> dict[UUID, Link]:
    """Return the one original that each article names.

    Where a page names several, texts that were measured to be alike come first, then pages that
    we have, then the stronger word: a page that mixes two sources must not make them one story.
    """
    measured = {frozenset((e.a, e.b)) for e in edges}
    chosen = {}
    for key, article in by_id.items():
        ranked = sorted(
            links_of(article),
            key=lambda link: (
                frozenset((key, link.target)) not in measured,
                link.target not in by_id,
                -link.strength,
                link.url,
            ),
        )
        if ranked:
            chosen[key] = ranked[0]
    return chosen


def _units(
    by_id: Mapping[UUID, StoryInput],
    edges: Iterable[CopyEdge],
    links: Mapping[UUID, Link],
    decisions: Sequence[StoryDecision],
) -> dict[UUID, UUID]:
    """Return for each article its component over copy edges and links, named by its least key.

    What is decided to be one comes first, then links, then copies, the surest first: where two
    articles are decided to be apart, the weakest ties between them give way.
    """
    copies = [edge for edge in edges if edge.measures.kind is CopyKind.COPY]
    ties = [(d.a, d.b) for d in decisions if d.is_one]
    ties += sorted((key, link.target) for key, link in links.items())
    ties += [(e.a, e.b) for e in sorted(copies, key=lambda e: (-e.measures.score, e.a, e.b))]
    sets: DisjointSets[UUID] = DisjointSets()
    apart = [(d.a, d.b) for d in decisions if not d.is_one]
    for a, b in ties:
        if not any({sets.find(a), sets.find(b)} == {sets.find(x), sets.find(y)} for x, y in apart):
            sets.join(a, b)
    names: dict[UUID, UUID] = {}
    for key in sorted(by_id):
        names.setdefault(sets.find(key), key)
    return {key: names[sets.find(key)] for key in by_id}


def _parents(
    by_id: Mapping[UUID, StoryInput],
    units: Mapping[UUID, UUID],
    edges: Iterable[CopyEdge],
    apart: Collection[frozenset[UUID]],
) -> dict[UUID, UUID]:
    """Return for each unit that is an excerpt the unit it hangs on.

    The unit whose longest text is shorter hangs on the other, on the one it is most alike. Only
    units that hang nowhere can be hung on: an excerpt of an excerpt, with no measured relation to
    the whole, is no part of the whole's story. Where two only overlap, a unit that overlaps with
    others too that have nothing in common was mixed of them: nothing hangs on it.
    """
    size: dict[UUID, tuple[int, UUID]] = {}
    for key, unit in units.items():
        size[unit] = max(size.get(unit, (0, unit)), (by_id[key].word_count, unit))
    foreign = {frozenset(map(units.__getitem__, pair)) for pair in apart}
    between = _between_units(units, edges, foreign)
    overlaps = {pair for pair, found in between.items() if all(map(_is_overlap, found))}
    mixed = _mixed(between, overlaps)
    offers: dict[UUID, list[tuple[float, int, UUID]]] = {}
    for pair, found in between.items():
        child, parent = sorted(pair, key=size.__getitem__)
        if pair in overlaps and parent in mixed:
            child, parent = parent, child
        if pair in overlaps and parent in mixed:
            continue
        best = min((-e.measures.score, -e.measures.shared) for e in found)
        offers.setdefault(child, []).append((*best, parent))
    return _hung(offers, foreign)


def _hung(
    offers: Mapping[UUID, Sequence[tuple[float, int, UUID]]], foreign: Collection[frozenset[UUID]]
) -> dict[UUID, UUID]:
    """Return the best offer of each child; of two that are apart one hangs on a parent."""
    parents: dict[UUID, UUID] = {}
    for child in sorted(offers):
        for _, _, parent in sorted(offers[child]):
            hung = [other for other, taken in parents.items() if taken == parent] if foreign else ()
            if parent not in offers and not any(frozenset((child, o)) in foreign for o in hung):
                parents[child] = parent
                break
    return parents


def _between_units(
    units: Mapping[UUID, UUID], edges: Iterable[CopyEdge], foreign: Collection[frozenset[UUID]]
) -> dict[frozenset[UUID], list[CopyEdge]]:
    found: dict[frozenset[UUID], list[CopyEdge]] = {}
    for edge in edges:
        pair = frozenset((units[edge.a], units[edge.b]))
        if len(pair) > 1 and pair not in foreign:
            found.setdefault(pair, []).append(edge)
    return found


def _is_overlap(edge: CopyEdge) -> bool:
    """Tell whether neither text holds the other: they share a part of both."""
    return edge.measures.containment < HELD and edge.measures.lcs < HELD_IN_ORDER


def _mixed(
    between: Mapping[frozenset[UUID], object], overlaps: Iterable[frozenset[UUID]]
) -> set[UUID]:
    """Return the units that overlap with one unit and are tied to another it has no tie with."""
    tied: dict[UUID, set[UUID]] = {}
    for a, b in map(sorted, between):
        tied.setdefault(a, set()).add(b)
        tied.setdefault(b, set()).add(a)
    return {
        unit
        for pair in overlaps
        for unit, other in itertools.permutations(pair)
        if tied[unit] - tied[other] - {other}
    }
