"""How long a text is, in words, and how long reading it takes."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.subject import Subject
from pipeline.text import count_words

_WORDS_PER_MINUTE = {"en": 238, "de": 179, "fr": 214, "es": 218, "it": 188, "pt": 181}
"""Silent reading of prose: English by Brysbaert (2019, a meta-analysis of 190 studies); the others
by Trauzettel-Klosinski & Dietz (2012, IReST), read aloud, hence a little slow."""
_ELSEWHERE = 184  # mean of the 17 languages of IReST


def find_reading_time(subject: Subject) -> Iterator[Found]:
    """Yield one row: `words`, and `seconds` at the usual rate of the language."""
    count = count_words(subject.body)
    if count:
        rate = _WORDS_PER_MINUTE.get(subject.language or "", _ELSEWHERE)
        yield 0, len(subject.body), "", {"words": count, "seconds": round(count * 60 / rate)}


ENRICHER = Enricher("reading_time", 1, find_reading_time)
