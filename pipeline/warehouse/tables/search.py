"""Full-text search: a cache beside the articles, brought up to date by a step of its own."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from pipeline.warehouse.tables.base import key, metadata, number, text

search_entry = Table(
    "search_entry",
    metadata,
    key("article_id", "The article", primary_key=True),
    key("content_id", "The content that was indexed; behind where it is not the current one"),
    text("language", "ISO 639-1 of the body; none where nothing sure can be said", nullable=True),
    text("config", "Text search configuration that it was indexed with"),
    number("search_version", "Version of our part of the indexing (derived.search_version)"),
    Column("document", TSVECTOR(), nullable=False, comment="Words: A headline, B authors, D body"),
    Index("ix_search_entry_document", "document", postgresql_using="gin"),
    Index("ix_search_entry_config", "config"),
    comment="Cache for full-text search over what articles say now; `desk.search` asks it",
)
