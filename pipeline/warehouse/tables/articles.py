"""The fact log: what an article said at which moment, and the load that brought each fact."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Column,
    Float,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.sql import text as sql

from pipeline.warehouse.tables.base import at, big, json, key, metadata, number, text

load = Table(
    "load",
    metadata,
    big("load_id", "Number, rising in the order of commit", Identity(), primary_key=True),
    text("batch_key", "Recipe in identity.batch_key; one batch is one load"),
    text("kind", "observations or copies"),
    text("dag_id", "The DAG (or 'command-line') that wrote it"),
    text("run_id", "The DAG run that wrote it"),
    number("pipeline_version", "Our rules' version"),
    at("committed_at", "System time: strictly rising, assigned under the load lock"),
    json("counts", "Facts of each kind that it brought"),
    UniqueConstraint("committed_at"),
    Index("ix_load_run_id", "run_id"),
    Index("ix_load_batch_key", "batch_key"),
    comment="One committed batch of facts",
)

content = Table(
    "content",
    metadata,
    key("content_id", "Digest of title, authors and body", primary_key=True),
    text("title", "Headline", nullable=True),
    Column("authors", ARRAY(Text()), nullable=False, comment="Names as printed, in order"),
    text("body", "Clean body, paragraphs separated by a blank line"),
    comment="What a reader reads; answers without a text (410, 404, moved) have one row each."
    " The load of its first observation brought it",
)

article = Table(
    "article",
    metadata,
    key("article_id", "Key: a pure function of url", primary_key=True),
    text("url", "Normalised address", unique=True),
    text("source_id", "Cache: the source of its earliest capture"),
    big("first_load_id", "The load that first brought it"),
    at("first_observed_at", "Cache: moment of the earliest observation", nullable=True),
    key("current_content_id", "Cache: content of the current version", nullable=True),
    at("current_from", "Cache: since when the current version holds", nullable=True),
    Index("ix_article_source_id_first_observed_at", "source_id", "first_observed_at"),
    Index("ix_article_first_observed_at", "first_observed_at"),
    comment="An identity. The current pointer is a cache; `copydesk doctor` recomputes it",
    postgresql_with={"fillfactor": 80},
)

alias = Table(
    "alias",
    metadata,
    text("seen_url", "An address under which the article was met", primary_key=True),
    key("article_id", "The article", primary_key=True),
    text("kind", "moved (a permanent redirect), redirect or canonical", primary_key=True),
    big("load_id", "The load that brought it"),
    Index("ix_alias_article_id", "article_id"),
    Index("ix_alias_moved", "article_id", postgresql_where=sql("kind = 'moved'")),
    comment="Addresses of one article (redirects, same-site canonicals)",
)

observation = Table(
    "observation",
    metadata,
    key("capture_id", "The capture it was read from", primary_key=True),
    number("pipeline_version", "Our rules' version that read it", primary_key=True),
    key("article_id", "The article"),
    at("observed_at", "When the page said so: fetched_at of the capture"),
    key("content_id", "What it said"),
    at("published_at", "The page's claim", nullable=True),
    at("modified_at", "The page's claim", nullable=True),
    text("language", "ISO 639-1 of the body; none where nothing sure can be said", nullable=True),
    json("lineage", "Field by field, where each value came from"),
    big("load_id", "The load that brought it"),
    Index("ix_observation_article_id_observed_at", "article_id", "observed_at"),
    Index("ix_observation_content_id", "content_id"),
    Index("ix_observation_load_id", "load_id", postgresql_using="brin"),
    comment="The fact that an article had a content at a moment, read under one pipeline_version",
)


def _per_capture(name: str, comment: str, *columns: Column[object]) -> Table:
    return Table(
        name,
        metadata,
        key("capture_id", "The capture it was read from", primary_key=True),
        number("pipeline_version", "Our rules' version that read it", primary_key=True),
        number("ordinal", "Position within the capture", primary_key=True),
        *columns,
        big("load_id", "The load that brought it"),
        comment=comment,
    )


removed_span = _per_capture(
    "removed_span",
    "Every span that cleaning took out or replaced; body and spans give back the extracted text",
    text("rule", "Rule that removed it"),
    number("rule_version", "Its version"),
    number("stage", "Cleaning stage, 1 first"),
    number("start", "Offset in code points into the text that entered the stage"),
    number("end", "End offset, exclusive"),
    text("text", "What was removed or replaced"),
    text("replacement", "What stands in its place, empty where it was removed", server_default=""),
)

evidence = _per_capture(
    "evidence",
    "Reasons, found on the page, to hold that it is a copy",
    text("kind", "Marker that found it"),
    number("version", "Its version"),
    text("value", "The words or attribute found"),
    text("origin_url", "Normalised address of the original, where given", nullable=True),
    key("origin_id", "Article key of origin_url", nullable=True, index=True),
    text("origin_name", "Outlet or agency, where named", nullable=True),
    text("place", "Where in the page"),
    Column("strength", Float(), nullable=False, comment="0..1: how much it says on its own"),
)

enrichment = _per_capture(
    "enrichment",
    "What enrichers found in the clean body",
    text("enricher", "Enricher that found it"),
    number("enricher_version", "Its version"),
    number("start", "Offset in code points into the clean body"),
    number("end", "End offset, exclusive"),
    text("text", "The words"),
    json("value", "What they mean"),
)
