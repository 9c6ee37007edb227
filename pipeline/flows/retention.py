"""Retention, where it is switched on: what is too old loses text and bytes, written down."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.flows.desk import Desk
from pipeline.flows.progress import Progress, silent
from pipeline.flows.purge import Wanted, preview_purge, purge
from pipeline.warehouse.captures import captured_sources
from pipeline.warehouse.load import RunContext
from pipeline.warehouse.purge import EVERY_SOURCE, Purge


def retention_rules(desk: Desk) -> list[Wanted]:
    """Return what is to be removed for its age by the settings and the source files, if anything.

    A source's own `retention_days` goes before COPYDESK_RETENTION_DAYS, also where it is longer.
    """
    own = {s.id: s.retention_days for s in desk.sources().values() if s.retention_days}
    for_all = desk.settings.retention_days
    if not own:
        return _rules([(EVERY_SOURCE, for_all)])
    sources = sorted(captured_sources(desk.warehouse) | own.keys())
    return _rules((source_id, own.get(source_id, for_all)) for source_id in sources)


def preview_retention(desk: Desk, context: RunContext) -> dict[str, dict[str, int]]:
    """Return by source what `apply_retention` would remove; nothing is changed."""
    return {rule.subject: preview_purge(desk, context, rule) for rule in retention_rules(desk)}


def apply_retention(desk: Desk, context: RunContext, progress: Progress = silent) -> list[Purge]:
    """Remove what is too old; return a purge for each source that had anything to lose."""
    return [
        purge(desk, context, rule, progress)
        for rule in retention_rules(desk)
        if any(preview_purge(desk, context, rule).values())
    ]


def _rules(days_by_source: Iterable[tuple[str, int | None]]) -> list[Wanted]:
    return [
        Wanted("retention", source_id, f"kept for {days} days", "settings", days)
        for source_id, days in days_by_source
        if days
    ]
