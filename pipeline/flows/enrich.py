"""Letting enrichers read what was stored: each text once by each version of each enricher."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from pipeline.enrich import Enricher, Subject, all_enrichers
from pipeline.flows.desk import Desk
from pipeline.model import Enrichment
from pipeline.warehouse.enrichments import ReadText, UnreadText, add_findings, unread_texts
from pipeline.warehouse.load import RunContext

_AT_ONCE = 200
MAX_CHARACTERS = 60_000
"""What is read of one text: no article of ours is longer, and hostile texts may be."""


@dataclass(slots=True)
class Enriched:
    """Texts that were read, findings that are new, and readings that failed."""

    texts: int = 0
    findings: int = 0
    failed: int = 0

    def to_json(self) -> dict[str, int]:
        """Return the counts as JSON values."""
        return asdict(self)


def enrich_texts(
    desk: Desk, context: RunContext, enrichers: Collection[Enricher] | None = None
) -> Enriched:
    """Read every text that an enricher has not read in its present version; return the counts.

    Only those enrichers read it that are new or changed since. What a killed pass leaves, the next
    one does; a text that an enricher cannot read is marked with the error and costs nothing else.
    """
    used = tuple(all_enrichers() if enrichers is None else enrichers)
    versions = {enricher.id: enricher.version for enricher in used}
    done = Enriched()
    after: UUID | None = None
    while texts := unread_texts(desk.warehouse, versions, after, _AT_ONCE):
        read = [_read(text, used) for text in texts]
        done.findings += add_findings(desk.warehouse, read, versions, context)
        done.texts += len(read)
        done.failed += sum(len(item.failed) for item in read)
        after = texts[-1].content_id
    return done


def _read(text: UnreadText, enrichers: Collection[Enricher]) -> ReadText:
    body = text.body[:MAX_CHARACTERS]
    subject = Subject(text.title, body, text.language, text.published_on)
    found: list[Enrichment] = []
    failed: dict[str, str] = {}
    for enricher in enrichers:
        if text.read_by.get(enricher.id) == enricher.version:
            continue
        try:
            found += enricher.enrich(subject)
        except (ArithmeticError, LookupError, RecursionError, ValueError) as error:
            failed[enricher.id] = repr(error)
    return ReadText(text, found, failed)
