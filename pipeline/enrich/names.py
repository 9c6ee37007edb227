"""People, organisations and places that a text mentions: a gazetteer with rules.

A word becomes a name only by evidence: it stands in a list, or a title, an age, a role, a given
name or a verb of speech stands beside it. A capital alone is none, so in doubt nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.enrich.gazetteer import NO_NAME, Known, given_names, known_names
from pipeline.enrich.lexicon import Lexicon
from pipeline.enrich.tokens import tokens_of

PERSON, ORGANISATION, PLACE = "person", "organisation", "place"

_ACRONYM = re.compile(r"^\s?\((?:the )?([A-ZÄÖÜ][A-Za-zÄÖÜ&-]{1,8})\)")
_PARTY = re.compile(
    r"^\s?\((?:CDU|CSU|SPD|FDP|AfD|Grüne|Linke|parteilos|ÖVP|SPÖ|FPÖ|SVP|D|R|[DR][,.-] ?\w+\.?)\)"
)
_APPOSITION = re.compile(
    r"^, (?:a|an|the|his|her|their|who|whose|el|la|un|une|le|der|die|ein|eine) "
)
_CLUB = frozenset({"FC", "AC", "SC", "SV", "VfB", "VfL", "AFC"})
_LONGEST = 7  # words of a known name


@dataclass(frozen=True, slots=True)
class Name:
    """One mention. `name` is the fullest form the text gives; `gender` f, m or None."""

    start: int
    end: int
    kind: str
    name: str
    by: str
    gender: str | None = None


class _Reader:
    """One text on its way to its names."""

    def __init__(self, body: str, lexicon: Lexicon) -> None:
        self.body = body
        self.lexicon = lexicon
        self.words = lexicon.words
        self.tokens = tokens_of(body, lexicon.elides)
        self.taken = [False] * len(self.tokens)
        self.found: list[Name] = []

    def take(self, first: int, last: int, kind: str, name: str, by: str) -> None:
        """Note the words `first` to `last` as a name."""
        gender = self._gender(first) if kind == PERSON else None
        start, end = self.tokens[first].start, self.tokens[last].end
        if first == last and by == "list" and "-" in self.tokens[first].text:
            end = start + self._known_part(self.tokens[first].text)
        end = self._without_genitive(end, name)
        self.found.append(Name(start, end, kind, name, by, gender))
        self.taken[first : last + 1] = [True] * (last + 1 - first)

    def _known_part(self, word: str) -> int:
        """Return how much of 'Berlin-Marathon' is the name: all of it where that is known."""
        table = known_names(self.lexicon.language)
        return len(word) if (word,) in table.get(word, {}) else word.index("-")

    def _without_genitive(self, end: int, name: str) -> int:
        return (
            end - 1
            if self.lexicon.capitalises_nouns and self.body[:end].endswith(name + "s")
            else end
        )

    def _gender(self, first: int) -> str | None:
        before = self.tokens[first - 1].text.rstrip(".") if first else ""
        if before in {"Mrs", "Ms", "Miss", "Frau", "Mme", "Mlle", "Sra", "Doña", "Lady", "Dame"}:
            return "f"
        if before in {"Mr", "Sir", "Herr", "Sr", "Don", "Lord", "M"}:
            return "m"
        if before.casefold() in self.words["female"]:
            return "f"
        given = given_names().get(self.tokens[first].text)
        return given if given in {"f", "m"} else None

    def before(self, index: int) -> str:
        """Return the word before, empty where more than a space parts them."""
        return self.tokens[index - 1].text if index and self.tokens[index].glued else ""

    def after(self, index: int) -> str:
        """Return the word after, empty where more than a space parts them."""
        following = index + 1
        is_near = following < len(self.tokens) and self.tokens[following].glued
        return self.tokens[following].text if is_near else ""

    def text(self, first: int, last: int) -> str:
        """Return the text from one word to another."""
        return self.body[self.tokens[first].start : self.tokens[last].end]

    def is_word(self, index: int) -> bool:
        """True for a capitalised word that is none of a name's: 'The', 'Monday', 'French'."""
        word = self.tokens[index].text
        return word.casefold() in self.words["function"] or word in self.words["days_and_demonyms"]


def find_names(body: str, lexicon: Lexicon) -> list[Name]:
    """Return the names that `body` mentions, in order, none overlapping another."""
    reader = _Reader(body, lexicon)
    _find_known(reader)
    for first, last in _chains(reader):
        _find_in_chain(reader, first, last)
    _find_acronyms(reader)
    _find_again(reader)
    _turn_cities_to_clubs(reader)
    return sorted(_with_full_names(reader.found), key=lambda name: name.start)


def _find_known(reader: _Reader) -> None:
    table = known_names(reader.lexicon.language)
    index = 0
    while index < len(reader.tokens):
        last, known = _longest_known(reader, index, table)
        if known is None or _is_part_of_a_person(reader, index, last, known):
            index += 1
            continue
        if known.kind == NO_NAME:
            reader.taken[index : last + 1] = [True] * (last + 1 - index)
        else:
            reader.take(index, last, known.kind, known.name, "list")
        index = last + 1


def _longest_known(
    reader: _Reader, index: int, table: dict[str, dict[tuple[str, ...], Known]]
) -> tuple[int, Known | None]:
    word = reader.tokens[index].text
    forms = table.get(word)
    if forms is None and reader.lexicon.capitalises_nouns:
        bare = word.partition("-")[0] if "-" in word else word.removesuffix("s")
        alone = table.get(bare, {}).get((bare,)) if bare != word else None
        return index, alone if len(bare) > 2 else None
    if forms is None and word.isupper() and len(word) > 2:
        return _shouted(reader, index, table)
    best: tuple[int, Known | None] = (index, None)
    for length in range(1, _LONGEST + 1) if forms else ():
        last = index + length - 1
        if last >= len(reader.tokens) or (length > 1 and not reader.tokens[last].glued):
            break
        known = forms.get(tuple(t.text for t in reader.tokens[index : last + 1])) if forms else None
        best = (last, known) if known else best
    return best


def _shouted(
    reader: _Reader, index: int, table: dict[str, dict[tuple[str, ...], Known]]
) -> tuple[int, Known | None]:
    """Find the place in a dateline: 'BEIRUT', 'THE HAGUE'."""
    for last in (index + 1, index):
        words = tuple(token.text.title() for token in reader.tokens[index : last + 1])
        known = table.get(words[0], {}).get(words)
        if known and known.kind == PLACE:
            return last, known
    return index, None


def _is_part_of_a_person(reader: _Reader, first: int, last: int, known: Known) -> bool:
    """True for 'Paris' in 'Paris Hilton' and 'London' in 'Jack London', or in a longer name."""
    if first != last:
        return reader.after(last) == "Jr."
    before, after = reader.before(first), reader.after(first)
    if known.kind == PLACE and _ends_a_body(reader, first):
        return True
    if before in given_names() and before not in reader.words["function"]:
        return known.kind in {PLACE, PERSON}
    if after == "Jr.":
        return True
    if reader.lexicon.capitalises_nouns:
        return False
    word = reader.tokens[first].text
    if known.kind == PLACE and after[:1].isupper() and word in given_names():
        return True
    if known.name == "Chelsea FC" and after[:1].isupper():
        return True
    longer = after in reader.words["organisation"] or after in reader.words["place"]
    return longer and after not in {"FC"} and after.casefold() not in reader.words["roles"]


def _ends_a_body(reader: _Reader, index: int) -> bool:
    """True for 'Andalucía' in 'Junta de Andalucía'."""
    back = index - 1
    while back >= 0 and reader.tokens[back + 1].glued and not reader.tokens[back].is_capital:
        if reader.tokens[back].text not in reader.words["linkers"] or index - back > 2:
            return False
        back -= 1
    near = back < index - 1 and back >= 0 and reader.tokens[back + 1].glued
    return near and reader.tokens[back].text in (
        reader.words["organisation_first"] | {"Authority", "University", "Bank", "Court"}
    )


def _chains(reader: _Reader) -> Iterator[tuple[int, int]]:
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


def _next_in_chain(reader: _Reader, index: int) -> int | None:
    tokens, linkers = reader.tokens, reader.words["linkers"]
    following = index + 1
    while following < len(tokens) and tokens[following].glued and not reader.taken[following]:
        if tokens[following].is_capital:
            return following
        if tokens[following].text not in linkers or following - index > 2:
            return None
        following += 1
    return None


def _find_in_chain(reader: _Reader, first: int, last: int) -> None:
    if reader.lexicon.capitalises_nouns:
        _find_among_nouns(reader, first, last)
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


def _is_title(reader: _Reader, index: int) -> bool:
    word = reader.tokens[index].text.rstrip(".")
    is_role = word.casefold() in reader.words["roles"] and bool(reader.after(index))
    return word in reader.words["titles"] or is_role


def _name_chain(reader: _Reader, first: int, last: int, titled: bool) -> None:
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


def _person_inside(reader: _Reader, first: int, last: int) -> tuple[int, int] | None:
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


def _is_common_noun(reader: _Reader, index: int) -> bool:
    word = reader.tokens[index].text
    return word in reader.words["organisation"] or word in {"House", "Senate", "Speaker"}


def _joins(word: str) -> bool:
    return word in {"and", "et", "y", "e", "und", "for", "en", "the", "por"}


def _is_organisation(reader: _Reader, parts: Sequence[str]) -> bool:
    if len(parts) < 2:
        return False
    ends = parts[-1] in reader.words["organisation"]
    inside = any(p in reader.words["organisation"] for p in parts[1:]) and len(parts) > 2
    begins = parts[0] in reader.words["organisation_first"]
    return ends or begins or (inside and any(p in reader.words["linkers"] for p in parts))


def _is_place(reader: _Reader, parts: Sequence[str]) -> bool:
    if len(parts) < 2 or len(parts) > 4:
        return False
    by_first = parts[0] in reader.words["place_first"] and parts[1] not in reader.words["roles"]
    return parts[-1] in reader.words["place"] or by_first


def _person_by(reader: _Reader, first: int, last: int, titled: bool) -> str | None:
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
    if 1 < words < 4 and _PARTY.match(tail):
        return "party"
    if 1 < words < 4 and reader.before(first).casefold() in reader.words["roles"]:
        return "role"
    if 1 < words < 4 and _is_role_after(reader, tail):
        return "role"
    if words == 1 and reader.before(first) in reader.words["roles"]:
        return "role"
    return "speech" if words < 4 and _speaks(reader, first, last, words) else None


def _is_role_after(reader: _Reader, tail: str) -> bool:
    found = _APPOSITION.match(tail) or re.match(r"^, ", tail)
    rest = tail[found.end() :] if found else ""
    return any(word.casefold() in reader.words["roles"] for word in re.findall(r"\w+", rest)[:3])


def _speaks(reader: _Reader, first: int, last: int, words: int) -> bool:
    said = reader.words["say_that"]
    before, after = reader.before(first), reader.after(last)
    if words == 1:
        return before in said and reader.body[
            reader.tokens[last].end : reader.tokens[last].end + 1
        ] in {",", "."}
    return before in said or after in said


def _find_among_nouns(reader: _Reader, first: int, last: int) -> None:
    """Find people and bodies where every noun has a capital: a given name, role, party or age."""
    index = first
    while index <= last:
        end = _person_among_nouns(reader, index, last)
        if end is not None:
            reader.take(index, end, PERSON, reader.text(index, end), "given name")
        elif (end := _body_among_nouns(reader, index, last)) is not None:
            reader.take(index, end, ORGANISATION, reader.text(index, end), "word")
        index = end + 1 if end is not None else index + 1


def _person_among_nouns(reader: _Reader, index: int, last: int) -> int | None:
    tokens, given = reader.tokens, given_names()
    if not tokens[index].is_capital or reader.is_word(index):
        return None
    end = index
    while end < last and (
        tokens[end + 1].text in given
        or len(tokens[end + 1].text) == 1
        or tokens[end + 1].text in reader.words["linkers"] - {"und", "für", "der", "den"}
    ):
        end += 1
    end = end + 1 if end < last else end
    if end == index or not tokens[end].is_capital or not _may_be_surname(reader, end):
        return None
    if tokens[index].text in given:
        return end
    tail = reader.body[tokens[end].end : tokens[end].end + 20]
    role = reader.lexicon.role_ending.search(reader.before(index))
    said = reader.before(index) in reader.words["say_that"] | {"so"}
    shown = _PARTY.match(tail) or reader.lexicon.patterns["age"].match(tail) or role or said
    is_pair = end == index + 1 and _may_be_surname(reader, index) and "-" not in tokens[index].text
    return end if shown and is_pair else None


def _may_be_surname(reader: _Reader, index: int) -> bool:
    word = reader.tokens[index].text
    return not (
        reader.is_word(index)
        or reader.lexicon.role_ending.search(word)
        or word.endswith(("ung", "heit", "keit", "schaft", "tion"))
        or word in reader.words["organisation"]
    )


def _body_among_nouns(reader: _Reader, index: int, last: int) -> int | None:
    word = reader.tokens[index].text
    if word not in reader.words["organisation_first"] or index == last:
        return None
    end = index + 1
    while end < last and reader.tokens[end].text in reader.words["linkers"] | {"der", "des"}:
        end += 1
    is_adjective = word.endswith(("e", "er", "en")) and word not in {"Universität"}
    if is_adjective and reader.tokens[end].text not in reader.words["organisation"]:
        return None
    return end if reader.tokens[end].is_capital and not reader.is_word(end) else None


def _find_acronyms(reader: _Reader) -> None:
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


def _initials(reader: _Reader, last: int, acronym: str) -> int | None:
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


def _find_again(reader: _Reader) -> None:
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


def _turn_cities_to_clubs(reader: _Reader) -> None:
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


def _with_full_names(found: list[Name]) -> Iterator[Name]:
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
