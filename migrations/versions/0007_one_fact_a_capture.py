"""Facts as the loader writes them at the speed of COPY: narrower keys, no triggers, heads cached.

Online-safe: dropping columns, constraints and indexes and adding empty columns takes moments; the
rest goes outside of a transaction, indexes built CONCURRENTLY and articles filled in batches of a
few thousand, so that neither readers nor loaders wait. Killed in between, it goes on where it was.
Views that stand on what is dropped are installed anew by `migrations/env.py`.

A capture that 0.1.0 read twice under one version of the rules keeps the reading that counted, where
both came with one load: the other was never part of any answer. Else it stops and names them.
"""

from alembic import op

from pipeline.errors import Misconfigured
from pipeline.warehouse import derived

revision = "0007"
down_revision = "0006"

_FACTS = ("observation", "alias", "removed_span", "evidence", "enrichment")
_FILLED_AT_ONCE = 5000
_KEY = "article_id, observed_at, pipeline_version, content_id, capture_id"


def upgrade() -> None:
    op.execute("ALTER TABLE article ADD COLUMN IF NOT EXISTS first_observed_at timestamptz")
    op.execute("ALTER TABLE article ADD COLUMN IF NOT EXISTS current_from timestamptz")
    with op.get_context().autocommit_block():
        _index("observation", ("article_id", "observed_at"))
        while _rows(_FILL.format(limit=_FILLED_AT_ONCE)):
            pass
        _index("article", ("source_id", "first_observed_at"))
        _index("article", ("first_observed_at",))
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_article_source_id")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_observation_load_id")
        _index("observation", ("load_id",), "brin")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_observation_fact")
        _keep_one_reading_of_a_capture()
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY uq_observation_fact"
            " ON observation (capture_id, pipeline_version)"
        )
    _drop_what_is_not_needed()


def _drop_what_is_not_needed() -> None:
    """Last, and in one transaction: only now do the views go, for the moment until the new ones."""
    derived.drop(op.get_bind())
    # A writer of 0.1.0 locks an article and then, by its foreign key, the load.
    op.execute("LOCK TABLE article, load IN ACCESS EXCLUSIVE MODE")
    for table in (*_FACTS, "content"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS fk_{table}_load_id")
    op.execute("ALTER TABLE article DROP CONSTRAINT IF EXISTS fk_article_first_load_id")
    op.execute("ALTER TABLE outcome DROP CONSTRAINT IF EXISTS fk_outcome_capture_id")
    op.execute("ALTER TABLE content DROP COLUMN IF EXISTS load_id")
    op.execute("ALTER TABLE article DROP COLUMN IF EXISTS current_observed_at")
    op.execute("ALTER TABLE observation DROP CONSTRAINT pk_observation")
    op.execute(
        "ALTER TABLE observation ADD CONSTRAINT pk_observation"
        " PRIMARY KEY USING INDEX uq_observation_fact"
    )
    op.execute("DROP INDEX IF EXISTS ix_observation_capture_id")
    _comment(_COMMENTS)


def _keep_one_reading_of_a_capture() -> None:
    connection = op.get_bind()
    if not connection.exec_driver_sql(_TWICE).all():
        return
    lost = list(connection.exec_driver_sql(_FORGET).scalars())
    connection.exec_driver_sql(_UNSAID, (lost,))
    left = [f"{capture} (version {version})" for capture, version in _rows_of(_TWICE)]
    if left:
        raise Misconfigured(
            f"Captures that were read to two contents in two loads: {', '.join(left)}, ...",
            remedy="Each keeps one row in table observation: DELETE the one of the later load_id "
            "(answers about the past are then what they were until that load), and migrate again.",
        )


def downgrade() -> None:
    _restore_columns()
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_observation_load_id")
        for table, columns in (
            ("observation", ("load_id",)),
            ("observation", ("capture_id",)),
            ("article", ("source_id",)),
        ):
            _index(table, columns)
        for index in ("ix_article_source_id_first_observed_at", "ix_article_first_observed_at"):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_observation_fact")
        op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY uq_observation_fact ON observation ({_KEY})")
    op.execute("ALTER TABLE observation DROP CONSTRAINT pk_observation")
    op.execute(
        "ALTER TABLE observation ADD CONSTRAINT pk_observation"
        " PRIMARY KEY USING INDEX uq_observation_fact"
    )
    op.execute("DROP INDEX IF EXISTS ix_observation_article_id_observed_at")


def _restore_columns() -> None:
    op.execute("ALTER TABLE content ADD COLUMN load_id bigint")
    op.execute(
        "UPDATE content c SET load_id = o.load_id FROM ("
        "SELECT content_id, min(load_id) AS load_id FROM observation GROUP BY content_id) o"
        " WHERE o.content_id = c.content_id"
    )
    op.execute("ALTER TABLE content ALTER COLUMN load_id SET NOT NULL")
    op.execute("ALTER TABLE article ADD COLUMN current_observed_at timestamptz")
    op.execute(
        "UPDATE article a SET current_observed_at = ("
        "SELECT max(observed_at) FROM observation o WHERE o.article_id = a.article_id)"
    )
    op.execute("ALTER TABLE article DROP COLUMN first_observed_at, DROP COLUMN current_from")
    for table in (*_FACTS, "content"):
        _foreign_key(table, "load_id", "load", "load_id")
    _foreign_key("article", "first_load_id", "load", "load_id")
    _foreign_key("outcome", "capture_id", "capture", "capture_id")
    _comment(_FORMER_COMMENTS)


def _foreign_key(table: str, column: str, target: str, key: str) -> None:
    op.create_foreign_key(f"fk_{table}_{column}", table, target, [column], [key])


def _index(table: str, columns: tuple[str, ...], method: str = "btree") -> None:
    name = f"ix_{table}_{'_'.join(columns)}"
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # perhaps half built
    listed = ", ".join(columns)
    op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {table} USING {method} ({listed})")


def _rows(statement: str) -> int:
    return int(op.get_bind().exec_driver_sql(statement).rowcount)


def _rows_of(query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in op.get_bind().exec_driver_sql(query)]


def _comment(comments: dict[str, str]) -> None:
    for what, words in comments.items():
        quoted = words.replace("'", "''")
        op.execute(f"COMMENT ON {what} IS '{quoted}'")


_TWICE = """
SELECT capture_id, pipeline_version FROM observation
GROUP BY capture_id, pipeline_version HAVING count(*) > 1 LIMIT 5
"""

_FORGET = """
DELETE FROM observation o USING observation w
WHERE w.capture_id = o.capture_id AND w.pipeline_version = o.pipeline_version
  AND w.article_id = o.article_id AND w.observed_at = o.observed_at AND w.load_id = o.load_id
  AND w.content_id > o.content_id
RETURNING o.content_id
"""

_UNSAID = """
DELETE FROM content c WHERE content_id = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM observation o WHERE o.content_id = c.content_id)
"""

_FILL = """
WITH part AS (
    SELECT article_id, current_content_id FROM article a
    WHERE first_observed_at IS NULL
      AND EXISTS (SELECT 1 FROM observation o WHERE o.article_id = a.article_id)
    LIMIT {limit}
), seen AS (
    SELECT DISTINCT ON (o.article_id, o.observed_at)
           o.article_id, o.observed_at, o.content_id <> s.current_content_id AS is_other
    FROM part s JOIN observation o USING (article_id)
    ORDER BY o.article_id, o.observed_at, o.pipeline_version DESC, o.content_id DESC, o.capture_id
), other AS (
    SELECT article_id, min(observed_at) AS first_observed_at,
           max(observed_at) FILTER (WHERE is_other) AS until
    FROM seen GROUP BY article_id
)
UPDATE article a
SET first_observed_at = t.first_observed_at,
    current_from = (SELECT min(s.observed_at) FROM seen s
                    WHERE s.article_id = a.article_id AND (t.until IS NULL OR s.observed_at > t.until)),
    source_id = coalesce((
        SELECT c.source_id FROM observation o JOIN capture c USING (capture_id)
        WHERE o.article_id = a.article_id ORDER BY o.observed_at, o.capture_id LIMIT 1), a.source_id)
FROM other t WHERE t.article_id = a.article_id
"""

_COMMENTS = {
    "TABLE content": "What a reader reads; the tombstone of withdrawn articles is one of them."
    " The load of its first observation brought it",
    "COLUMN article.source_id": "Cache: the source of its earliest capture",
    "COLUMN article.first_observed_at": "Cache: moment of the earliest observation",
    "COLUMN article.current_content_id": "Cache: content of the current version",
    "COLUMN article.current_from": "Cache: since when the current version holds",
}

_FORMER_COMMENTS = {
    "TABLE content": "What a reader reads; the tombstone of withdrawn articles is one of them",
    "COLUMN content.load_id": "The load that brought it",
    "COLUMN article.source_id": "The source it was first read from",
    "COLUMN article.current_content_id": "Cache: content of the latest observation",
    "COLUMN article.current_observed_at": "Cache: moment of the latest observation",
}
