"""What a site's template is given, and the small HTML pieces that templates share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal
from zlib import crc32

BlockKind = Literal["text", "more", "links", "video", "signup"]
Css = Callable[[str], str]
"""Gives the class name that is written for the name a template uses."""

_EMPHASIS = re.compile(r"\*([^*]+)\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]+)\)")


@dataclass(frozen=True)
class Link:
    """An address with its text."""

    url: str
    text: str


@dataclass(frozen=True)
class Block:
    """One piece between headline and end of the body: a paragraph, or furniture among them."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class View:
    """All that a template knows of the page it writes; times carry the publisher's offset."""

    site_id: str
    site_name: str
    home_url: str
    url: str
    language: str
    title: str
    summary: str
    author: str
    section: str
    published_at: datetime
    modified_at: datetime
    image_url: str
    blocks: tuple[Block, ...]
    related: tuple[Link, ...]
    origin: Link | None
    marker: str
    css: Css
    link_url: Callable[[str], str]

    def paragraphs(self) -> tuple[str, ...]:
        """Return the body's paragraphs as a reader reads them, furniture left out."""
        return tuple(plain(block.text) for block in self.blocks if block.kind == "text")


def class_namer(prefix: str) -> Css:
    """Return names as they are for an empty prefix, else opaque names that begin with it."""
    if not prefix:
        return lambda name: name
    return lambda name: f"{prefix}{crc32(name.encode()):08x}"


def text(value: str) -> str:
    """Return `value` escaped for element content."""
    return escape(value, quote=False)


def attr(value: str) -> str:
    """Return `value` escaped for a double-quoted attribute."""
    return escape(value, quote=True)


def plain(value: str) -> str:
    """Return a paragraph of our format without its markup."""
    return _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", value))


def inline(value: str, link_url: Callable[[str], str]) -> str:
    """Return a paragraph of our format as HTML, its links resolved by `link_url`."""
    linked = _LINK.sub(lambda m: f'<a href="{attr(link_url(m[2]))}">{m[1]}</a>', text(value))
    return _EMPHASIS.sub(r"<em>\1</em>", linked)


def link_slugs(value: str) -> list[str]:
    """Return the slugs that a paragraph links to."""
    return [found[2] for found in _LINK.finditer(value)]


def anchor(link: Link) -> str:
    """Return a link as HTML."""
    return f'<a href="{attr(link.url)}">{text(link.text)}</a>'


def items(links: tuple[Link, ...]) -> str:
    """Return links as list items."""
    return "".join(f"<li>{anchor(link)}</li>" for link in links)


def flat_block(block: Block) -> str:
    """Return a block as scrapers leave it: bare paragraphs of text, every link lost."""
    if block.kind == "links":
        return f"<p>{'<br>'.join(text(link.text) for link in block.links)}</p>"
    tail = f" {text(block.links[0].text)}" if block.links else ""
    return f"<p>{text(plain(block.text))}{tail}</p>"
