"""The texts that are altered: real articles of `../shared/data`, in two halves by their source."""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.text import count_words

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
HALVES = ("train", "test")
_LEAST_WORDS, _LEAST_WORDS_ELSEWHERE, _MOST_WORDS = 150, 60, 2500


@dataclass(frozen=True, slots=True)
class Text:
    """One article: `origin` says which text it is a form of, `kind` which alteration it is."""

    id: str
    title: str
    body: str
    language: str = "en"
    origins: tuple[str, ...] = ()
    kind: str = "original"


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two texts of which people said whether they tell of the same event."""

    pool: str
    first: str
    second: str
    is_same_event: bool


def english(half: str, count: int, seed: int) -> list[Text]:
    """Return `count` English articles of the sources of `half`, drawn by `seed`."""
    with lzma.open(DATA / "texts/english.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    fit = [
        Text(f"en-{row['id']}", row["title"], row["text"])
        for row in rows
        if half_of(row["source"]) == half
        and _LEAST_WORDS <= len(row["text"].split()) <= _MOST_WORDS
    ]
    return random.Random(f"english/{seed}").sample(fit, min(count, len(fit)))


def other_languages(half: str, count: int, seed: int) -> list[Text]:
    """Return up to `count` texts that are not English, of pages and of the Russian pairs."""
    fit = [
        text
        for host, text in _elsewhere()
        if half_of(host) == half and count_words(text.body) >= _LEAST_WORDS_ELSEWHERE
    ]
    return random.Random(f"elsewhere/{seed}").sample(fit, min(count, len(fit)))


def labelled_pairs() -> Iterator[LabelledPair]:
    """Yield all pairs with people's labels, of both halves: nothing is tuned on them."""
    csv.field_size_limit(1 << 30)
    for path in sorted((DATA / "pairs/tgcontest").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                texts = row["INPUT:first_text"], row["INPUT:second_text"]
                yield LabelledPair(path.stem, *texts, row["GOLDEN:quality"] == "OK")


def half_of(source: str) -> str:
    """Return in which half the texts of `source` are."""
    return HALVES[hashlib.sha256(source.casefold().encode()).digest()[0] % 2]


def _elsewhere() -> Iterator[tuple[str, Text]]:
    with (DATA / "pages/fundus/manifest.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            language = (row["languages"] or ["?"])[0]
            if language != "en" and row["body"]:
                text = Text(f"page-{row['file']}", row["title"], row["body"], language)
                yield row["publisher"], text
    for number, pair in enumerate(labelled_pairs()):
        if pair.pool.startswith("ru"):
            yield f"ru-{number}", Text(f"ru-{number}", "", pair.first, "ru")
