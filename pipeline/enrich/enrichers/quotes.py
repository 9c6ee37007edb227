"""Quotes, direct and indirect: who says what, by which word, and a fingerprint of the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pipeline.enrich.attribution import Attribution
from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.quoted import QuoteMarks
from pipeline.enrich.speakers import Cue, Speaker
from pipeline.enrich.subject import Span, Subject
from pipeline.identity import digest_fields
from pipeline.text import sentences, words

_FEW = 3  # words below which marks may as well mean a title or irony
_UNATTRIBUTED = 6  # words from which a quote counts although nobody is named
_FINGERPRINTED = 5  # words from which a sentence is told from others by its words
_AFTER_MARKS = re.compile(r"[”»“\".\s]*")
_AROUND_MARKS = ' \u00a0”»“",„«‹›'
_LONGEST_SENTENCE = 1_500
_MOSTLY = 0.4  # of a sentence between marks: then it is told directly
_LEAD = 400  # characters before a quote that are looked at
_EARLY = 25  # characters into a sentence that ends in a colon, up to whom it is about
_SAME_BREATH = 300  # characters between two quotes of one speaker
_WORDS_TO_A_VERB = 5
_CUE_WITHIN = 80  # characters after the marks
_INCISE = re.compile(r",\s[^\W\d_]+-(?:t-)?(?:il|elle|ils|elles)\b")
_ABBREVIATIONS = "Sen Rep Gov Gen Dr Mr Ms Mrs Jr Sr St Lt Prof Rev Col Sra Dra Mme".split()
_NO_STOP = "".join(rf"(?<!\b{word})" for word in _ABBREVIATIONS)
_SENTENCE_STOP = re.compile(rf"(?<!\d)(?<!\b[A-Z]){_NO_STOP}[.!?](?=\s|$)|[;\n]")


def find_quotes(subject: Subject) -> Iterator[Found]:
    """Yield quotes in order; see docs/enrichment for the keys of `value`."""
    lexicon = subject.lexicon
    if lexicon is None:
        return
    reader = _Reader(subject, Attribution(subject, lexicon))
    yield from reader.direct()
    yield from reader.indirect()


class _Reader:
    def __init__(self, subject: Subject, around: Attribution) -> None:
        self.subject = subject
        self.body = subject.body
        self.around = around
        self.quoted = subject.quoted
        self.told: list[Span] = []
        self.used: set[Span] = set()
        self._paragraph_starts = [start for start, _ in subject.paragraphs]

    def direct(self) -> Iterator[Found]:
        """Yield what stands between marks and is somebody's words."""
        before: tuple[QuoteMarks, Cue | None, Speaker | None] | None = None
        for number, quote in enumerate(self.quoted):
            count = len(words(quote.text_in(self.body)))
            cue = self._cue(number, quote)
            speaker = cue.speaker if cue else self._speaker_of_before(quote, before)
            if speaker:
                self.around.last_speaker = (quote.end, speaker)
            if not self._counts(quote, count, cue, speaker):
                continue
            before = (quote, cue, speaker)
            self.told.append((quote.start, quote.end))
            self.used |= {cue.span} if cue else set()
            yield self._found(quote, count, cue, speaker)

    def _counts(
        self, quote: QuoteMarks, count: int, cue: Cue | None, speaker: Speaker | None
    ) -> bool:
        if count < _FEW:
            return cue is not None and count > 0 and not self._is_name(quote)
        if speaker is not None:
            return cue is not None or count > _FEW
        return count >= _UNATTRIBUTED and self.body[quote.end - 1] in ".!?,…"

    def _is_name(self, quote: QuoteMarks) -> bool:
        """True for an outlet or a site between marks: 'gegenüber «BBC»'."""
        words_in = self.body[quote.start : quote.end]
        named = self.around.names_between(quote.start - 1, quote.end + 1)
        return bool(named) or "." in words_in.strip(".")

    def _found(
        self, quote: QuoteMarks, count: int, cue: Cue | None, speaker: Speaker | None
    ) -> Found:
        text = quote.text_in(self.body)
        value: dict[str, Any] = {
            "kind": "direct" if count >= _FEW else "fragment",
            **_who(cue, speaker),
            **self._told_to(cue),
            "words": count,
            "fingerprints": fingerprints(text),
        }
        return quote.start, quote.end, text, value

    def _told_to(self, cue: Cue | None) -> dict[str, str]:
        told_to = self.around.addressee(cue) if cue else None
        return {"told_to": told_to.name} if told_to else {}

    def _cue(self, number: int, quote: QuoteMarks) -> Cue | None:
        """Return the cue beside a quote: after it, before it, or of the sentence it stands in."""
        start, end = self._room(number)
        inner = self._cue_inside(quote) or self._cue_after(quote, end)
        if inner:
            return inner
        sentence_start = self._sentence_start(quote.start, start)
        cue = self.around.in_clause(sentence_start, quote.start - 1)
        source = self.around.by_source(sentence_start, quote.start - 1)
        if source and (cue is None or cue.span[0] < source.span[0]):
            return source
        return (
            cue
            or self._cue_by_colon(quote, sentence_start)
            or self._cue_around(quote, end)
            or self._dropped_subject_before(sentence_start, quote.start - 1)
            or self._cue_of_next_sentence(quote, end)
        )

    def _cue_of_next_sentence(self, quote: QuoteMarks, end: int) -> Cue | None:
        """Return the cue of 'Con esas palabras ha descrito Ana Ruiz ...' after a whole sentence."""
        marks = _AFTER_MARKS.match(self.body, quote.end)
        start = marks.end() if marks else quote.end
        if not self.around.lexicon.patterns["so_said"].match(self.body[start : start + 60]):
            return None
        stop = _SENTENCE_STOP.search(self.body, start, end)
        return self.around.in_clause(start, stop.start() if stop else end, after_quote=True)

    def _cue_inside(self, quote: QuoteMarks) -> Cue | None:
        """Return the cue of a French incise: « Non, souligne-t-elle. Jamais. »."""
        found = _INCISE.search(self.body, quote.start, quote.end)
        return self.around.in_clause(found.start(), found.end()) if found else None

    def _dropped_subject_before(self, start: int, end: int) -> Cue | None:
        """Return the cue of 'que ha definido como', whose subject the language leaves out."""
        lead = self.body[max(start, end - 30) : end]
        return self._dropped_subject(end - len(lead), end)

    def _room(self, number: int) -> Span:
        """Return the offsets between the quotes before and after, within the paragraph."""
        quote = self.quoted[number]
        start, _ = self._paragraph(quote.start)
        _, end = self._paragraph(quote.end)
        if number:
            start = max(start, self.quoted[number - 1].end + 1)
        if number + 1 < len(self.quoted):
            end = min(end, max(quote.end, self.quoted[number + 1].start - 1))
        return start, end

    def _cue_after(self, quote: QuoteMarks, end: int) -> Cue | None:
        """Return the cue of '..., said X' where the quote's end leaves its sentence open."""
        start = quote.end + 1
        tail = self.body[start:end]
        closed = self.body[quote.end - 1] in "." and not tail.lstrip().startswith(",")
        if closed and not tail.lstrip()[:1].islower():
            return None
        stop = _SENTENCE_STOP.search(tail)
        clause_end = start + stop.start() if stop else end
        cue = self.around.in_clause(start, clause_end, after_quote=True)
        if cue and cue.span[0] - quote.end < _CUE_WITHIN:
            return cue
        source = self.around.by_source(start, self._sentence_end(start))
        return source or self._dropped_subject(start, clause_end)

    def _dropped_subject(self, start: int, end: int) -> Cue | None:
        """Return the cue of '..., zanjó.': a verb whose subject the language leaves out."""
        if not self.around.lexicon.drops_pronouns:
            return None
        said = self.around.lexicon.words["say"]
        words = list(re.finditer(r"\w+", self.body[start:end]))[:_WORDS_TO_A_VERB]
        word = next((w for w in words if w[0].casefold() in said), None)
        person = self.around.person_before(start, None) if word else None
        if word is None or person is None:
            return None
        span = (start + word.start(), start + word.end())
        return Cue(word[0], span, Speaker(person.name, span, "pronoun", True))

    def _cue_by_colon(self, quote: QuoteMarks, start: int) -> Cue | None:
        """Return whom the sentence before a colon is about."""
        lead_start = max(0, quote.start - _LEAD)
        lead = self.body[lead_start : max(0, quote.start - 1)].rstrip()
        if not lead.endswith(":"):
            return None
        colon = lead_start + len(lead) - 1
        if not self.body[start:colon].strip(" :"):
            return None
        span = (colon, colon + 1)
        names = self.around.names_between(start, span[0])
        first = self._sentence_start(span[0] - 1, 0)
        people = [name for name in names if name.kind == "person"] or names
        if people and people[0].start - max(first, start) <= _EARLY:
            name = people[0]
            return Cue(":", span, Speaker(name.name, (name.start, name.end), "colon", True))
        speaker = self.around.pronoun_between(start, span[0])
        return Cue(":", span, speaker) if speaker else None

    def _cue_around(self, quote: QuoteMarks, end: int) -> Cue | None:
        """Return the cue of the rest of the sentence in which the quote is a part."""
        if self.body[quote.end - 1] in ".!?":
            return None
        stop = _SENTENCE_STOP.search(self.body, quote.end + 1, end)
        clause_end = stop.start() if stop else end
        return self.around.in_clause(quote.end + 1, clause_end, after_quote=True)

    def _speaker_of_before(
        self, quote: QuoteMarks, before: tuple[QuoteMarks, Cue | None, Speaker | None] | None
    ) -> Speaker | None:
        """Return the speaker of the quote before, where only its attribution stands between."""
        if before is None or before[2] is None:
            return None
        earlier, cue, speaker = before
        here, there = self._paragraph(quote.start), self._paragraph(earlier.end)
        rest = self.body[earlier.end + 1 : min(there[1], quote.start)].strip(_AROUND_MARKS)
        told_after = cue is not None and cue.span[0] > earlier.end
        if here == there:
            is_attribution = told_after and not _SENTENCE_STOP.search(rest.rstrip(".!?"))
            others = {name.name for name in self.around.names_between(earlier.end, quote.start)}
            is_alone = others <= {speaker.name if speaker else ""}
            near = quote.start - earlier.end < _SAME_BREATH and not rest.endswith(":")
            return speaker if is_attribution or (is_alone and near) else None
        opens = quote.start - here[0] <= 2
        follows = bisect_right(self._paragraph_starts, here[0]) - bisect_right(
            self._paragraph_starts, there[0]
        )
        is_short = told_after and len(rest) < _SAME_BREATH
        return speaker if opens and follows == 1 and is_short else None

    def indirect(self) -> Iterator[Found]:
        """Yield what is told in other words: 'X said that ...', '..., said X', 'according to X'."""
        for start, end in self.subject.sentences:
            if end - start > _LONGEST_SENTENCE or self._is_mostly_quoted(start, end):
                continue
            told = self._told(start, end)
            if told:
                (first, last), cue = told
                value = {"kind": "indirect", **_who(cue, cue.speaker)}
                yield first, last, self.body[first:last], value

    def _is_mostly_quoted(self, start: int, end: int) -> bool:
        last = bisect_right(self._told_starts, end)
        first = max(0, bisect_right(self._told_starts, start) - 1)
        inside = sum(max(0, min(end, b) - max(start, a)) for a, b in self.told[first:last])
        return inside > _MOSTLY * (end - start)

    @cached_property
    def _told_starts(self) -> list[int]:
        return [start for start, _ in self.told]

    def _told(self, start: int, end: int) -> tuple[Span, Cue] | None:
        lexicon = self.around.lexicon
        source = self.around.by_source(start, end)
        source = None if source and source.span in self.used else source
        for verb in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", self.body[start:end]):
            word = verb[0].casefold()
            if word not in lexicon.words["say_that"] and word not in lexicon.words["so"]:
                continue
            at = (start + verb.start(), start + verb.end())
            if self.subject.is_quoted(at[0]) or at in self.used:
                continue
            is_last = end - at[1] < 70 and self.body[
                max(start, at[0] - 9) : at[0]
            ].rstrip().endswith((",", "“", '"', "”"))
            cue = self.around.in_clause(at[0], end, after_quote=True) if is_last else None
            cue = cue or self.around.in_clause(start, at[1])
            if cue is None or cue.span != at:
                continue
            if is_last:
                return (start, start + len(self.body[start : at[0]].rstrip(" ,"))), cue
            content = self._content_after(at[1], end)
            if content:
                return content, cue
        if source is None:
            return None
        if source.span[0] - start < 3:
            comma = self.body.find(",", source.speaker.span[1], end)
            first = comma + 1 if comma > 0 else source.speaker.span[1]
            return (first + _blanks(self.body, first), end), source
        return (start, start + len(self.body[start : source.span[0]].rstrip(" ,"))), source

    def _content_after(self, start: int, end: int) -> Span | None:
        """Return what is said after a verb: from 'that' or a comma, else all that follows."""
        found = _THAT.search(self.body, start, min(end, start + 60))
        first = found.end() if found else start
        first += _blanks(self.body, first)
        return (first, end) if end - first > 20 and (found or self.body[first].islower()) else None

    def _paragraph(self, offset: int) -> Span:
        number = max(0, bisect_right(self._paragraph_starts, offset) - 1)
        return self.subject.paragraphs[number]

    def _sentence_end(self, offset: int) -> int:
        return self.subject.sentence_at(offset)[1]

    def _sentence_start(self, offset: int, at_least: int) -> int:
        return max(at_least, self.subject.sentence_at(offset)[0])


_THAT = re.compile(r"\b(?:that|dass|que|qu[’']|che)(?=\W)\s*|,\s(?=\w)")


def fingerprints(text: str) -> list[str]:
    """Return a digest of each sentence with enough words, in order: equal for equal words.

    Punctuation, case and the shape of marks make no difference, so that the same words are found
    again in a copy that was rewritten around them.
    """
    kept = (words(sentence) for sentence in sentences(text))
    return [digest_fields(" ".join(w)).hex()[:16] for w in kept if len(w) >= _FINGERPRINTED]


def _blanks(body: str, offset: int) -> int:
    rest = body[offset : offset + 20]
    return len(rest) - len(rest.lstrip())


def _who(cue: Cue | None, speaker: Speaker | None) -> dict[str, Any]:
    return {
        "speaker": speaker.name if speaker else None,
        "speaker_is_named": bool(speaker and speaker.is_named),
        "speaker_by": ("before" if cue is None else speaker.by) if speaker else None,
        "speaker_span": list(speaker.span) if speaker else None,
        "cue": cue.word if cue else None,
        "cue_span": list(cue.span) if cue else None,
    }


ENRICHER = Enricher("quotes", 1, find_quotes)
