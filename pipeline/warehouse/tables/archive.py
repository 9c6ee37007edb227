"""What was captured, what became of it, and what could not be used."""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, Identity, Index, Table, UniqueConstraint, Uuid
from sqlalchemy.sql import text as sql

from pipeline.warehouse.tables.base import at, big, key, metadata, number, text

capture = Table(
    "capture",
    metadata,
    key(
        "capture_id",
        "Key: a pure function of seen_url, fetched_at and payload_digest",
        primary_key=True,
    ),
    text("kind", "What was asked for: page, listing, document or robots"),
    text("via", "How it came: live, pushed or imported"),
    text("source_id", "The source under whose limits it was asked for"),
    text("url", "Normalised final address"),
    text("seen_url", "The address as it was asked for"),
    text("final_url", "The address that answered, after redirects"),
    at(
        "fetched_at",
        "When the answer began (pushed: when it was accepted; foreign WARC: WARC-Date)",
    ),
    number("status", "HTTP status; 200 for a pushed document"),
    text("content_type", "Content-Type as answered"),
    text("payload_digest", "Digest over the payload as it came over the wire"),
    text("etag", "ETag as answered, or empty"),
    text("last_modified", "Last-Modified as answered, or empty"),
    key(
        "revisit_of",
        "The capture whose bytes this one repeats (304, or the same digest)",
        nullable=True,
    ),
    text("warc_file", "File within the archive"),
    big("warc_offset", "Byte offset of the record in it"),
    big("warc_length", "Length of the record in bytes"),
    text("robots_directives", "X-Robots-Tag and text-and-data-mining reservations as they stood"),
    text("run_id", "The run that made it"),
    Index("ix_capture_url_fetched_at", "url", "fetched_at"),
    Index("ix_capture_seen_url_fetched_at", "seen_url", "fetched_at"),
    Index("ix_capture_fetched_at", "fetched_at"),
    Index("ix_capture_run_id", "run_id"),
    Index("ix_capture_payload_digest", "payload_digest"),
    Index("ix_capture_revisit_of", "revisit_of", postgresql_where=sql("revisit_of IS NOT NULL")),
    comment="The index to the archive: one HTTP exchange (or pushed document) whose bytes are kept",
)

archive_file = Table(
    "archive_file",
    metadata,
    text("warc_file", "File within the archive", primary_key=True),
    big("bytes_indexed", "So much of it is in table capture; a longer file has a tail"),
    at("stored_at", "Since when the object store has it; none: it is in the folder", nullable=True),
    comment="How far each file of the archive is indexed: what a killed writer left is found by it",
)

directive = Table(
    "directive",
    metadata,
    key("capture_id", "The capture of which it is said", primary_key=True),
    text("place", "header, meta or tdmrep", primary_key=True),
    number("ordinal", "Position within its place", primary_key=True),
    text("name", "Header or meta, in lower case"),
    text("value", "What it says, letter for letter"),
    comment="What a publisher says of the use of a capture, as it stood",
)

outcome = Table(
    "outcome",
    metadata,
    key("capture_id", "The capture", primary_key=True),
    number("pipeline_version", "Our rules' version under which it was processed", primary_key=True),
    text("result", "observed, quarantined or skipped"),
    text("reason", "Reason code where it was not observed, or empty"),
    comment="What became of a capture under one version of our rules",
)

quarantine = Table(
    "quarantine",
    metadata,
    big("quarantine_id", "Number of the case", Identity(), primary_key=True),
    key("capture_id", "The capture that failed; none where no answer came", nullable=True),
    text("url", "The address concerned"),
    text("source_id", "The source it belongs to"),
    text("stage", "Where it failed: discover, fetch, extract, clean, enrich, load or fold"),
    text("reason", "Reason code, by which cases are grouped"),
    text("message", "What happened, in words"),
    number("pipeline_version", "Our rules' version under which it failed"),
    text("run_id", "The run in which it failed"),
    at("failed_at", "When the exchange failed: fetched_at where there is a capture"),
    UniqueConstraint(
        "url", "capture_id", "stage", "reason", "pipeline_version", "failed_at",
        name="uq_quarantine_case", postgresql_nulls_not_distinct=True,
    ),
    Index("ix_quarantine_url", "url"),
    Index("ix_quarantine_run_id", "run_id"),
    comment="What failed, with stage, reason and the capture it came from",
)  # fmt: skip

batch = Table(
    "batch",
    metadata,
    text(
        "batch_id",
        "Key: digest of kind, pipeline_version and the sorted capture ids",
        primary_key=True,
    ),
    text("run_id", "The run that first cut it"),
    Column("capture_ids", ARRAY(Uuid()), nullable=False, comment="The captures to process"),
    at("created_at", "When it was cut", server_default=sql("clock_timestamp()")),
    comment="Work for one task: tasks pass its id, never bodies",
)
