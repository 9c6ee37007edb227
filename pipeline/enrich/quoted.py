"""What stands between quotation marks, whatever the marks, continuation paragraphs joined.

A quote that runs over several paragraphs opens anew in each and is closed only in the last (Chicago
Manual of Style, 13.32): such paragraphs are one quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "”": "”", "‟": "”", "「": "」"}
_MARK = re.compile(r'["“”„‟«»「」]')
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=\S)([^‘'\n]{3,300}?)(?<=\S)[’'](?!\w)")
_OPENS_AFTER = re.compile(r"(?:^|[\s(\[\u2013\u2014:/-])$")
_LEADING = " \u00a0\u202f"


@dataclass(frozen=True, slots=True)
class QuoteMarks:
    """The inner text from `start` to `end`; `pieces` are its parts, one a paragraph."""

    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]

    def text_in(self, body: str) -> str:
        """Return the words, without the marks that open each paragraph."""
        return "\n\n".join(body[start:end] for start, end in self.pieces)


def find_quoted(body: str, paragraphs: Sequence[tuple[int, int]]) -> list[QuoteMarks]:
    """Return what stands between marks in `body`, in order; marks within marks are part of it."""
    found: list[QuoteMarks] = []
    pieces: list[tuple[int, int]] = []
    opener = ""
    for number, (start, end) in enumerate(paragraphs):
        if opener and not body.startswith(tuple(_reopening(opener)), start):
            found.append(_joined(body, pieces))  # never closed: the paragraph's end closes it
            opener, pieces = "", []
        opener, pieces = _read_paragraph(body, start, end, opener, pieces, found)
        is_last = number == len(paragraphs) - 1
        if opener and is_last:
            found.append(_joined(body, pieces))
    return sorted(found + _singles(body, found), key=lambda quote: quote.start)


def _read_paragraph(
    body: str,
    start: int,
    end: int,
    opener: str,
    pieces: list[tuple[int, int]],
    found: list[QuoteMarks],
) -> tuple[str, list[tuple[int, int]]]:
    """Read the marks of one paragraph; return the mark still open at its end, and its pieces."""
    inner = start + 1 if opener else start
    depth = 0
    for mark in _MARK.finditer(body, inner, end):
        char, at = mark[0], mark.start()
        if not opener:
            if _opens(body, at, char):
                opener, inner, depth = char, at + 1, 0
        elif char in _CLOSERS[opener]:
            if depth:
                depth -= 1
                continue
            found.append(_joined(body, [*pieces, (inner, at)]))
            opener, pieces = "", []
        elif char == opener and char not in '"”':
            depth += 1
    if opener:
        pieces = [*pieces, (inner, end)]
    return opener, pieces


def _opens(body: str, at: int, char: str) -> bool:
    before = body[max(0, at - 1) : at]
    following = body[at + 1 : at + 2]
    if char in "“„「‟":
        return True
    if char == "«":
        return True
    if char in "»”":
        return bool(_OPENS_AFTER.search(before)) and following.isalnum()
    return not following.isspace() and following not in {"", ",", "."} and not before.isalnum()


def _reopening(opener: str) -> str:
    return {"«": "«»", "„": "„“"}.get(opener, opener)


def _joined(body: str, pieces: Sequence[tuple[int, int]]) -> QuoteMarks:
    trimmed = tuple(_trim(body, start, end) for start, end in pieces)
    return QuoteMarks(trimmed[0][0], trimmed[-1][1], trimmed)


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (body[start] in _LEADING or body[start].isspace()):
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


def _singles(body: str, found: Sequence[QuoteMarks]) -> list[QuoteMarks]:
    """Return what stands between single marks outside all others."""
    singles = []
    for match in _SINGLE.finditer(body):
        start, end = match.span(1)
        if not any(quote.start - 1 <= start < quote.end + 1 for quote in found):
            singles.append(QuoteMarks(start, end, ((start, end),)))
    return singles
