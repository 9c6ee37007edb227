"""What stands in the place of a span: the ledger holds repairs beside removals.

Online-safe: a column with a constant default rewrites nothing. Spans of 0.1.0 were all removed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_TABLE = "Every span that cleaning took out{}; body and spans give back the extracted text"


def upgrade() -> None:
    op.add_column(
        "removed_span",
        sa.Column(
            "replacement",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="What stands in its place, empty where it was removed",
        ),
    )
    op.alter_column(
        "removed_span", "text", comment="What was removed or replaced", existing_comment=None
    )
    op.create_table_comment("removed_span", _TABLE.format(" or replaced"))


def downgrade() -> None:
    op.create_table_comment("removed_span", _TABLE.format(""))
    op.alter_column("removed_span", "text", comment="What was removed", existing_comment=None)
    op.drop_column("removed_span", "replacement")
