"""A clean text as enrichers get it, with what several of them need worked out once."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.enrich.lexicon import Lexicon, lexicon_of
from pipeline.text import sentence_spans

if TYPE_CHECKING:
    from pipeline.enrich.names import Name
    from pipeline.enrich.quoted import QuoteMarks

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")

Span = tuple[int, int]


@dataclass(frozen=True)
class Subject:
    """Title and clean body; `language` (ISO 639-1) None where it is not known.

    `published_on` is the UTC day that the page names, None where it names none. What enrichers
    find is a pure function of these four.
    """

    title: str
    body: str
    language: str | None
    published_on: date | None

    @cached_property
    def paragraphs(self) -> list[Span]:
        """Where the paragraphs of the body stand."""
        return [found.span() for found in _PARAGRAPH.finditer(self.body)]

    @cached_property
    def sentences(self) -> list[Span]:
        """Where the sentences of the body stand."""
        return sentence_spans(self.body)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Where each sentence begins, to be searched by bisection."""
        return [start for start, _ in self.sentences]

    def sentence_at(self, offset: int) -> Span:
        """Return the sentence that an offset lies in, or the last one before it."""
        if not self.sentences:
            return 0, len(self.body)
        return self.sentences[max(0, bisect_right(self.sentence_starts, offset) - 1)]

    @cached_property
    def _quote_starts(self) -> list[int]:
        return [quote.start for quote in self.quoted]

    def is_quoted(self, offset: int) -> bool:
        """True where an offset stands between quotation marks."""
        number = bisect_right(self._quote_starts, offset) - 1
        return number >= 0 and offset < self.quoted[number].end

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """What is known of its language; None where nobody described that."""
        return lexicon_of(self.language)

    @cached_property
    def names(self) -> list[Name]:
        """The people, organisations and places it mentions, in order."""
        from pipeline.enrich.names import find_names

        return find_names(self.body, self.lexicon) if self.lexicon else []

    @cached_property
    def quoted(self) -> list[QuoteMarks]:
        """What stands between quotation marks, in order, continuation paragraphs joined."""
        from pipeline.enrich.quoted import find_quoted

        return find_quoted(self.body, self.paragraphs)
