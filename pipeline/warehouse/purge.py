"""Removing text from the warehouse: the facts stay, what they said goes.

An observation keeps article, moment, rules' version, capture and load; its content becomes one
without text (`identity.purged_content_key`). So versions stay apart, and no view has to be careful.
All of it can be done again at any moment: what is gone already is found gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.model import WarcLocation
from pipeline.warehouse import purge_sql
from pipeline.warehouse.block_list import domain_pattern
from pipeline.warehouse.database import FOLD_LOCK, LOAD_LOCK, Warehouse, take_lock
from pipeline.warehouse.heads import refresh_heads
from pipeline.warehouse.load import RunContext, open_load

EVERY_SOURCE = "*"
"""The subject of a retention that looks at no source in particular."""


@dataclass(frozen=True, slots=True)
class Purge:
    """One removal as it stands in table `purge`, whose comments explain the fields."""

    purge_id: int
    kind: str
    subject: str
    addresses: tuple[str, ...]
    files: tuple[str, ...]
    before: datetime | None
    reason: str
    requested_by: str
    requested_at: datetime
    counts: dict[str, int]
    finished_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reason: str | None


def begin_purge(
    connection: Connection,
    *,
    kind: str,
    subject: str,
    reason: str,
    requested_by: str,
    at: datetime,
    before: datetime | None = None,
) -> Purge:
    """Write down that something is to be removed and return it: committed, it keeps it out.

    The same domain or address again, while its purge stands, is the same purge.
    """
    values = {"kind": kind, "subject": subject, "before": before}
    values |= {"reason": reason, "by": requested_by, "at": at}
    purge_id = connection.execute(text(purge_sql.BEGIN), values).scalar_one_or_none()
    if purge_id is None:
        where = "kind = :kind AND subject = :subject AND lifted_at IS NULL"
        return _purges(connection, where, kind=kind, subject=subject)[0]
    if kind == "url":
        connection.execute(text(purge_sql.SET_ADDRESSES), {"id": purge_id})
    return _purges(connection, "purge_id = :id", id=purge_id)[0]


def list_purges(warehouse: Warehouse) -> list[Purge]:
    """Return all purges, newest first."""
    with warehouse.begin() as connection:
        return _purges(connection, "true")


def standing_purges(warehouse: Warehouse) -> list[Purge]:
    """Return what stays away: the purges of domains and addresses that were not lifted."""
    with warehouse.begin() as connection:
        return _purges(connection, "lifted_at IS NULL AND kind <> 'retention'")[::-1]


def unfinished_purges(warehouse: Warehouse) -> list[Purge]:
    """Return the purges that were begun and not ended, oldest first."""
    with warehouse.begin() as connection:
        return _purges(connection, "finished_at IS NULL")[::-1]


def lift_purge(warehouse: Warehouse, purge: Purge, *, by: str, reason: str, at: datetime) -> Purge:
    """Let what was purged be fetched and read again, and return the purge; nothing comes back."""
    values = {"id": purge.purge_id, "by": by, "reason": reason, "at": at}
    with warehouse.begin() as connection:
        connection.execute(
            text("""
            UPDATE purge SET lifted_at = :at, lifted_by = :by, lift_reason = :reason
            WHERE purge_id = :id AND lifted_at IS NULL"""),
            values,
        )
        return _purges(connection, "purge_id = :id", id=purge.purge_id)[0]


def remove_text(warehouse: Warehouse, purge: Purge, context: RunContext) -> dict[str, int]:
    """Take the text of `purge` out of the warehouse; return how many rows of each kind lost it.

    The change of facts is one load of kind `purge`, so that it has its place in time. Contents that
    nobody says any more are deleted after it, when no loader is left that counts on one.
    """
    counts = warehouse.retrying(lambda connection: _remove(connection, purge, context))
    counts["contents"] = warehouse.retrying(_delete_unsaid)
    return counts


def preview(warehouse: Warehouse, context: RunContext, **wanted: Any) -> tuple[dict[str, int], int]:
    """Return what a purge of `wanted` would do, by doing it and taking it back.

    That is the rows of each kind that would lose their text, and the captures their bytes.
    """
    with warehouse.connect() as connection:
        transaction = connection.begin()
        try:
            purge = begin_purge(connection, **wanted)
            counts = _remove(connection, purge, context)
            return counts, len(_with_bytes(connection))
        finally:
            transaction.rollback()


def captures_with_bytes(warehouse: Warehouse, purge: Purge) -> dict[UUID, WarcLocation]:
    """Return the captures of `purge` whose bytes still stand in the archive, and where."""
    with warehouse.begin() as connection:
        _select_gone(connection, purge)
        return _with_bytes(connection)


def mark_erased(
    warehouse: Warehouse, purge: Purge, warc_file: str, capture_ids: Iterable[UUID]
) -> None:
    """Note that `warc_file` has no bytes of these captures any more."""
    values = {"id": purge.purge_id, "file": warc_file, "ids": list(capture_ids)}
    with warehouse.begin() as connection:
        connection.execute(
            text("""
            UPDATE capture SET warc_file = '', warc_offset = 0, warc_length = 0
            WHERE capture_id = ANY(:ids)"""),
            values,
        )
        connection.execute(
            text("""
            UPDATE purge SET files = array_append(files, CAST(:file AS text))
            WHERE purge_id = :id AND :file <> ALL (files)"""),
            values,
        )


def erased_for_age(warehouse: Warehouse, capture_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these captures whose bytes a retention has removed."""
    query = text("""
        SELECT c.capture_id FROM capture c
        WHERE c.capture_id = ANY(:ids) AND c.warc_file = '' AND EXISTS (
            SELECT 1 FROM purge p WHERE p.kind = 'retention' AND c.fetched_at < p.before
            AND p.subject IN ('*', c.source_id))""")
    with warehouse.begin() as connection:
        return set(connection.execute(query, {"ids": list(capture_ids)}).scalars())


def add_counts(warehouse: Warehouse, purge: Purge, counts: dict[str, int]) -> None:
    """Add to what a purge has removed."""
    values = {"id": purge.purge_id, "counts": json.dumps(counts)}
    with warehouse.begin() as connection:
        connection.execute(text(purge_sql.ADD_COUNTS), values)


def finish_purge(warehouse: Warehouse, purge: Purge, at: datetime) -> Purge:
    """Write down that nothing is left; return the purge."""
    with warehouse.begin() as connection:
        connection.execute(
            text("UPDATE purge SET finished_at = :at WHERE purge_id = :id"),
            {"at": at, "id": purge.purge_id},
        )
        return _purges(connection, "purge_id = :id", id=purge.purge_id)[0]


def _purges(connection: Connection, where: str, **values: Any) -> list[Purge]:
    query = text(f"SELECT * FROM purge WHERE {where} ORDER BY purge_id DESC")
    rows = connection.execute(query, values).mappings()
    lists = ("addresses", "files")
    return [Purge(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows]


def _remove(connection: Connection, purge: Purge, context: RunContext) -> dict[str, int]:
    take_lock(connection, FOLD_LOCK)
    take_lock(connection, LOAD_LOCK)
    _select_gone(connection, purge)
    for statement in purge_sql.PREPARE:
        connection.execute(text(statement))
    counts = {name: connection.execute(text(sql)).rowcount for name, sql in purge_sql.FACTS}
    if any(counts.values()):
        load_id = open_load(connection, "purge", f"purge:{purge.purge_id}", counts, context)
        values = {"purge_id": purge.purge_id, "load_id": load_id}
        for statement in purge_sql.AFTER_FACTS:
            connection.execute(text(statement), values)
        touched = connection.execute(text("SELECT article_id FROM touched")).scalars().all()
        refresh_heads(connection, touched)
        counts["articles"] = len(touched)
    is_old = purge.kind == "retention"
    remarks = purge_sql.REMARKS_OLD if is_old else purge_sql.REMARKS_NAMED
    for name, sql in remarks:
        counts[name] = connection.execute(text(sql), _parameters(purge)).rowcount
    return counts


def _select_gone(connection: Connection, purge: Purge) -> None:
    """Make the temporary tables `gone_article` and `gone_capture` of what `purge` is about."""
    connection.execute(text(purge_sql.FORGET_SELECTION))
    is_old = purge.kind == "retention"
    for statement in purge_sql.SELECT_OLD if is_old else purge_sql.SELECT_NAMED:
        connection.execute(text(statement), _parameters(purge))
    connection.execute(text("ANALYZE gone_capture"))


def _with_bytes(connection: Connection) -> dict[UUID, WarcLocation]:
    rows = connection.execute(
        text("""
        SELECT c.capture_id, c.warc_file, c.warc_offset, c.warc_length
        FROM capture c JOIN gone_capture USING (capture_id)
        WHERE c.warc_file <> '' ORDER BY c.warc_file, c.warc_offset""")
    )
    return {row[0]: WarcLocation(*row[1:]) for row in rows}


def _parameters(purge: Purge) -> dict[str, Any]:
    if purge.kind == "retention":
        return {"before": purge.before, "source": purge.subject}
    pattern = domain_pattern(purge.subject) if purge.kind == "domain" else "^$"
    return {"pattern": pattern, "addresses": list(purge.addresses)}


def _delete_unsaid(connection: Connection) -> int:
    """Delete contents that no observation has, and what was computed from them; return how many.

    The lock waits for every loader that may have found one of them there and counts on it; no other
    lock is held meanwhile, so that loaders can end.
    """
    connection.execute(text("LOCK TABLE content IN ACCESS EXCLUSIVE MODE"))
    ids = list(connection.execute(text(purge_sql.DELETE_UNSAID)).scalars())
    for statement in purge_sql.OF_CONTENTS:
        connection.execute(text(statement), {"ids": ids})
    return len(ids)
