"""How far each file of the archive is indexed.

Online-safe: it only creates a small table. Files of 0.1.0 have no row in it, so the first run
looks through them once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "archive_file",
        sa.Column("warc_file", sa.Text(), nullable=False, comment="File within the archive"),
        sa.Column(
            "bytes_indexed",
            sa.BigInteger(),
            nullable=False,
            comment="So much of it is in table capture; a longer file has a tail",
        ),
        sa.PrimaryKeyConstraint("warc_file", name=op.f("pk_archive_file")),
        comment="How far each file of the archive is indexed: what a killed writer left is found by it",
    )


def downgrade() -> None:
    op.drop_table("archive_file")
