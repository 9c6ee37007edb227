"""What an upgrade must keep: how many rows each table has, and every answer about the past."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from pipeline.warehouse.tables import metadata

_CACHES = frozenset({"search_entry", "fold_queue", "host_limit", "robots_cache"})
"""Tables whose rows may be made again or forgotten."""


def row_counts(connection: Connection[Any]) -> dict[str, int]:
    """Return how many rows each of our tables has that is there and holds facts."""
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)",
        [[name for name in metadata.tables if name not in _CACHES]],
    ).fetchall()
    return {
        name: connection.execute(f"SELECT count(*) FROM public.{name}").fetchall()[0][0]
        for (name,) in sorted(found)
    }


def answers(connection: Connection[Any]) -> tuple[int, str]:
    """Return how many answers there are, and a digest of them.

    Asked is what every article said at each hour in which anything was observed, as it was known
    after each load.
    """
    connection.execute("SET TimeZone = 'UTC'")
    ((count, digest),) = connection.execute(_ANSWERS).fetchall()
    return count, digest


_ANSWERS = """
SELECT count(*), md5(string_agg(
    row(x.load_id, y.true_at, v.article_id, v.change, v.effective_from, v.content_id,
        md5(v.title), md5(v.body))::text, ' ' ORDER BY x.load_id, y.true_at, v.article_id))
FROM load x
CROSS JOIN (SELECT DISTINCT date_trunc('hour', observed_at) + interval '1 hour' AS true_at
            FROM observation) y
CROSS JOIN LATERAL desk.articles_as_of(y.true_at, x.committed_at) v
"""
