"""What an enricher is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.enrich.subject import Subject
from pipeline.model import Enrichment

Found = tuple[int, int, str, dict[str, Any]]
"""One finding: start and end in the clean body, the words, and what they mean as JSON."""


@dataclass(frozen=True, slots=True)
class Enricher:
    """Something that can be read out of a clean text and stands beside it, never in it.

    `find` is a pure function of its subject. Raise `version` whenever it finds anything else: the
    next run then looks at every text again, with this enricher alone.
    """

    id: str
    version: int
    find: Callable[[Subject], Iterable[Found]]

    def enrich(self, subject: Subject) -> list[Enrichment]:
        """Return what it finds, by place in the body."""
        found = sorted(self.find(subject), key=lambda item: item[:2])
        return [Enrichment(self.id, self.version, *item) for item in found]
