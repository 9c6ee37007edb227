"""What was removed on request or by age: the one exception to append-only, and so written down."""

from __future__ import annotations

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKey, Identity, Index, Table, Text
from sqlalchemy.sql import text as sql

from pipeline.warehouse.tables.base import at, big, json, key, metadata, text

purge = Table(
    "purge",
    metadata,
    big("purge_id", "Number of the purge", Identity(), primary_key=True),
    text("kind", "domain, url or retention"),
    text("subject", "The domain, the address, or the source (*: every source)"),
    Column(
        "addresses",
        ARRAY(Text()),
        nullable=False,
        comment="Of a purged address: every address under which its article was met",
    ),
    Column(
        "files",
        ARRAY(Text()),
        nullable=False,
        comment="Files of the archive from which bytes were erased: where doctor searches",
    ),
    at("before", "Of a retention: what was captured before this moment", nullable=True),
    text("reason", "Why, in the operator's words"),
    text("requested_by", "Who asked for it"),
    at("requested_at", "When it was asked for: from here on it is neither fetched nor read"),
    json("counts", "How many rows of each kind lost their text"),
    at("finished_at", "When nothing was left; none while it has to go on", nullable=True),
    at("lifted_at", "When it was lifted: from here on it may be fetched again", nullable=True),
    text("lifted_by", "Who lifted it", nullable=True),
    text("lift_reason", "Why it was lifted", nullable=True),
    CheckConstraint("kind IN ('domain', 'url', 'retention')", name="kind"),
    Index(
        "ix_purge_standing",
        "kind",
        "subject",
        unique=True,
        postgresql_where=sql("lifted_at IS NULL AND kind <> 'retention'"),
    ),
    comment="Removals of text and bytes: what, why, by whom; until lifted, also the block list",
)

purged_article = Table(
    "purged_article",
    metadata,
    key("article_id", "The article", primary_key=True),
    big("purge_id", "The purge", ForeignKey("purge.purge_id"), primary_key=True),
    big("load_id", "The load in which it lost text", ForeignKey("load.load_id"), primary_key=True),
    Index("ix_purged_article_load_id", "load_id"),
    comment="Articles that lost text: identity and versions stay, without what they said",
)
