"""Score the enrichers and their peers on the labelled articles, and time them."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from bench.enrich import ours
from bench.enrich.gold_texts import DATA, GoldArticle, load_gold
from bench.enrich.peers import LANGUAGES_OF, PEERS, PeerAnswers, ask
from bench.enrich.score import (
    Answer,
    Counts,
    score_cited,
    score_dates,
    score_entities,
    score_language,
    score_quotes,
)
from bench.enrich.speed import measure_speed
from bench.report import Bar, Report, print_table

LANGUAGES = ("en", "de", "fr", "es")
Scores = dict[tuple[str, str], Counts]
"""Counts by what was asked and of which articles: 'all', a half, a language, both ('test en')."""

_BY_SPANS: dict[str, Callable[[GoldArticle, Sequence[Answer]], Counts]] = {
    "dates": score_dates,
    "entities": score_entities,
    "quotes": score_quotes,
}


def our_scores(articles: Sequence[GoldArticle]) -> Scores:
    """Return our counts for everything that was labelled."""
    scores: Scores = defaultdict(Counts)
    for gold in articles:
        found = defaultdict(list, ours.answers_of(gold))
        said = found["quotes"]
        counts = {
            "language": score_language(gold, ours.language(gold)),
            "dates": score_dates(gold, ours.dates(found["text_dates"])),
            "entities": score_entities(gold, ours.entities(found["entities"])),
            "quotes": score_quotes(gold, ours.quotes(gold.text, said)),
            "indirect quotes": score_quotes(
                gold, ours.quotes(gold.text, said, "indirect"), "indirect"
            ),
            "cited outlets": score_cited(gold, ours.cited(found["citations"])),
        }
        _add(scores, gold, counts)
    return scores


def peer_scores(what: str, answers: PeerAnswers, articles: Sequence[GoldArticle]) -> Scores:
    """Return a peer's counts over the articles that it can read."""
    scores: Scores = defaultdict(Counts)
    for gold in articles:
        if gold.id not in answers.spans:
            continue
        if what == "language":
            counted = score_language(gold, answers.languages[gold.id])
        else:
            counted = _BY_SPANS[what](gold, answers.spans[gold.id])
        _add(scores, gold, {what: counted})
    return scores


def agreement(first: Sequence[GoldArticle]) -> dict[str, float]:
    """Return F1 of the second labelling against the first, over the articles that have both."""
    by_id = {article.id: article for article in first}
    totals: dict[str, Counts] = defaultdict(Counts)
    for again in load_gold("second"):
        gold = by_id[again.id]
        totals["language"] += score_language(gold, again.language)
        totals["dates"] += score_dates(gold, [Answer((a, b), d or "") for a, b, d in again.dates])
        mentions = [Answer((a, b), kind) for a, b, kind in again.entities]
        totals["entities"] += score_entities(gold, mentions)
        totals["cited outlets"] += score_cited(gold, [Answer(span) for span in again.cited])
        for kind, name in (("direct", "quotes"), ("indirect", "indirect quotes")):
            said = [
                Answer(q.span, again.text[slice(*q.speaker)] if q.speaker else "")
                for q in again.quotes
                if q.kind == kind
            ]
            totals[name] += score_quotes(gold, said, kind)
    return {name: round(counts.f1, 3) for name, counts in totals.items()}


def _add(scores: Scores, gold: GoldArticle, counts: dict[str, Counts]) -> None:
    for what, counted in counts.items():
        for group in ("all", gold.half, gold.language, f"{gold.half} {gold.language}"):
            scores[what, group] += counted


def _rows(name: str, scores: Scores) -> list[list[object]]:
    return [
        [name, what, group, c.precision, c.recall, c.f1, c.right, c.wanted, c.given]
        for (what, group), c in sorted(scores.items())
    ]


def _bars(scores: Scores, median_ms: float) -> list[Bar]:
    """Return the bars, over the half of the articles that no rule was improved on."""
    others = Counts()
    for code in LANGUAGES[1:]:
        others += scores["quotes", f"test {code}"]
    english = scores["quotes", "test en"]
    return [
        Bar("language", scores["language", "test"].recall, at_least=0.99),
        Bar("dates, precision", scores["dates", "test"].precision, at_least=0.95),
        Bar("dates, recall", scores["dates", "test"].recall, at_least=0.95),
        Bar("quotes with the right speaker, English, precision", english.precision, at_least=0.9),
        Bar("quotes with the right speaker, English, recall", english.recall, at_least=0.8),
        Bar("quotes with the right speaker, others, precision", others.precision, at_least=0.85),
        Bar("quotes with the right speaker, others, recall", others.recall, at_least=0.7),
        Bar("cited outlets, precision", scores["cited outlets", "test"].precision, at_least=0.95),
        Bar("all enrichers, ms an article (median)", median_ms, at_most=20),
    ]


def main() -> int:
    """Measure, print tables and the line of JSON; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.enrich", description=__doc__)
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    wanted = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not there: nothing can be measured", file=sys.stderr)
        return 2
    articles = load_gold()
    scores = our_scores(articles)
    rows = _rows("copydesk", scores)
    peer_figures: dict[str, Any] = {}
    for what, names in {} if wanted.no_peers else PEERS.items():
        for name in names:
            answers = ask(name, articles)
            theirs = peer_scores(what, answers, articles)
            rows += _rows(name, theirs)
            peer_figures[name] = {
                "documents_per_s": round(len(answers.spans) / answers.seconds, 1),
                "languages": LANGUAGES_OF.get(name, LANGUAGES),
                **_figures(theirs),
            }
    print_table(["", "what", "of", "P", "R", "F1", "right", "labels", "answers"], rows)
    median_ms, late_ms, rates, count = measure_speed()
    print_table(["enricher", "documents/s"], [[k, round(v)] for k, v in sorted(rates.items())])
    report = Report("enrich", _bars(scores, median_ms))
    report.figures = {
        "articles": len(articles),
        "copydesk": _figures(scores),
        "peers": peer_figures,
        "agreement": agreement(articles),
        "all_ms": {"median": round(median_ms, 2), "p95": round(late_ms, 2), "articles": count},
        "documents_per_s": {name: round(rate, 1) for name, rate in sorted(rates.items())},
    }
    report.finish()
    return 0 if report.ok else 1


def _figures(scores: Scores) -> dict[str, dict[str, float]]:
    return {
        f"{what}, {group}": {"precision": round(c.precision, 3), "recall": round(c.recall, 3)}
        for (what, group), c in sorted(scores.items())
    }


if __name__ == "__main__":
    raise SystemExit(main())
