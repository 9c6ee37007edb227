"""How long the questions of analysts take in the database, at the size that a load has reached."""

from __future__ import annotations

import random
from statistics import median
from typing import Any

from sqlalchemy import Connection, text

from pipeline.warehouse.database import Warehouse

ARTICLES = 300
DAYS = 20


def ask(warehouse: Warehouse) -> dict[str, float]:
    """Return the median milliseconds of each question, as EXPLAIN (ANALYZE) measures them."""
    with warehouse.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("article", "observation", "content"):
            connection.execute(text(f"VACUUM ANALYZE {table}"))
    with warehouse.begin() as connection:
        articles = _sample_articles(connection)
        days = [{"day": day} for day in connection.execute(text(_DAYS), {"days": DAYS}).scalars()]
        return {
            "as_of_ms": _median_ms(connection, _AS_OF, articles),
            "day_ms": _median_ms(connection, _DAY, days),
            "day_read_ms": _median_ms(connection, _DAY_READ, days),
        }


def _sample_articles(connection: Connection) -> list[dict[str, Any]]:
    """Return articles from everywhere, each with a moment within its history."""
    ids = connection.execute(text(_ARTICLES), {"count": ARTICLES}).all()
    random.Random(1).shuffle(ids)  # type: ignore[arg-type]
    return [{"article": row[0], "at": row[1]} for row in ids]


def _median_ms(connection: Connection, query: str, parameters: list[dict[str, Any]]) -> float:
    explain = text(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query}")
    plans = [connection.execute(explain, values).scalar_one()[0] for values in parameters]
    return round(float(median(plan["Execution Time"] for plan in plans)), 3)


_ARTICLES = """
SELECT article_id, current_from FROM article TABLESAMPLE BERNOULLI (1) LIMIT :count
"""

_DAYS = """
SELECT DISTINCT date_trunc('day', first_observed_at) AS day
FROM article TABLESAMPLE BERNOULLI (1) ORDER BY day LIMIT :days
"""

_AS_OF = "SELECT * FROM desk.article_as_of(CAST(:article AS uuid), true_at => :at)"

_DAY = """
SELECT source_id, count(*) FROM desk.articles
WHERE first_seen_at >= :day AND first_seen_at < CAST(:day AS timestamptz) + interval '1 day'
GROUP BY source_id
"""

_DAY_READ = """
SELECT source_id, article_id, url, title, is_withdrawn, first_seen_at, effective_from
FROM desk.articles
WHERE first_seen_at >= :day AND first_seen_at < CAST(:day AS timestamptz) + interval '1 day'
ORDER BY source_id, first_seen_at
"""
