"""What enrichers found, beside the text and apart from the rules that read the page."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Table

from pipeline.warehouse.tables.base import big, json, key, metadata, number, text

enriched_text = Table(
    "enriched_text",
    metadata,
    key("text_id", "Digest of content, language and day: all that enrichers see", primary_key=True),
    key("content_id", "The content"),
    text("language", "ISO 639-1 as its observation has it; none if unsure", nullable=True),
    Column("published_on", Date(), comment="UTC day that the page claims; none if it claims none"),
    json("versions", "Each enricher that has read it, with the version that did"),
    json("failed", "Enrichers that could not read it, with the error", server_default="{}"),
    big("load_id", "The load that brought its latest findings", ForeignKey("load.load_id")),
    Index("ix_enriched_text_content_id", "content_id"),
    comment="Texts that enrichers have read; one is read again only by enrichers that changed",
)

finding = Table(
    "finding",
    metadata,
    key("text_id", "The text it was found in", primary_key=True),
    text("enricher", "Enricher that found it", primary_key=True),
    number("enricher_version", "Its version", primary_key=True),
    number("ordinal", "Position among what that enricher found in the text", primary_key=True),
    number("start", "Offset in code points into the clean body"),
    number("end", "End offset, exclusive"),
    text("text", "The words; empty for what is said of the whole text"),
    json("value", "What they mean; docs/enrichment.md has the keys of each enricher"),
    big("load_id", "The load that brought it"),
    comment="What enrichers found: quotes, names, dates, citations, figures and more",
)
