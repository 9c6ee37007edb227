"""From pairs to figures: what was found, what should have been, and what should not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bench.copies.texts import Text

Pairs = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs that were right, wrong and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 1.0


def by_kind(texts: Sequence[Text], found: Pairs) -> dict[str, Score]:
    """Return the score of each kind, over the originals together with that kind's texts."""
    by_id = {text.id: text for text in texts}
    kinds = dict.fromkeys(text.kind for text in texts if text.kind != "original")
    inside: dict[str, set[tuple[str, str]]] = {kind: set() for kind in kinds}
    for a, b in found:
        involved = {by_id[a].kind, by_id[b].kind} - {"original"}
        for kind in kinds if not involved else involved if len(involved) == 1 else ():
            inside[kind].add((a, b))
    return {kind: _score(by_id, kind, inside[kind]) for kind in kinds}


def accepted_within(texts: Sequence[Text], found: Pairs) -> dict[str, tuple[int, int]]:
    """Return for each family of templates how many of its pairs were accepted, of how many."""
    kind_of = {text.id: text.kind for text in texts}
    sizes: dict[str, int] = {}
    for text in texts:
        sizes[text.kind] = sizes.get(text.kind, 0) + 1
    wrong = dict.fromkeys(sizes, 0)
    for a, b in found:
        if kind_of[a] == kind_of[b]:
            wrong[kind_of[a]] += 1
    return {kind: (wrong[kind], n * (n - 1) // 2) for kind, n in sizes.items()}


def between_families(texts: Sequence[Text], found: Pairs) -> int:
    """Return how many pairs of texts of two families were accepted."""
    kind_of = {text.id: text.kind for text in texts}
    return sum(kind_of[a] != kind_of[b] for a, b in found)


def mixed_stories(texts: Sequence[Text], story_of: Mapping[str, str]) -> tuple[int, int]:
    """Return how many stories hold originals that are not of one origin, and how many there are."""
    originals: dict[str, set[str]] = {}
    for text in texts:
        if text.kind == "original" and text.id in story_of:
            originals.setdefault(story_of[text.id], set()).add(text.id)
    return sum(len(found) > 1 for found in originals.values()), len(originals)


def _score(by_id: Mapping[str, Text], kind: str, found: set[tuple[str, str]]) -> Score:
    wanted = {
        (min(pair), max(pair))
        for text in by_id.values()
        if text.kind == kind
        for pair in ((text.id, origin) for origin in text.origins)
        if pair[1] in by_id
    }
    right = len(wanted & found)
    loose = {pair for pair in found - wanted if _share_an_origin(by_id, pair)}
    return Score(right, len(found) - right - len(loose), len(wanted) - right)


def _share_an_origin(by_id: Mapping[str, Text], pair: tuple[str, str]) -> bool:
    first, second = ({*by_id[key].origins, key} for key in pair)
    return bool(first & second)
