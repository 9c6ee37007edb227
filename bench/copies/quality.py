"""How well copies are found: by kind of alteration, on templates, and on pairs people labelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean

from bench.copies import stored
from bench.copies.peers import PEERS, peer_pairs
from bench.copies.pool import Pool, make_pool, shingles
from bench.copies.score import (
    Pairs,
    accepted_within,
    between_families,
    by_kind,
    mixed_stories,
)
from bench.copies.texts import LabelledPair, Text, labelled_pairs
from bench.report import Bar, Part, Table
from pipeline.standalone.postgres import EmbeddedPostgres

OURS = "copydesk"
Found = Mapping[str, Pairs]
"""Accepted pairs by who found them."""


def measure(half: str, count: int, seed: int, *, with_peers: bool) -> Iterator[Part]:
    """Yield the parts: English kinds, other languages, templates, labelled pairs."""
    pool = make_pool(half, count, seed)
    with stored.server() as postgres:
        yield _english(postgres, pool, with_peers=with_peers)
        yield _elsewhere(postgres, pool, with_peers=with_peers)
        yield _templates(postgres, pool, with_peers=with_peers)
        yield _labelled(postgres, with_peers=with_peers)


def _english(postgres: EmbeddedPostgres, pool: Pool, *, with_peers: bool) -> Part:
    done = stored.fold_texts(postgres, "english", pool.english)
    table, ours = _kinds(pool.english, {OURS: done.pairs} | _peers(pool.english, on=with_peers))
    mixed, stories = mixed_stories(pool.english, done.story_of)
    bars = [
        Bar("F1, macro", fmean(ours.values()), at_least=0.99),
        Bar("F1, weakest kind", min(ours.values()), at_least=0.98),
        Bar("stories of two origins", mixed, at_most=0),
    ]
    figures = {"stories": stories, "texts": len(pool.english), "fold_s": round(done.seconds, 1)}
    return Part("english", [table], bars, figures | {"f1": _rounded(ours)})


def _elsewhere(postgres: EmbeddedPostgres, pool: Pool, *, with_peers: bool) -> Part:
    done = stored.fold_texts(postgres, "elsewhere", pool.elsewhere)
    found = {OURS: done.pairs} | _peers(pool.elsewhere, on=with_peers)
    table, ours = _kinds(pool.elsewhere, found)
    bars = [Bar("F1, not English, macro", fmean(ours.values()), at_least=0.98)]
    figures = {"texts": len(pool.elsewhere), "f1": _rounded(ours)}
    return Part("elsewhere", [table], bars, figures)


def _templates(postgres: EmbeddedPostgres, pool: Pool, *, with_peers: bool) -> Part:
    done = stored.fold_texts(postgres, "templates", pool.templates)
    found = {OURS: done.pairs} | _peers(pool.templates, on=with_peers)
    wrong = {name: accepted_within(pool.templates, pairs) for name, pairs in found.items()}
    rows = [
        [family, pairs, *(wrong[name][family][0] / pairs for name in found)]
        for family, (_, pairs) in wrong[OURS].items()
    ]
    count = sum(n for n, _ in wrong[OURS].values())
    count += between_families(pool.templates, done.pairs)
    return Part(
        "templates",
        [Table(["template pairs accepted", "of", *found], rows)],
        [Bar("template pairs accepted", count, at_most=0)],
        {family: n for family, (n, _) in wrong[OURS].items()},
    )


def _labelled(postgres: EmbeddedPostgres, *, with_peers: bool) -> Part:
    pairs = list(labelled_pairs())
    texts = [
        Text(f"{number}-{side}", "", body)
        for number, pair in enumerate(pairs)
        for side, body in enumerate((pair.first, pair.second))
    ]
    found = {OURS: stored.fold_texts(postgres, "labelled", texts).pairs}
    found |= _peers(texts, on=with_peers)
    groups = {
        "people say: another event": [n for n, p in enumerate(pairs) if not p.is_same_event],
        "people say: the same event": [n for n, p in enumerate(pairs) if p.is_same_event],
        "same event, half of the shorter shared": [n for n, p in enumerate(pairs) if _shares(p)],
    }
    counted = {
        name: {who: sum((f"{n}-0", f"{n}-1") in got for n in numbers) for who, got in found.items()}
        for name, numbers in groups.items()
    }
    rows = [[name, len(groups[name]), *counted[name].values()] for name in groups]
    other, _, shared = counted
    copies = len(groups[shared])
    return Part(
        "labelled pairs",
        [Table(["pairs accepted", "of", *found], rows)],
        [
            Bar("pairs of two events accepted", counted[other][OURS], at_most=0),
            Bar("copies among labelled pairs", counted[shared][OURS] / copies, at_least=0.98),
        ],
        {name: counts[OURS] for name, counts in counted.items()},
    )


def _shares(pair: LabelledPair) -> bool:
    """Tell whether a pair of one event shares half of the shorter text's 5-grams: it is a copy."""
    first, second = shingles(pair.first), shingles(pair.second)
    least = min(len(first), len(second))
    return pair.is_same_event and least >= 12 and len(first & second) >= 0.5 * least


def _kinds(texts: list[Text], found: Found) -> tuple[Table, dict[str, float]]:
    scores = {name: by_kind(texts, pairs) for name, pairs in found.items()}
    ours = {kind: score.f1 for kind, score in scores[OURS].items()}
    rows: list[list[object]] = [
        [kind, *(score[kind].f1 for score in scores.values()), scores[OURS][kind].wrong,
         scores[OURS][kind].missed]
        for kind in ours
    ]  # fmt: skip
    macro = [fmean(s.f1 for s in score.values()) for score in scores.values()]
    rows.append(["macro", *macro, "", ""])
    return Table(["F1", *found, "wrong", "missed"], rows), ours


def _peers(texts: list[Text], *, on: bool) -> dict[str, Pairs]:
    return {name: peer_pairs(name, texts) for name in PEERS} if on else {}


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {key: round(value, 4) for key, value in values.items()}
