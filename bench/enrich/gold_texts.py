"""The labelled articles: offsets and labels stand here, the texts only beside the checkout.

`gold/first.jsonl` has one line an article; a label is an offset into the article's text, which is
cut from the collections in `../shared/data` and checked by its digest. `gold/second.jsonl` has
some of them, labelled a second time from the beginning. docs/benchmarks/enrichment.md has the
guide that was followed.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import html

from pipeline.enrich import Subject
from pipeline.model import Document

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GOLD = Path(__file__).parent / "gold"
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_SHORTEST_PARAGRAPH = 60  # of pages that have no body in their collection

Span = tuple[int, int]


class TextChanged(RuntimeError):
    """A text in the data folder is not the one that was labelled."""


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A labelled quote: where it stands, how it is told, who says it and by which word."""

    span: Span
    kind: str
    speaker: Span | None
    cue: Span | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One labelled article; a date of None is a place that is neither right nor wrong."""

    id: int
    language: str
    text: str
    published_on: date | None
    entities: tuple[tuple[int, int, str], ...]
    dates: tuple[tuple[int, int, str | None], ...]
    quotes: tuple[GoldQuote, ...]
    cited: tuple[Span, ...]

    @property
    def half(self) -> str:
        """Return the half it belongs to: what was tuned on, or what was only ever measured."""
        return ("test", "tune")[self.id % 2]

    @property
    def document(self) -> Document:
        """Return it as extraction would give it, its language left to be found."""
        day = self.published_on
        at = datetime.combine(day, time(12), UTC) if day else None
        return Document(f"https://paper.example/{self.id}", None, (), at, None, None, self.text)


def load_gold(name: str = "first") -> list[GoldArticle]:
    """Return the articles of one labelling. Raises `TextChanged` if a text is another."""
    lines = (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_article(json.loads(line)) for line in lines]


def _article(line: dict[str, Any]) -> GoldArticle:
    text = _SOURCES[line["source"]](line["key"])[: line["length"]]
    if hashlib.sha256(text.encode()).hexdigest() != line["sha256"]:
        raise TextChanged(f"{line['source']} {line['key']} is not the text that was labelled")
    return GoldArticle(
        line["id"],
        line["language"],
        text,
        date.fromisoformat(line["published"]) if line["published"] else None,
        tuple((a, b, kind) for a, b, kind in line["entities"]),
        tuple((a, b, day) for a, b, day in line["dates"]),
        tuple(
            GoldQuote((a, b), kind, _span(speaker), _span(cue))
            for a, b, kind, speaker, cue in line["quotes"]
        ),
        tuple((a, b) for a, b in line["cited"]),
    )


def _span(pair: list[int] | None) -> Span | None:
    return (pair[0], pair[1]) if pair else None


def _tidy(text: str) -> str:
    plain = _BLANK_LINES.sub("\n\n", text.replace("\xa0", " ").strip())
    return "\n\n".join(paragraph.strip() for paragraph in plain.split("\n\n"))


@lru_cache
def _fundus() -> dict[str, str]:
    lines = (DATA / "pages/fundus/manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return {page["file"]: page["body"] for page in map(json.loads, lines)}


@lru_cache
def _wikinews() -> dict[str, str]:
    return {row["url"]: row["text"] for row in _wikinews_rows()}


def _wikinews_rows() -> Iterator[dict[str, str]]:
    for path in sorted((DATA / "texts/wikinews/data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


@lru_cache
def _english() -> dict[str, str]:
    with lzma.open(DATA / "texts/english.jsonl.xz", "rt", encoding="utf-8") as file:
        return {item["id"]: item["text"] for item in map(json.loads, file)}


def _paragraphs_of_page(name: str) -> str:
    with gzip.open(DATA / "pages/trafilatura" / name) as file:
        tree = html.fromstring(file.read())
    texts = (re.sub(r"\s+", " ", p.text_content()).strip() for p in tree.iter("p"))
    return _tidy("\n\n".join(text for text in texts if len(text) > _SHORTEST_PARAGRAPH))


_SOURCES = {
    "fundus": lambda key: _tidy(_fundus()[key]),
    "wikinews": lambda key: _tidy(_wikinews()[key]),
    "english": lambda key: _tidy(_english()[key]),
    "trafilatura": _paragraphs_of_page,
}


def whole_articles() -> list[Subject]:
    """Return the bodies of all pages of the collection in languages that we describe, uncut."""
    lines = (DATA / "pages/fundus/manifest.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [json.loads(line) for line in lines]
    return [
        Subject(
            page["title"] or "",
            _tidy(page["body"]),
            page["languages"][0],
            date.fromisoformat(page["date"][:10]) if page["date"] else None,
        )
        for page in pages
        if page["languages"][0] in {"en", "de", "fr", "es", "it", "pt"}
    ]
