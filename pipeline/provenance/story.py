"""Which passages of a page are its story, and where in it each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.provenance.reading import Passage

_PROSE_BYTES = 70  # about twelve English words, or twenty-four Chinese characters
_PROSE_LINK_SHARE = 0.5
_STORY_SHARE = 0.6  # of the page's prose, that an <article> must hold to be the story
_TEASER_SHARE = 0.2  # of the page's prose, below which an <article> is a card for another story
_BEFORE, _BEHIND = 14, 10  # passages before the first and behind the last prose, still the story's
_FIRST, _LAST = 2, 3  # paragraphs of prose that count as its beginning and its end


def place_passages(passages: Sequence[Passage], parents: Mapping[int, int]) -> None:
    """Set the `place` of each passage.

    The story is the prose of the deepest `<article>` or `<main>` that holds most of the page's,
    or all prose where none does, with the short lines before and behind it. `parents` gives the
    container around each container.
    """
    prose = [number for number, passage in enumerate(passages) if _is_prose(passage)]
    holders = _story_containers(passages, prose, parents)
    story = [number for number in prose if passages[number].container in holders]
    story = story or prose or list(range(len(passages)))
    if not story:
        return
    first, last = story[min(_FIRST, len(story)) - 1], story[-_LAST:][0]
    for number, passage in enumerate(passages):
        if story[0] - _BEFORE <= number <= story[-1] + _BEHIND:
            passage.place = _place(number, first, last)
            passage.is_behind_story = number >= story[-1]


def _place(number: int, first: int, last: int) -> str:
    if number <= first:
        return "body:first"
    return "body:last" if number >= last else "body"


def _is_prose(passage: Passage) -> bool:
    if passage.is_furniture or passage.is_heading:
        return False
    linked = sum(len(anchor.text) for anchor in passage.anchors)
    size = len(passage.text.encode())
    return size >= _PROSE_BYTES and linked <= len(passage.text) * _PROSE_LINK_SHARE


def _story_containers(
    passages: Sequence[Passage], prose: Sequence[int], parents: Mapping[int, int]
) -> set[int]:
    """Return the container that holds most of the prose and those inside it, teasers left out."""
    sizes: Counter[int] = Counter()
    for number in prose:
        for container in _around(passages[number].container, parents):
            sizes[container] += len(passages[number].text)
    enough = [c for c, size in sizes.items() if size >= sizes[0] * _STORY_SHARE]
    chosen = max(enough, default=0)  # numbers rise inwards, so the largest is the deepest
    teasers = {c for c, size in sizes.items() if size < sizes[0] * _TEASER_SHARE}
    return {c for c in sizes if c not in teasers and chosen in _around(c, parents)}


def _around(container: int, parents: Mapping[int, int]) -> list[int]:
    """Return `container` and those around it, 0 for the whole page last."""
    found = [container]
    while found[-1]:
        found.append(parents[found[-1]])
    return found
