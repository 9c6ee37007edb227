"""What people decided, which rules stood behind a number, and how texts were changed."""

from __future__ import annotations

from sqlalchemy import ARRAY, CheckConstraint, Column, Float, ForeignKey, Identity, Table, Text

from pipeline.warehouse.tables.base import at, big, json, key, metadata, number, text

decision = Table(
    "decision",
    metadata,
    big("decision_id", "Number of the decision", Identity(), primary_key=True),
    text(
        "kind",
        "reject_capture (it does not say what the article said), release_capture (it does,"
        " whatever a check says), one_story or not_one_story (of two articles), or revoke",
    ),
    key("capture_id", "The capture it is about", ForeignKey("capture.capture_id"), nullable=True),
    key(
        "article_a",
        "The article with the smaller key, of two that are decided about",
        ForeignKey("article.article_id"),
        nullable=True,
    ),
    key(
        "article_b",
        "The article with the larger key",
        ForeignKey("article.article_id"),
        nullable=True,
    ),
    big(
        "revokes",
        "The decision it takes back",
        ForeignKey("decision.decision_id"),
        nullable=True,
        unique=True,
    ),
    text("author", "Who decided"),
    text("reason", "Why, in words"),
    at("decided_at", "When it was decided"),
    big("load_id", "The load that brought it", ForeignKey("load.load_id")),
    CheckConstraint(
        "(kind IN ('reject_capture', 'release_capture') AND num_nonnulls(capture_id) = 1"
        " AND num_nonnulls(revokes, article_a, article_b) = 0)"
        " OR (kind IN ('one_story', 'not_one_story') AND article_a < article_b"
        " AND num_nonnulls(capture_id, revokes) = 0)"
        " OR (kind = 'revoke' AND num_nonnulls(revokes) = 1"
        " AND num_nonnulls(capture_id, article_a, article_b) = 0)",
        name="kind",
    ),
    comment="What people decided against or for the evidence; nothing is deleted, only revoked",
)

ruleset = Table(
    "ruleset",
    metadata,
    number("pipeline_version", "Our rules' version", primary_key=True),
    text("digest", "Digest of the manifest, as flows/version.py binds it"),
    json("manifest", "Every part that decides how a page is read, with its version"),
    comment="What each version of our rules was made of",
)

edit = Table(
    "edit",
    metadata,
    key("content_before", "The content before", primary_key=True),
    key("content_after", "The content after", primary_key=True),
    number("algorithm_version", "Version of the comparison", primary_key=True),
    Column("kinds", ARRAY(Text()), nullable=False, comment="What was changed: codes of EditKind"),
    Column(
        "significance",
        Float(),
        nullable=False,
        comment="0..1: how much a reader would care; 0 for what only the typesetter sees",
    ),
    json("details", "Which words, numbers, quotes and paragraphs"),
    big("load_id", "The load that brought it", ForeignKey("load.load_id")),
    comment="How a publisher changed a text: a pure function of both and of the algorithm",
)
