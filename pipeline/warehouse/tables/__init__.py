"""All tables, by subject: the single source from which alembic's migrations are checked."""

from pipeline.warehouse.tables.archive import (
    archive_file,
    batch,
    capture,
    directive,
    outcome,
    quarantine,
)
from pipeline.warehouse.tables.articles import (
    alias,
    article,
    content,
    enrichment,
    evidence,
    load,
    observation,
    removed_span,
)
from pipeline.warehouse.tables.base import metadata
from pipeline.warehouse.tables.copies import (
    copy_relation,
    fold_queue,
    sketch,
    sketch_page,
    sketch_segment,
    story_member,
)
from pipeline.warehouse.tables.decisions import decision, edit, ruleset
from pipeline.warehouse.tables.enrichments import enriched_text, finding
from pipeline.warehouse.tables.operations import (
    host_limit,
    inbox,
    listing_item,
    robots_cache,
    run,
)
from pipeline.warehouse.tables.purges import purge, purged_article
from pipeline.warehouse.tables.schedule import feed_rhythm, revisit, revisit_budget
from pipeline.warehouse.tables.search import search_entry

__all__ = [
    "alias",
    "archive_file",
    "article",
    "batch",
    "capture",
    "content",
    "copy_relation",
    "decision",
    "directive",
    "edit",
    "enriched_text",
    "enrichment",
    "evidence",
    "feed_rhythm",
    "finding",
    "fold_queue",
    "host_limit",
    "inbox",
    "listing_item",
    "load",
    "metadata",
    "observation",
    "outcome",
    "purge",
    "purged_article",
    "quarantine",
    "removed_span",
    "revisit",
    "revisit_budget",
    "robots_cache",
    "ruleset",
    "run",
    "search_entry",
    "sketch",
    "sketch_page",
    "sketch_segment",
    "story_member",
]
