"""Decisions, the rules behind each version's number, typed edits; indexes for moves and repetitions.

Online-safe: it makes new tables, changes comments, and builds its two partial indexes
CONCURRENTLY: loads and captures go on meanwhile. `alias` and `capture` are read once.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

FIRST_RULESET = {
    "clean:advertisement": 1, "clean:byline": 1, "clean:copyright_footer": 1,
    "clean:newsletter_box": 1, "clean:notification_prompt": 1, "clean:read_more": 1,
    "clean:republication_note": 1, "clean:share_bar": 1, "clean:signup_notice": 1,
    "clean:source_marker": 1, "clean:tagged_links": 1, "clean:video_caption": 1,
    "enrich:text_dates": 1, "extract:extractor": 1, "library:trafilatura": "2.3.1",
    "provenance:cross_domain_canonical": 1, "provenance:hotlinked_image": 1,
    "provenance:json_ld_based_on": 1, "provenance:original_source_meta": 1,
    "provenance:originally_appeared": 1, "provenance:source_read_full_article": 1,
    "provenance:wire_dateline": 1,
}  # fmt: skip
"""What release 0.1.0 read pages with: it did not store that."""

CONTENT = (
    "What a reader reads; the tombstone of withdrawn articles is one of them."
    " The load of its first observation brought it",
    "What a reader reads; answers without a text (410, 404, moved) have one row each."
    " The load of its first observation brought it",
)
ALIAS_KIND = ("redirect or canonical", "moved (a permanent redirect), redirect or canonical")


def _comment(before: int, after: int) -> None:
    op.create_table_comment("content", CONTENT[after], existing_comment=CONTENT[before])
    op.alter_column(
        "alias", "kind", comment=ALIAS_KIND[after], existing_comment=ALIAS_KIND[before],
        existing_type=sa.Text(), existing_nullable=False,
    )  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "ruleset",
        sa.Column(
            "pipeline_version",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Our rules' version",
        ),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=False,
            comment="Digest of the manifest, as flows/version.py binds it",
        ),
        sa.Column(
            "manifest",
            postgresql.JSONB(),
            nullable=False,
            comment="Every part that decides how a page is read, with its version",
        ),
        sa.PrimaryKeyConstraint("pipeline_version", name=op.f("pk_ruleset")),
        comment="What each version of our rules was made of",
    )
    op.execute(
        sa.text("""
        INSERT INTO ruleset (pipeline_version, digest, manifest)
        SELECT 1, '2a3ba0f6ca7d97eb', CAST(:manifest AS jsonb)
        WHERE EXISTS (SELECT FROM load WHERE pipeline_version = 1)""").bindparams(
            manifest=json.dumps(FIRST_RULESET)
        )
    )
    op.create_table(
        "decision",
        sa.Column(
            "decision_id",
            sa.BigInteger(),
            sa.Identity(),
            nullable=False,
            comment="Number of the decision",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="reject_capture (it does not say what the article said), or revoke",
        ),
        sa.Column("capture_id", sa.Uuid(), nullable=True, comment="The capture it is about"),
        sa.Column("revokes", sa.BigInteger(), nullable=True, comment="The decision it takes back"),
        sa.Column("author", sa.Text(), nullable=False, comment="Who decided"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in words"),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was decided",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.CheckConstraint(
            "(kind = 'reject_capture' AND capture_id IS NOT NULL AND revokes IS NULL)"
            " OR (kind = 'revoke' AND capture_id IS NULL AND revokes IS NOT NULL)",
            name=op.f("ck_decision_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.capture_id"], name=op.f("fk_decision_capture_id")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_decision_load_id")),
        sa.ForeignKeyConstraint(
            ["revokes"], ["decision.decision_id"], name=op.f("fk_decision_revokes")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision")),
        sa.UniqueConstraint("revokes", name=op.f("uq_decision_revokes")),
        comment="What people decided against or for the evidence; nothing is deleted, only revoked",
    )
    op.create_table(
        "edit",
        sa.Column("content_before", sa.Uuid(), nullable=False, comment="The content before"),
        sa.Column("content_after", sa.Uuid(), nullable=False, comment="The content after"),
        sa.Column(
            "algorithm_version", sa.Integer(), nullable=False, comment="Version of the comparison"
        ),
        sa.Column(
            "kinds",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="What was changed: codes of EditKind",
        ),
        sa.Column(
            "significance",
            sa.Float(),
            nullable=False,
            comment="0..1: how much a reader would care; 0 for what only the typesetter sees",
        ),
        sa.Column(
            "details",
            postgresql.JSONB(),
            nullable=False,
            comment="Which words, numbers, quotes and paragraphs",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_edit_load_id")),
        sa.PrimaryKeyConstraint(
            "content_before", "content_after", "algorithm_version", name=op.f("pk_edit")
        ),
        comment="How a publisher changed a text: a pure function of both and of the algorithm",
    )
    _comment(0, 1)
    with op.get_context().autocommit_block():
        for table, name, column, condition in INDEXES:
            op.create_index(
                name,
                table,
                [column],
                postgresql_where=sa.text(condition),
                postgresql_concurrently=True,
                if_not_exists=True,
            )


INDEXES = (
    ("alias", "ix_alias_moved", "article_id", "kind = 'moved'"),
    ("capture", "ix_capture_revisit_of", "revisit_of", "revisit_of IS NOT NULL"),
)


def downgrade() -> None:
    for table, name, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
    _comment(1, 0)
    op.drop_table("edit")
    op.drop_table("decision")
    op.drop_table("ruleset")
