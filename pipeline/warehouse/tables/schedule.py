"""When what is asked again: known articles, what asking them may cost, and feeds."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Index, Table
from sqlalchemy.sql import text as sql

from pipeline.warehouse.tables.base import at, key, metadata, number, text

revisit = Table(
    "revisit",
    metadata,
    key("article_id", "The article", primary_key=True),
    text("source_id", "The source under whose policy it is asked for again"),
    text("url", "The address that last answered with the article"),
    text("host", "Its host, whose budget a request uses up"),
    at("first_seen_at", "When the article was first observed: its age counts from here"),
    at("changed_at", "When it was last seen changed; first_seen_at where it never was"),
    at("asked_at", "When it was last asked for, with whatever result"),
    number("visits", "How often it was asked for after the first time"),
    number("edits", "How often it was seen changed"),
    number("missing", "404s in a row, up to the last request"),
    number("failures", "Errors in a row, up to the last request"),
    at("due_at", "When it is due again; none once its source's policy is done with it",
       nullable=True),
    Index("ix_revisit_due", "source_id", "due_at", postgresql_where=sql("due_at IS NOT NULL")),
    comment="When each article is asked for again: follows from its captures and the source's"
    " policy, and is brought up to date by every run",
    postgresql_with={"fillfactor": 80},
)  # fmt: skip

revisit_budget = Table(
    "revisit_budget",
    metadata,
    text("host", "The host", primary_key=True),
    Column("day", Date(), primary_key=True, nullable=False, comment="The UTC day"),
    number("requests", "Re-visits taken out of the day's budget"),
    comment="What re-visits cost each host on each day",
)

feed_rhythm = Table(
    "feed_rhythm",
    metadata,
    text("feed_url", "The feed, as its source's file names it", primary_key=True),
    text("source_id", "The source", primary_key=True),
    at("asked_at", "When it was last asked for, with whatever result"),
    at("due_at", "When it is due again"),
    Column(
        "gap_s",
        Float(),
        nullable=False,
        comment="Time between two new items in seconds, as learnt from all answers",
    ),
    number("failures", "Failures in a row, up to the last request"),
    Index("ix_feed_rhythm_due_at", "due_at"),
    comment="The rhythm in which each feed brings items, by which it is asked through the day",
    postgresql_with={"fillfactor": 80},
)
