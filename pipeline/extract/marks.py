"""What the markup around each paragraph of a body says, for cleaning to read.

Only what is the paragraph's own counts: an element, or a class, under which a fair part of the
whole text stands says something of the story and not of a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import lxml.html

from pipeline.extract.blocks import Block
from pipeline.model import Mark

_STORY_SHARE = 0.3
_MAX_HOLDERS = 8
_LISTS = {"ul", "ol", "dl"}
_ATTRIBUTES = ("class", "id", "role", "itemprop", "data-testid", "data-component", "aria-label")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAP = re.compile(r"[^a-z0-9]+")
_PICTURES = {"img", "picture", "video", "amp-img"}
_MAX_CAPTION = 400  # characters
_MAX_LABEL = 60  # characters: longer ones are texts

_Kind = tuple[str, str]


def mark_paragraphs(blocks: Sequence[Block], before_headline: int) -> tuple[Mark, ...]:
    """Return a mark for each of `blocks`, whose texts a blank line apart are the body.

    The first `before_headline` of them stand before the headline.
    """
    story = _Story(blocks)
    listed = _listed_links(blocks)
    marks, start = [], 0
    for place, block in enumerate(blocks):
        holders = list(story.own_holders(block.element))
        labels = (label for holder in holders for label in _labels(holder))
        end = start + len(block.text)
        marks.append(
            Mark(
                start,
                end,
                tags=tuple(str(holder.tag) for holder in holders),
                labels=tuple(dict.fromkeys(labels)),
                link_share=round(block.link_share, 3),
                list_link_share=round(listed.get(_list_of(block.element), 0.0), 3),
                has_picture=_has_picture(block),
                is_before_headline=place < before_headline,
            )
        )
        start = end + 2
    return tuple(marks)


class _Story:
    """Knows the elements, and the kinds of element, under which a fair part of the text stands."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        elements: Counter[lxml.html.HtmlElement] = Counter()
        kinds: Counter[_Kind] = Counter()
        for block in blocks:
            around = list(_around(block.element))
            elements.update(dict.fromkeys(around, len(block.text)))
            kinds.update(dict.fromkeys(map(_kind, around), len(block.text)))
        enough = _STORY_SHARE * sum(len(block.text) for block in blocks)
        self._elements = {element for element, size in elements.items() if size >= enough}
        self._kinds = {kind for kind, size in kinds.items() if size >= enough}

    def own_holders(self, element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
        """Yield `element` and what holds it within the story, without what the story is made of."""
        for holder in _around(element):
            if holder in self._elements:
                return
            if _kind(holder) not in self._kinds:
                yield holder


def _around(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), _MAX_HOLDERS)


def _kind(element: lxml.html.HtmlElement) -> _Kind:
    return element.tag, element.get("class") or element.get("id") or ""


def _list_of(element: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    for holder in islice(_around(element), 3):
        if holder.tag in _LISTS:
            return holder
    return None


def _listed_links(blocks: Sequence[Block]) -> dict[lxml.html.HtmlElement | None, float]:
    """Return the share of link text in each list of which `blocks` has two items or more."""
    items: dict[lxml.html.HtmlElement, list[Block]] = {}
    for block in blocks:
        if (holder := _list_of(block.element)) is not None:
            items.setdefault(holder, []).append(block)
    return {
        holder: sum(b.link_share * len(b.text) for b in own) / sum(len(b.text) for b in own)
        for holder, own in items.items()
        if len(own) > 1
    }


def _has_picture(block: Block) -> bool:
    """Tell whether `block` stands behind a picture in a holder without any other text."""
    if len(block.text) > _MAX_CAPTION:
        return False
    size = len("".join(block.text.split()))
    for holder in islice(_around(block.element), 3):
        if len("".join("".join(holder.itertext()).split())) > size:
            return False
        if _opens_with_picture(holder):
            return True
    return False


def _opens_with_picture(holder: lxml.html.HtmlElement) -> bool:
    for element in holder.iter():
        if element.tag in _PICTURES:
            return True
        if (element.text or "").strip() or (len(element) == 0 and (element.tail or "").strip()):
            return False
    return False


def _labels(element: lxml.html.HtmlElement) -> Iterator[str]:
    for name in _ATTRIBUTES:
        if value := element.get(name):
            yield from _normal(value)


@lru_cache(maxsize=4096)
def _normal(value: str) -> tuple[str, ...]:
    """Return the single names in `value` as words joined by '-': 'imageCaption' is two."""
    found = (_GAP.sub("-", _HUMP.sub("-", name).lower()).strip("-") for name in value.split())
    return tuple(name for name in found if 0 < len(name) <= _MAX_LABEL)
