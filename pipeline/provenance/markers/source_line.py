"""`Source: Name` and the same label in many languages, linked or not; a chart's source is none."""

import re
from collections.abc import Iterator

from pipeline.agencies import agency_in
from pipeline.model import Evidence
from pipeline.provenance.addresses import is_reference, is_social
from pipeline.provenance.bylines import is_signed
from pipeline.provenance.marker import NAMED, WEAK, Marker
from pipeline.provenance.notes import strength_of
from pipeline.provenance.outlets import (
    article_among,
    clean_outlet,
    is_agency_page,
    is_own_name,
    looks_like_outlet,
    name_or_host,
)
from pipeline.provenance.phrases import AT, FULL, ORIGINAL
from pipeline.provenance.reading import Reading, Scene
from pipeline.provenance.source_words import LABEL, SourceLine, source_lines
from pipeline.text import fold, words

_ID, _VERSION = "source_line", 1
_MAX_NAME_WORDS, _MAX_VALUE_WORDS = 8, 14
_MAX_NAME_CHARACTERS = 60  # in scripts without spaces each character is a word

_LABEL = rf"(?:(?:via|h/t|hat tip|com informações de|con información de)|{LABEL})"
_LINE = re.compile(rf"^\W*{_LABEL}\s*[:：]\s*(?P<name>\S.*)$", re.IGNORECASE)
_IN_INFO = re.compile(
    rf"(?:[|·•　/]\s*|\d{{1,2}}[:：]\d{{2}}\s+)(?<!\w)(?:{LABEL})\s*[:：]\s*(?P<name>[^|·•　]+)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:[|·•　]|\s{2,}|(?:作者|编辑|責任編輯|责任编辑|记者)[:：]"
    r"|\d{1,2} \w+ \d{4}|\d{4}[-年]).*$"
)
_NO_NAME = re.compile(rf"^(?:{ORIGINAL}|{FULL}|{LABEL}){AT}$")
_CREDITS_PEOPLE = re.compile(r"\((?:text|bild|foto|photo|fotos|bilder)\)", re.IGNORECASE)
_BOOK = re.compile(r"^[\"“„«].*\bby\b|\(\d{4}\)", re.IGNORECASE)
_LICENCE = re.compile(r"rechte|lizenz|licen[cs]|permission|copyright|syndication", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?$", re.IGNORECASE)
_SOURCES_IN_PLURAL = re.compile(
    r";|\b(?:and others|et al|interview|own|eigene|statista|eurostat)\b", re.IGNORECASE
)


def find_source_lines(reading: Reading) -> Iterator[Evidence]:
    """Yield the named sources at the end of the story, or in the line of facts above it."""
    for line in source_lines(reading):
        found = _match(line)
        evidence = _read(reading, line, found["name"]) if found else None
        if evidence is not None:
            yield evidence


def _match(line: SourceLine) -> re.Match[str] | None:
    return _LINE.match(line.text) or _IN_INFO.search(line.text)


def _read(reading: Reading, line: SourceLine, raw: str) -> Evidence | None:
    value = _CUT.sub("", raw).strip()
    if _CREDITS_PEOPLE.search(value) or _BOOK.search(value):
        return None
    if _NO_NAME.match(fold(value).strip(' "[](){}<>.')):
        return None  # 'Source: Read Full Article' has a marker of its own
    for anchor in (a for a in line.anchors if _LICENCE.search(a.href)):
        value = value.replace(anchor.text, "").strip()
    hrefs = [anchor.href for anchor in line.anchors if not _LICENCE.search(anchor.href)]
    is_address = _ADDRESS.match(value) is not None
    if is_address and not hrefs:
        hrefs = [value if "://" in value else f"https://{value}"]
    links = reading.foreign(hrefs)
    name = None if is_address else _name(line, value)
    if (hrefs and not links) or (name and not _is_other(reading, name)):
        return None
    return _evidence(reading, line, links, name)


def _is_other(reading: Reading, name: str) -> bool:
    agency = agency_in(name)
    own = is_own_name(reading, name) or (agency and is_agency_page(reading, agency))
    return not own and not _SOURCES_IN_PLURAL.search(name)


def _name(line: SourceLine, value: str) -> str | None:
    linked = [a.text for a in line.anchors if len(a.text) > 1 and value.startswith(a.text)]
    if not linked and len(words(value)) > _MAX_VALUE_WORDS and value.isascii():
        return None  # a reference in full
    name = clean_outlet(linked[0] if linked else value)
    fits = name and (len(words(name)) <= _MAX_NAME_WORDS or not name.isascii())
    return name if fits and name and len(name) <= _MAX_NAME_CHARACTERS else None


def _evidence(
    reading: Reading, line: SourceLine, links: list[str], name: str | None
) -> Evidence | None:
    """Return the evidence, or None for what is a graphic's or a fact box's source.

    A study, a post, and a name without address under a text that somebody signs are references.
    """
    agency = agency_in(name or "")
    url = article_among(links)
    if not agency and not _is_about_story(line, url):
        return None
    shown = agency or name_or_host(name, links)
    strength = strength_of(url, alone=NAMED)
    if url is None and not agency:
        url = next((link for link in links if is_reference(link) or is_social(link)), None)
        if not links and is_signed(reading):
            return _weak(line, name) if name and looks_like_outlet(name) else None
        strength = WEAK if url else strength
    elif line.passage.after_graphic and not agency:
        strength = WEAK
    if shown is None and url is None:
        return None
    return Evidence(_ID, _VERSION, line.text, url, shown, line.passage.place, strength)


def _weak(line: SourceLine, name: str) -> Evidence:
    return Evidence(_ID, _VERSION, line.text, None, name, line.passage.place, WEAK)


def _is_about_story(line: SourceLine, url: str | None) -> bool:
    """Tell whether a named source can be the story's: it closes it, or stands in its line of facts.

    In the middle, and right under a picture or table, it belongs to these.
    """
    passage = line.passage
    if url is not None:
        return passage.place == "body:last" or _is_line_of_facts(line)
    if passage.after_graphic:
        return False
    return passage.is_behind_story or (passage.place == "body:first" and _is_line_of_facts(line))


def _is_line_of_facts(line: SourceLine) -> bool:
    at_top = line.passage.place == "body:first"
    is_byline = line.passage.scene is Scene.BYLINE
    return at_top and (is_byline or bool(line.anchors) or bool(_CUT.search(line.text)))


MARKER = Marker(_ID, _VERSION, find_source_lines)
