"""Visible bylines: who wrote it, as readers see it near the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import lxml.html

from pipeline.extract.blocks import Block
from pipeline.extract.dates import read_written_date
from pipeline.text import squeeze

_LABELLED = re.compile(
    r"author|byline|autor(?!i[sz])|auteur|autore|(?:^|[-_ ])(?:writers?|redakteur(?:in)?|yazar"
    r"|forfatter|journalist|username|posted-?by|written-?by)(?:$|[-_ ])",
    re.I,
)
_ELSEWHERE = re.compile(
    r"comment|sidebar|related|teaser|(?<!elementor-)widget|-bio|bio-|author-?box|about-?author"
    r"|popular|recent|recommend|carousel|slider|newsletter|authority",
    re.I,
)
_SPOKEN = re.compile(
    r"^(?i:by|von|par|por|di|door|av|af|od|автор|от|text|texte|texto|testo|tekst|autor(?:in|en)?"
    r"|author|auteur|autore|written by|words by|geschrieben von|ein (?:artikel|beitrag|text) von)"
    r"(?:\s*:\s*|\s+)(?P<names>[^\W\d_a-zß-öø-ÿа-я].{2,80})$",
)
_SIGNED = re.compile(
    r"^(?i:authors?|autor(?:in|en|innen|es|as|e|a|i)?|auteure?s?|autore|texte?|texto|testo|tekst|yazar"
    r"|автор[иы]?|written by|words by|written and reported by|ein (?:artikel|beitrag|text) von)"
    r"(?:\s*:\s*|\s+)(?P<names>[^\W\d_a-zß-öø-ÿа-я][^.!?:]{2,80})$"
)
_BOX = re.compile(
    r"(?:^|[-_ ])author-?_?(?:bio|box|card|info|profile)(?:$|[-_ ])|about-?_?(?:the-)?author", re.I
)
_PARTS = re.compile(r"\s+[|·•/–—-]\s+|\s*[|·•]\s*")
_PARTICLES = {
    "von", "van", "de", "la", "del", "der", "den", "da", "di", "du", "dos", "das", "ter", "bin",
    "al", "el", "zu", "zur", "und", "and", "y", "e", "et", "le", "ibn", "ben", "af", "av",
}  # fmt: skip
_NO_NAMES = re.compile(
    r"^(?:by|von|par|por|authors?|autor\w*|share|teilen|follow|folgen|kommentare?|comments?|mehr|more"
    r"|edit|drucken|print|e-?mail|facebook|twitter|updated?|published|veröffentlicht|posted|datum"
    r"|foto|photo|bild|quelle|source|home|news|menu|startseite|kontakt|gast|guest|min|agenturen"
    r"|agenc(?:y|ies))\b",
    re.I,
)
_BEHIND, _BEFORE_TEXT, _MAX_HEADS = 10, 6, 3  # blocks
_LONG = 200  # characters
_MAX_WORDS = 5
_MAX_TEXT = 160


def labelled_bylines(dom: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the texts of elements whose class calls them the author's, before the comments."""
    for element in dom.xpath("//body//*[@class or @id or @data-testid]"):
        label = " ".join(element.get(name) or "" for name in ("class", "id", "data-testid"))
        if not _LABELLED.search(label) or _is_elsewhere(element):
            continue
        parts = [squeeze(text) for text in element.itertext()]
        text = ", ".join(part.strip(" ,;|·•") for part in parts if part.strip(" ,;|·•"))
        if 0 < len(text) <= _MAX_TEXT:
            yield text


def lines_near_headline(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks around each of the first headlines and before the first long paragraph."""
    heads = [i for i, block in enumerate(blocks) if block.element.tag == "h1"][:_MAX_HEADS]
    long = (i for i, block in enumerate(blocks) if len(block.text) > _LONG and not block.link_share)
    wanted: dict[int, None] = {}
    for head in heads:
        wanted |= dict.fromkeys(range(head, head + _BEHIND)) | dict.fromkeys(range(head - 3, head))
    if (first := next(long, None)) is not None:
        wanted |= dict.fromkeys(range(first - _BEFORE_TEXT, first + 1))
    return [blocks[i] for i in wanted if 0 <= i < len(blocks)]


def spoken_bylines(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield what follows 'by', 'von', 'Text:' and the like in the short lines near the headline."""
    for block in lines_near_headline(blocks):
        if len(block.text) > _MAX_TEXT:
            continue
        for line in block.text.splitlines():
            for part in re.split(r"\s*[|·•/]\s*", line):
                if found := _SPOKEN.match(part.strip()):
                    yield re.sub(r",?\s+\d.*$", "", found["names"])


def dated_bylines(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the one name in the lines near the headline that hold a name and a date."""
    for block in lines_near_headline(blocks):
        if len(block.text) > _MAX_TEXT:
            continue
        for line in block.text.splitlines():
            parts = [part.strip() for part in _PARTS.split(line)]
            names = [part for part in parts if " " in part and is_name(part)]
            if len(names) == 1 and any(read_written_date(part) for part in parts):
                yield names[0]


def signed_bylines(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield what stands behind 'Author:', 'Autoren' and the like in a line of its own, anywhere."""
    for block in blocks:
        if len(block.text) > _MAX_TEXT or _is_elsewhere(block.element):
            continue
        if (found := _SIGNED.match(block.text)) and " " in found["names"]:
            yield found["names"]


def author_boxes(dom: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the name over the first box about the author."""
    for box in dom.xpath("//body//*[@class or @id]"):
        if _BOX.search(f"{box.get('class', '')} {box.get('id', '')}"):
            for named in box.iter("h2", "h3", "h4", "h5", "a", "strong"):
                if text := squeeze(named.text_content()):
                    yield text
                    return


def is_name(text: str) -> bool:
    """Tell whether `text` looks like a person's name: a few capitalised words."""
    tokens = text.split()
    if not 0 < len(tokens) <= _MAX_WORDS or _NO_NAMES.match(text):
        return False
    return all(token in _PARTICLES or _is_capital(token) for token in tokens) and not text.isupper()


def is_pen_name(text: str) -> bool:
    """Tell whether `text` could be what one calls oneself on a blog: one word of letters."""
    return text.isalpha() and len(text) > 2 and not _NO_NAMES.match(text)


def _is_capital(token: str) -> bool:
    first = token.lstrip("\"'„“(")[:1]
    return first.isalpha() and not first.islower()


def _is_elsewhere(element: lxml.html.HtmlElement) -> bool:
    ancestors = (element, *islice(element.iterancestors(), 8))
    is_inside = any(ancestor.tag == "article" for ancestor in ancestors)
    for ancestor in ancestors:
        if ancestor.tag in {"aside", "nav"} or (ancestor.tag == "footer" and not is_inside):
            return True
        if ancestor.tag != "body" and _ELSEWHERE.search(
            f"{ancestor.get('class', '')} {ancestor.get('id', '')}"
        ):
            return True
    return False
