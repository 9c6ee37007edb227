"""Which articles are one story: components over copies and links, excerpts hung on one parent."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from pipeline.dedupe.ties import Link, links_of
from pipeline.model import CopyEdge, CopyKind, StoryInput

HELD, HELD_IN_ORDER = 0.6, 0.7
"""From either (containment, lcs) on the shorter text stands in the longer one as a whole."""

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """The articles of one story.

    `core` are whole copies of each other, `excerpts` hold a part of the core (or are copies of
    such a part). `links` says for each article that names its original which one that is,
    `edges` are all measured relations within the group.
    """

    core: tuple[StoryInput, ...]
    excerpts: tuple[StoryInput, ...]
    links: Mapping[UUID, Link]
    edges: tuple[CopyEdge, ...]

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


def group_articles(articles: Sequence[StoryInput], edges: Iterable[CopyEdge]) -> Iterator[Group]:
    """Yield the stories among `articles`; edges with an end elsewhere are left out."""
    by_id = {article.article_id: article for article in articles}
    inner = sorted(
        {(e.a, e.b): e for e in edges if e.a in by_id and e.b in by_id and e.a != e.b}.values(),
        key=lambda e: (e.a, e.b),
    )
    links = _chosen_links(by_id, inner)
    units = _units(by_id, inner, links)
    parents = _parents(by_id, units, inner)
    for root in sorted({parents.get(key, key) for key in units.values()}):
        core = tuple(by_id[i] for i in sorted(units) if units[i] == root)
        hung = tuple(by_id[i] for i in sorted(units) if parents.get(units[i]) == root)
        ids = {article.article_id for article in core + hung}
        yield Group(
            core=core,
            excerpts=hung,
            links={i: links[i] for i in sorted(ids & links.keys())},
            edges=tuple(e for e in inner if e.a in ids and e.b in ids),
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
    by_id: Mapping[UUID, StoryInput], edges: Iterable[CopyEdge], links: Mapping[UUID, Link]
) -> dict[UUID, UUID]:
    """Return for each article its component over copy edges and links, named by its least key."""
    sets: DisjointSets[UUID] = DisjointSets()
    for edge in edges:
        if edge.measures.kind is CopyKind.COPY:
            sets.join(edge.a, edge.b)
    for key, link in links.items():
        sets.join(key, link.target)
    names: dict[UUID, UUID] = {}
    for key in sorted(by_id):
        names.setdefault(sets.find(key), key)
    return {key: names[sets.find(key)] for key in by_id}


def _parents(
    by_id: Mapping[UUID, StoryInput], units: Mapping[UUID, UUID], edges: Iterable[CopyEdge]
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
    between = _between_units(units, edges)
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
    return {
        child: min(free)[2]
        for child, all_offers in offers.items()
        if (free := [offer for offer in all_offers if offer[2] not in offers])
    }


def _between_units(
    units: Mapping[UUID, UUID], edges: Iterable[CopyEdge]
) -> dict[frozenset[UUID], list[CopyEdge]]:
    found: dict[frozenset[UUID], list[CopyEdge]] = {}
    for edge in edges:
        pair = frozenset((units[edge.a], units[edge.b]))
        if len(pair) > 1:
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
