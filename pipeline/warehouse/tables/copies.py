"""Copies and stories: measured relations of texts, and what each article is in its story."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from pipeline.warehouse.tables.base import at, big, json, key, metadata, number, text

sketch = Table(
    "sketch",
    metadata,
    key("content_id", "The content", primary_key=True),
    number("algorithm_version", "Version of shingling, hashing and comparison", primary_key=True),
    number("shingle_count", "Distinct shingles of the body"),
    number("word_count", "Words of the body"),
    Column(
        "number",
        Integer(),
        Identity(),
        unique=True,
        nullable=False,
        comment="Stands for it in the pages of the index",
    ),
    comment="Contents that were compared with everything stored; one row also for texts too short",
)

sketch_segment = Table(
    "sketch_segment",
    metadata,
    Column("segment_id", Integer(), Identity(), primary_key=True, comment="Number of the segment"),
    number("algorithm_version", "Version of shingling and hashing"),
    number("level", "0 for what one fold brought; eight of a level become one of the next"),
    number("pages", "How many pages it has"),
    comment="Segments of the copy index",
)

sketch_page = Table(
    "sketch_page",
    metadata,
    number("segment_id", "The segment", primary_key=True),
    big("first_key", "The first key on the page", primary_key=True, autoincrement=False),
    Column(
        "pairs",
        LargeBinary(),
        nullable=False,
        comment="Sorted pairs of 9 bytes: the first 40 bits of a shingle hash, a sketch's number",
    ),
    comment="Pages of the copy index; all pairs of a key stand on one",
)

copy_relation = Table(
    "copy_relation",
    metadata,
    key("content_a", "The content with the smaller id", primary_key=True),
    key("content_b", "The content with the larger id", primary_key=True),
    number("algorithm_version", "Version of the rule that measured it", primary_key=True),
    text("kind", "copy or excerpt"),
    Column("score", Float(), nullable=False, comment="0..1"),
    json("measures", "All measures of the rule"),
    Column(
        "shared_spans",
        ARRAY(Integer()),
        comment="What both print to the letter: first word in a, first word in b, words; in turns",
    ),
    big("load_id", "The load that brought it", ForeignKey("load.load_id")),
    Index("ix_copy_relation_content_b", "content_b"),
    comment="A measured relation of two texts: a pure function of both and of the algorithm",
)

story_member = Table(
    "story_member",
    metadata,
    key("article_id", "The article", primary_key=True),
    big("load_id", "The load that asserted it", ForeignKey("load.load_id"), primary_key=True),
    key("story_id", "The story", index=True),
    text("role", "original, syndicated_copy, near_duplicate or excerpt"),
    key("original_id", "Key of the original, also where only its address is known", nullable=True),
    text("original_url", "Address of the original, or urn:wire:<agency>"),
    Column("score", Float(), nullable=False, comment="0..1"),
    json("evidence", "Each reason, with its measures"),
    comment="What an article is in its story, as asserted by a load; the latest load holds",
)

fold_queue = Table(
    "fold_queue",
    metadata,
    key("article_id", "An article with new facts", primary_key=True),
    big("load_id", "The load that brought them", primary_key=True),
    at("queued_at", "When"),
    comment="Articles whose stories have to be looked at; emptied by the fold that does",
)
