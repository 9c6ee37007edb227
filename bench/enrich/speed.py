"""How long enrichment takes: each enricher alone, and all of them together, on one core."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median

from bench.enrich.gold_texts import whole_articles
from pipeline.enrich import Enricher, Subject, all_enrichers, enrich

ROUNDS = 3


def seconds_of_all(subjects: Sequence[Subject]) -> list[float]:
    """Return for each text the least time of a few that all enrichers take, everything anew."""
    return [min(_timed(subject, None) for _ in range(ROUNDS)) for subject in subjects]


def documents_per_second(enricher: Enricher, subjects: Sequence[Subject]) -> float:
    """Return how many texts an enricher alone reads in a second, names and sentences included."""
    return len(subjects) / sum(_timed(subject, enricher.id) for subject in subjects)


def _timed(subject: Subject, only: str | None) -> float:
    fresh = Subject(subject.title, subject.body, subject.language, subject.published_on)
    began = time.process_time()
    enrich(fresh, None if only is None else [only])
    return time.process_time() - began


def measure_speed() -> tuple[float, float, dict[str, float], int]:
    """Return median and 95th percentile in ms for all, documents/s of each, and their number."""
    subjects = whole_articles()
    seconds_of_all(subjects[:3])  # what is loaded once
    times = sorted(seconds_of_all(subjects))
    rates = {item.id: documents_per_second(item, subjects) for item in all_enrichers()}
    late = times[int(len(times) * 0.95)]
    return median(times) * 1000, late * 1000, rates, len(subjects)
