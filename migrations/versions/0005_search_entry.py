"""The cache of full-text search.

Online-safe: a new, empty table with its indexes; a step of the next run fills it in batches.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="The article"),
        sa.Column(
            "content_id",
            sa.Uuid(),
            nullable=False,
            comment="The content that was indexed; behind where it is not the current one",
        ),
        sa.Column(
            "language",
            sa.Text(),
            nullable=True,
            comment="ISO 639-1 of the body; none where nothing sure can be said",
        ),
        sa.Column(
            "config",
            sa.Text(),
            nullable=False,
            comment="Text search configuration that it was indexed with",
        ),
        sa.Column(
            "search_version",
            sa.Integer(),
            nullable=False,
            comment="Version of our part of the indexing (derived.search_version)",
        ),
        sa.Column(
            "document",
            postgresql.TSVECTOR(),
            nullable=False,
            comment="Words: A headline, B authors, D body",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search_entry")),
        comment="Cache for full-text search over what articles say now; `desk.search` asks it",
    )
    op.create_index(
        "ix_search_entry_document", "search_entry", ["document"], postgresql_using="gin"
    )
    op.create_index("ix_search_entry_config", "search_entry", ["config"])


def downgrade() -> None:
    op.drop_table("search_entry")
