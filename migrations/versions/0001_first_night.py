"""The tables of the first night.

Online-safe: it only creates, no table that it touches existed before.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column(
            "batch_id",
            sa.Text(),
            nullable=False,
            comment="Key: digest of kind, pipeline_version and the sorted capture ids",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that first cut it"),
        sa.Column(
            "capture_ids", sa.ARRAY(sa.Uuid()), nullable=False, comment="The captures to process"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When it was cut",
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch")),
        comment="Work for one task: tasks pass its id, never bodies",
    )
    op.create_table(
        "capture",
        sa.Column(
            "capture_id",
            sa.Uuid(),
            nullable=False,
            comment="Key: a pure function of seen_url, fetched_at and payload_digest",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="What was asked for: page, listing, document or robots",
        ),
        sa.Column(
            "via", sa.Text(), nullable=False, comment="How it came: live, pushed or imported"
        ),
        sa.Column(
            "source_id",
            sa.Text(),
            nullable=False,
            comment="The source under whose limits it was asked for",
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="Normalised final address"),
        sa.Column("seen_url", sa.Text(), nullable=False, comment="The address as it was asked for"),
        sa.Column(
            "final_url",
            sa.Text(),
            nullable=False,
            comment="The address that answered, after redirects",
        ),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the answer began (pushed: when it was accepted; foreign WARC: WARC-Date)",
        ),
        sa.Column(
            "status", sa.Integer(), nullable=False, comment="HTTP status; 200 for a pushed document"
        ),
        sa.Column("content_type", sa.Text(), nullable=False, comment="Content-Type as answered"),
        sa.Column(
            "payload_digest",
            sa.Text(),
            nullable=False,
            comment="Digest over the payload as it came over the wire",
        ),
        sa.Column("etag", sa.Text(), nullable=False, comment="ETag as answered, or empty"),
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=False,
            comment="Last-Modified as answered, or empty",
        ),
        sa.Column(
            "revisit_of",
            sa.Uuid(),
            nullable=True,
            comment="The capture whose bytes this one repeats (304, or the same digest)",
        ),
        sa.Column("warc_file", sa.Text(), nullable=False, comment="File within the archive"),
        sa.Column(
            "warc_offset",
            sa.BigInteger(),
            nullable=False,
            comment="Byte offset of the record in it",
        ),
        sa.Column(
            "warc_length", sa.BigInteger(), nullable=False, comment="Length of the record in bytes"
        ),
        sa.Column(
            "robots_directives",
            sa.Text(),
            nullable=False,
            comment="X-Robots-Tag and text-and-data-mining reservations as they stood",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run that made it"),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_capture")),
        comment="The index to the archive: one HTTP exchange (or pushed document) whose bytes are kept",
    )
    op.create_index("ix_capture_fetched_at", "capture", ["fetched_at"], unique=False)
    op.create_index("ix_capture_run_id", "capture", ["run_id"], unique=False)
    op.create_index(
        "ix_capture_seen_url_fetched_at", "capture", ["seen_url", "fetched_at"], unique=False
    )
    op.create_index("ix_capture_url_fetched_at", "capture", ["url", "fetched_at"], unique=False)
    op.create_table(
        "fold_queue",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="An article with new facts"),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought them"),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.PrimaryKeyConstraint("article_id", "load_id", name=op.f("pk_fold_queue")),
        comment="Articles whose stories have to be looked at; emptied by the fold that does",
    )
    op.create_table(
        "host_limit",
        sa.Column("host", sa.Text(), nullable=False, comment="Host (and port) asked"),
        sa.Column(
            "next_free_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The next moment at which anybody may ask",
        ),
        sa.Column(
            "held_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Nobody asks before (Retry-After)",
        ),
        sa.Column("delay_s", sa.Float(), nullable=False, comment="Delay last used, in seconds"),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_limit")),
        comment="Politeness, shared by all workers and runs: one token bucket a host",
    )
    op.create_table(
        "inbox",
        sa.Column(
            "inbox_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Number of the item",
        ),
        sa.Column(
            "idempotency_key", sa.Text(), nullable=False, comment="The same item twice is one"
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="url or document"),
        sa.Column("url", sa.Text(), nullable=False, comment="The address pushed"),
        sa.Column(
            "payload", sa.Text(), nullable=True, comment="The document, where one was pushed"
        ),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Its type"),
        sa.Column("via", sa.Text(), nullable=False, comment="The door it came through"),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When it was accepted",
        ),
        sa.Column(
            "claimed_at", sa.DateTime(timezone=True), nullable=True, comment="When a run took it"
        ),
        sa.Column("claimed_by", sa.Text(), nullable=True, comment="The run that took it"),
        sa.Column(
            "attempts",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="How often it was taken",
        ),
        sa.Column(
            "done_at", sa.DateTime(timezone=True), nullable=True, comment="When it was finished"
        ),
        sa.Column("result", sa.Text(), nullable=True, comment="captured or quarantined"),
        sa.CheckConstraint("kind IN ('url', 'document')", name=op.f("ck_inbox_kind")),
        sa.PrimaryKeyConstraint("inbox_id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_inbox_idempotency_key")),
        comment="What was pushed: accepted means committed here",
    )
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["inbox_id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "listing_item",
        sa.Column("feed_url", sa.Text(), nullable=False, comment="The listing"),
        sa.Column("url", sa.Text(), nullable=False, comment="Normalised address of the item"),
        sa.Column("source_id", sa.Text(), nullable=False, comment="The source whose listing it is"),
        sa.Column("seen_url", sa.Text(), nullable=False, comment="The address as listed"),
        sa.Column("title", sa.Text(), nullable=True, comment="The listing's claim"),
        sa.Column(
            "published_at", sa.DateTime(timezone=True), nullable=True, comment="The listing's claim"
        ),
        sa.Column("guid", sa.Text(), nullable=True, comment="The listing's id of the item"),
        sa.Column(
            "capture_id",
            sa.Uuid(),
            nullable=False,
            comment="The capture of the listing that first had it",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was first listed",
        ),
        sa.PrimaryKeyConstraint("feed_url", "url", name=op.f("pk_listing_item")),
        comment="What listings said is there to read",
    )
    op.create_index(
        "ix_listing_item_source_id_first_seen_at",
        "listing_item",
        ["source_id", "first_seen_at"],
        unique=False,
    )
    op.create_index("ix_listing_item_url", "listing_item", ["url"], unique=False)
    op.create_table(
        "load",
        sa.Column(
            "load_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Number, rising in the order of commit",
        ),
        sa.Column(
            "batch_key",
            sa.Text(),
            nullable=False,
            comment="Recipe in identity.batch_key; one batch is one load",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="observations or copies"),
        sa.Column(
            "dag_id", sa.Text(), nullable=False, comment="The DAG (or 'command-line') that wrote it"
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The DAG run that wrote it"),
        sa.Column("pipeline_version", sa.Integer(), nullable=False, comment="Our rules' version"),
        sa.Column(
            "committed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="System time: strictly rising, assigned under the load lock",
        ),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Facts of each kind that it brought",
        ),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_load")),
        sa.UniqueConstraint("committed_at", name=op.f("uq_load_committed_at")),
        comment="One committed batch of facts",
    )
    op.create_index("ix_load_batch_key", "load", ["batch_key"], unique=False)
    op.create_index("ix_load_run_id", "load", ["run_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column(
            "quarantine_id",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="Number of the case",
        ),
        sa.Column(
            "capture_id",
            sa.Uuid(),
            nullable=True,
            comment="The capture that failed; none where no answer came",
        ),
        sa.Column("url", sa.Text(), nullable=False, comment="The address concerned"),
        sa.Column("source_id", sa.Text(), nullable=False, comment="The source it belongs to"),
        sa.Column(
            "stage",
            sa.Text(),
            nullable=False,
            comment="Where it failed: discover, fetch, extract, clean, enrich, load or fold",
        ),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="Reason code, by which cases are grouped"
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="What happened, in words"),
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            nullable=False,
            comment="Our rules' version under which it failed",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="The run in which it failed"),
        sa.Column(
            "failed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the exchange failed: fetched_at where there is a capture",
        ),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "url",
            "capture_id",
            "stage",
            "reason",
            "pipeline_version",
            "failed_at",
            name="uq_quarantine_case",
            postgresql_nulls_not_distinct=True,
        ),
        comment="What failed, with stage, reason and the capture it came from",
    )
    op.create_index("ix_quarantine_run_id", "quarantine", ["run_id"], unique=False)
    op.create_index("ix_quarantine_url", "quarantine", ["url"], unique=False)
    op.create_table(
        "robots_cache",
        sa.Column("origin", sa.Text(), nullable=False, comment="scheme://host:port"),
        sa.Column(
            "fetched_at", sa.DateTime(timezone=True), nullable=False, comment="When it was read"
        ),
        sa.Column(
            "status", sa.Integer(), nullable=False, comment="HTTP status; 0 means unreachable"
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="The file as read"),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_robots_cache")),
        comment="robots.txt per origin",
    )
    op.create_table(
        "run",
        sa.Column("dag_id", sa.Text(), nullable=False, comment="The DAG, or 'command-line'"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Airflow's run id"),
        sa.Column("day", sa.Date(), nullable=True, comment="The partition: one UTC day of news"),
        sa.Column(
            "params",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="The effective parameters",
        ),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When its plan was made",
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its report was written",
        ),
        sa.Column(
            "notes",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What the plan could not promise, in words",
        ),
        sa.Column(
            "summary",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="What it found (docs/contracts.md has the keys)",
        ),
        sa.PrimaryKeyConstraint("dag_id", "run_id", name=op.f("pk_run")),
        comment="One run of a DAG or of the command line, with its summary",
    )
    op.create_index("ix_run_started_at", "run", ["started_at"], unique=False)
    op.create_table(
        "sketch",
        sa.Column("content_id", sa.Uuid(), nullable=False, comment="The content"),
        sa.Column(
            "algorithm_version",
            sa.Integer(),
            nullable=False,
            comment="Version of shingling, hashing and comparison",
        ),
        sa.Column(
            "shingle_count", sa.Integer(), nullable=False, comment="Distinct shingles of the body"
        ),
        sa.Column("word_count", sa.Integer(), nullable=False, comment="Words of the body"),
        sa.PrimaryKeyConstraint("content_id", "algorithm_version", name=op.f("pk_sketch")),
        comment="Contents that were compared with everything stored; one row also for texts too short",
    )
    op.create_table(
        "sketch_hash",
        sa.Column(
            "algorithm_version",
            sa.Integer(),
            nullable=False,
            comment="Version of shingling and hashing",
        ),
        sa.Column(
            "hash",
            sa.BigInteger(),
            nullable=False,
            comment="One of the smallest shingle hashes of a body",
        ),
        sa.Column("content_id", sa.Uuid(), nullable=False, comment="The content"),
        sa.PrimaryKeyConstraint(
            "algorithm_version", "hash", "content_id", name=op.f("pk_sketch_hash")
        ),
        comment="The copy index in its simple layout: one row a hash",
    )
    op.create_index("ix_sketch_hash_content_id", "sketch_hash", ["content_id"], unique=False)
    op.create_table(
        "alias",
        sa.Column(
            "seen_url",
            sa.Text(),
            nullable=False,
            comment="An address under which the article was met",
        ),
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="The article"),
        sa.Column("kind", sa.Text(), nullable=False, comment="redirect or canonical"),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_alias_load_id")),
        sa.PrimaryKeyConstraint("seen_url", "article_id", "kind", name=op.f("pk_alias")),
        comment="Addresses of one article (redirects, same-site canonicals)",
    )
    op.create_index("ix_alias_article_id", "alias", ["article_id"], unique=False)
    op.create_table(
        "article",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="Key: a pure function of url"),
        sa.Column("url", sa.Text(), nullable=False, comment="Normalised address"),
        sa.Column(
            "source_id", sa.Text(), nullable=False, comment="The source it was first read from"
        ),
        sa.Column(
            "first_load_id",
            sa.BigInteger(),
            nullable=False,
            comment="The load that first brought it",
        ),
        sa.Column(
            "current_content_id",
            sa.Uuid(),
            nullable=True,
            comment="Cache: content of the latest observation",
        ),
        sa.Column(
            "current_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Cache: moment of the latest observation",
        ),
        sa.ForeignKeyConstraint(
            ["first_load_id"], ["load.load_id"], name=op.f("fk_article_first_load_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
        comment="An identity. The current pointer is a cache; `copydesk doctor` recomputes it",
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_article_source_id", "article", ["source_id"], unique=False)
    op.create_table(
        "content",
        sa.Column(
            "content_id", sa.Uuid(), nullable=False, comment="Digest of title, authors and body"
        ),
        sa.Column("title", sa.Text(), nullable=True, comment="Headline"),
        sa.Column(
            "authors", sa.ARRAY(sa.Text()), nullable=False, comment="Names as printed, in order"
        ),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="Clean body, paragraphs separated by a blank line",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_content_load_id")),
        sa.PrimaryKeyConstraint("content_id", name=op.f("pk_content")),
        comment="What a reader reads; the tombstone of withdrawn articles is one of them",
    )
    op.create_table(
        "copy_relation",
        sa.Column(
            "content_a", sa.Uuid(), nullable=False, comment="The content with the smaller id"
        ),
        sa.Column("content_b", sa.Uuid(), nullable=False, comment="The content with the larger id"),
        sa.Column(
            "algorithm_version",
            sa.Integer(),
            nullable=False,
            comment="Version of the rule that measured it",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="copy or excerpt"),
        sa.Column("score", sa.Float(), nullable=False, comment="0..1"),
        sa.Column(
            "measures",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="All measures of the rule",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["load.load_id"], name=op.f("fk_copy_relation_load_id")
        ),
        sa.PrimaryKeyConstraint(
            "content_a", "content_b", "algorithm_version", name=op.f("pk_copy_relation")
        ),
        comment="A measured relation of two texts: a pure function of both and of the algorithm",
    )
    op.create_index("ix_copy_relation_content_b", "copy_relation", ["content_b"], unique=False)
    op.create_table(
        "enrichment",
        sa.Column("capture_id", sa.Uuid(), nullable=False, comment="The capture it was read from"),
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            nullable=False,
            comment="Our rules' version that read it",
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Position within the capture"),
        sa.Column("enricher", sa.Text(), nullable=False, comment="Enricher that found it"),
        sa.Column("enricher_version", sa.Integer(), nullable=False, comment="Its version"),
        sa.Column(
            "start",
            sa.Integer(),
            nullable=False,
            comment="Offset in code points into the clean body",
        ),
        sa.Column("end", sa.Integer(), nullable=False, comment="End offset, exclusive"),
        sa.Column("text", sa.Text(), nullable=False, comment="The words"),
        sa.Column(
            "value",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What they mean",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_enrichment_load_id")),
        sa.PrimaryKeyConstraint(
            "capture_id", "pipeline_version", "ordinal", name=op.f("pk_enrichment")
        ),
        comment="What enrichers found in the clean body",
    )
    op.create_table(
        "evidence",
        sa.Column("capture_id", sa.Uuid(), nullable=False, comment="The capture it was read from"),
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            nullable=False,
            comment="Our rules' version that read it",
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Position within the capture"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Marker that found it"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Its version"),
        sa.Column("value", sa.Text(), nullable=False, comment="The words or attribute found"),
        sa.Column(
            "origin_url",
            sa.Text(),
            nullable=True,
            comment="Normalised address of the original, where given",
        ),
        sa.Column("origin_id", sa.Uuid(), nullable=True, comment="Article key of origin_url"),
        sa.Column("origin_name", sa.Text(), nullable=True, comment="Outlet or agency, where named"),
        sa.Column("place", sa.Text(), nullable=False, comment="Where in the page"),
        sa.Column(
            "strength", sa.Float(), nullable=False, comment="0..1: how much it says on its own"
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_evidence_load_id")),
        sa.PrimaryKeyConstraint(
            "capture_id", "pipeline_version", "ordinal", name=op.f("pk_evidence")
        ),
        comment="Reasons, found on the page, to hold that it is a copy",
    )
    op.create_index(op.f("ix_evidence_origin_id"), "evidence", ["origin_id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="The article"),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the page said so: fetched_at of the capture",
        ),
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            nullable=False,
            comment="Our rules' version that read it",
        ),
        sa.Column("content_id", sa.Uuid(), nullable=False, comment="What it said"),
        sa.Column("capture_id", sa.Uuid(), nullable=False, comment="The capture it was read from"),
        sa.Column(
            "published_at", sa.DateTime(timezone=True), nullable=True, comment="The page's claim"
        ),
        sa.Column(
            "modified_at", sa.DateTime(timezone=True), nullable=True, comment="The page's claim"
        ),
        sa.Column(
            "language",
            sa.Text(),
            nullable=True,
            comment="ISO 639-1 of the body; none where nothing sure can be said",
        ),
        sa.Column(
            "lineage",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Field by field, where each value came from",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_observation_load_id")),
        sa.PrimaryKeyConstraint(
            "article_id",
            "observed_at",
            "pipeline_version",
            "content_id",
            "capture_id",
            name=op.f("pk_observation"),
        ),
        comment="The fact that an article had a content at a moment, read under one pipeline_version",
    )
    op.create_index("ix_observation_capture_id", "observation", ["capture_id"], unique=False)
    op.create_index("ix_observation_content_id", "observation", ["content_id"], unique=False)
    op.create_index("ix_observation_load_id", "observation", ["load_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("capture_id", sa.Uuid(), nullable=False, comment="The capture"),
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            nullable=False,
            comment="Our rules' version under which it was processed",
        ),
        sa.Column("result", sa.Text(), nullable=False, comment="observed, quarantined or skipped"),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="Reason code where it was not observed, or empty",
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.capture_id"], name=op.f("fk_outcome_capture_id")
        ),
        sa.PrimaryKeyConstraint("capture_id", "pipeline_version", name=op.f("pk_outcome")),
        comment="What became of a capture under one version of our rules",
    )
    op.create_table(
        "removed_span",
        sa.Column("capture_id", sa.Uuid(), nullable=False, comment="The capture it was read from"),
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            nullable=False,
            comment="Our rules' version that read it",
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Position within the capture"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Rule that removed it"),
        sa.Column("rule_version", sa.Integer(), nullable=False, comment="Its version"),
        sa.Column("stage", sa.Integer(), nullable=False, comment="Cleaning stage, 1 first"),
        sa.Column(
            "start",
            sa.Integer(),
            nullable=False,
            comment="Offset in code points into the text that entered the stage",
        ),
        sa.Column("end", sa.Integer(), nullable=False, comment="End offset, exclusive"),
        sa.Column("text", sa.Text(), nullable=False, comment="What was removed"),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["load.load_id"], name=op.f("fk_removed_span_load_id")
        ),
        sa.PrimaryKeyConstraint(
            "capture_id", "pipeline_version", "ordinal", name=op.f("pk_removed_span")
        ),
        comment="Every span that cleaning took out; body and spans give back the extracted text",
    )
    op.create_table(
        "story_member",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="The article"),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that asserted it"),
        sa.Column("story_id", sa.Uuid(), nullable=False, comment="The story"),
        sa.Column(
            "role",
            sa.Text(),
            nullable=False,
            comment="original, syndicated_copy, near_duplicate or excerpt",
        ),
        sa.Column(
            "original_id",
            sa.Uuid(),
            nullable=True,
            comment="Key of the original, also where only its address is known",
        ),
        sa.Column(
            "original_url",
            sa.Text(),
            nullable=False,
            comment="Address of the original, or urn:wire:<agency>",
        ),
        sa.Column("score", sa.Float(), nullable=False, comment="0..1"),
        sa.Column(
            "evidence",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Each reason, with its measures",
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["load.load_id"], name=op.f("fk_story_member_load_id")
        ),
        sa.PrimaryKeyConstraint("article_id", "load_id", name=op.f("pk_story_member")),
        comment="What an article is in its story, as asserted by a load; the latest load holds",
    )
    op.create_index(op.f("ix_story_member_story_id"), "story_member", ["story_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_story_member_story_id"), table_name="story_member")
    op.drop_table("story_member")
    op.drop_table("removed_span")
    op.drop_table("outcome")
    op.drop_index("ix_observation_load_id", table_name="observation")
    op.drop_index("ix_observation_content_id", table_name="observation")
    op.drop_index("ix_observation_capture_id", table_name="observation")
    op.drop_table("observation")
    op.drop_index(op.f("ix_evidence_origin_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("enrichment")
    op.drop_index("ix_copy_relation_content_b", table_name="copy_relation")
    op.drop_table("copy_relation")
    op.drop_table("content")
    op.drop_index("ix_article_source_id", table_name="article")
    op.drop_table("article")
    op.drop_index("ix_alias_article_id", table_name="alias")
    op.drop_table("alias")
    op.drop_index("ix_sketch_hash_content_id", table_name="sketch_hash")
    op.drop_table("sketch_hash")
    op.drop_table("sketch")
    op.drop_index("ix_run_started_at", table_name="run")
    op.drop_table("run")
    op.drop_table("robots_cache")
    op.drop_index("ix_quarantine_url", table_name="quarantine")
    op.drop_index("ix_quarantine_run_id", table_name="quarantine")
    op.drop_table("quarantine")
    op.drop_index("ix_load_run_id", table_name="load")
    op.drop_index("ix_load_batch_key", table_name="load")
    op.drop_table("load")
    op.drop_index("ix_listing_item_url", table_name="listing_item")
    op.drop_index("ix_listing_item_source_id_first_seen_at", table_name="listing_item")
    op.drop_table("listing_item")
    op.drop_index("ix_inbox_open", table_name="inbox", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_table("inbox")
    op.drop_table("host_limit")
    op.drop_table("fold_queue")
    op.drop_index("ix_capture_url_fetched_at", table_name="capture")
    op.drop_index("ix_capture_seen_url_fetched_at", table_name="capture")
    op.drop_index("ix_capture_run_id", table_name="capture")
    op.drop_index("ix_capture_fetched_at", table_name="capture")
    op.drop_table("capture")
    op.drop_table("batch")
