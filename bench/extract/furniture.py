"""What furniture is left in the body, ours and the peers', and what cleaning costs the journalist.

Two measures of what is left:

- *injected*: known lines (`bench/extract/injected.py`) put into the real pages. A line is left
  where the output has its words once more than the output for the page without it.
- *labelled*: furniture of 60 real pages, marked by one reader on the text before cleaning, before
  the rules of this version were written (`furniture_labels.jsonl`: page, position, hash of the
  folded line, kind; never the text). 30 pages a set, the first by the hash of their address; left
  out were one without a body and one that is a forum's thread. The reader had seen the earlier
  rules and wrote the later ones. A line is left where the output has its words more often than the
  journalist's lines do.

A peer's page counts only where it gave at least half of the words that we hold to be the story's:
else whoever returns nothing would leave nothing. Words lost by cleaning are counted against the
gold bodies of `pages/fundus` and against the lines that were labelled as the journalist's.

The bars are over the half of the publishers on which no rule was tuned.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.extract.injected import InjectedPage, inject
from bench.extract.pages import RealPage, load_pages
from bench.extract.peers import peer_texts
from bench.report import Bar, Part, Table
from pipeline.clean import clean_document, restore_body
from pipeline.errors import PipelineError
from pipeline.extract import extract_document
from pipeline.extract.blocks import walk_blocks
from pipeline.model import Document
from pipeline.page import Page
from pipeline.text import fold, words

OWN = "copydesk"
PEERS = (
    "trafilatura", "trafilatura_precision", "newspaper4k", "goose3", "news_please", "resiliparse",
)  # fmt: skip
LABELS = Path(__file__).parent / "furniture_labels.jsonl"
MAX_SHARE_OF_BEST_PEER = 0.1
MAX_SHARE_LOST = 0.002
MAX_CLEAN_MS = 5.0
_MIN_STORY = 0.5

Texts = Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Left:
    """How many lines of furniture were left, of how many, and by kind."""

    left: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, is_left: bool) -> None:
        """Count one line."""
        self.all[kind] += 1
        self.left[kind] += is_left

    @property
    def share(self) -> float:
        """Return the share that was left, 0..1; 1 where nothing was counted."""
        return self.left.total() / self.all.total() if self.all else 1.0


@dataclass(frozen=True, slots=True)
class Labels:
    """What was marked on one page: kinds by hash of the line, and the journalist's lines."""

    furniture: Mapping[str, str]
    text: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One page read by us: before and after cleaning, and the CPU milliseconds that this took."""

    before: str
    document: Document
    clean_ms: float

    @property
    def is_restored(self) -> bool:
        """Tell whether body and ledger give back the text before cleaning, byte for byte."""
        return restore_body(self.document.body, self.document.removed) == self.before


def measure() -> Part:
    """Return what is left and lost on both halves, and the bars over the test half."""
    pages = load_pages()
    halves = {half: _measure_half(pages, half) for half in ("tune", "test")}
    tables = [table for half in halves.values() for table in half.tables]
    figures = {half: measured.figures for half, measured in halves.items()}
    return Part("furniture", tables, halves["test"].bars, figures)


def _measure_half(pages: Sequence[RealPage], half: str) -> Part:
    readings = dict(_readings(pages, half))
    injected = inject([(k, p.url, _html(p)) for k, p in _of_half(pages, half)], half)
    before = [(page.id, page.url, page.before) for page in injected]
    after = [(page.id, page.url, page.html) for page in injected]
    asked = [(k, p.url, _html(p)) for k, p in _of_half(pages, half) if k in _labels()]
    base = {OWN: _own_texts(before), **peer_texts(before, PEERS)}
    with_lines = {OWN: _own_texts(after), **peer_texts(after, PEERS)}
    as_served = {OWN: _own_texts(asked), **peer_texts(asked, PEERS)}
    in_injected = _left_of_injected(injected, base, with_lines)
    in_labelled = _left_of_labelled(dict(_of_half(pages, half)), readings, as_served)
    restored = sum(reading.is_restored for reading in readings.values()) / len(readings)
    lost, of_words = _lost_words(dict(_of_half(pages, half)), readings)
    clean_ms = statistics.median(reading.clean_ms for reading in readings.values())
    return Part(
        half,
        [_table(half, in_injected, in_labelled), _kinds(half, in_injected)],
        [
            _bar("furniture left, injected", in_injected),
            _bar("furniture left, labelled", in_labelled),
            Bar("journalists' words lost", lost / of_words, at_most=MAX_SHARE_LOST),
            Bar("pages that the ledger gives back", restored, at_least=1.0),
            Bar("ms of cleaning a page, median", clean_ms, at_most=MAX_CLEAN_MS),
        ],
        {
            "injected": _figures(in_injected),
            "labelled": _figures(in_labelled),
            "words_lost": lost,
            "words": of_words,
            "clean_ms_median": round(clean_ms, 2),
            "pages": len(readings),
        },
    )


def _of_half(pages: Iterable[RealPage], half: str) -> list[tuple[str, RealPage]]:
    suffix = {"fundus": "", "trafilatura": ".gz"}
    return [(f"{p.set}/{p.file}{suffix[p.set]}", p) for p in pages if p.half == half]


def _html(page: RealPage) -> str:
    return Page.parse(page.url, page.body, "text/html").html


def _readings(pages: Sequence[RealPage], half: str) -> Iterable[tuple[str, Reading]]:
    for key, page in _of_half(pages, half):
        if (reading := _read(page.url, _html(page))) is not None:
            yield key, reading


def _read(url: str, html: str) -> Reading | None:
    try:
        page = Page.parse(url, html.encode(), "text/html; charset=utf-8")
        extracted = extract_document(page, by_publisher=False)
        started = time.process_time()
        cleaned = clean_document(extracted)
    except PipelineError:
        return None
    return Reading(extracted.body, cleaned, (time.process_time() - started) * 1e3)


def _own_texts(asked: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    read = ((key, _read(url, html)) for key, url, html in asked)
    return {key: reading.document.body for key, reading in read if reading is not None}


def _left_of_injected(
    pages: Sequence[InjectedPage], base: Texts, with_lines: Texts
) -> dict[str, Left]:
    found = {name: Left() for name in with_lines}
    for page in pages:
        story = base[OWN].get(page.id, "")
        for name, texts in with_lines.items():
            own = texts.get(page.id, "")
            if not _has_story(own, story):
                continue
            before, after = _spaced(base[name].get(page.id, "")), _spaced(own)
            for line in page.lines:
                said = _spaced(line.text)
                found[name].count(line.kind, after.count(said) > before.count(said))
    return found


def _left_of_labelled(
    pages: Mapping[str, RealPage], readings: Mapping[str, Reading], as_served: Texts
) -> dict[str, Left]:
    found = {name: Left() for name in as_served}
    for key, labels in _labels().items():
        if key not in readings:
            continue
        lines = _lines_by_hash(pages[key], readings[key].before)
        told = _spaced(" ".join(text for sha, text in lines.items() if sha in labels.text))
        for name, texts in as_served.items():
            own = texts.get(key, "")
            if not _has_story(own, readings[key].document.body):
                continue
            for sha, kind in labels.furniture.items():
                said = _spaced(lines.get(sha, ""))
                is_left = bool(said.strip()) and _spaced(own).count(said) > told.count(said)
                found[name].count(kind, is_left)
    return found


def _lost_words(pages: Mapping[str, RealPage], readings: Mapping[str, Reading]) -> tuple[int, int]:
    """Return how many of the journalists' words cleaning took, and how many there were."""
    lost = total = 0
    for key, reading in readings.items():
        is_told = _told_by(pages[key], _labels().get(key))
        if is_told is None:
            continue
        told = [line for line in reading.before.split("\n") if is_told(line)]
        removed = [s for span in reading.document.removed for s in span.text.split("\n")]
        total += sum(len(words(line)) for line in told)
        lost += sum(len(words(line)) for line in removed if is_told(line))
    return lost, total


def _told_by(page: RealPage, labels: Labels | None) -> Callable[[str], bool] | None:
    """Return the test for a line of the journalist's on this page; None where nobody knows."""
    if labels is not None:
        return lambda line: _sha(line) in labels.text
    if page.gold.body is None:
        return None
    gold = _spaced(page.gold.body)
    return lambda line: bool(words(line)) and _spaced(line) in gold


def _labels() -> dict[str, Labels]:
    rows = map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())
    return {
        row["page"]: Labels(
            {sha: kind for _, sha, kind in row["furniture"]}, frozenset(row["text"])
        )
        for row in rows
    }


def _lines_by_hash(page: RealPage, before: str) -> dict[str, str]:
    """Return every line of the page by its hash, whether our extraction takes it today or not."""
    blocks = walk_blocks(Page.parse(page.url, page.body, "text/html").dom)
    texts = [*before.split("\n"), *(line for block in blocks for line in block.text.split("\n"))]
    return {_sha(text): text for text in texts if text.strip()}


def _sha(line: str) -> str:
    return hashlib.sha256(fold(line).encode()).hexdigest()[:12]


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "


def _has_story(text: str, story: str) -> bool:
    wanted = Counter(words(story))
    return (wanted & Counter(words(text))).total() >= _MIN_STORY * max(wanted.total(), 1)


def _bar(name: str, found: Mapping[str, Left]) -> Bar:
    best = min(left.share for peer, left in found.items() if peer != OWN)
    return Bar(name, found[OWN].share, at_most=MAX_SHARE_OF_BEST_PEER * best)


def _table(half: str, injected: Mapping[str, Left], labelled: Mapping[str, Left]) -> Table:
    rows = [
        [name, injected[name].share, injected[name].all.total(),
         labelled[name].share, labelled[name].all.total()]
        for name in injected
    ]  # fmt: skip
    return Table([f"furniture left, {half}", "injected", "n", "labelled", "n"], rows)


def _kinds(half: str, injected: Mapping[str, Left]) -> Table:
    names = list(injected)
    rows = [
        [kind, injected[OWN].all[kind], *(injected[name].left[kind] for name in names)]
        for kind in sorted(injected[OWN].all)
    ]
    return Table([f"lines left by kind, {half}", "n", *names], rows)


def _figures(found: Mapping[str, Left]) -> dict[str, dict[str, float]]:
    return {
        name: {"left": left.left.total(), "n": left.all.total(), "share": round(left.share, 4)}
        for name, left in found.items()
    }
