"""Where a page says it comes from, read off the whole DOM before extraction can lose it."""

from __future__ import annotations

from functools import lru_cache

import pipeline.provenance.markers as markers_package
from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import Marker
from pipeline.provenance.walk import read
from pipeline.registry import load_registry

__all__ = ["Marker", "find_evidence", "versions"]


def find_evidence(page: Page) -> tuple[Evidence, ...]:
    """Return all evidence on `page`, strongest first, each find once."""
    reading = read(page)
    found = [evidence for marker in _markers() for evidence in marker.find(reading)]
    ordered = sorted(
        dict.fromkeys(found),
        key=lambda e: (-e.strength, e.kind, e.place, e.value, e.origin_url or ""),
    )
    return tuple(ordered)


def versions() -> dict[str, int]:
    """Return the version of every marker by its id."""
    return {marker.id: marker.version for marker in _markers()}


@lru_cache(maxsize=1)
def _markers() -> tuple[Marker, ...]:
    return load_registry(markers_package, "MARKER", Marker)
