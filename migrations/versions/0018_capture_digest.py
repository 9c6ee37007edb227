"""An index on the digest of captures: the same bytes at many addresses of a site are no article.

Online-safe: the index is built CONCURRENTLY, captures go on meanwhile; `capture` is read once.
"""

from alembic import op

revision = "0018"
down_revision = "0017"


TABLE, INDEX, COLUMN = "capture", "ix_capture_payload_digest", "payload_digest"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(INDEX, TABLE, [COLUMN], postgresql_concurrently=True, if_not_exists=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, postgresql_concurrently=True, if_exists=True)
