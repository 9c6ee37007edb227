"""How fast texts are sketched on one core, tokenising included, beside peers, in turns."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

from bench.copies.peers import peer_rates
from bench.copies.texts import Text, english, other_languages
from bench.report import Bar, Part, Table
from pipeline.dedupe import compare_texts, prepare_text, sketch_text

TEXTS, ROUNDS = 300, 3
PEERS = ("datasketch update", "datasketch bulk", "rensa")
_LEAST = 0.5
"""Seconds of processor time that a measurement takes at least."""


def measure(half: str, seed: int, *, with_peers: bool) -> Part:
    """Return rates in texts a second; each round measures ours and the peers after each other."""
    texts = english(half, TEXTS, seed)
    best: dict[str, float] = {}
    for _ in range(ROUNDS if with_peers else 1):
        found = {"copydesk": _rate(texts)}
        found |= peer_rates(texts, PEERS) if with_peers else {}
        best = {name: max(rate, best.get(name, 0)) for name, rate in found.items()}
    ours = best["copydesk"]
    size = sum(len(text.body.encode()) for text in texts) / len(texts)
    rows = [[name, rate, rate * size / 1e6, ours / rate] for name, rate in best.items()]
    bulk, rensa = (ours / best[name] if name in best else None for name in PEERS[1:])
    figures = {name: round(rate) for name, rate in best.items()}
    figures |= {"bytes a text": round(size), **_others(half, seed), **_verification(texts)}
    return Part(
        "speed",
        [Table(["sketching, one core", "texts/s", "MB/s", "ours is x times"], rows)],
        [
            Bar("sketching, x datasketch bulk", _rounded(bulk), at_least=25),
            Bar("sketching, x rensa", _rounded(rensa), at_least=8),
        ],
        figures,
    )


def _rate(texts: Sequence[Text]) -> float:
    bodies = [text.body for text in texts]
    for body in bodies[:20]:
        sketch_text(body)
    done, started = 0, time.process_time()
    while (taken := time.process_time() - started) < _LEAST:
        for body in bodies:
            sketch_text(body)
        done += len(bodies)
    return done / taken


def _others(half: str, seed: int) -> dict[str, int]:
    """Return kilobytes a second by language, where there are some texts of it."""
    texts = other_languages(half, 200, seed)
    found = {}
    for language in sorted({text.language for text in texts}):
        own = [text for text in texts if text.language == language]
        size = sum(len(text.body.encode()) for text in own) / len(own)
        found[f"MB/s in {language}"] = round(_rate(own) * size / 1e6)
    return found


def _verification(texts: Sequence[Text]) -> dict[str, float]:
    """Return what preparing a text and comparing two costs in microseconds."""
    started = time.process_time()
    prepared = [prepare_text(text.body) for text in texts]
    between = time.process_time()
    for a, b in pairwise(prepared):
        compare_texts(a, b)
    for text in prepared:
        compare_texts(text, text)
    ended = time.process_time()
    return {
        "prepare_us": round(1e6 * (between - started) / len(texts), 1),
        "compare_us": round(1e6 * (ended - between) / (2 * len(texts)), 1),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
