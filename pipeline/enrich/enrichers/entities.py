"""People, organisations and places: one row a name, with every place where the text has it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.names import Name
from pipeline.enrich.subject import Subject


def find_entities(subject: Subject) -> Iterator[Found]:
    """Yield each name once, at its first mention; `mentions` has all of them.

    `by` says by what it was known: a list, a title, a given name, a role, an age, a verb of speech.
    """
    mentions: dict[tuple[str, str], list[Name]] = {}
    for name in subject.names:
        mentions.setdefault((name.kind, name.name), []).append(name)
    for (kind, full), places in mentions.items():
        first = places[0]
        spans = [[place.start, place.end] for place in places]
        value = {"kind": kind, "name": full, "by": first.by, "mentions": spans}
        yield first.start, first.end, subject.body[first.start : first.end], value


ENRICHER = Enricher("entities", 1, find_entities)
