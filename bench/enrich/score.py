"""How findings are scored against labels: a place and what it means, both must be right.

A finding and a label are of the same place if they share more than half of what they cover
together (dates, names, outlets: if they overlap at all). Right answers over labels is recall, over
answers precision; one label is matched by one finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.enrich.gold_texts import GoldArticle, Span

HALF = 0.5
_ARTICLES = frozenset("the der die das le la l el".split())
_LEAST_WORDS = 3
"""Shorter marked words are titles and irony as often as speech; nobody labelled them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One finding, ours or a peer's: a place, and what it means ('' if only the place counts).

    `spelt` is the name as it stands there, where `value` is another form of it.
    """

    span: Span
    value: str = ""
    spelt: str = ""


@dataclass(slots=True)
class Counts:
    """Right answers, labels and answers given; they add up over articles."""

    right: int = 0
    wanted: int = 0
    given: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        self.right += other.right
        self.wanted += other.wanted
        self.given += other.given
        return self

    @property
    def precision(self) -> float:
        """Return right answers over answers; 1 where none was given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Return right answers over labels; 1 where there is none."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def count(
    labels: Sequence[Answer],
    answers: Iterable[Answer],
    same: Callable[[Span, Span], bool],
    ignored: Sequence[Span] = (),
) -> Counts:
    """Return the counts of one article; answers at `ignored` places are neither right nor wrong."""
    open_labels = list(labels)
    right = given = 0
    for answer in answers:
        if any(overlaps(answer.span, place) for place in ignored):
            continue
        given += 1
        hit = next(
            (x for x in open_labels if same(x.span, answer.span) and means_same(x, answer)), None
        )
        if hit:
            open_labels.remove(hit)
            right += 1
    return Counts(right, len(labels), given)


def means_same(label: Answer, answer: Answer) -> bool:
    """True if both mean the same; names of people are the same by surname or as a part."""
    if label.value in {answer.value, answer.spelt}:
        return True
    a, b = _name(label.value), _name(answer.value)
    return bool(a and b) and (
        a[-1] == b[-1] or " ".join(a) in " ".join(b) or " ".join(b) in " ".join(a)
    )


def _name(value: str) -> list[str]:
    if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", value):
        return []
    return [word for word in re.findall(r"[^\W_]+", value.casefold()) if word not in _ARTICLES]


def overlaps(a: Span, b: Span) -> bool:
    """True if two places share anything."""
    return a[0] < b[1] and b[0] < a[1]


def shares_half(a: Span, b: Span) -> bool:
    """True if two places share more than half of what they cover together."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > HALF * (max(a[1], b[1]) - min(a[0], b[0]))


def score_dates(gold: GoldArticle, answers: Iterable[Answer]) -> Counts:
    """Score days and months by their resolved value."""
    labels = [Answer((a, b), day) for a, b, day in gold.dates if day]
    return count(labels, answers, overlaps, [(a, b) for a, b, day in gold.dates if day is None])


def score_entities(gold: GoldArticle, answers: Iterable[Answer]) -> Counts:
    """Score mentions by their kind: P, O or L."""
    return count([Answer((a, b), kind) for a, b, kind in gold.entities], answers, overlaps)


def score_quotes(gold: GoldArticle, answers: Iterable[Answer], kind: str = "direct") -> Counts:
    """Score quotes of a kind by their speaker; very short ones are not asked for."""
    labels = [
        Answer(quote.span, gold.text[slice(*quote.speaker)] if quote.speaker else "")
        for quote in gold.quotes
        if quote.kind == kind
    ]
    long_enough = [
        answer
        for answer in answers
        if len(re.findall(r"\w+", gold.text[slice(*answer.span)])) >= _LEAST_WORDS
    ]
    return count(labels, long_enough, shares_half)


def score_cited(gold: GoldArticle, answers: Iterable[Answer]) -> Counts:
    """Score cited outlets by their place."""
    return count([Answer(span) for span in gold.cited], answers, overlaps)


def score_language(gold: GoldArticle, answer: str | None) -> Counts:
    """Score the language of the article."""
    return Counts(int(answer == gold.language), 1, int(answer is not None))
