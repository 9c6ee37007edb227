"""How an answer is scored: each figure as its own community computes it.

Body: shingles of four tokens, precision and recall per page and then averaged
(scrapinghub/article-extraction-benchmark, `evaluate.py`). Title: equal after NFC and collapsed
white space. Authors: equal as sets of casefolded names. Date: the same day, in UTC or as written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import mean

from dateutil.parser import ParserError, parse

from bench.extract.pages import Gold
from bench.extract.peers import PeerAnswer
from pipeline.text import squeeze

_TOKEN = re.compile(r"\w+")
_GRAM = 4
_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—-]{1,40}$")

_ZONES = {"CET": 3600, "CEST": 7200, "EST": -18000, "EDT": -14400, "BST": 3600}

FIELDS = ("title", "authors", "date")


@dataclass(frozen=True, slots=True)
class Rate:
    """Right answers over the pages that have the field, and over the answers given."""

    right: int
    wanted: int
    given: int

    @property
    def recall(self) -> float:
        """Return the share of the pages with a gold value that were answered rightly."""
        return self.right / max(self.wanted, 1)

    @property
    def precision(self) -> float:
        """Return the share of right ones among the answers (those where gold has none count)."""
        return self.right / max(self.given, 1)


@dataclass(frozen=True, slots=True)
class BodyScore:
    """Means over pages, 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rate_field(
    field: str, pairs: Iterable[tuple[Gold, PeerAnswer]], *, loose: bool = False
) -> Rate:
    """Return how often `field` was answered rightly, over the pages where people looked for it."""
    right = wanted = given = 0
    for gold, answer in pairs:
        if not gold.fields_asked:
            continue
        value = getattr(gold, field)
        wanted += bool(value)
        given += bool([name for name in answer.authors if name] if field == "authors"
                      else getattr(answer, field))  # fmt: skip
        right += bool(value) and _is_right(field, value, answer, loose)
    return Rate(right, wanted, given)


def score_bodies(pairs: Iterable[tuple[str, str]]) -> BodyScore:
    """Return mean precision and recall of (gold, answer) texts."""
    precisions, recalls = [], []
    for gold, text in pairs:
        a, b = shingles(gold), shingles(text)
        hits = sum((a & b).values())
        if b:
            precisions.append(hits / b.total())
        if a:
            recalls.append(hits / a.total())
    return BodyScore(mean(precisions or [0.0]), mean(recalls or [0.0]))


def score_segments(pairs: Iterable[tuple[Gold, str]]) -> BodyScore:
    """Return precision and recall over the segments that must and must not be in the bodies.

    As adbar/trafilatura does it: a wanted segment found is right, an unwanted one found is wrong.
    """
    right = wrong = missed = 0
    for gold, text in pairs:
        folded = squeeze(text)
        right += sum(squeeze(part) in folded for part in gold.with_segments)
        missed += sum(squeeze(part) not in folded for part in gold.with_segments)
        wrong += sum(squeeze(part) in folded for part in gold.without_segments)
    return BodyScore(right / max(right + wrong, 1), right / max(right + missed, 1))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four tokens of `text` (fewer where it has fewer)."""
    tokens = _TOKEN.findall(text)
    runs = (tuple(tokens[i : i + _GRAM]) for i in range(max(1, len(tokens) - _GRAM + 1)))
    return Counter(run for run in runs if run)


def _is_right(field: str, value: object, answer: PeerAnswer, loose: bool) -> bool:
    if field == "title":
        return _same_title(str(value), answer.title, loose)
    if field == "authors":
        return value == {squeeze(name).casefold() for name in answer.authors if name.strip()}
    assert isinstance(value, datetime)
    return _same_day(value, answer.date)


def _same_title(gold: str, title: str, loose: bool) -> bool:
    if squeeze(gold) == squeeze(title):
        return True
    return loose and bool(title) and _bare(gold) in {_bare(title), _bare(_SUFFIX.sub("", title))}


def _bare(text: str) -> str:
    return "".join(_TOKEN.findall(text.casefold()))


def _same_day(gold: datetime, text: str) -> bool:
    try:
        found = parse(text, tzinfos=_ZONES)
    except (ParserError, OverflowError, ValueError):
        return False
    return not _days(gold).isdisjoint(_days(found))


def _days(moment: datetime) -> set[object]:
    local = {moment.date()}
    return local | {moment.astimezone(UTC).date()} if moment.tzinfo else local
