"""Who says what: the speaker of a quote, by the words around it.

The order of evidence follows what newspapers write (compare Pareti 2015, PARC 3.0; Muzny et al.
2017, 'A Two-stage Sieve Approach for Quote Attribution'): a verb of speech beside the marks with
its subject, a colon before them, 'according to', then the speaker of the quote before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from pipeline.enrich.lexicon import Lexicon
from pipeline.enrich.names import ORGANISATION, PERSON, PLACE, Name
from pipeline.enrich.speakers import Cue, Speaker
from pipeline.enrich.subject import Span, Subject

_WORD = re.compile(r"[^\W_](?:[\w’'-]*\w)?")
_NEAR = 90  # characters between a verb and its subject
_BESIDE = 4
_TITLES = 6  # words between a German verb and the name of its subject
_WORDS_OF_A_SUBJECT = 7
_ROLE_AND_NAME = 25  # characters between 'the minister' and the minister's name
_LONG_SENTENCE = 400
_REACH = 6_000  # characters back to where somebody was introduced
_NAMES_BACK = 60
_SENTENCES_BACK = 6
_RECENT = 600  # characters within which whoever spoke last is still 'he'
_AND = frozenset("and und et y e who die der qui que".split())


class Attribution:
    """The words around the quotes of one text."""

    def __init__(self, subject: Subject, lexicon: Lexicon) -> None:
        self.body = subject.body
        self.subject = subject
        self.lexicon = lexicon
        self.names = [n for n in subject.names if n.kind != PLACE]
        self._not_names = {w.casefold() for w in lexicon.words["days_and_demonyms"]}
        people = (name for name in reversed(self.names) if name.kind == PERSON)
        self._people = {name.name: name for name in people}
        self._starts = [name.start for name in self.names]
        self.last_speaker: tuple[int, Speaker] | None = None

    def in_clause(self, start: int, end: int, *, after_quote: bool = False) -> Cue | None:
        """Return the cue of the clause between two offsets, with its subject, or None."""
        if after_quote:
            end = min(end, start + _LONG_SENTENCE)
        else:
            start = max(start, end - _LONG_SENTENCE)
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
        if glued or self._is_unresolved(verb, start):
            return glued
        before = self._subject_before(verb, start)
        after = None if self._has_object(verb) else self._subject_after(verb.end(), end)
        is_near = after is not None and after.span[0] - verb.end() <= _BESIDE
        if is_near and (after_quote or self._is_inverted(verb, start)):
            return after
        return before or after

    def _is_inverted(self, verb: re.Match[str], start: int) -> bool:
        """True where German puts the subject behind: '..., erklärt Ana Ruiz: ...'."""
        lead = self.body[start : verb.start()].rstrip()
        return self.lexicon.capitalises_nouns and lead.endswith((",", "“", '"', "»", "«"))

    def _is_unresolved(self, verb: re.Match[str], start: int) -> bool:
        """True for 'she said' where the text has named no woman: then nobody else said it."""
        words = list(_WORD.finditer(self.body, max(start, verb.start() - 20), verb.start()))
        near = _bare(words[-1][0]) if words else ""
        is_pronoun = near in self.lexicon.words["he"] | self.lexicon.words["she"]
        return is_pronoun and self._pronoun(near, words[-1].span()) is None

    def _pronoun_within(self, verb: re.Match[str]) -> Speaker | None:
        """French puts it there: 'souligne-t-elle', 'dit-il'."""
        parts = verb[0].casefold().split("-")
        return self._pronoun(parts[-1], verb.span()) if len(parts) > 1 else None

    def _has_object(self, verb: re.Match[str]) -> bool:
        return verb[0].casefold() in _TOLD

    def _subject_before(self, verb: re.Match[str], start: int) -> Speaker | None:
        """Return who stands before the verb, by the words that part them.

        Beside it: a pronoun, a name, 'the diplomat'. After a comma or 'and': the one whom the
        sentence is about, for what stands nearer is in apposition or another verb's object.
        """
        lead = self.body[start : verb.start()].rstrip()
        if lead.endswith((",", ")")) or self._continues(lead):
            told = self._sentence_subject(start, verb.start())
            if told:
                return told
        low = max(start, verb.start() - _NEAR)
        name = self._name_between(low, verb.start(), last=True)
        for word in reversed(list(_WORD.finditer(self.body, low, verb.start()))[-4:]):
            found = self._pronoun(_bare(word[0]), word.span())
            if found and (name is None or name.start < word.start()):
                return found
        described = self._described(low, verb.start(), last=True)
        if described and (name is None or described.span[1] > name.end):
            return self._in_apposition(described, name) or described
        capital = self._capital_beside(low, verb.start(), before=True)
        if capital and (name is None or name.end <= capital.span[0]):
            return capital
        return self._named(name, "subject") if name else self._noun_before(start, verb.start())

    def _continues(self, lead: str) -> bool:
        words = lead.rsplit(None, 1)
        return bool(words) and words[-1].casefold() in _AND

    def _in_apposition(self, described: Speaker, name: Name | None) -> Speaker | None:
        """Return the name in 'Ana Ruiz, a lecturer from Leeds, said'."""
        if name is None:
            first = self.subject.sentence_at(described.span[0])[0]
            people = self.names_between(first, described.span[0])
            name = people[-1] if people and people[-1].kind == PERSON else None
        if name is None or self.body[name.end : name.end + 1] != ",":
            return None
        head = self.body[described.span[0] : described.span[1]].split(None, 1)[0].casefold()
        return None if head in _DEFINITE else self._named(name, "subject")

    def _sentence_subject(self, start: int, end: int) -> Speaker | None:
        """Return whom the sentence is about: its first pronoun or name that is no object."""
        first = self.subject.sentence_at(end)[0]
        first = max(first, end - 3 * _LONG_SENTENCE)
        word = _WORD.search(self.body, first, end)
        found = self._pronoun(_bare(word[0]), word.span()) if word else None
        name = next((n for n in self.names_between(first, end) if self._may_act(n)), None)
        if found or name is None or start - first > _LONG_SENTENCE:
            return found
        return self._named(name, "subject")

    def _may_act(self, name: Name) -> bool:
        """True unless a preposition or a possessive makes the name something else's."""
        return self.body[name.end : name.end + 2] not in {"’s", "'s"} and not self._is_object(name)

    def _is_object(self, name: Name) -> bool:
        words = self.body[max(0, name.start - 24) : name.start].split()
        return bool(words) and words[-1].casefold() in self.lexicon.words["prepositions"]

    def _noun_before(self, start: int, end: int) -> Speaker | None:
        """Return 'the letter' or 'a voice' where the clause begins with it, near a verb."""
        words = list(_WORD.finditer(self.body, max(start, self.subject.sentence_at(end)[0]), end))
        few = 1 < len(words) < _WORDS_OF_A_SUBJECT
        if not few or words[0][0].casefold() not in self.lexicon.words["determiners"]:
            return None
        span = (words[0].start(), words[1].end())
        return Speaker(self.body[slice(*span)], span, "description", False)

    def _subject_after(self, verb_end: int, end: int) -> Speaker | None:
        high = min(end, verb_end + _NEAR)
        first = _WORD.search(self.body, verb_end, high)
        if first and (found := self._pronoun(_bare(first[0]), first.span())):
            return found
        name = self._name_between(verb_end, high, last=False)
        described = self._described(verb_end, high, last=False)
        if name and self.lexicon.capitalises_nouns and self._is_only_nouns(verb_end, name.start):
            return Speaker(name.name, (verb_end + 1, name.end), "subject", True)
        if name and name.kind == ORGANISATION and described:
            person = self._name_between(verb_end, high, last=False, kind=PERSON)
            return self._named(person, "subject") if person else described
        is_apart = name is None or described is None or (
            described.span[1] < name.start - _ROLE_AND_NAME or name.end < described.span[1]
        )  # fmt: skip
        if described and is_apart:
            return described
        capital = self._capital_beside(verb_end, high, before=False)
        if capital and (name is None or capital.span[1] < name.start):
            return capital
        return self._named(name, "subject") if name else None

    def _capital_beside(self, start: int, end: int, *, before: bool) -> Speaker | None:
        """Return 'Debnam' in 'Debnam said': a capital beside a verb of speech is a name."""
        if self.lexicon.capitalises_nouns:
            return None
        pattern = _CAPITALS_BEFORE if before else _CAPITALS_AFTER
        found = pattern.search(self.body[start:end])
        word = found[1].split()[0].casefold() if found else ""
        if found is None or word in self.lexicon.words["function"] or word in self._not_names:
            return None
        span = (start + found.start(1), start + found.end(1))
        return Speaker(found[1], span, "capital", True)

    def _is_only_nouns(self, start: int, end: int) -> bool:
        """True for the titles in 'erklärt Hamburgs Polizeipräsident Falk Schnabel'."""
        between = self.body[start:end].split()
        return 0 < len(between) < _TITLES and all(word[:1].isupper() for word in between)

    def _name_between(
        self, start: int, end: int, *, last: bool, kind: str | None = None
    ) -> Name | None:
        inside = [n for n in self.names_between(start, end) if not self._is_object(n)]
        if kind:
            inside = [name for name in inside if name.kind == kind]
        people = [name for name in inside if name.kind == PERSON]
        chosen = people or inside
        return (chosen[-1] if last else chosen[0]) if chosen else None

    def names_between(self, start: int, end: int) -> list[Name]:
        """Return the people and organisations named between two offsets."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [name for name in self.names[low:high] if name.end <= end]

    def _named(self, name: Name, by: str) -> Speaker:
        return Speaker(name.name, (name.start, name.end), by, True)

    def _pronoun(self, word: str, span: Span) -> Speaker | None:
        words = self.lexicon.words
        if word in words["they"]:
            return self._group_before(span[0])
        gender = "f" if word in words["she"] else "m" if word in words["he"] else None
        if gender is None:
            return None
        person = self.person_before(span[0], gender)
        return Speaker(person.name, span, "pronoun", True) if person else None

    def _group_before(self, offset: int) -> Speaker | None:
        """Return the group that 'they' most likely means: 'Kremlin insiders'."""
        sentences = self.subject.sentences
        number = bisect_right(self.subject.sentence_starts, offset) - 1
        for start, end in reversed(sentences[max(0, number - 2) : number]):
            words = list(_WORD.finditer(self.body, start, end))
            for place, word in enumerate(words):
                one = word[0].casefold().removesuffix("s")
                if word[0].endswith("s") and one in self.lexicon.words["roles"]:
                    kind = words[place - 1] if place and words[place - 1][0][:1].isupper() else word
                    span = (kind.start(), word.end())
                    return Speaker(self.body[slice(*span)], span, "pronoun", False)
        return None

    def addressee(self, cue: Cue) -> Name | None:
        """Return to whom it was told: 'He told Ana Ruiz, an editor: ...'."""
        if cue.word.casefold() not in _TOLD:
            return None
        rest = re.split(r"[:“\"\n]|\bthat\b", self.body[cue.span[1] : cue.span[1] + _NEAR])[0]
        named = self.names_between(cue.span[1], cue.span[1] + len(rest))
        return named[0] if named else None

    def pronoun_between(self, start: int, end: int) -> Speaker | None:
        """Return whom the first pronoun between two offsets means, or None."""
        found = (
            self._pronoun(_bare(word[0]), word.span())
            for word in _WORD.finditer(self.body, start, end)
        )
        return next(filter(None, found), None)

    def person_before(self, offset: int, gender: str | None) -> Name | None:
        """Return whom 'he' or 'she' at `offset` most likely means, or None.

        Who spoke last, else the nearest person of that gender that a sentence is about, else the
        nearest one at all; nobody whom a quote speaks of.
        """
        if self.last_speaker and 0 <= offset - self.last_speaker[0] < _RECENT:
            spoken = self._person_named(self.last_speaker[1].name)
            if spoken and _agrees(spoken.gender, gender):
                return spoken
        near = self._people_before(offset, gender)
        return next((name for name in near if self._may_act(name)), near[0] if near else None)

    def _people_before(self, offset: int, gender: str | None) -> list[Name]:
        """Return the people of the sentences before, the nearest sentence's first."""
        sentences = self.subject.sentences
        number = bisect_right(self.subject.sentence_starts, offset) - 1
        return [
            name
            for start, end in reversed(sentences[max(0, number - _SENTENCES_BACK) : number + 1])
            for name in self.names_between(start, min(end, offset))
            if name.kind == PERSON
            and _agrees(name.gender, gender)
            and not self.subject.is_quoted(name.start)
        ]

    def _person_named(self, name: str) -> Name | None:
        return self._people.get(name)

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
        earlier = self.names_between(max(0, offset - _REACH), offset)
        for name in reversed(earlier[-_NAMES_BACK:]):
            if name.kind == PERSON and self._is_introduced(name, tail):
                return name
        if re.search(rf"\b(?:{_INDEFINITE})\s+(?:[\w-]+\s+){{0,3}}{re.escape(tail)}\b",
                     self.body[max(0, offset - _REACH) : offset], re.IGNORECASE):  # fmt: skip
            return None  # it is that one, whoever it is
        near = self._people_before(offset, self._gender_of_role(tail))
        return next(filter(self._may_act, near), near[0] if near else None)

    def _gender_of_role(self, role: str) -> str | None:
        if role in self.lexicon.words["female"]:
            return "f"
        return None if self.lexicon.language == "en" or role in _EITHER else "m"

    def _is_introduced(self, name: Name, role: str) -> bool:
        """True for 'the diplomat Ana Ruiz' and 'Ana Ruiz, a diplomat'."""
        before = _OTHER_CLAUSE.split(self.body[max(0, name.start - 40) : name.start])[-1]
        after = re.split(r"[.!?\n]", self.body[name.end : name.end + 80])[0]
        is_said_of = bool(_SAID_OF.match(after))
        return role in before.casefold() or (is_said_of and role in after.casefold())

    def by_source(self, start: int, end: int) -> Cue | None:
        """Return who is named by 'according to' and its like between two offsets."""
        end = min(end, start + 2 * _LONG_SENTENCE)
        for found in self.lexicon.according.finditer(self.body, start, end):
            high = min(end, found.end() + _NEAR)
            stop = re.search(r"[,.;:«“\"„]", self.body[found.end() : high])
            high = found.end() + stop.start() if stop else high
            word = _WORD.search(self.body, found.end(), high)
            pronoun = self._pronoun(word[0].casefold(), word.span()) if word else None
            name = next(iter(self.names_between(found.end(), high)), None)
            described = self._described(found.end(), high, last=False)
            speaker = pronoun or (self._named(name, "source") if name else described)
            if speaker:
                return Cue(found[0], found.span(), speaker)
        return None


def _bare(word: str) -> str:
    """Return 'he' of 'He’s' and 'elle' of 'qu’elle'."""
    first, _, rest = word.casefold().replace("'", "’").partition("’")
    return rest if first in {"qu", "l", "d", "s", "n", "c"} else first


_TOLD = frozenset({"told", "tells", "telling", "asked", "asks"})
_EITHER = frozenset(
    "portavoz juge ministre secrétaire porte-parole journaliste économiste témoin responsable maire"
    " testigo líder fiscal periodista analista artista economista activista especialista cantante"
    " giudice giornalista analista economista artista porta-voz jornalista ativista".split()
)
"""Roles of which the word is the same for women and men."""
_CAPITAL = r"(?:(?:[A-Z]\.)+|[A-ZÀ-ÖØ-Þ][\w’'-]+)"
_CAPITALS = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|de|del|van|von|al|bin|Jr\.)){{0,4}}"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Rep|Sen|Gov|Gen|Col|Prof|Rev|Sgt|Lt|Capt|Sir|Dame|Mme|M)\.?\s"
_CAPITALS_BEFORE = re.compile(
    rf"({_CAPITALS})(?:\s(?:also|then|later|has|had|ha|a|once|first))?\s$"
)
_CAPITALS_AFTER = re.compile(rf"^\s(?:{_TITLE})?({_CAPITALS})(?=[\s.,;:]|$)")
_SAID_OF = re.compile(r"^(?:,| (?:is|was|ist|war|est|était|es|era|è|é|foi)\b)")
_OTHER_CLAUSE = re.compile(r"[.!?;,\n]")
_INDEFINITE = "a|an|one|ein|eine|einer|un|una|une|uno|um|uma"
_DEFINITE = frozenset(
    "the der die das den dem le la les l' l’ el los las il lo o os as this".split()
)


def _agrees(gender: str | None, wanted: str | None) -> bool:
    return wanted is None or gender is None or gender == wanted
