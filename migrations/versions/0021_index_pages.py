"""The copy index in pages instead of one row a hash.

Online-safe: readers and loaders look at none of these tables; only a fold waits while the rows of
`sketch` (60 bytes each) are written anew with their numbers. Sketches of earlier algorithms stand in
no page and are not looked up any more; the next fold makes those of the third.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.drop_index("ix_sketch_hash_content_id", table_name="sketch_hash")
    op.drop_table("sketch_hash")
    op.add_column(
        "sketch",
        sa.Column(
            "number",
            sa.Integer(),
            sa.Identity(),
            nullable=False,
            comment="Stands for it in the pages of the index",
        ),
    )
    op.create_unique_constraint(op.f("uq_sketch_number"), "sketch", ["number"])
    op.create_table(
        "sketch_segment",
        sa.Column(
            "segment_id",
            sa.Integer(),
            sa.Identity(),
            nullable=False,
            comment="Number of the segment",
        ),
        sa.Column(
            "algorithm_version",
            sa.Integer(),
            nullable=False,
            comment="Version of shingling and hashing",
        ),
        sa.Column(
            "level",
            sa.Integer(),
            nullable=False,
            comment="0 for what one fold brought; eight of a level become one of the next",
        ),
        sa.Column("pages", sa.Integer(), nullable=False, comment="How many pages it has"),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_sketch_segment")),
        comment="Segments of the copy index",
    )
    op.create_table(
        "sketch_page",
        sa.Column(
            "segment_id", sa.Integer(), autoincrement=False, nullable=False, comment="The segment"
        ),
        sa.Column(
            "first_key",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The first key on the page",
        ),
        sa.Column(
            "pairs",
            sa.LargeBinary(),
            nullable=False,
            comment="Sorted pairs of 9 bytes: the first 40 bits of a shingle hash, a sketch's"
            " number",
        ),
        sa.PrimaryKeyConstraint("segment_id", "first_key", name=op.f("pk_sketch_page")),
        comment="Pages of the copy index; all pairs of a key stand on one",
    )


def downgrade() -> None:
    op.drop_table("sketch_page")
    op.drop_table("sketch_segment")
    op.execute("DELETE FROM sketch")  # without their hashes they would never be compared again
    op.drop_column("sketch", "number")
    op.create_table(
        "sketch_hash",
        sa.Column(
            "algorithm_version",
            sa.Integer(),
            nullable=False,
            comment="Version of shingling and hashing",
        ),
        sa.Column(
            "hash",
            sa.BigInteger(),
            nullable=False,
            comment="One of the smallest shingle hashes of a body",
        ),
        sa.Column("content_id", sa.Uuid(), nullable=False, comment="The content"),
        sa.PrimaryKeyConstraint(
            "algorithm_version", "hash", "content_id", name=op.f("pk_sketch_hash")
        ),
        comment="The copy index in its simple layout: one row a hash",
    )
    op.create_index("ix_sketch_hash_content_id", "sketch_hash", ["content_id"], unique=False)
