"""`Source: Read Full Article`, `Source link` and their kin: words that stand for an address."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.addresses import is_social
from pipeline.provenance.marker import HINTED, NAMED, Marker
from pipeline.provenance.notes import strength_of
from pipeline.provenance.outlets import article_among, clean_outlet, is_own_name, name_or_host
from pipeline.provenance.phrases import AT, FULL, ORIGINAL
from pipeline.provenance.reading import Reading
from pipeline.provenance.source_words import LABEL, SourceLine, source_lines
from pipeline.text import fold, words

_ID, _VERSION = "source_read_full_article", 2
_MAX_WORDS = 16

_LABELLED = re.compile(rf"^{LABEL}\s*[:：]?\s*(?:{ORIGINAL}|{FULL}){AT}$")
_NAMES_ORIGINAL = re.compile(rf"^(?:{ORIGINAL}){AT}$")
_GOES_ON = re.compile(rf"^(?:{FULL}){AT}$")
_ALONE = re.compile(rf"^(?:via )?{LABEL}\s*[:：]?(?: here)?$")
_EDGES = ' \t"[](){}<>»›→>|*.·•-–—←«'


def find_source_markers(reading: Reading) -> Iterator[Evidence]:
    """Yield the lines at the story's edges that lead to it, with the address where they have one.

    Without an address only a labelled line counts: 'Read full article' alone is a button.
    """
    for line in source_lines(reading):
        if len(words(line.text)) <= _MAX_WORDS or "：" in line.text:
            evidence = _read(reading, line)
            if evidence is not None:
                yield evidence


def _read(reading: Reading, line: SourceLine) -> Evidence | None:
    folded = fold(line.text).strip(_EDGES)
    foreign = reading.foreign(anchor.href for anchor in line.anchors)
    links = [url for url in foreign if not is_social(url)]
    url = article_among(links)
    if line.anchors and not links:
        return None  # "Source: our own report", linked
    if _ALONE.match(folded):
        return (
            _evidence(line, url, None, HINTED) if url and not line.passage.after_graphic else None
        )
    if found := _LABELLED.match(folded):
        return _named(reading, line, links, found)
    if (found := _NAMES_ORIGINAL.match(folded)) and links:
        return _named(reading, line, links, found)
    if _NAMES_ORIGINAL.match(folded) and "link" in folded and not line.anchors:
        return _evidence(line, None, None, HINTED)
    if (found := _GOES_ON.match(folded)) and url and line.passage.place == "body:last":
        evidence = _named(reading, line, links, found)
        return evidence and _evidence(line, url, evidence.origin_name, NAMED, most=NAMED)
    return None


def _named(
    reading: Reading, line: SourceLine, links: list[str], found: re.Match[str]
) -> Evidence | None:
    start = fold(line.text).find(found["name"]) if found["name"] else -1
    name = clean_outlet(line.text[start:]) if start >= 0 else None
    if name and is_own_name(reading, name):
        return None
    url = article_among(links)
    shown = name or (None if url else name_or_host(None, links))
    return _evidence(line, url, shown, NAMED if shown else HINTED)


def _evidence(
    line: SourceLine, url: str | None, name: str | None, alone: float, most: float = 1.0
) -> Evidence:
    strength = min(strength_of(url, alone=alone), most)
    return Evidence(_ID, _VERSION, line.text, url, name, line.passage.place, strength)


MARKER = Marker(_ID, _VERSION, find_source_markers)
