"""Where the article is on a page, and all paragraphs of it, furniture among them.

`trafilatura` finds the main text. What it leaves out among and before its paragraphs (sign-up
notices, READ MORE lines, source markers, lists, the lede above the picture) is put back from the
page in document order: taking furniture out is the work of cleaning, which writes it into the
ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import lxml.html
import trafilatura

from pipeline.extract.blocks import Block, ends_sentence
from pipeline.extract.marks import mark_paragraphs
from pipeline.extract.reading import Reading
from pipeline.extract.script_state import read_article_body, read_state_body
from pipeline.model import Mark
from pipeline.page import Page
from pipeline.text import fold, words

_GRAM = 4
_PARAGRAPHS = {"p", "h2", "h3", "h4", "blockquote", "pre"}
_BARE = {"div", "article", "section", "main", "td"}  # hold text between <br>s
_LISTS = {"ul", "ol"}
_PICTURES = {"figure", "figcaption"}
_HOME_SHARE = 0.2
_LISTED_LINK = 0.5
_LINK = 0.8  # share of characters in links
_MIN_LIST_WORDS = 4
_MIN_SHARE_MATCHED = 0.6
_MIN_FAST = 0.25  # share of the page's prose below which a second, slower look is taken
_STATED_RATIO = 2.0  # how much longer a text for scripts must be than the visible one
_THIN_TEXT = 250  # characters
_LEDE_WORDS, _MAX_LEDE_LINK = 8, 0.5
_MAX_CAPTION, _MAX_CAPTIONED = 200, 4  # characters; children of a picture's holder
_MAX_BEFORE = 0.2  # share of the text before the headline
_BESIDE = {"nav", "footer", "aside"}
_Home = tuple[lxml.html.HtmlElement | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text (empty where the page has none), its place, and marks where it has any."""

    text: str
    place: str
    marks: tuple[Mark, ...] = ()


def known_body(blocks: Sequence[Block], place: str) -> Body | None:
    """Return the body that is made of `blocks`, known to be the article's; None without any."""
    if not blocks:
        return None
    return Body("\n\n".join(block.text for block in blocks), place, mark_paragraphs(blocks, 0))


def find_body(reading: Reading, title: str | None) -> Body:
    """Return the article's text, and what its markup says of each paragraph.

    Paragraphs are separated by one blank line. What JSON-LD gives as `articleBody`, or a script
    holds as its state, stands in where the tree has no text, or little of it.
    """
    body = _visible_body(reading, title)
    stated = read_article_body(reading.articles)
    if stated and (not body.marks or len(stated) > max(_STATED_RATIO * len(body.text), _THIN_TEXT)):
        body = Body(stated, "json-ld:articleBody")
    if len(body.text) < _THIN_TEXT:
        state = read_state_body(reading.page.dom)
        if len(state) > _STATED_RATIO * len(body.text):
            body = Body(state, "script")
    return body


def _visible_body(reading: Reading, title: str | None) -> Body:
    """Return the text that trafilatura finds, filled up; without marks where it is in no block."""
    blocks = reading.blocks
    main = _main_text(reading.page, blocks)
    if not main.strip():
        return Body("", "")
    matched = _matched(blocks, main)
    kept = _with_gaps_filled(blocks, matched)
    kept = [*_lede(blocks, matched, kept, reading.summaries), *kept]
    kept = [block for block in kept if not _repeats_title(block, title)]
    if _shared_words(main, [block.text for block in kept]) < _MIN_SHARE_MATCHED:
        lines = (" ".join(line.split()) for line in main.splitlines())
        return Body("\n\n".join(filter(None, lines)), "trafilatura")
    marks = mark_paragraphs(kept, _before_headline(blocks, kept))
    return Body("\n\n".join(block.text for block in kept), "trafilatura", marks)


def _before_headline(blocks: Sequence[Block], kept: Sequence[Block]) -> int:
    """Return how many of `kept` stand before the page's first headline.

    0 where there is none, or where it stands behind a fair part of the text: then it is no
    headline, or the page's order is not the reader's.
    """
    head = next((i for i, block in enumerate(blocks) if block.element.tag == "h1"), 0)
    places = {id(block) for block in blocks[:head]}
    before = [block for block in kept if id(block) in places]
    size = sum(len(block.text) for block in kept)
    return len(before) if sum(len(b.text) for b in before) < _MAX_BEFORE * size else 0


def _main_text(page: Page, blocks: Sequence[Block]) -> str:
    """Return what trafilatura takes for the text; a slower look where the quick one fails."""
    quick = _extract(page, fast=True)
    prose = sum(len(b.text) for b in blocks if b.link_share < 0.5 and len(b.text) > 100)
    if len(quick) >= _MIN_FAST * prose:
        return quick
    return _extract(page, fast=False)


def _extract(page: Page, *, fast: bool) -> str:
    found = trafilatura.bare_extraction(
        page.dom, url=page.url, include_comments=False, with_metadata=False, fast=fast
    )
    return str(getattr(found, "text", None) or "")


def _matched(blocks: Sequence[Block], main: str) -> list[bool]:
    """Tell for each block whether it is part of `main`: word for word, or by its runs of words."""
    lines = {_bare(line) for line in main.splitlines()}
    whole = _bare(main)
    grams: set[tuple[str, ...]] = set()
    found = []
    for block in blocks:
        bare = _bare(block.text)
        if len(bare) < 20:
            found.append(bare in lines)
            continue
        if bare in whole:
            found.append(True)
            continue
        grams = grams or set(_grams(words(main)))
        own = _grams(words(block.text))
        found.append(bool(own) and sum(gram in grams for gram in own) >= 0.7 * len(own))
    return found


def _bare(text: str) -> str:
    return "".join(text.split())


def _grams(tokens: list[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + _GRAM]) for i in range(len(tokens) - _GRAM + 1)]


def _with_gaps_filled(blocks: Sequence[Block], matched: Sequence[bool]) -> list[Block]:
    """Return matched blocks and those paragraphs that stand among them, in document order."""
    homes = _homes(block for block, is_in in zip(blocks, matched, strict=True) if is_in)
    return [
        block
        for block, is_in in zip(blocks, matched, strict=True)
        if not _is_beside(block)
        and (_home(block) in homes or (is_in and not (homes and _is_elsewhere(block))))
    ]


def _homes(matched: Iterable[Block]) -> set[_Home]:
    """Return the places that directly hold a fair part of the article's paragraphs."""
    sizes: Counter[_Home] = Counter()
    for block in matched:
        if home := _home(block):
            sizes[home] += len(block.text)
    total = sum(sizes.values())
    return {home for home, size in sizes.items() if size >= _HOME_SHARE * total}


def _home(block: Block) -> _Home | None:
    """Return the place where `block` stands: the element that holds it among its like.

    Where each paragraph has a wrapper of its own, that is the wrappers' parent and their class.
    A list stands where a paragraph in its place would; None for links that are listed.
    """
    element = block.element
    if (item := _list_item(element)) is not None:
        if block.link_share >= _LISTED_LINK or len(words(block.text)) < _MIN_LIST_WORDS:
            return None
        element = item.getparent()
    elif element.tag not in _PARAGRAPHS:
        return (
            (element.getparent(), element.tag, element.get("class"))
            if element.tag in _BARE
            else None
        )
    holder = element.getparent()
    return (holder.getparent(), holder.tag, holder.get("class"))


def _list_item(element: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    for candidate in (element, element.getparent()):
        if candidate is not None and candidate.tag == "li" and candidate.getparent().tag in _LISTS:
            return candidate
    return None


def _is_beside(block: Block) -> bool:
    """Tell whether `block` belongs to a picture, which stands beside the text.

    By the tag, or because a picture and this line are all that their holder has.
    """
    near = (block.element, *islice(block.element.iterancestors(), 3))
    if any(element.tag in _PICTURES for element in near):
        return True
    if len(block.text) > _MAX_CAPTION or ends_sentence(block.text):
        return False
    holder = block.element.getparent()
    return (
        block.element.tag in _BARE | {"p"}
        and holder is not None
        and len(holder) <= _MAX_CAPTIONED
        and holder.find(".//img") is not None
        and "".join(holder.itertext()).strip() == "".join(block.element.itertext()).strip()
    )


def _is_elsewhere(block: Block) -> bool:
    """Tell whether a block away from the paragraphs is a link, or stands in a part of the page."""
    if block.link_share >= _LINK:
        return True
    nearest = (block.element, *islice(block.element.iterancestors(), 3))
    return any(element.tag in _BESIDE for element in nearest)


def _lede(
    blocks: Sequence[Block],
    matched: Sequence[bool],
    kept: Sequence[Block],
    summaries: Sequence[str],
) -> list[Block]:
    """Return what stands between headline and text and is the page's own summary of it."""
    if True not in matched:
        return []
    first = matched.index(True)
    heads = [i for i, block in enumerate(blocks[:first]) if block.element.tag == "h1"]
    if not heads:
        return []
    wanted = {_bare(fold(text)) for text in summaries}
    return [
        block
        for block in blocks[heads[-1] + 1 : first]
        if block not in kept and _is_lede(block, wanted)
    ]


def _is_lede(block: Block, wanted: set[str]) -> bool:
    """Tell whether `block` is one of the page's own summaries, or a sentence set on its own."""
    if len(words(block.text)) < _LEDE_WORDS or block.link_share > _MAX_LEDE_LINK:
        return False
    bare = _bare(fold(block.text))
    if any(bare == text or (len(text) > 60 and (text in bare or bare in text)) for text in wanted):
        return True
    if block.element.get("itemprop") == "description":
        return True
    return block.element.tag in _PARAGRAPHS | {"div"} and ends_sentence(block.text)


def _repeats_title(block: Block, title: str | None) -> bool:
    return title is not None and fold(block.text) == fold(title)


def _shared_words(main: str, texts: Sequence[str]) -> float:
    """Return the share of the words of `main` that `texts` have too, 0..1."""
    wanted = Counter(main.split())
    have = Counter("\n".join(texts).split())
    return sum((wanted & have).values()) / max(sum(wanted.values()), 1)
