"""The rhythm of each feed, by which it is asked through the day.

Online-safe: it only creates, no table that it touches existed before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def _column(name, kind, comment):
    return sa.Column(name, kind, nullable=False, comment=comment)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "feed_rhythm",
        _column("feed_url", sa.Text(), "The feed, as its source's file names it"),
        _column("source_id", sa.Text(), "The source"),
        _column("asked_at", moment, "When it was last asked for, with whatever result"),
        _column("due_at", moment, "When it is due again"),
        _column(
            "gap_s",
            sa.Float(),
            "Time between two new items in seconds, as learnt from all answers",
        ),
        _column("failures", sa.Integer(), "Failures in a row, up to the last request"),
        sa.PrimaryKeyConstraint("feed_url", "source_id", name=op.f("pk_feed_rhythm")),
        comment="The rhythm in which each feed brings items, by which it is asked through the day",
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_feed_rhythm_due_at", "feed_rhythm", ["due_at"])


def downgrade() -> None:
    op.drop_table("feed_rhythm")
