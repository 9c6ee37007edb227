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

import lxml.etree
import lxml.html

from pipeline.extract.blocks import Block
from pipeline.model import Mark
from pipeline.text import fold

_STORY_SHARE = 0.3
_MAX_HOLDERS = 8
_LISTS = {"ul", "ol", "dl"}
_ATTRIBUTES = ("class", "id", "role", "itemprop", "data-testid", "data-component", "aria-label")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAP = re.compile(r"[^a-z0-9]+")
_PICTURES = {"img", "picture", "video", "amp-img"}
_SCRIPTS = {"script", "style", "noscript", "template", "svg", "button", lxml.etree.Comment}
_MIN_CAPTION, _MAX_CAPTION, _MAX_CREDIT = 25, 400, 60  # characters
_MAX_LABEL = 60  # characters: longer ones are texts

_Kind = tuple[str, str]


def mark_paragraphs(blocks: Sequence[Block], before_headline: int) -> tuple[Mark, ...]:
    """Return a mark for each of `blocks`, whose texts a blank line apart are the body.

    The first `before_headline` of them stand before the headline.
    """
    story = _Story(blocks)
    listed = _listed_links(blocks)
    picture_texts = _picture_texts(blocks[0].element.getroottree().getroot()) if blocks else set()
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
                has_picture=_has_picture(block, picture_texts),
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


def _picture_texts(dom: lxml.html.HtmlElement) -> set[str]:
    """Return the alternative texts of the page's pictures, each without its spaces and case."""
    texts = {
        text
        for picture in dom.iter("img", "amp-img")
        for name in ("alt", "title", "data-caption")
        if len(text := picture.get(name) or "") >= _MIN_CAPTION
    }
    return {_bare(text) for text in texts}


def _has_picture(block: Block, picture_texts: set[str]) -> bool:
    """Tell whether `block` is alone with a picture before it, or is a picture's text."""
    if len(block.text) > _MAX_CAPTION:
        return False
    bare = _bare(block.text)
    if bare in picture_texts or any(
        bare.startswith(text) and len(bare) - len(text) <= _MAX_CREDIT for text in picture_texts
    ):
        return True
    for holder in islice(_around(block.element), 3):
        if _visible_size(holder, len(bare)) > len(bare):
            return False
        if _opens_with_picture(holder):
            return True
    return False


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _visible_size(holder: lxml.html.HtmlElement, enough: int) -> int:
    """Return how many characters `holder` shows, or a number above `enough`."""
    size = 0
    for element in holder.iter():
        if element.tag in _SCRIPTS:
            continue
        size += len("".join((element.text or "").split()))
        if element is not holder:
            size += len("".join((element.tail or "").split()))
        if size > enough:
            break
    return size


def _opens_with_picture(holder: lxml.html.HtmlElement) -> bool:
    for element in holder.iter():
        if element.tag in _PICTURES:
            return True
        if element.tag in _SCRIPTS:
            continue
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
