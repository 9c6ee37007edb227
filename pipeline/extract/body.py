"""Where the article is on a page, and all paragraphs of it, furniture among them.

`trafilatura` finds the main text. What it leaves out between its paragraphs (sign-up notices,
READ MORE lines, source markers) is put back from the page in document order: taking furniture out
is the work of cleaning, which writes it into the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy

import lxml.html
import trafilatura

from pipeline.extract.blocks import Block, walk_blocks
from pipeline.page import Page
from pipeline.text import fold, words

_GRAM = 4
_PARAGRAPHS = {"p", "h2", "h3", "h4", "blockquote", "pre"}
_LINK = 0.8  # share of characters in links
_MIN_SHARE_MATCHED = 0.6


def find_body(page: Page, title: str | None) -> str:
    """Return the article's text, paragraphs separated by one blank line; empty where none is."""
    main = _main_text(page)
    if not main.strip():
        return ""
    blocks = list(walk_blocks(page.dom))
    kept = _with_gaps_filled(blocks, _matched(blocks, main))
    texts = [block.text for block in kept if not _repeats_title(block, title)]
    if _shared_words(main, texts) < _MIN_SHARE_MATCHED:
        texts = [" ".join(line.split()) for line in main.splitlines()]  # text outside the tree
    return "\n\n".join(text for text in texts if text)


def _main_text(page: Page) -> str:
    found = trafilatura.bare_extraction(
        deepcopy(page.dom),
        url=page.url,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
    )
    return str(getattr(found, "text", None) or "")


def _matched(blocks: Sequence[Block], main: str) -> list[bool]:
    """Tell for each block whether it is part of `main`, by its runs of words."""
    all_words = words(main)
    grams = set(_grams(all_words))
    lines = {" ".join(words(line)) for line in main.splitlines()}
    return [_is_part(words(block.text), grams, lines) for block in blocks]


def _is_part(block_words: list[str], grams: set[tuple[str, ...]], lines: set[str]) -> bool:
    own = _grams(block_words)
    if not own:
        return bool(block_words) and " ".join(block_words) in lines
    return sum(gram in grams for gram in own) >= 0.7 * len(own)


def _grams(tokens: list[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + _GRAM]) for i in range(len(tokens) - _GRAM + 1)]


def _with_gaps_filled(blocks: Sequence[Block], matched: Sequence[bool]) -> list[Block]:
    """Return matched blocks and those paragraphs that stand among them, in document order."""
    homes = _homes(block for block, is_in in zip(blocks, matched, strict=True) if is_in)
    return [
        block
        for block, is_in in zip(blocks, matched, strict=True)
        if _is_at_home(block, homes) or (is_in and not _is_link_elsewhere(block, homes))
    ]


def _homes(matched: Iterable[Block]) -> set[lxml.html.HtmlElement]:
    """Return the elements that directly hold a fair part of the article's paragraphs."""
    sizes: Counter[lxml.html.HtmlElement] = Counter()
    for block in matched:
        if block.element.tag in _PARAGRAPHS:
            sizes[block.element.getparent()] += len(block.text)
        elif block.element.tag in {"div", "article", "section", "main"}:
            sizes[block.element] += len(block.text)  # bare text between <br>s
    total = sum(sizes.values())
    return {home for home, size in sizes.items() if home is not None and size >= 0.2 * total}


def _is_at_home(block: Block, homes: set[lxml.html.HtmlElement]) -> bool:
    element = block.element
    if element.tag in _PARAGRAPHS:
        return element.getparent() in homes
    return element in homes


def _is_link_elsewhere(block: Block, homes: set[lxml.html.HtmlElement]) -> bool:
    """Tell whether `block` is a link in a sidebar, whose headline the article mentions as well."""
    if block.link_share < _LINK or not homes:
        return False
    return homes.isdisjoint((block.element, *block.element.iterancestors()))


def _repeats_title(block: Block, title: str | None) -> bool:
    return title is not None and fold(block.text) == fold(title)


def _shared_words(main: str, texts: Sequence[str]) -> float:
    """Return the share of the words of `main` that `texts` have too, 0..1."""
    wanted = Counter(words(main))
    have = Counter(words("\n".join(texts)))
    return sum((wanted & have).values()) / max(sum(wanted.values()), 1)
