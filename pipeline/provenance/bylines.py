"""Who signs a page: the bylines that it shows, and those in its head and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.agencies import agency_in
from pipeline.jsonld import text_of
from pipeline.provenance.reading import Anchor, Reading, Scene
from pipeline.text import squeeze

_MAX_CHARACTERS = 160
_AUTHOR_METAS = ("author", "article:author", "og:article:author", "dc.creator", "parsely-author")
_BY = re.compile(
    r"^(?:(?:posted|written|published|story|text|words)\s+)?(?:by|von|por|par|di|da"
    r"|door|af|av|autor(?:a|en)?|auteur|author|автор|текст|redacción|przez)\s*:?\s+",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Byline:
    """One signature without its 'by', where it stood, and its links."""

    text: str
    place: str
    anchors: tuple[Anchor, ...]
    says_by: bool
    """It begins with 'by', or stands in the head; else only its surroundings call it a byline."""


def is_signed(reading: Reading) -> bool:
    """Tell whether a person (two words or more, no agency) signs the page."""
    return any(
        byline.says_by and " " in byline.text and agency_in(byline.text) is None
        for byline in bylines(reading)
    )


def bylines(reading: Reading) -> Iterator[Byline]:
    """Yield the signatures of the page, the shown ones first, each text once."""
    seen: set[str] = set()
    for byline in (*_shown(reading), *_declared(reading)):
        if byline.text and byline.text not in seen:
            seen.add(byline.text)
            yield byline


def _shown(reading: Reading) -> Iterator[Byline]:
    for passage in reading.edges:
        if passage.is_heading or len(passage.text) > _MAX_CHARACTERS:
            continue
        bare = _BY.sub("", passage.text)
        says_by = bare != passage.text and passage.place == "body:first"
        if says_by or (passage.scene is Scene.BYLINE):
            yield Byline(bare, passage.place, passage.anchors, says_by)


def _declared(reading: Reading) -> Iterator[Byline]:
    for content in reading.contents(*_AUTHOR_METAS):
        if "//" not in content and len(content) <= _MAX_CHARACTERS:
            yield Byline(_BY.sub("", squeeze(content)), "head:meta:author", (), True)
    for article in reading.articles:
        authors = article.get("author")
        for author in authors if isinstance(authors, list) else [authors]:
            name = text_of(author)
            if name and "//" not in name and len(name) <= _MAX_CHARACTERS:
                yield Byline(_BY.sub("", name), "json-ld:author", (), True)
