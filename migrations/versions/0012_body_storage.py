"""Bodies are stored uncompressed where the server has no better method than its own (pglz).

Online-safe: it changes how rows that come later are stored, rewrites none, and holds its lock on
`content` for a moment. Bodies that stand already stay compressed and are read as before.
"""

from alembic import op
from sqlalchemy import Connection, text

revision = "0012"
down_revision = "0011"

_HAS_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def _has_lz4(connection: Connection) -> bool:
    return bool(connection.execute(text(_HAS_LZ4)).scalar())


def upgrade() -> None:
    setting = "COMPRESSION lz4" if _has_lz4(op.get_bind()) else "STORAGE EXTERNAL"
    op.execute(f"ALTER TABLE content ALTER COLUMN body SET {setting}")


def downgrade() -> None:
    op.execute("ALTER TABLE content ALTER COLUMN body SET STORAGE EXTENDED")
    op.execute("ALTER TABLE content ALTER COLUMN body SET COMPRESSION default")
