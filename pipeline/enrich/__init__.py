"""Rows beside a text: what it says, resolved. One file per enricher, each with a version."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import pipeline.enrich.enrichers as enrichers_package
from pipeline.enrich.enricher import Enricher
from pipeline.enrich.subject import Subject
from pipeline.model import Document, Enrichment
from pipeline.registry import load_registry

__all__ = ["Enricher", "Subject", "all_enrichers", "enrich", "subject_of", "versions"]


def enrich(subject: Subject, ids: Collection[str] | None = None) -> tuple[Enrichment, ...]:
    """Return what the enrichers (those of `ids`, else all) find, by enricher and place."""
    wanted = [item for item in all_enrichers() if ids is None or item.id in ids]
    return tuple(found for enricher in wanted for found in enricher.enrich(subject))


def subject_of(document: Document) -> Subject:
    """Return a document as enrichers get it."""
    day = document.published_at.date() if document.published_at else None
    return Subject(document.title or "", document.body, document.language, day)


def versions() -> dict[str, int]:
    """Return the version of every enricher by its id."""
    return {enricher.id: enricher.version for enricher in all_enrichers()}


@lru_cache(maxsize=1)
def all_enrichers() -> tuple[Enricher, ...]:
    """Return every enricher, by id."""
    return load_registry(enrichers_package, "ENRICHER", Enricher)
