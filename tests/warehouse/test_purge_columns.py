"""A purge knows every column that may hold words of a page."""

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from pipeline.warehouse import purge_sql
from pipeline.warehouse.tables import metadata

STATEMENTS = "\n".join(
    [
        *purge_sql.PREPARE,
        *purge_sql.AFTER_FACTS,
        *purge_sql.OF_CONTENTS,
        purge_sql.DELETE_UNSAID,
        *(sql for _, sql in (*purge_sql.FACTS, *purge_sql.REMARKS_NAMED, *purge_sql.REMARKS_OLD)),
    ]
)

# Columns of words that hold none of a page: addresses, names and codes of ours, digests.
OURS = {
    "alembic_version", "archive_file", "batch", "decision", "directive", "feed_rhythm",
    "host_limit", "load", "outcome", "purge", "revisit", "revisit_budget", "ruleset", "run",
    "alias.kind", "alias.seen_url", "article.source_id", "article.url",
    "observation.language", "search_entry.config", "search_entry.language",
    "story_member.original_url", "story_member.role",
    "copy_relation.kind", "copy_relation.measures",
    "capture.content_type", "capture.final_url", "capture.kind", "capture.payload_digest",
    "capture.robots_directives", "capture.run_id", "capture.seen_url", "capture.source_id",
    "capture.url", "capture.via", "capture.warc_file",
    "inbox.claimed_by", "inbox.idempotency_key", "inbox.kind", "inbox.result", "inbox.url",
    "inbox.via", "listing_item.feed_url", "listing_item.seen_url", "listing_item.source_id",
    "listing_item.url", "quarantine.reason", "quarantine.run_id", "quarantine.source_id",
    "quarantine.stage", "quarantine.url",
}  # fmt: skip


def is_removed(table: str, column: str) -> bool:
    """A statement deletes the table's rows, or says what becomes of the column."""
    if f"DELETE FROM {table} " in STATEMENTS:
        return True
    updates = [part for part in STATEMENTS.split("UPDATE ") if part.startswith(f"{table} ")]
    return any(column in part for part in updates)


def test_every_column_of_words_is_removed_or_holds_none():
    words = (Text, ARRAY, JSONB, TSVECTOR)
    forgotten = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, words)
        and not {table.name, f"{table.name}.{column.name}"} & OURS
        and not is_removed(table.name, column.name)
    ]
    assert forgotten == []


def test_a_forgotten_column_would_be_seen():
    assert not is_removed("content_of_another_kind", "words")
    assert is_removed("quarantine", "message")
