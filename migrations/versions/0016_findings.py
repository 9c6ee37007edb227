"""What enrichers find stands beside the text, apart from the rules that read the page.

Online-safe: it makes new tables and an index on one of them, while nobody writes them yet.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "enriched_text",
        sa.Column("text_id", sa.Uuid(), nullable=False,
                  comment="Digest of content, language and day: all that enrichers see"),
        sa.Column("content_id", sa.Uuid(), nullable=False, comment="The content"),
        sa.Column("language", sa.Text(), nullable=True,
                  comment="ISO 639-1 as its observation has it; none if unsure"),
        sa.Column("published_on", sa.Date(), nullable=True,
                  comment="UTC day that the page claims; none if it claims none"),
        sa.Column("versions", postgresql.JSONB(), nullable=False,
                  comment="Each enricher that has read it, with the version that did"),
        sa.Column("failed", postgresql.JSONB(), server_default="{}", nullable=False,
                  comment="Enrichers that could not read it, with the error"),
        sa.Column("load_id", sa.BigInteger(), nullable=False,
                  comment="The load that brought its latest findings"),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"],
                                name=op.f("fk_enriched_text_load_id")),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_enriched_text")),
        comment="Texts that enrichers have read; one is read again only by enrichers that changed",
    )  # fmt: skip
    op.create_index("ix_enriched_text_content_id", "enriched_text", ["content_id"])
    op.create_table(
        "finding",
        sa.Column("text_id", sa.Uuid(), nullable=False, comment="The text it was found in"),
        sa.Column("enricher", sa.Text(), nullable=False, comment="Enricher that found it"),
        sa.Column("enricher_version", sa.Integer(), nullable=False, comment="Its version"),
        sa.Column("ordinal", sa.Integer(), nullable=False,
                  comment="Position among what that enricher found in the text"),
        sa.Column("start", sa.Integer(), nullable=False,
                  comment="Offset in code points into the clean body"),
        sa.Column("end", sa.Integer(), nullable=False, comment="End offset, exclusive"),
        sa.Column("text", sa.Text(), nullable=False,
                  comment="The words; empty for what is said of the whole text"),
        sa.Column("value", postgresql.JSONB(), nullable=False,
                  comment="What they mean; docs/enrichment.md has the keys of each enricher"),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The load that brought it"),
        sa.PrimaryKeyConstraint("text_id", "enricher", "enricher_version", "ordinal",
                                name=op.f("pk_finding")),
        comment="What enrichers found: quotes, names, dates, citations, figures and more",
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("finding")
    op.drop_table("enriched_text")
