"""What two texts share to the letter, kept with their relation.

Online-safe: a column without a default rewrites nothing. Relations of earlier algorithms have none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "copy_relation",
        sa.Column(
            "shared_spans",
            sa.ARRAY(sa.Integer()),
            nullable=True,
            comment="What both print to the letter: first word in a, first word in b, words;"
            " in turns",
        ),
    )


def downgrade() -> None:
    op.drop_column("copy_relation", "shared_spans")
