"""The normal form of `pipeline.text.words` as tables over code points, for the compiled kernel.

A page of 256 code points is worked out when a text first holds one of them, by the rules of
`pipeline.text` themselves. Where neighbouring characters join or change places under NFKC (marks
that combine, Hangul jamo) no table can tell: such texts are normalised as a whole beforehand.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from pipeline.text import character_class, normal_form

CODE_POINTS = 0x110000
PAGE = 256

LETTER, MARK, UNSPACED, APOSTROPHE, DIGIT = 1, 2, 4, 8, 16
FLAGS_AT = 21
SIMPLE, EXPANDS, JOINS = 0xC0000000, 0x80000000, 0x90000000
"""Kinds of entries: code point and flags; a place in `expansions`; acts on its neighbours."""


class Letters:
    """Tables that grow by pages: one entry a code point, 0 where its page was not worked out yet.

    A simple entry of `folding` holds the code point's normal form with the flags of that; one that
    expands holds the place in `expansions` where the form's length stands before its code points.
    `plain` holds each code point itself with its flags, for texts in normal form.
    """

    def __init__(self) -> None:
        self.folding = np.zeros(CODE_POINTS, dtype=np.uint32)
        self.plain = np.zeros(CODE_POINTS, dtype=np.uint32)
        self.expansions: NDArray[np.uint32] = np.zeros(1, dtype=np.uint32)

    def learn(self, page: int) -> None:
        """Work out the code points of `page`."""
        found: list[int] = []
        for code in range(page * PAGE, (page + 1) * PAGE):
            self.plain[code] = _simple(chr(code))
            self.folding[code] = self._folded(chr(code), found)
        self.expansions = np.append(self.expansions, np.array(found, dtype=np.uint32))

    def _folded(self, character: str, found: list[int]) -> int:
        form = normal_form(character)
        if _joins(character):
            return JOINS
        if len(form) == 1:
            return _simple(form)
        if form and not any(map(_flags, form)):
            return _simple(" ")  # however many marks and blanks: nothing of it is in a word
        place = len(self.expansions) + len(found)
        found += [len(form), *map(ord, form)]
        return EXPANDS | place


def _simple(character: str) -> int:
    return SIMPLE | _flags(character) << FLAGS_AT | ord(character)


def _joins(character: str) -> bool:
    """Tell whether `character` may join with, or move before, what stands in front of it."""
    first = unicodedata.normalize("NFKC", character)[:1]
    return bool(first) and (unicodedata.category(first)[0] == "M" or _is_jamo(first))


def _is_jamo(character: str) -> bool:
    return "\u1160" <= character <= "\u11ff"


def _flags(character: str) -> int:
    is_letter, is_mark, is_unspaced = character_class(character)
    return (
        LETTER * is_letter
        | MARK * is_mark
        | UNSPACED * is_unspaced
        | APOSTROPHE * (character == "'")
        | DIGIT * character.isdigit()
    )
