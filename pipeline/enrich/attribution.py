"""Who says what: the speaker of a quote, by the words around it.

The order of evidence follows what newspapers write (compare Pareti 2015, PARC 3.0; Muzny et al.
2017, 'A Two-stage Sieve Approach for Quote Attribution'): a verb of speech beside the marks with
its subject, a colon before them, 'according to', then the speaker of the quote before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.enrich.lexicon import Lexicon
from pipeline.enrich.names import ORGANISATION, PERSON, PLACE, Name
from pipeline.enrich.subject import Span, Subject

_WORD = re.compile(r"[^\W_](?:[\w’'-]*\w)?")
_NEAR = 90  # characters between a verb and its subject


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a name, or a description where nothing better is known; `by` says how."""

    name: str
    span: Span
    by: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """The word that says that somebody speaks, and who does."""

    word: str
    span: Span
    speaker: Speaker


class Attribution:
    """The words around the quotes of one text."""

    def __init__(self, subject: Subject, lexicon: Lexicon) -> None:
        self.body = subject.body
        self.subject = subject
        self.lexicon = lexicon
        self.names = [n for n in subject.names if n.kind != PLACE]
        self._starts = [name.start for name in self.names]
        self.last_speaker: tuple[int, Speaker] | None = None

    def in_clause(self, start: int, end: int, *, after_quote: bool = False) -> Cue | None:
        """Return the cue of the clause between two offsets, with its subject, or None."""
        verbs = [m for m in _WORD.finditer(self.body, start, end) if self._is_cue(m)]
        if not after_quote:
            verbs.reverse()
        for verb in verbs:
            speaker = self._subject_of(verb, start, end, after_quote)
            if speaker:
                return Cue(verb[0], verb.span(), speaker)
        return None

    def _is_cue(self, match: re.Match[str]) -> bool:
        words = self.lexicon.words
        word = match[0].casefold()
        return word in words["say"] or word.split("-")[0] in words["say"] or word in words["so"]

    def _subject_of(
        self, verb: re.Match[str], start: int, end: int, after_quote: bool
    ) -> Speaker | None:
        glued = self._pronoun_within(verb)
        if glued:
            return glued
        before = self._subject_before(verb.start(), start)
        after = None if self._has_object(verb) else self._subject_after(verb.end(), end)
        if after_quote:
            is_near = after is not None and after.span[0] - verb.end() < 4
            return after if is_near and after else before or after
        return before or after

    def _pronoun_within(self, verb: re.Match[str]) -> Speaker | None:
        """French puts it there: 'souligne-t-elle', 'dit-il'."""
        parts = verb[0].casefold().split("-")
        return self._pronoun(parts[-1], verb.span()) if len(parts) > 1 else None

    def _has_object(self, verb: re.Match[str]) -> bool:
        return verb[0].casefold() in {"told", "tells", "telling", "asked", "asks"}

    def _subject_before(self, verb_start: int, start: int) -> Speaker | None:
        """Return who stands before the verb: the nearest pronoun, name or described person."""
        low = max(start, verb_start - _NEAR)
        words = [m for m in _WORD.finditer(self.body, low, verb_start)]
        for word in reversed(words[-4:]):
            found = self._pronoun(word[0].casefold(), word.span())
            name = self._name_between(low, verb_start, last=True)
            if found and (name is None or name.start < word.start()):
                return found
        name = self._name_between(low, verb_start, last=True)
        described = self._described(low, verb_start, last=True)
        if described and (name is None or described.span[0] > name.end):
            return described
        return self._named(name, "subject") if name else None

    def _subject_after(self, verb_end: int, end: int) -> Speaker | None:
        high = min(end, verb_end + _NEAR)
        first = _WORD.search(self.body, verb_end, high)
        if first and (found := self._pronoun(first[0].casefold(), first.span())):
            return found
        name = self._name_between(verb_end, high, last=False)
        described = self._described(verb_end, high, last=False)
        if name and name.kind == ORGANISATION and described:
            person = self._name_between(verb_end, high, last=False, kind=PERSON)
            return self._named(person, "subject") if person else described
        if described and (name is None or described.span[1] < name.start - 25):
            return described
        return self._named(name, "subject") if name else None

    def _name_between(
        self, start: int, end: int, *, last: bool, kind: str | None = None
    ) -> Name | None:
        inside = self.names_between(start, end)
        if kind:
            inside = [name for name in inside if name.kind == kind]
        people = [name for name in inside if name.kind == PERSON]
        chosen = people or inside
        return (chosen[-1] if last else chosen[0]) if chosen else None

    def names_between(self, start: int, end: int) -> list[Name]:
        """Return the people and organisations named between two offsets."""
        low = bisect_right(self._starts, start - 1)
        return [name for name in self.names[low:] if name.end <= end and name.start < end]

    def _named(self, name: Name, by: str) -> Speaker:
        return Speaker(name.name, (name.start, name.end), by, True)

    def _pronoun(self, word: str, span: Span) -> Speaker | None:
        words = self.lexicon.words
        gender = "f" if word in words["she"] else "m" if word in words["he"] else None
        if gender is None:
            return None
        person = self.person_before(span[0], gender)
        return Speaker(person.name, span, "pronoun", True) if person else None

    def person_before(self, offset: int, gender: str | None) -> Name | None:
        """Return whom 'he' or 'she' at `offset` most likely means: who spoke last, else the first
        person of the nearest sentence before that has one of that gender."""
        if self.last_speaker and offset - self.last_speaker[0] < 600:
            spoken = self._person_named(self.last_speaker[1].name)
            if spoken and _agrees(spoken.gender, gender):
                return spoken
        sentences = self.subject.sentences
        number = bisect_right([start for start, _ in sentences], offset) - 1
        for start, end in reversed(sentences[max(0, number - 6) : number + 1]):
            people = [
                name
                for name in self.names_between(start, min(end, offset))
                if name.kind == PERSON and _agrees(name.gender, gender)
            ]
            if people:
                return people[0]
        return None

    def _person_named(self, name: str) -> Name | None:
        return next((n for n in self.names if n.name == name and n.kind == PERSON), None)

    def _described(self, start: int, end: int, *, last: bool) -> Speaker | None:
        """Return 'the diplomat' or 'ein Sprecher', resolved to a name where the text allows it."""
        words = list(_WORD.finditer(self.body, start, end))
        hits = [m for m in words if self._is_role(m[0])]
        if not hits:
            return None
        role = hits[-1] if last else hits[0]
        place = words.index(role)
        head = next(
            (words[i] for i in range(place - 1, max(-1, place - 6), -1)
             if words[i][0].casefold() in self.lexicon.words["determiners"]),
            None,
        )  # fmt: skip
        if head is None:
            return None
        is_definite = head[0].casefold() in _DEFINITE
        person = self._person_in_role(role[0], head.start()) if is_definite else None
        if person:
            return Speaker(person.name, (head.start(), role.end()), "role", True)
        text = self.body[head.start() : role.end()]
        return Speaker(text, (head.start(), role.end()), "description", False)

    def _is_role(self, word: str) -> bool:
        last = word.casefold()
        roles = self.lexicon.words["roles"]
        return last in roles or (
            self.lexicon.capitalises_nouns and bool(self.lexicon.role_ending.search(word))
        )

    def _person_in_role(self, role: str, offset: int) -> Name | None:
        """Return the person whom the text has introduced with that role, the nearest first."""
        tail = role.rpartition("-")[2].casefold()
        for name in reversed(self.names):
            if name.kind != PERSON or name.start >= offset:
                continue
            around = self.body[max(0, name.start - 60) : name.end + 80].casefold()
            if tail in around:
                return name
        if self.last_speaker and offset - self.last_speaker[0] < 600:
            return self._person_named(self.last_speaker[1].name)
        return None

    def by_source(self, start: int, end: int) -> Cue | None:
        """Return who is named by 'according to' and its like between two offsets."""
        for found in self.lexicon.according.finditer(self.body, start, end):
            high = min(end, found.end() + _NEAR)
            stop = re.search(r"[,.;:«“\"„]", self.body[found.end() : high])
            high = found.end() + stop.start() if stop else high
            word = _WORD.search(self.body, found.end(), high)
            pronoun = self._pronoun(word[0].casefold(), word.span()) if word else None
            name = self._name_between(found.end(), high, last=False)
            described = self._described(found.end(), high, last=False)
            speaker = pronoun or (self._named(name, "source") if name else described)
            if speaker:
                return Cue(found[0], found.span(), speaker)
        return None


_DEFINITE = frozenset("the der die das den dem le la les l' l’ el los las il lo o os as this".split())


def _agrees(gender: str | None, wanted: str | None) -> bool:
    return wanted is None or gender is None or gender == wanted
