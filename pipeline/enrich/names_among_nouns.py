"""People and bodies where every noun has a capital, as in German."""

from __future__ import annotations

from pipeline.enrich.gazetteer import given_names
from pipeline.enrich.name_reader import ORGANISATION, PARTY, PERSON, NameReader


def find_among_nouns(reader: NameReader, first: int, last: int) -> None:
    """Find people and bodies where every noun has a capital: a given name, role, party or age."""
    index = first
    while index <= last:
        end = _person_among_nouns(reader, index, last)
        if end is not None:
            reader.take(index, end, PERSON, reader.text(index, end), "given name")
        elif (end := _body_among_nouns(reader, index, last)) is not None:
            reader.take(index, end, ORGANISATION, reader.text(index, end), "word")
        index = end + 1 if end is not None else index + 1


def _person_among_nouns(reader: NameReader, index: int, last: int) -> int | None:
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
    shown = PARTY.match(tail) or reader.lexicon.patterns["age"].match(tail) or role or said
    is_pair = end == index + 1 and _may_be_surname(reader, index) and "-" not in tokens[index].text
    return end if shown and is_pair else None


def _may_be_surname(reader: NameReader, index: int) -> bool:
    word = reader.tokens[index].text
    return not (
        reader.is_word(index)
        or reader.lexicon.role_ending.search(word)
        or word.endswith(("ung", "heit", "keit", "schaft", "tion"))
        or word in reader.words["organisation"]
    )


def _body_among_nouns(reader: NameReader, index: int, last: int) -> int | None:
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
