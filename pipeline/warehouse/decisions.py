"""What people decide about the evidence: facts like all others, revoked but never deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.errors import Misconfigured, Terminal
from pipeline.identity import batch_key
from pipeline.warehouse.database import LOAD_LOCK, Warehouse, take_lock
from pipeline.warehouse.load import RunContext, open_load, refresh_heads
from pipeline.warehouse.rows import storable

MAX_REASON_CHARACTERS = 2000


RULES = "our rules"
"""The author of what our rules decide (`refusals`): anybody may revoke it, and then it holds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who decides, when and why."""

    author: str
    reason: str
    decided_at: datetime


def reject_capture(
    warehouse: Warehouse, capture_id: UUID, verdict: Verdict, context: RunContext
) -> int:
    """Decide that a capture does not say what its article said; return the decision's number.

    Captures that only repeat its bytes are rejected with it, also those that are still to come.
    Rejected twice it is one decision. Raises `Terminal` where nothing was read from the capture,
    `Misconfigured` for a verdict without a reason.
    """
    _check(verdict)

    def work(connection: Connection) -> int:
        take_lock(connection, LOAD_LOCK)  # two at once would both find that nothing is decided
        subject = _bytes_of(connection, capture_id, _READ_CAPTURE)
        standing = _standing(connection, "reject_capture", subject)
        if standing is not None:
            return standing
        row = {"kind": "reject_capture", "capture": subject}
        return _decide(connection, row, _articles_of(connection, subject), verdict, context)

    return warehouse.retrying(work)


def release_capture(
    warehouse: Warehouse, capture_id: UUID, verdict: Verdict, context: RunContext
) -> int:
    """Decide that a capture is its article's text though a check refuses it; return the number.

    It holds for captures that only repeat its bytes too, and under all later rules. Released twice
    it is one decision. Taken back, what was read from it does not count. Raises `Terminal` for a
    capture that is not known, `Misconfigured` for a verdict without a reason.
    """
    _check(verdict)

    def work(connection: Connection) -> int:
        take_lock(connection, LOAD_LOCK)
        subject = _bytes_of(connection, capture_id, _ANY_CAPTURE)
        standing = _standing(connection, "release_capture", subject)
        if standing is not None:
            return standing
        row = {"kind": "release_capture", "capture": subject}
        return _decide(connection, row, _articles_of(connection, subject), verdict, context)

    return warehouse.retrying(work)


def released_captures(warehouse: Warehouse, capture_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the captures that an operator lets pass, whatever a check says of them.

    That is also whoever took back what our rules had rejected.
    """
    if not capture_ids:
        return set()
    with warehouse.begin() as connection:
        values = {"ids": list(capture_ids), "rules": RULES}
        found = connection.execute(text(_RELEASED), values).scalars()
        return set(found)


def decide_story(
    warehouse: Warehouse,
    articles: tuple[UUID, UUID],
    verdict: Verdict,
    context: RunContext,
    *,
    is_one: bool,
) -> int:
    """Decide that two articles are one story, or are not; return the decision's number.

    It outranks what was measured and what pages say, from the next fold on and whatever is read
    anew. Decided twice it is one decision; an earlier one to the contrary is revoked with it.
    Raises `Terminal` where both are the same, `Misconfigured` for a verdict without a reason.
    """
    _check(verdict)
    first, second = sorted(articles)
    if first == second:
        raise Terminal("An article and itself are one story: there is nothing to decide.")

    def work(connection: Connection) -> int:
        take_lock(connection, LOAD_LOCK)
        row = {"a": first, "b": second, "kind": "one_story" if is_one else "not_one_story"}
        standing = connection.execute(text(_STANDING_STORY), row).one_or_none()
        if standing is not None and standing.kind == row["kind"]:
            return int(standing.decision_id)
        if standing is not None:
            revoked = {"kind": "revoke", "revokes": standing.decision_id}
            _decide(connection, revoked, [first, second], verdict, context)
        return _decide(connection, row, [first, second], verdict, context)

    return warehouse.retrying(work)


def revoke(warehouse: Warehouse, decision_id: int, verdict: Verdict, context: RunContext) -> int:
    """Take back a decision; return the number of the decision to do so.

    Raises `Terminal` where there is no such decision or it is revoked already.
    """
    _check(verdict)

    def work(connection: Connection) -> int:
        take_lock(connection, LOAD_LOCK)
        subject = connection.execute(text(_REVOCABLE), {"id": decision_id}).one_or_none()
        if subject is None:
            raise Terminal(
                f"There is no decision {decision_id} that stands.",
                remedy="`copydesk decide list` prints those that do.",
            )
        concerned = (
            _articles_of(connection, subject.capture_id)
            if subject.capture_id
            else [subject.article_a, subject.article_b]
        )
        row = {"kind": "revoke", "revokes": decision_id}
        return _decide(connection, row, concerned, verdict, context)

    return warehouse.retrying(work)


def list_decisions(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return all decisions, newest first, with what they are about and whether they stand."""
    with warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(text(_LIST)).mappings()]


def current_capture(warehouse: Warehouse, article_id: UUID) -> UUID | None:
    """Return the capture from which the current version of an article was read."""
    query = text("""
        SELECT capture_id FROM article_version
        WHERE article_id = :id AND effective_to IS NULL""")
    with warehouse.begin() as connection:
        found: UUID | None = connection.execute(query, {"id": article_id}).scalar()
    return found


def _check(verdict: Verdict) -> None:
    if not verdict.reason.strip() or len(verdict.reason) > MAX_REASON_CHARACTERS:
        raise Misconfigured(
            "A decision needs its reason, in words.",
            remedy=f"Say in up to {MAX_REASON_CHARACTERS} characters why you decide so.",
        )


def _standing(connection: Connection, kind: str, subject: UUID) -> int | None:
    """Return the decision of this kind about a capture that stands, if any."""
    values = {"kind": kind, "capture": subject}
    found: int | None = connection.execute(text(_STANDING), values).scalar()
    return found


def _bytes_of(connection: Connection, capture_id: UUID, query: str) -> UUID:
    """Return the capture that holds the bytes of this one, if the query finds it."""
    found: UUID | None = connection.execute(text(query), {"id": capture_id}).scalar()
    if found is None:
        raise Terminal(
            f"Nothing was read from a capture {capture_id}.",
            remedy="`copydesk trace URL` prints the captures of an address.",
        )
    return found


def _decide(
    connection: Connection,
    row: dict[str, Any],
    concerned: Sequence[UUID],
    verdict: Verdict,
    context: RunContext,
) -> int:
    """Write the decision `row`, which concerns these articles; return its number."""
    about = [key for name in ("capture", "a", "b") if (key := row.get(name))] or concerned
    key = batch_key("decision", context.pipeline_version, about)
    load_id = open_load(connection, "decisions", key, {"decisions": 1}, context)
    values = dict.fromkeys(("capture", "a", "b", "revokes")) | row
    values |= {
        "author": storable(verdict.author),
        "reason": storable(verdict.reason),
        "at": verdict.decided_at,
        "load": load_id,
    }
    number = int(connection.execute(text(_INSERT), values).scalar_one())
    refresh_heads(connection, concerned)
    connection.execute(text(_QUEUE), {"ids": list(concerned), "load": load_id})
    return number


def _articles_of(connection: Connection, capture_id: UUID) -> Sequence[UUID]:
    return connection.execute(text(_CONCERNED), {"capture": capture_id}).scalars().all()


_STANDING = """
SELECT d.decision_id FROM decision d
WHERE d.kind = :kind AND d.capture_id = :capture
  AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.decision_id)
"""

_STANDING_STORY = """
SELECT d.decision_id, d.kind FROM decision d
WHERE d.article_a = :a AND d.article_b = :b
  AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.decision_id)
"""

_REVOCABLE = """
SELECT d.capture_id, d.article_a, d.article_b FROM decision d
WHERE d.decision_id = :id AND d.kind <> 'revoke'
  AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.decision_id)
"""

_READ_CAPTURE = """
SELECT coalesce(k.revisit_of, k.capture_id) FROM capture k
WHERE k.capture_id = :id
  AND EXISTS (SELECT 1 FROM observation o WHERE o.capture_id = k.capture_id)
"""

_ANY_CAPTURE = """
SELECT coalesce(k.revisit_of, k.capture_id) FROM capture k WHERE k.capture_id = :id
"""

_RELEASED = """
SELECT d.capture_id FROM decision d LEFT JOIN decision r ON r.revokes = d.decision_id
WHERE d.capture_id = ANY(:ids)
  AND (d.kind = 'release_capture' AND r.decision_id IS NULL
       OR d.kind = 'reject_capture' AND d.author = :rules AND r.author <> :rules)
"""

_INSERT = """
INSERT INTO decision
    (kind, capture_id, article_a, article_b, revokes, author, reason, decided_at, load_id)
VALUES (:kind, :capture, :a, :b, :revokes, :author, :reason, :at, :load)
RETURNING decision_id
"""

_CONCERNED = """
SELECT DISTINCT o.article_id FROM observation o JOIN capture k USING (capture_id)
WHERE k.capture_id = :capture OR k.revisit_of = :capture
ORDER BY o.article_id
"""

_QUEUE = """
INSERT INTO fold_queue (article_id, load_id, queued_at)
SELECT id, CAST(:load AS bigint), clock_timestamp() FROM unnest(CAST(:ids AS uuid[])) AS u (id)
ORDER BY id ON CONFLICT DO NOTHING
"""

_LIST = """
SELECT d.decision_id, d.kind, d.capture_id, coalesce(k.url, a.url) AS url, b.url AS other_url,
       k.fetched_at, d.author, d.reason, d.decided_at, d.revokes,
       r.decision_id AS revoked_by, l.committed_at AS recorded_from
FROM decision d JOIN load l USING (load_id)
LEFT JOIN capture k ON k.capture_id = d.capture_id
LEFT JOIN article a ON a.article_id = d.article_a
LEFT JOIN article b ON b.article_id = d.article_b
LEFT JOIN decision r ON r.revokes = d.decision_id
ORDER BY d.decision_id DESC
"""
