"""What an enricher is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model import Document, Enrichment


@dataclass(frozen=True, slots=True)
class Enricher:
    """Something that can be read out of a clean document and stands beside it, never in it."""

    id: str
    version: int
    find: Callable[[Document], Iterable[Enrichment]]
