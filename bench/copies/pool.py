"""The pool that is measured: originals that are nobody's copies, and every alteration of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bench.copies import alter
from bench.copies.templates import templates
from bench.copies.texts import Text, english, other_languages

ALIKE = 0.5
"""Texts of the pool that share so much of the shorter one are copies already, and left out."""

_SHINGLE = 5


@dataclass(frozen=True, slots=True)
class Pool:
    """English originals with their alterations, texts that are not English with theirs, forms."""

    english: list[Text]
    elsewhere: list[Text]
    templates: list[Text]


def make_pool(half: str, count: int, seed: int) -> Pool:
    """Return the pool of `count` English originals, a third as many others, and templates."""
    originals = without_copies(english(half, count, seed))
    others = without_copies(other_languages(half, max(1, count // 3), seed))
    forms = templates(max(2, count // 5), seed)
    donors = alter.Donors(originals, alter.vocabulary(originals))
    altered = [alter.alter(kind, t, donors, seed) for t in originals for kind in alter.KINDS]
    return Pool(originals + altered, others + list(_elsewhere(others, seed)), forms)


def without_copies(texts: Sequence[Text]) -> list[Text]:
    """Return `texts` without those that share half of the shorter one's 5-grams with another."""
    grams = {text.id: shingles(text.body) for text in texts}
    holders: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, found in grams.items():
        for gram in found:
            holders[gram].append(key)
    shared: defaultdict[tuple[str, str], int] = defaultdict(int)
    for keys in holders.values():
        for i, a in enumerate(keys if len(keys) < 50 else ()):
            for b in keys[i + 1 :]:
                shared[a, b] += 1
    away = {b for (a, b), n in shared.items() if n >= ALIKE * min(len(grams[a]), len(grams[b]))}
    return [text for text in texts if text.id not in away]


def shingles(body: str) -> set[tuple[str, ...]]:
    """Return the runs of five words, or of five characters where there are no spaces."""
    words = body.casefold().split()
    units = words if len(words) * 20 > len(body) else list(body)
    return {tuple(units[i : i + _SHINGLE]) for i in range(len(units) - _SHINGLE + 1)}


def _elsewhere(originals: Sequence[Text], seed: int) -> Iterator[Text]:
    """Yield the altered texts of every language; words come from texts of that language alone."""
    languages = dict.fromkeys(text.language for text in originals)
    for language in languages:
        own = [text for text in originals if text.language == language]
        donors = alter.Donors(own, alter.vocabulary(own))
        for text in own:
            for kind in alter.ELSEWHERE:
                yield replace(alter.alter(kind, text, donors, seed), kind=f"elsewhere: {kind}")
