"""The copy index in pages instead of one row a hash.

Online-safe: small tables are made and a cache is dropped, each in milliseconds. Sketches hold
nothing that the next fold does not compute anew, as it has to for the second algorithm anyway.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

SKETCH = "Contents that were compared with everything stored; one row also for texts too short"


def _sketch(*columns: sa.Column, **constraints: str) -> None:
    op.create_table(
        "sketch",
        sa.Column("content_id", sa.Uuid(), nullable=False, comment="The content"),
        sa.Column(
            "algorithm_version",
            sa.Integer(),
            nullable=False,
            comment="Version of shingling, hashing and comparison",
        ),
        sa.Column(
            "shingle_count", sa.Integer(), nullable=False, comment="Distinct shingles of the body"
        ),
        sa.Column("word_count", sa.Integer(), nullable=False, comment="Words of the body"),
        *columns,
        sa.PrimaryKeyConstraint("content_id", "algorithm_version", name=op.f("pk_sketch")),
        *(sa.UniqueConstraint(column, name=op.f(name)) for name, column in constraints.items()),
        comment=SKETCH,
    )


def upgrade() -> None:
    op.drop_index("ix_sketch_hash_content_id", table_name="sketch_hash")
    op.drop_table("sketch_hash")
    op.drop_table("sketch")
    _sketch(
        sa.Column(
            "number",
            sa.Integer(),
            sa.Identity(),
            nullable=False,
            comment="Stands for it in the pages of the index",
        ),
        uq_sketch_number="number",
    )
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
    op.drop_table("sketch")
    _sketch()
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
