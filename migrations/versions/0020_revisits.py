"""When each article is asked for again, and what that costs.

Online-safe: it only creates, no table that it touches existed before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def _text(name, comment):
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _at(name, comment, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def _number(name, comment):
    return sa.Column(name, sa.Integer(), nullable=False, comment=comment)


def upgrade() -> None:
    op.create_table(
        "revisit",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="The article"),
        _text("source_id", "The source under whose policy it is asked for again"),
        _text("url", "The address that last answered with the article"),
        _text("host", "Its host, whose budget a request uses up"),
        _at("first_seen_at", "When the article was first observed: its age counts from here"),
        _at("changed_at", "When it was last seen changed; first_seen_at where it never was"),
        _at("asked_at", "When it was last asked for, with whatever result"),
        _number("visits", "How often it was asked for after the first time"),
        _number("edits", "How often it was seen changed"),
        _number("missing", "404s in a row, up to the last request"),
        _number("failures", "Errors in a row, up to the last request"),
        _at(
            "due_at",
            "When it is due again; none once its source's policy is done with it",
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_revisit")),
        comment="When each article is asked for again: follows from its captures and the source's"
        " policy, and is brought up to date by every run",
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(
        "ix_revisit_due",
        "revisit",
        ["source_id", "due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "revisit_budget",
        _text("host", "The host"),
        sa.Column("day", sa.Date(), nullable=False, comment="The UTC day"),
        _number("requests", "Re-visits taken out of the day's budget"),
        sa.PrimaryKeyConstraint("host", "day", name=op.f("pk_revisit_budget")),
        comment="What re-visits cost each host on each day",
    )


def downgrade() -> None:
    op.drop_table("revisit_budget")
    op.drop_table("revisit")
