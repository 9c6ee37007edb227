"""Removals of text and bytes, written down.

Online-safe: it only creates, no table that it touches existed before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _text(name, comment, nullable=False):
    return sa.Column(name, sa.Text(), nullable=nullable, comment=comment)


def _at(name, comment, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def upgrade() -> None:
    op.create_table(
        "purge",
        sa.Column(
            "purge_id",
            sa.BigInteger(),
            sa.Identity(),
            nullable=False,
            comment="Number of the purge",
        ),
        _text("kind", "domain, url or retention"),
        _text("subject", "The domain, the address, or the source (*: every source)"),
        sa.Column(
            "addresses",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Of a purged address: every address under which its article was met",
        ),
        sa.Column(
            "files",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Files of the archive from which bytes were erased: where doctor searches",
        ),
        _at("before", "Of a retention: what was captured before this moment", nullable=True),
        _text("reason", "Why, in the operator's words"),
        _text("requested_by", "Who asked for it"),
        _at("requested_at", "When it was asked for: from here on it is neither fetched nor read"),
        sa.Column(
            "counts",
            sa.dialects.postgresql.JSONB(),
            nullable=False,
            comment="How many rows of each kind lost their text",
        ),
        _at("finished_at", "When nothing was left; none while it has to go on", nullable=True),
        _at("lifted_at", "When it was lifted: from here on it may be fetched again", nullable=True),
        _text("lifted_by", "Who lifted it", nullable=True),
        _text("lift_reason", "Why it was lifted", nullable=True),
        sa.PrimaryKeyConstraint("purge_id", name=op.f("pk_purge")),
        sa.CheckConstraint("kind IN ('domain', 'url', 'retention')", name=op.f("ck_purge_kind")),
        comment="Removals of text and bytes: what, why, by whom; until lifted, also the block list",
    )
    op.create_index(
        "ix_purge_standing",
        "purge",
        ["kind", "subject"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL AND kind <> 'retention'"),
    )
    op.create_table(
        "purged_article",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="The article"),
        sa.Column("purge_id", sa.BigInteger(), nullable=False, comment="The purge"),
        sa.Column(
            "load_id", sa.BigInteger(), nullable=False, comment="The load in which it lost text"
        ),
        sa.ForeignKeyConstraint(
            ["purge_id"], ["purge.purge_id"], name=op.f("fk_purged_article_purge_id")
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["load.load_id"], name=op.f("fk_purged_article_load_id")
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "purge_id", "load_id", name=op.f("pk_purged_article")
        ),
        comment="Articles that lost text: identity and versions stay, without what they said",
    )
    op.create_index("ix_purged_article_load_id", "purged_article", ["load_id"])


def downgrade() -> None:
    op.drop_table("purged_article")
    op.drop_table("purge")
