"""`Source: Read Full Article` and its kin in other languages, with or without a link."""

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
from pipeline.text import fold, words
from pipeline.urls import host_of_url

_ID, _VERSION = "source_read_full_article", 1
_MAX_WORDS = 14

_SOURCE = (
    r"(?:sources?|quelle|fuente|fonte|bron|kilde|källa|lähde|źródło|zdroj|forrás|sursa|kaynak"
    r"|источник|джерело|πηγή|来源|來源|出典|출처)"
)
_READ_FULL = (
    r"(?:read (?:the )?(?:full|original|whole|entire) (?:article|story|post|report)"
    r"|full article|full story|original (?:article|source|link)"
    r"|(?:den )?(?:ganzen|vollständigen|kompletten) artikel lesen|zum original(?:artikel)?"
    r"|lire l'article complet|lire l'article original|article original"
    r"|leer (?:el )?artículo (?:completo|original)|artículo original|leggi l'articolo completo"
    r"|читать (?:полностью|оригинал))"
)
_FULL = re.compile(
    rf"^(?:{_SOURCE}\s*[:：]?\s*)?{_READ_FULL}(?:\s+(?:here|on|at|auf|bei|sur|en)\b.*)?$"
)
_LINK_WORD = re.compile(rf"^(?:via\s+)?{_SOURCE}\s+link$")
_NAMED = re.compile(rf"^(?:via\s+)?{_SOURCE}\s*[:：]\s*(?P<name>\S.*)$", re.IGNORECASE)
_ALONE = re.compile(rf"^{_SOURCE}\s*[:：]?$")
_ADDRESS = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?$", re.IGNORECASE)


def find_source_markers(page: Page) -> Iterator[Evidence]:
    """Yield the short source lines at the end of the article, with the address they lead to."""
    for passage in passages(page):
        if passage.place != "body:last" or len(words(passage.text)) > _MAX_WORDS:
            continue
        evidence = _read(page, passage)
        if evidence is not None:
            yield evidence


def _read(page: Page, passage: Passage) -> Evidence | None:
    folded = fold(passage.text)
    links = foreign_links(page, passage.links)
    if passage.links and not links:
        return None  # "Source: our own report", linked
    if _FULL.match(folded) or _LINK_WORD.match(folded):
        return _evidence(passage, links, None, HINTED)
    if _ALONE.match(folded):
        return _evidence(passage, links, None, HINTED) if links else None
    named = _NAMED.match(passage.text)
    if not named:
        return None
    name = named["name"].strip()
    if _ADDRESS.match(name):
        links = links or foreign_links(page, [name if "://" in name else f"https://{name}"])
        return _evidence(passage, links, host_of_url(links[0]), MARKED) if links else None
    outlet = clean_outlet(name)
    if not links and (outlet is None or is_own_name(page, outlet)):
        return None
    return _evidence(passage, links, outlet, NAMED)


def _evidence(passage: Passage, links: list[str], name: str | None, alone: float) -> Evidence:
    """Return the evidence; a link to a site's home names the outlet and not the article."""
    url = next((link for link in links if urlsplit(link).path.strip("/")), None)
    if links and url is None:
        name, alone = name or host_of_url(links[0]), NAMED
    strength = MARKED if url else alone
    return Evidence(_ID, _VERSION, passage.text, url, name, passage.place, strength)


MARKER = Marker(_ID, _VERSION, find_source_markers)
