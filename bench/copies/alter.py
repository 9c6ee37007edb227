"""What copiers do to a text, one kind a function: labelled, and the same for the same seed.

The first fourteen kinds are those of the first measurements; then come what those left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bench.copies.texts import Text
from bench.copies.words import FURNITURE, HEADLINES_ELSEWHERE
from pipeline.text import paragraphs, pieces, sentences

_QUOTED = re.compile(r"[“\"][^“”\"\n]{12,400}[”\"]")
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_SUBSTITUTED, _DROPPED = 0.7, 0.85


@dataclass(frozen=True, slots=True)
class Donors:
    """What an alteration may take from: other texts of the pool and the words of its language."""

    texts: Sequence[Text]
    vocabulary: Sequence[str]


Alteration = Callable[[random.Random, Text, Donors], Text]


def alter(kind: str, text: Text, donors: Donors, seed: int) -> Text:
    """Return `text` altered in the way of `kind`, with the texts that it is a copy of."""
    rng = random.Random(f"{seed}/{kind}/{text.id}")
    done = KINDS[kind](rng, text, donors)
    return replace(done, id=f"{text.id}/{kind}", kind=kind, origins=(text.id, *done.origins))


def vocabulary(texts: Sequence[Text]) -> list[str]:
    """Return the words of `texts` as often as they stand, without numbers and marks."""
    return [word for text in texts for word in pieces(text.body) if word.isalpha()]


def _marked(rng: random.Random, text: Text, _: Donors) -> Text:
    host = rng.choice(("daily-reader", "northern-wire", "the-record", "evening-sheet"))
    line = f"This article first appeared on {host}.example. Read the full article there."
    return replace(text, body=f"{text.body}\n\n{line}")


def _headline(rng: random.Random, text: Text, donors: Donors) -> Text:
    return replace(text, title=rng.choice(donors.texts).title)


def _translated_headline(rng: random.Random, text: Text, _: Donors) -> Text:
    title = rng.choice(HEADLINES_ELSEWHERE)
    return replace(text, title=title, body=f"{title}\n\n{text.body}")


def _trimmed(share: float) -> Alteration:
    """Cut the end away, as papers do: whole sentences where they fit."""

    def work(_: random.Random, text: Text, __: Donors) -> Text:
        found = [(n, s) for n, p in enumerate(paragraphs(text.body)) for s in sentences(p)]
        wanted, kept = (1 - share) * len(text.body), list[tuple[int, str]]()
        for item in found:
            if kept and sum(len(s) for _, s in kept) + len(item[1]) / 2 > wanted:
                break
            kept.append(item)
        return replace(text, body=_joined(kept))

    return work


def _furnished(share: float) -> Alteration:
    """Put lines between the paragraphs until they are `share` of all words."""

    def work(rng: random.Random, text: Text, _: Donors) -> Text:
        parts = paragraphs(text.body)
        if len(parts) == 1:
            parts = sentences(text.body)
        wanted = share / (1 - share) * sum(len(part) for part in parts)
        lines: list[str] = []
        while sum(map(len, lines)) < wanted:
            lines.append(rng.choice(FURNITURE))
        for line in lines:
            parts.insert(rng.randint(0, len(parts)), line)
        return replace(text, body="\n\n".join(parts))

    return work


def _reordered(rng: random.Random, text: Text, _: Donors) -> Text:
    parts = paragraphs(text.body)
    if len(parts) < 3:
        found = sentences(text.body)
        parts = [" ".join(found[i : i + 3]) for i in range(0, len(found), 3)]
    return replace(text, body="\n\n".join(rng.sample(parts, len(parts))))


def _reworded(share: float) -> Alteration:
    """Replace, drop or add words, `share` of all: names among them, numbers not."""

    def work(rng: random.Random, text: Text, donors: Donors) -> Text:
        return replace(text, body="".join(_each_reworded(rng, text.body, share, donors)))

    return work


def _each_reworded(rng: random.Random, body: str, share: float, donors: Donors) -> list[str]:
    done = []
    for piece in pieces(body):
        if not piece.isalpha() or rng.random() >= share:
            done.append(piece)
            continue
        other, how = rng.choice(donors.vocabulary), rng.random()
        if how < _SUBSTITUTED:
            done.append(other)
        elif how > _DROPPED:
            done.append(f"{piece} {other}" if not _UNSPACED.match(piece) else piece + other)
    return done


def _updated(rng: random.Random, text: Text, _: Donors) -> Text:
    def change(found: re.Match[str]) -> str:
        if rng.random() >= 0.3:
            return found.group()
        digits = len(found.group())
        return str(rng.randrange(10 ** (digits - 1), 10**digits))

    return replace(text, body=re.sub(r"\d+", change, text.body))


def _all_at_once(rng: random.Random, text: Text, donors: Donors) -> Text:
    for step in (_trimmed(0.5), _reworded(0.05), _furnished(0.2)):
        text = step(rng, text, donors)
    return text


def _merged(rng: random.Random, text: Text, _: Donors) -> Text:
    parts = paragraphs(text.body)
    done: list[str] = []
    for part in parts:
        if done and rng.random() < 0.7:
            done[-1] += " " + part
        else:
            done.append(part)
    return replace(text, body="\n\n".join(done))


def _requoted(rng: random.Random, text: Text, donors: Donors) -> Text:
    """Put other words into every quotation."""

    def change(found: re.Match[str]) -> str:
        count = len(found.group().split())
        start = rng.randrange(max(1, len(donors.vocabulary) - count))
        return f'"{" ".join(donors.vocabulary[start : start + count])}"'

    return replace(text, body=_QUOTED.sub(change, text.body))


def _mixed(rng: random.Random, text: Text, donors: Donors) -> Text:
    """Take every second part of this text and of another one, in turns."""
    other = rng.choice([t for t in donors.texts if t.id != text.id])
    halves = (_blocks(t.body)[::2] for t in (text, other))
    done = [part for pair in zip_longest(*halves) for part in pair if part]
    return replace(text, body="\n\n".join(done), origins=(other.id,))


def _blocks(body: str) -> list[str]:
    found = sentences(body)
    return [" ".join(found[i : i + 4]) for i in range(0, len(found), 4)]


def _joined(kept: Sequence[tuple[int, str]]) -> str:
    parts: dict[int, list[str]] = {}
    for number, sentence in kept:
        parts.setdefault(number, []).append(sentence)
    return "\n\n".join(" ".join(found) for found in parts.values())


FIRST_KINDS: dict[str, Alteration] = {
    "marker added": _marked,
    "headline changed": _headline,
    "trimmed by 30 %": _trimmed(0.3),
    "trimmed by 50 %": _trimmed(0.5),
    "trimmed by 70 %": _trimmed(0.7),
    "furniture 10 %": _furnished(0.1),
    "furniture 20 %": _furnished(0.2),
    "furniture 40 %": _furnished(0.4),
    "paragraphs reordered": _reordered,
    "reworded 5 %": _reworded(0.05),
    "reworded 10 %": _reworded(0.1),
    "reworded 15 %": _reworded(0.15),
    "numbers updated": _updated,
    "trimmed, reworded, furniture": _all_at_once,
}
FURTHER_KINDS: dict[str, Alteration] = {
    "headline translated": _translated_headline,
    "paragraphs merged": _merged,
    "quotes changed": _requoted,
    "two sources mixed": _mixed,
}
KINDS = FIRST_KINDS | FURTHER_KINDS
ELSEWHERE = (
    "trimmed by 50 %",
    "furniture 20 %",
    "reworded 10 %",
    "paragraphs reordered",
    "numbers updated",
)
"""The kinds that are made of texts that are not English."""
