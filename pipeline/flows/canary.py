"""What a cleaning rule would do, and what a site repeats: looked up in the archive, not stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.clean import clean_text, restore_body
from pipeline.clean.candidate import Candidate
from pipeline.clean.learnt import (
    MIN_PAGES,
    LearntList,
    RepeatedLine,
    frozen_lists,
    line_hash,
    repeated_lines,
)
from pipeline.errors import Misconfigured, PipelineError
from pipeline.flows.desk import Desk
from pipeline.flows.progress import Progress, silent
from pipeline.flows.stored import holder_of
from pipeline.model import Capture, Document, LedgerSpan
from pipeline.text import words
from pipeline.urls import registrable_domain
from pipeline.warehouse.captures import archived_pages


@dataclass(slots=True)
class SourceTrial:
    """What a rule would do to one source's pages."""

    source_id: str
    pages: int = 0
    affected: int = 0
    spans: int = 0
    words: int = 0


@dataclass(slots=True)
class Trial:
    """What a rule would do: counts by source, and the lines that it would take, often ones first.

    `lost_before` counts spans that the rule of the same id takes today and this one would not.
    """

    rule: str
    version: int
    days: int
    unreadable: int = 0
    lost_before: int = 0
    body_words: int = 0
    by_source: dict[str, SourceTrial] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    example_of: dict[str, tuple[str, str]] = field(default_factory=dict)

    def count(self, source_id: str, url: str, before: str, spans: Sequence[LedgerSpan]) -> None:
        """Count what the rule takes from one page."""
        trial = self.by_source.setdefault(source_id, SourceTrial(source_id))
        trial.pages += 1
        trial.affected += bool(spans)
        trial.spans += len(spans)
        trial.words += sum(len(words(span.text)) for span in spans)
        self.body_words += len(words(before))
        for span in spans:
            line = span.text.strip()
            self.lines[line] += 1
            self.example_of.setdefault(line, (url, span.replacement))

    def to_json(self, examples: int) -> dict[str, Any]:
        """Return the sums, the sources and the first `examples` lines."""
        trials = [self.by_source[key] for key in sorted(self.by_source)]
        pages, affected = sum(t.pages for t in trials), sum(t.affected for t in trials)
        taken = sum(t.words for t in trials)
        return {
            "rule": self.rule,
            "version": self.version,
            "days": self.days,
            "pages": pages,
            "unreadable": self.unreadable,
            "affected": affected,
            "share_affected": round(affected / pages, 4) if pages else 0.0,
            "spans": sum(t.spans for t in trials),
            "words": taken,
            "share_of_words": round(taken / self.body_words, 6) if self.body_words else 0.0,
            "no_longer_taken": self.lost_before,
            "sources": [
                {"source_id": t.source_id, "pages": t.pages, "affected": t.affected,
                 "spans": t.spans, "words": t.words}
                for t in trials
            ],
            "examples": [
                {"text": line, "count": count, "replacement": self.example_of[line][1],
                 "url": self.example_of[line][0]}
                for line, count in self.lines.most_common(examples)
            ],
        }  # fmt: skip


def try_rule(
    desk: Desk,
    candidate: Candidate,
    *,
    days: int,
    sources: Sequence[str] = (),
    progress: Progress = silent,
) -> Trial:
    """Run `candidate` over the pages of the last `days` archived days; nothing is written.

    Every page is read anew under today's rules; the ledger gives back the text before cleaning,
    and the rule then stands beside the others, in the place of the one that has its id.
    """
    rule = candidate.rule
    trial = Trial(rule.id, rule.version, days)
    captures = archived_pages(desk.warehouse, days, sources)
    for number, capture in enumerate(captures, 1):
        progress("pages", number, len(captures))
        document = _read(desk, capture)
        if document is None:
            trial.unreadable += 1
            continue
        before = restore_body(document.body, document.removed)
        _, ledger = clean_text(before, candidate.rules_with_it(capture.url), document.marks)
        taken = [span for span in ledger if span.rule == rule.id]
        trial.count(capture.source_id, capture.url, before, taken)
        today = [span.text for span in document.removed if span.rule == rule.id]
        trial.lost_before += (Counter(today) - Counter(s.text for s in taken)).total()
    return trial


def learn_furniture(
    desk: Desk,
    source_id: str,
    *,
    days: int,
    min_share: float,
    min_pages: int = MIN_PAGES,
    progress: Progress = silent,
) -> tuple[LearntList, list[RepeatedLine]]:
    """Return what a source's pages of the last `days` archived days repeat, as a list to freeze.

    Only lines that no rule takes today are looked at; the version is one above the list that is
    frozen. Raises `Misconfigured` where fewer than `min_pages` are there, or of several sites.
    """
    captures = archived_pages(desk.warehouse, days, [source_id])
    sites = Counter(registrable_domain(capture.url) for capture in captures)
    if len(captures) < min_pages or len(sites) > 1:
        raise Misconfigured(
            f"{len(captures)} pages of '{source_id}' on {len(sites)} sites are archived.",
            remedy=f"It takes {min_pages} pages of one site: name more days, or another source.",
        )
    found = repeated_lines(_bodies(desk, captures, progress), min_share)
    site = next(iter(sites))
    before = frozen_lists().get(site)
    lines = frozenset(line_hash(line.text) for line in found)
    return LearntList(site, before.version + 1 if before else 1, lines), found


def _bodies(desk: Desk, captures: Sequence[Capture], progress: Progress) -> Iterator[str]:
    for number, capture in enumerate(captures, 1):
        progress("pages", number, len(captures))
        if (document := _read(desk, capture)) is not None:
            yield document.body


def _read(desk: Desk, capture: Capture) -> Document | None:
    """Return what a stored page says under today's rules; None where it cannot be read."""
    try:
        holder = holder_of(desk, capture)
        body, content_type = desk.archive.payload_of(holder)
        return desk.reader.read(
            capture.url, body, content_type, captured_at=holder.fetched_at
        ).document
    except PipelineError:
        return None
