"""Do the markers find what pages say of their origin: on fixtures, and on real pages by eye."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.extract.pages import DATA, load_pages
from bench.extract.provenance_cases import FIXTURES, Score, by_kind, score
from bench.report import Bar, Part, Table
from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance import find_evidence, versions

JUDGEMENTS = FIXTURES.parent / "judged_hits.jsonl"
_WANTED = 0.98
_MOST_MS = 5.0
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One find on a real page, without its text: a digest stands for the value."""

    file: str
    url: str
    kind: str
    digest: str
    evidence: Evidence

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what a judgement is filed under."""
        return (self.file, self.kind, self.digest)


def real_hits(pages: dict[str, Page]) -> Iterator[Hit]:
    """Yield every find on the real pages, by file."""
    for file, page in pages.items():
        for piece in find_evidence(page):
            digest = hashlib.sha256(piece.value.encode()).hexdigest()[:16]
            yield Hit(file, page.url, piece.kind, digest, piece)


def load_judgements() -> dict[tuple[str, str, str], str]:
    """Return the verdict, 'right' or 'wrong', that a person gave each hit."""
    rows = map(json.loads, JUDGEMENTS.read_text(encoding="utf-8").splitlines())
    return {(row["file"], row["kind"], row["digest"]): row["verdict"] for row in rows}


def real_pages() -> dict[str, Page]:
    """Return the real pages, parsed, by set and file."""
    return {
        f"{page.set}/{page.file}": Page.parse(page.url, page.body, "text/html")
        for page in load_pages()
    }


def measure() -> Part:
    """Run the fixtures and, where they are there, the real pages."""
    scores, wrong = score()
    part = Part("provenance", [_fixture_table(scores)], _fixture_bars(scores))
    part.figures["fixtures"] = {
        f"{kind}:{half}": {
            "copies": one.copies,
            "originals": one.originals,
            "recall": round(one.recall, 4),
            "precision": round(one.precision, 4),
            "addresses": f"{one.resolved}/{one.with_address}",
        }
        for (kind, half), one in sorted(scores.items())
    }
    part.figures["wrong_cases"] = [f"{verdict.case.kind}: {verdict.case.name}" for verdict in wrong]
    if DATA.is_dir():
        _measure_real(part)
    return part


def _fixture_table(scores: dict[tuple[str, str], Score]) -> Table:
    header = ("marker", "half", "copies", "originals", "recall", "precision", "addresses")
    rows = [
        (
            kind,
            half,
            one.copies,
            one.originals,
            one.recall,
            one.precision,
            f"{one.resolved}/{one.with_address}",
        )
        for (kind, half), one in sorted(scores.items())
    ]
    return Table(header, rows)


def _fixture_bars(scores: dict[tuple[str, str], Score]) -> list[Bar]:
    whole = by_kind(scores)
    given = sum(one.with_address for one in whole.values())
    resolved = sum(one.resolved for one in whole.values())
    return [
        Bar("markers' recall, the worst kind", min(s.recall for s in whole.values()), _WANTED),
        Bar(
            "markers' precision, the worst kind", min(s.precision for s in whole.values()), _WANTED
        ),
        Bar("addresses resolved", resolved / given, 1.0),
    ]


def _measure_real(part: Part) -> None:
    pages = real_pages()
    judged = load_judgements()
    hits = list(real_hits(pages))
    verdicts = [judged.get(hit.key, "unjudged") for hit in hits]
    rows = []
    for kind in sorted(versions()):
        of_kind = [v for hit, v in zip(hits, verdicts, strict=True) if hit.kind == kind]
        right = of_kind.count("right")
        share = right / len(of_kind) if of_kind else "-"
        rows.append((kind, len(of_kind), right, of_kind.count("wrong"), share))
    part.tables.append(Table(("on real pages", "hits", "right", "wrong", "precision"), rows))
    part.bars.append(Bar("hits unjudged or wrong", len(hits) - verdicts.count("right"), at_most=0))
    spent_ms = sorted(_spent_ms(page) for page in pages.values())
    median, tenth = statistics.median(spent_ms), spent_ms[int(len(spent_ms) * 0.9)]
    part.bars.append(Bar("markers' ms a page, median", median, at_most=_MOST_MS))
    part.figures["real_pages"] = {
        "pages": len(pages),
        "hits": len(hits),
        "ms_median": round(median, 2),
        "ms_p90": round(tenth, 2),
        "by_kind": {row[0]: {"hits": row[1], "right": row[2]} for row in rows},
    }


def _spent_ms(page: Page) -> float:
    """Return the CPU time of all markers on a page, the best of a few rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        find_evidence(page)
        best = min(best, time.process_time() - start)
    return best * 1000
