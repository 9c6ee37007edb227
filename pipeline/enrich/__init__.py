"""Rows beside a document: what its clean text says, resolved."""

from __future__ import annotations

from functools import lru_cache

import pipeline.enrich.enrichers as enrichers_package
from pipeline.enrich.enricher import Enricher
from pipeline.model import Document, Enrichment
from pipeline.registry import load_registry

__all__ = ["Enricher", "enrich_document", "versions"]


def enrich_document(document: Document) -> tuple[Enrichment, ...]:
    """Return what all enrichers find in a clean `document`, by enricher and place in the body."""
    return tuple(
        sorted(
            (found for enricher in _enrichers() for found in enricher.find(document)),
            key=lambda e: (e.enricher, e.start, e.end),
        )
    )


def versions() -> dict[str, int]:
    """Return the version of every enricher by its id."""
    return {enricher.id: enricher.version for enricher in _enrichers()}


@lru_cache(maxsize=1)
def _enrichers() -> tuple[Enricher, ...]:
    return load_registry(enrichers_package, "ENRICHER", Enricher)
