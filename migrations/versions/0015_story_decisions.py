"""Decisions about two articles: that they are one story, or are not.

Online-safe: columns without defaults rewrite nothing; the new check is added without looking at the
rows, of which there are few, and looked at afterwards. `decision` is locked for milliseconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

COLUMNS = {
    "article_a": "The article with the smaller key, of two that are decided about",
    "article_b": "The article with the larger key",
}
KIND = (
    "reject_capture (it does not say what the article said), release_capture (it does,"
    " whatever a check says), or revoke",
    "reject_capture (it does not say what the article said), release_capture (it does,"
    " whatever a check says), one_story or not_one_story (of two articles), or revoke",
)
OLD = (
    "(kind IN ('reject_capture', 'release_capture')"
    " AND capture_id IS NOT NULL AND revokes IS NULL)"
    " OR (kind = 'revoke' AND capture_id IS NULL AND revokes IS NOT NULL)"
)
NEW = (
    "(kind IN ('reject_capture', 'release_capture') AND num_nonnulls(capture_id) = 1"
    " AND num_nonnulls(revokes, article_a, article_b) = 0)"
    " OR (kind IN ('one_story', 'not_one_story') AND article_a < article_b"
    " AND num_nonnulls(capture_id, revokes) = 0)"
    " OR (kind = 'revoke' AND num_nonnulls(revokes) = 1"
    " AND num_nonnulls(capture_id, article_a, article_b) = 0)"
)


def _check(rule: str) -> None:
    op.execute("ALTER TABLE decision DROP CONSTRAINT ck_decision_kind")
    op.execute(f"ALTER TABLE decision ADD CONSTRAINT ck_decision_kind CHECK ({rule}) NOT VALID")
    op.execute("ALTER TABLE decision VALIDATE CONSTRAINT ck_decision_kind")


def _comment(before: int, after: int) -> None:
    op.alter_column(
        "decision", "kind", comment=KIND[after], existing_comment=KIND[before],
        existing_type=sa.Text(), existing_nullable=False,
    )  # fmt: skip


def upgrade() -> None:
    for name, comment in COLUMNS.items():
        op.add_column("decision", sa.Column(name, sa.Uuid(), nullable=True, comment=comment))
        op.create_foreign_key(
            op.f(f"fk_decision_{name}"), "decision", "article", [name], ["article_id"],
            postgresql_not_valid=True,
        )  # fmt: skip
        op.execute(f"ALTER TABLE decision VALIDATE CONSTRAINT fk_decision_{name}")
    _check(NEW)
    _comment(0, 1)


def downgrade() -> None:
    op.execute("DELETE FROM decision WHERE revokes IN"
               " (SELECT decision_id FROM decision WHERE article_a IS NOT NULL)")  # fmt: skip
    op.execute("DELETE FROM decision WHERE article_a IS NOT NULL")
    _comment(1, 0)
    _check(OLD)
    for name in COLUMNS:
        op.drop_constraint(op.f(f"fk_decision_{name}"), "decision", type_="foreignkey")
        op.drop_column("decision", name)
