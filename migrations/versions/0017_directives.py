"""What publishers say of the use of a capture: robots directives and reservations.

Online-safe: a new table. Captures of before get their rows when they are read again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "directive",
        sa.Column(
            "capture_id", sa.Uuid(), nullable=False, comment="The capture of which it is said"
        ),
        sa.Column("place", sa.Text(), nullable=False, comment="header, meta or tdmrep"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Position within its place"),
        sa.Column("name", sa.Text(), nullable=False, comment="Header or meta, in lower case"),
        sa.Column("value", sa.Text(), nullable=False, comment="What it says, letter for letter"),
        sa.PrimaryKeyConstraint("capture_id", "place", "ordinal", name="pk_directive"),
        comment="What a publisher says of the use of a capture, as it stood",
    )


def downgrade() -> None:
    op.drop_table("directive")
