"""What a sign is: one way in which a page shows that it is no article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.text import count_words

_LONGEST_WORD = 25  # characters, on average over a line
_QUOTED = re.compile(
    r"""(?<!\w)(?:'[^']{0,300}'|"[^"]{0,300}")(?!\w)|「[^」]{0,300}」|『[^』]{0,300}』"""
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of page that is no article.

    `find` returns the words or the attribute that gave the page away, empty where it is none;
    `told` says what the page is, for a person.
    """

    id: str
    version: int
    reason: Reason
    told: str
    find: Callable[[Look], str]


def phrases(by_language: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern of the patterns of each language (verbose ones; texts are folded)."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in by_language.values()), re.VERBOSE)


def unquoted(line: str) -> str:
    """Return a folded line without what it quotes: a story about walls quotes their words."""
    return _QUOTED.sub(" ", line)


def line_with(pattern: re.Pattern[str], lines: Iterable[str], max_words: int) -> str:
    """Return the first of the folded `lines` that `pattern` matches and that is no longer."""
    for line in lines:
        if len(line) > max_words * _LONGEST_WORD:
            continue  # a page may be one line of megabytes
        if pattern.search(unquoted(line)) and count_words(line) <= max_words:
            return line
    return ""
