"""Which files of the archive stand on the object store.

Online-safe: a column without a default rewrites nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column(
        "archive_file",
        sa.Column(
            "stored_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when the object store has it; none: it is in the folder",
        ),
    )


def downgrade() -> None:
    op.drop_column("archive_file", "stored_at")
