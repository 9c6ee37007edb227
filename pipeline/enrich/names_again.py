"""Names met again in another form: by their initials, by surname, in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.enrich.gazetteer import given_names
from pipeline.enrich.name_reader import ORGANISATION, PERSON, PLACE, Name, NameReader

_ACRONYM = re.compile(r"^\s?\((?:the )?([A-ZÄÖÜ][A-Za-zÄÖÜ&-]{1,8})\)")
_CLUB = frozenset({"FC", "AC", "SC", "SV", "VfB", "VfL", "AFC"})


def find_acronyms(reader: NameReader) -> None:
    """Find 'RMV' wherever it stands, once 'Rhein-Main-Verkehrsverbund (RMV)' has been read."""
    meant = {}
    for name in reader.found:
        if name.kind == ORGANISATION and (
            found := _ACRONYM.match(reader.body[name.end : name.end + 14])
        ):
            meant[found[1]] = name.name
    for last, token in enumerate(reader.tokens):
        defined = _ACRONYM.match(reader.body[token.end : token.end + 14])
        start = _initials(reader, last, defined[1]) if defined else None
        if defined and start is not None and not any(reader.taken[start : last + 1]):
            meant[defined[1]] = reader.text(start, last)
            reader.take(start, last, ORGANISATION, meant[defined[1]], "acronym")
    for index, token in enumerate(reader.tokens):
        if token.text in meant and not reader.taken[index]:
            reader.take(index, index, ORGANISATION, meant[token.text], "acronym")


def _initials(reader: NameReader, last: int, acronym: str) -> int | None:
    """Return the first of the words that end at `last` and begin as `acronym` is spelt."""
    letters = [c.casefold() for c in acronym if c.isupper()]
    index = last
    while index >= 0 and letters:
        token = reader.tokens[index]
        parts = [part[0].casefold() for part in token.text.split("-") if part]
        if token.is_capital:
            if letters[-len(parts) :] != parts:
                return None
            del letters[-len(parts) :]
        if not letters:
            return index if len(acronym) > 1 and acronym.isupper() else None
        if not token.glued:
            return None
        index -= 1
    return None


def find_again(reader: NameReader) -> None:
    """Find people by surname, or by given name, once the text has named them in full."""
    people = [name for name in reader.found if name.kind == PERSON]
    by_word: dict[str, Name] = {}
    for person in people:
        parts = person.name.split()
        by_word.setdefault(parts[-1], person)
    for person in people:
        first = person.name.split()[0]
        if len(person.name.split()) > 1 and first in given_names():
            by_word.setdefault(first, person)
    ending = "s" if reader.lexicon.capitalises_nouns else ""
    for index, token in enumerate(reader.tokens):
        if reader.taken[index] or not token.is_capital:
            continue
        word = token.text
        again = by_word.get(word) or (by_word.get(word.removesuffix(ending)) if ending else None)
        if again is not None and not reader.is_word(index):
            surname = word if word in by_word else word.removesuffix(ending)
            end = token.start + len(surname)
            reader.found.append(replace(again, start=token.start, end=end, by="again"))
            reader.taken[index] = True


def turn_cities_to_clubs(reader: NameReader) -> None:
    """Read 'Liverpool' as the club where the text has named 'FC Liverpool'."""
    clubs = {
        word: name.name
        for name in reader.found
        if name.kind == ORGANISATION
        for spelt in [reader.body[name.start : name.end]]
        if not _CLUB.isdisjoint(spelt.split())
        for word in spelt.split()
        if word not in _CLUB
    }
    for place, name in enumerate(reader.found):
        club = clubs.get(reader.body[name.start : name.end])
        if name.kind == PLACE and club:
            reader.found[place] = replace(name, kind=ORGANISATION, name=club, by="again")


def with_full_names(found: list[Name]) -> Iterator[Name]:
    """Give every mention of a person the fullest name that the text has for that surname."""
    full: dict[str, Name] = {}
    for name in found:
        if name.kind == PERSON:
            surname = name.name.split()[-1]
            known = full.get(surname)
            if known is None or len(name.name) > len(known.name):
                full[surname] = (
                    name if name.gender or known is None else replace(name, gender=known.gender)
                )
    for name in found:
        best = full.get(name.name.split()[-1]) if name.kind == PERSON else None
        if best is None or not _may_be_same(name.name, best.name):
            yield name
        else:
            yield replace(name, name=best.name, gender=name.gender or best.gender)


def _may_be_same(short: str, full: str) -> bool:
    """True unless both have a given name and they differ."""
    a, b = short.split(), full.split()
    return len(a) == 1 or a[0] == b[0]
