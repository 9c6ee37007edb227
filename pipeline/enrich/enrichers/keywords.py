"""What a text is about: its names and the words and word pairs that it repeats, and its topics.

Words are weighed as in YAKE (Campos et al., 2020) and TextRank's forerunners: how often, how early,
whether in the headline; names weigh more than words. Topics are a few words each in six languages.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import yaml

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.lexicon import lines_of
from pipeline.enrich.subject import Subject

_WORD = re.compile(r"[^\W\d_]+(?:[-’'](?!s\b)[^\W\d_]+)*")
_MOST = 10
_SHORTEST = 4
_TOPIC_WORDS = 3  # different words of a topic from which a text belongs to it
_NAME_WEIGHT, _TITLE_WEIGHT = 1.5, 2.0


def find_keywords(subject: Subject) -> Iterator[Found]:
    """Yield one row: `keywords` (at most ten, the weightiest first) and `topics`."""
    if subject.lexicon is None:
        return
    weights = _name_weights(subject) | _word_weights(subject)
    chosen = [key for key, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))]
    topics = _topics(subject)
    if chosen or topics:
        yield 0, len(subject.body), "", {"keywords": _unlike(chosen)[:_MOST], "topics": topics}


def _name_weights(subject: Subject) -> dict[str, float]:
    found: dict[str, float] = {}
    counts = Counter(name.name for name in subject.names)
    first: dict[str, int] = {}
    for name in subject.names:
        first.setdefault(name.name, name.start)
    for key, count in counts.items():
        found[key] = _NAME_WEIGHT * _weight(subject, key, count, first[key])
    return found


def _word_weights(subject: Subject) -> dict[str, float]:
    taken = {part.casefold() for name in subject.names for part in name.name.split()}
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _WORD.finditer(subject.body):
        word = match[0].casefold()
        if len(word) >= _SHORTEST and word not in taken and not _is_common(word, subject):
            counts[word] += 1
            first.setdefault(word, match.start())
    weighed: dict[str, float] = {}
    for word, count in counts.items():
        if count > 1 or word in subject.title.casefold():
            weighed[word] = _weight(subject, word, count, first[word])
    return weighed


def _weight(subject: Subject, key: str, count: int, offset: int) -> float:
    early = 1 + 1 / (1 + offset / 500)
    shown = _TITLE_WEIGHT if key.casefold() in subject.title.casefold() else 1.0
    return (1 + math.log(count)) * early * shown


def _is_common(word: str, subject: Subject) -> bool:
    lexicon = subject.lexicon
    assert lexicon is not None
    grammar = lexicon.words["function"] | lexicon.words["say"]
    return word in grammar or word in _common_words(lexicon.language)


@lru_cache
def _common_words(language: str) -> frozenset[str]:
    for line in lines_of("common_words.txt"):
        code, _, words = line.partition(":")
        if code == language:
            return frozenset(words.split())
    return frozenset()


def _unlike(keys: list[str]) -> list[str]:
    """Leave out a word that a weightier keyword contains."""
    kept: list[str] = []
    for key in keys:
        if not any(key.casefold() in other.casefold() for other in kept):
            kept.append(key)
    return kept


def _topics(subject: Subject) -> list[str]:
    lexicon = subject.lexicon
    assert lexicon is not None
    words = {match[0].casefold() for match in _WORD.finditer(f"{subject.title}\n{subject.body}")}
    scores = {
        topic: sum(any(word.startswith(stem) for word in words) for stem in stems)
        for topic, stems in _topic_stems(lexicon.language).items()
    }
    best = max(scores.values(), default=0)
    return sorted(topic for topic, score in scores.items() if score >= max(_TOPIC_WORDS, best / 2))


@lru_cache
def _topic_stems(language: str) -> dict[str, list[str]]:
    raw = yaml.safe_load("\n".join(lines_of("topics.yaml")))
    return {topic: stems.get(language, "").split() for topic, stems in raw.items()}


ENRICHER = Enricher("keywords", 1, find_keywords)
