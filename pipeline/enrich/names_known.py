"""Names that a list has: the longest that begins at a word, unless it is a part of a longer one."""

from __future__ import annotations

from pipeline.enrich.gazetteer import NO_NAME, Known, given_names, known_names
from pipeline.enrich.name_reader import PERSON, PLACE, NameReader

_LONGEST = 7  # words of a known name


def find_known(reader: NameReader) -> None:
    """Take every name that a list has, the longest at each place."""
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
    reader: NameReader, index: int, table: dict[str, dict[tuple[str, ...], Known]]
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
    reader: NameReader, index: int, table: dict[str, dict[tuple[str, ...], Known]]
) -> tuple[int, Known | None]:
    """Find the place in a dateline: 'BEIRUT', 'THE HAGUE'."""
    for last in (index + 1, index):
        words = tuple(token.text.title() for token in reader.tokens[index : last + 1])
        known = table.get(words[0], {}).get(words)
        if known and known.kind == PLACE:
            return last, known
    return index, None


def _is_part_of_a_person(reader: NameReader, first: int, last: int, known: Known) -> bool:
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


def _ends_a_body(reader: NameReader, index: int) -> bool:
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
