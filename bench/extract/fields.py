"""Body and fields against the peers, on both sets, the two halves beside each other.

The bars are over the test half alone; nobody looks at its pages while rules are written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bench.extract.pages import RealPage, load_pages
from bench.extract.peers import PeerAnswer, ask_own, ask_peers
from bench.extract.score import (
    FIELDS,
    BodyScore,
    Rate,
    rate_field,
    score_bodies,
    score_segments,
)
from bench.report import Bar, Part, Table
from pipeline.page import Page

OWN = "copydesk"
SETS = ("fundus", "trafilatura")
HALVES = ("tune", "test")
_NO_BODY = {"thirty_lines"}
_ROUNDS = 3

Answers = Mapping[str, Mapping[str, PeerAnswer]]


def measure() -> Part:
    """Return the tables of all peers and whether ours is above the best of them."""
    pages = load_pages()
    asked = [(page.file, page.url, _decoded(page)) for page in pages]
    answers = {OWN: ask_own(asked), **ask_peers(asked)}
    tables = [_table(pages, answers, chosen, half) for chosen in SETS for half in HALVES]
    speeds = _speeds(asked, answers)
    speed_rows = [[name, f"{speed:.1f}"] for name, speed in speeds.items()]
    tables.append(Table(["pages per CPU second", "all pages"], speed_rows))
    bars = [*_bars(pages, answers), _speed_bar(speeds)]
    return Part("fields", tables, bars, _figures(pages, answers, speeds))


def _decoded(page: RealPage) -> str:
    return Page.parse(page.url, page.body, "text/html").html


def _of(pages: list[RealPage], chosen: str, half: str) -> list[RealPage]:
    return [page for page in pages if page.set == chosen and page.half == half]


def body_score(pages: list[RealPage], answers: Mapping[str, PeerAnswer]) -> BodyScore:
    """Return the body score of a set: shingles where gold has bodies, segments elsewhere."""
    if pages[0].gold.body is not None:
        return score_bodies((page.gold.body or "", answers[page.file].text) for page in pages)
    return score_segments((page.gold, answers[page.file].text) for page in pages)


def field_rates(pages: list[RealPage], answers: Mapping[str, PeerAnswer]) -> dict[str, Rate]:
    """Return the rate of every field over `pages`."""
    pairs = [(page.gold, answers[page.file]) for page in pages]
    return {field: rate_field(field, pairs) for field in FIELDS}


def _table(pages: list[RealPage], answers: Answers, chosen: str, half: str) -> Table:
    few = _of(pages, chosen, half)
    header = [f"{chosen} {half} (n={len(few)})", "title", "(loose)", "authors", "date",
              "body F1", "precision", "recall", "failed"]  # fmt: skip
    rows = []
    for name, given in answers.items():
        rates = field_rates(few, given)
        pairs = [(page.gold, given[page.file]) for page in few]
        loose = rate_field("title", pairs, loose=True).recall
        body = body_score(few, given)
        body_cells = ["-"] * 3 if name in _NO_BODY else [body.f1, body.precision, body.recall]
        cells = [f"{rates[field].recall:.3f} p {rates[field].precision:.3f}" for field in FIELDS]
        failed = sum(bool(given[page.file].error) for page in few)
        rows.append([name, cells[0], loose, *cells[1:], *body_cells, failed])
    return Table(header, rows)


def _bars(pages: list[RealPage], answers: Answers) -> list[Bar]:
    """Return the bars over the test half: above the best peer, whichever that is."""
    bars = []
    for chosen in SETS:
        few = _of(pages, chosen, "test")
        for field in FIELDS:
            recalls = {
                name: field_rates(few, given)[field].recall for name, given in answers.items()
            }
            bars.append(_above(f"{chosen}: {field}", recalls))
        scores = {name: body_score(few, given).f1 for name, given in answers.items()}
        bars.append(_above(f"{chosen}: body F1", scores))
    return bars


def _above(name: str, figures: dict[str, float]) -> Bar:
    best = max(value for peer, value in figures.items() if peer != OWN)
    return Bar(name, figures[OWN], at_least=math.nextafter(best, math.inf))


def _speeds(asked: list[tuple[str, str, str]], answers: Answers) -> dict[str, float]:
    """Return pages per CPU second; ours and trafilatura's are the best of alternating rounds."""
    seconds = {name: _seconds(given) for name, given in answers.items()}
    for _ in range(_ROUNDS - 1):
        seconds[OWN] = min(seconds[OWN], _seconds(ask_own(asked)))
        again = _seconds(ask_peers(asked, ["trafilatura"])["trafilatura"])
        seconds["trafilatura"] = min(seconds["trafilatura"], again)
    return {name: len(asked) / max(spent, 1e-9) for name, spent in seconds.items()}


def _seconds(answers: Mapping[str, PeerAnswer]) -> float:
    return sum(answer.seconds for answer in answers.values())


def _speed_bar(speeds: Mapping[str, float]) -> Bar:
    ratio = speeds[OWN] / speeds["trafilatura"]
    return Bar("pages per CPU second, as a share of trafilatura's", ratio, at_least=1.0)


def _figures(
    pages: list[RealPage], answers: Answers, speeds: Mapping[str, float]
) -> dict[str, Any]:
    figures: dict[str, Any] = {"pages_per_cpu_second": _rounded(speeds)}
    for chosen in SETS:
        for half in HALVES:
            few = _of(pages, chosen, half)
            figures[f"{chosen}_{half}"] = {
                name: _rounded(
                    {
                        **{f: rate.recall for f, rate in field_rates(few, given).items()},
                        **{
                            f"{f}_precision": r.precision
                            for f, r in field_rates(few, given).items()
                        },
                        "body_f1": body_score(few, given).f1,
                    }
                )
                for name, given in answers.items()
            }
    return figures


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
