"""Decisions may release a capture that a check refused.

Online-safe: a constraint of a small table is replaced by a wider one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

KINDS = ("kind = 'reject_capture'", "kind IN ('reject_capture', 'release_capture')")
COMMENT = (
    "reject_capture (it does not say what the article said), or revoke",
    "reject_capture (it does not say what the article said), release_capture (it does,"
    " whatever a check says), or revoke",
)


def _allow(before: int, after: int) -> None:
    op.drop_constraint(op.f("ck_decision_kind"), "decision")
    op.create_check_constraint(
        op.f("ck_decision_kind"),
        "decision",
        f"({KINDS[after]} AND capture_id IS NOT NULL AND revokes IS NULL)"
        " OR (kind = 'revoke' AND capture_id IS NULL AND revokes IS NOT NULL)",
    )
    op.alter_column(
        "decision", "kind", comment=COMMENT[after], existing_comment=COMMENT[before],
        existing_type=sa.Text(), existing_nullable=False,
    )  # fmt: skip


def upgrade() -> None:
    _allow(0, 1)


def downgrade() -> None:
    op.execute(
        "DELETE FROM decision WHERE revokes IN"
        " (SELECT decision_id FROM decision WHERE kind = 'release_capture')"
    )
    op.execute("DELETE FROM decision WHERE kind = 'release_capture'")
    _allow(1, 0)
