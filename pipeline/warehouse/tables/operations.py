"""What the machinery remembers: runs, listings, the inbox, politeness."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Float, Identity, Index, Table
from sqlalchemy.sql import text as sql

from pipeline.warehouse.tables.base import at, big, json, key, metadata, number, text

run = Table(
    "run",
    metadata,
    text("dag_id", "The DAG, or 'command-line'", primary_key=True),
    text("run_id", "Airflow's run id", primary_key=True),
    Column("day", Date(), nullable=True, comment="The partition: one UTC day of news"),
    json("params", "The effective parameters"),
    at("started_at", "When its plan was made"),
    at("finished_at", "When its report was written", nullable=True),
    json("notes", "What the plan could not promise, in words"),
    json("summary", "What it found (docs/contracts.md has the keys)", nullable=True),
    Index("ix_run_started_at", "started_at"),
    comment="One run of a DAG or of the command line, with its summary",
)

listing_item = Table(
    "listing_item",
    metadata,
    text("feed_url", "The listing", primary_key=True),
    text("url", "Normalised address of the item", primary_key=True),
    text("source_id", "The source whose listing it is"),
    text("seen_url", "The address as listed"),
    text("title", "The listing's claim", nullable=True),
    at("published_at", "The listing's claim", nullable=True),
    text("guid", "The listing's id of the item", nullable=True),
    key("capture_id", "The capture of the listing that first had it"),
    at("first_seen_at", "When it was first listed"),
    Index("ix_listing_item_url", "url"),
    Index("ix_listing_item_source_id_first_seen_at", "source_id", "first_seen_at"),
    comment="What listings said is there to read",
)

inbox = Table(
    "inbox",
    metadata,
    big("inbox_id", "Number of the item", Identity(), primary_key=True),
    text("idempotency_key", "The same item twice is one", unique=True),
    text("kind", "url or document"),
    text("url", "The address pushed"),
    text("payload", "The document, where one was pushed", nullable=True),
    text("content_type", "Its type", nullable=True),
    text("via", "The door it came through"),
    at("received_at", "When it was accepted", server_default=sql("clock_timestamp()")),
    at("claimed_at", "When a run took it", nullable=True),
    text("claimed_by", "The run that took it", nullable=True),
    number("attempts", "How often it was taken", server_default="0"),
    at("done_at", "When it was finished", nullable=True),
    text("result", "captured or quarantined", nullable=True),
    CheckConstraint("kind IN ('url', 'document')", name="kind"),
    Index("ix_inbox_open", "inbox_id", postgresql_where=sql("done_at IS NULL")),
    comment="What was pushed: accepted means committed here",
)

host_limit = Table(
    "host_limit",
    metadata,
    text("host", "Host (and port) asked", primary_key=True),
    at("next_free_at", "The next moment at which anybody may ask"),
    at("held_until", "Nobody asks before (Retry-After)", nullable=True),
    Column("delay_s", Float(), nullable=False, comment="Delay last used, in seconds"),
    comment="Politeness, shared by all workers and runs: one token bucket a host",
)

robots_cache = Table(
    "robots_cache",
    metadata,
    text("origin", "scheme://host:port", primary_key=True),
    at("fetched_at", "When it was read"),
    number("status", "HTTP status; 0 means unreachable"),
    text("body", "The file as read"),
    comment="robots.txt per origin",
)
