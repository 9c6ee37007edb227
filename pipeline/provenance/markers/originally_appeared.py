"""'This article originally appeared on ...', in several languages; never about the own site."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import (
    HINTED,
    MARKED,
    NAMED,
    Marker,
    Passage,
    clean_outlet,
    foreign_links,
    is_own_name,
    passages,
)
from pipeline.text import words

_ID, _VERSION = "originally_appeared", 1
_MAX_WORDS = 60

_NOTE = re.compile(
    r"(?:(?:originally|first|previously)\s+(?:appeared|published|posted|ran|reported|aired)"
    r"|(?:appeared|was published|ran)\s+(?:originally|first)"
    r"|re-?(?:published|printed|posted)\s+(?:here\s+)?(?:with|by)\s+(?:the\s+)?(?:kind\s+)?permission"
    r"|re-?(?:published|printed|posted)\s+from"
    r"|(?:zuerst|ursprünglich|erstmals)\s+(?:(?:in|im|bei|beim|auf|von)\s+(?:(?:der|dem)\s+)?"
    r"(?P<inner>[^.]{2,60}?)\s+)?(?:erschienen|veröffentlicht)"
    r"|erschien\s+(?:zuerst|ursprünglich|erstmals)|mit\s+(?:freundlicher\s+)?genehmigung"
    r"|(?:initialement|d['’]abord|précédemment)\s+(?:été\s+)?(?:publié|paru)e?"
    r"|(?:publié|paru)e?\s+(?:initialement|d['’]abord|à l['’]origine|pour la première fois)"
    r"|(?:publicado|publicada|apareció|publicó)\s+(?:originalmente|originariamente|por primera vez)"
    r"|originalmente\s+(?:publicad[oa]|apareció)"
    r"|originariamente\s+(?:pubblicato|apparso)|pubblicato\s+originariamente"
    r"|впервые\s+опубликован\w*)"
    r"(?:\s+(?:on|in|at|by|of|von|vom|auf|bei|im|der|des|dans|sur|par|de|du|en|por|su|da|в|на)\b)?"
    r"(?:\s+(?:the website of|the site of))?\s*(?P<name>.*)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:\d|\w{3,9}\.?\s+\d)")  # when, not where
_ABOUT_ITSELF = re.compile(
    r"\b(?:article|story|post|piece|column|report|essay|content|interview|version|artikel|beitrag"
    r"|text|interview|article|texte|tribune|artículo|texto|entrevista|articolo|статья|материал)\b"
    r"|^\W*(?:originally|first|re-?published|reprinted|zuerst|ursprünglich|mit|publicado|initialement)",
    re.IGNORECASE,
)  # fmt: skip


def find_notes(page: Page) -> Iterator[Evidence]:
    """Yield the notes at the top or the end of an article that speak about the article itself."""
    for passage in passages(page):
        if passage.place == "body" or len(words(passage.text)) > _MAX_WORDS:
            continue
        found = _NOTE.search(passage.text)
        if (
            found
            and not _DATE.match(found["name"])
            and _ABOUT_ITSELF.search(passage.text[: found.start() + 12])
        ):
            evidence = _evidence(page, passage, found["inner"] or found["name"])
            if evidence is not None:
                yield evidence


def _evidence(page: Page, passage: Passage, rest: str) -> Evidence | None:
    links = foreign_links(page, passage.links)
    name = clean_outlet(rest)
    if (passage.links and not links) or (name and not links and is_own_name(page, name)):
        return None
    url = next((link for link in links if urlsplit(link).path.strip("/")), None)
    if links and not name:
        name = urlsplit(links[0]).hostname
    strength = MARKED if url else NAMED if name else HINTED
    return Evidence(_ID, _VERSION, passage.text, url, name, passage.place, strength)


MARKER = Marker(_ID, _VERSION, find_notes)
