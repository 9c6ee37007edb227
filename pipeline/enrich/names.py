"""People, organisations and places that a text mentions: a gazetteer with rules.

A word becomes a name only by evidence: it stands in a list, or a title, an age, a role, a given
name or a verb of speech stands beside it. A capital alone is none, so in doubt nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.enrich.gazetteer import given_names
from pipeline.enrich.lexicon import Lexicon
from pipeline.enrich.name_reader import (
    ORGANISATION,
    PARTY,
    PERSON,
    PLACE,
    Name,
    NameReader,
)
from pipeline.enrich.names_again import (
    find_acronyms,
    find_again,
    turn_cities_to_clubs,
    with_full_names,
)
from pipeline.enrich.names_among_nouns import find_among_nouns
from pipeline.enrich.names_known import find_known

__all__ = ["ORGANISATION", "PERSON", "PLACE", "Name", "find_names"]

_APPOSITION = re.compile(
    r"^, (?:a|an|the|his|her|their|who|whose|el|la|un|une|le|der|die|ein|eine) "
)


def find_names(body: str, lexicon: Lexicon) -> list[Name]:
    """Return the names that `body` mentions, in order, none overlapping another."""
    reader = NameReader(body, lexicon)
    find_known(reader)
    for first, last in _chains(reader):
        _find_in_chain(reader, first, last)
    find_acronyms(reader)
    find_again(reader)
    turn_cities_to_clubs(reader)
    return sorted(with_full_names(reader.found), key=lambda name: name.start)


def _chains(reader: NameReader) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words that no list knows, function words at their ends off."""
    index, count = 0, len(reader.tokens)
    while index < count:
        if not reader.tokens[index].is_capital or reader.taken[index]:
            index += 1
            continue
        last = index
        while (following := _next_in_chain(reader, last)) is not None:
            last = following
        yield index, last
        index = last + 1


def _next_in_chain(reader: NameReader, index: int) -> int | None:
    tokens, linkers = reader.tokens, reader.words["linkers"]
    following = index + 1
    while following < len(tokens) and tokens[following].glued and not reader.taken[following]:
        if tokens[following].is_capital:
            return following
        if tokens[following].text not in linkers or following - index > 2:
            return None
        following += 1
    return None


def _find_in_chain(reader: NameReader, first: int, last: int) -> None:
    if reader.lexicon.capitalises_nouns:
        find_among_nouns(reader, first, last)
        return
    titled = False
    while first <= last and (reader.is_word(first) or _is_title(reader, first)):
        titled = _is_title(reader, first) or (titled and not reader.is_word(first))
        first += 1
        while first <= last and not reader.tokens[first].is_capital:
            first += 1
    while last > first and (reader.is_word(last) or not reader.tokens[last].is_capital):
        last -= 1
    if first <= last:
        _name_chain(reader, first, last, titled)


def _is_title(reader: NameReader, index: int) -> bool:
    word = reader.tokens[index].text.rstrip(".")
    is_role = word.casefold() in reader.words["roles"] and bool(reader.after(index))
    return word in reader.words["titles"] or is_role


def _name_chain(reader: NameReader, first: int, last: int, titled: bool) -> None:
    """Name a chain without its title, or its parts at 'and'."""
    parts = [reader.tokens[i].text for i in range(first, last + 1)]
    if titled and (
        linked := [i for i in range(first + 1, last) if parts[i - first] in {"of", "for"}]
    ):
        _name_chain(reader, first, linked[0] - 1, titled=True)
        _find_in_chain(reader, linked[0] + 1, last)
    elif _is_organisation(reader, parts):
        reader.take(first, last, ORGANISATION, reader.text(first, last), "word")
    elif _is_place(reader, parts):
        reader.take(first, last, PLACE, reader.text(first, last), "word")
    elif inner := _person_inside(reader, first, last):
        _name_chain(reader, first, inner[0] - 1, titled=False)
        _name_chain(reader, inner[1], last, titled=inner[0] < inner[1])
    elif joint := [i for i in range(first + 1, last) if _joins(reader.tokens[i].text)]:
        _name_chain(reader, first, joint[0] - 1, titled)
        _find_in_chain(reader, joint[0] + 1, last)
    elif by := _person_by(reader, first, last, titled):
        reader.take(first, last, PERSON, reader.text(first, last), by)


def _person_inside(reader: NameReader, first: int, last: int) -> tuple[int, int] | None:
    """Return where a title and the name after it begin: 'Policy Polling President Dean Debnam'."""
    for index in range(first + 1, last):
        if _is_title(reader, index) and reader.tokens[index + 1].is_capital:
            return index, index + 1
        earlier = reader.tokens[index - 1].text
        is_given = (
            reader.tokens[index].text in given_names() and reader.tokens[index + 1].is_capital
        )
        if is_given and earlier not in given_names() and len(earlier) > 2 and earlier.isalpha():
            return (index, index) if _is_common_noun(reader, index - 1) else None
    return None


def _is_common_noun(reader: NameReader, index: int) -> bool:
    word = reader.tokens[index].text
    return word in reader.words["organisation"] or word in {"House", "Senate", "Speaker"}


def _joins(word: str) -> bool:
    return word in {"and", "et", "y", "e", "und", "for", "en", "the", "por"}


def _is_organisation(reader: NameReader, parts: Sequence[str]) -> bool:
    if len(parts) < 2:
        return False
    ends = parts[-1] in reader.words["organisation"]
    inside = any(p in reader.words["organisation"] for p in parts[1:]) and len(parts) > 2
    begins = parts[0] in reader.words["organisation_first"]
    return ends or begins or (inside and any(p in reader.words["linkers"] for p in parts))


def _is_place(reader: NameReader, parts: Sequence[str]) -> bool:
    if len(parts) < 2 or len(parts) > 4:
        return False
    by_first = parts[0] in reader.words["place_first"] and parts[1] not in reader.words["roles"]
    return parts[-1] in reader.words["place"] or by_first


def _person_by(reader: NameReader, first: int, last: int, titled: bool) -> str | None:
    """Return the evidence that a chain is a person, or None."""
    words = last - first + 1
    given = reader.tokens[first].text in given_names()
    if words > 5 or (reader.tokens[first].text.isupper() and len(reader.tokens[first].text) > 2):
        return None
    if titled:
        return "title"
    if given and words > 1:
        return "given name"
    tail = reader.body[reader.tokens[last].end : reader.tokens[last].end + 40]
    if 1 < words < 4 and reader.lexicon.patterns["age"].match(tail):
        return "age"
    if 1 < words < 4 and PARTY.match(tail):
        return "party"
    if 1 < words < 4 and reader.before(first).casefold() in reader.words["roles"]:
        return "role"
    if 1 < words < 4 and _is_role_after(reader, tail):
        return "role"
    if words == 1 and reader.before(first) in reader.words["roles"]:
        return "role"
    return "speech" if words < 4 and _speaks(reader, first, last, words) else None


def _is_role_after(reader: NameReader, tail: str) -> bool:
    found = _APPOSITION.match(tail) or re.match(r"^, ", tail)
    rest = tail[found.end() :] if found else ""
    return any(word.casefold() in reader.words["roles"] for word in re.findall(r"\w+", rest)[:3])


def _speaks(reader: NameReader, first: int, last: int, words: int) -> bool:
    said = reader.words["say_that"]
    before, after = reader.before(first), reader.after(last)
    if words == 1:
        return before in said and reader.body[
            reader.tokens[last].end : reader.tokens[last].end + 1
        ] in {",", "."}
    return before in said or after in said
