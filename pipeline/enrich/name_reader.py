"""One text on its way to its names: its words, what is taken, and what was found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.enrich.gazetteer import given_names, known_names
from pipeline.enrich.lexicon import Lexicon
from pipeline.enrich.tokens import tokens_of

PERSON, ORGANISATION, PLACE = "person", "organisation", "place"

PARTY = re.compile(
    r"^\s?\((?:CDU|CSU|SPD|FDP|AfD|Grüne|Linke|parteilos|ÖVP|SPÖ|FPÖ|SVP|D|R|[DR][,.-] ?\w+\.?)\)"
)
"""What stands behind a politician's name."""


@dataclass(frozen=True, slots=True)
class Name:
    """One mention. `name` is the fullest form the text gives; `gender` f, m or None."""

    start: int
    end: int
    kind: str
    name: str
    by: str
    gender: str | None = None


class NameReader:
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
