"""Faults planted into the warehouse, one at a time: each must be found, and by which invariant.

Most are triggers, so that they hold whatever the loader looks like inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text

from pipeline.identity import TOMBSTONE_CONTENT_ID
from pipeline.warehouse.database import Warehouse


@dataclass(frozen=True)
class Fault:
    """What is broken, which stage must find it, and as which of the invariants."""

    name: str
    stage: str
    found_as: frozenset[int]
    statements: str


def plant(warehouse: Warehouse, fault: Fault) -> None:
    """Break the warehouse for all loads to come."""
    with warehouse.begin() as connection:
        for statement in filter(str.strip, fault.statements.split(";;")):
            connection.execute(text(statement.replace(":", r"\:")))


def _trigger(table: str, body: str, *, when: str = "BEFORE INSERT") -> str:
    return f"""
CREATE FUNCTION fault_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {body} RETURN NEW; END $$;;
CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fault_{table}()
""".replace("BEFORE INSERT", when)


def _view(columns: str) -> str:
    """Put a wrong view in the place of derived.article_version; `columns` replaces some of it."""
    return f"""
ALTER VIEW derived.article_version RENAME TO honest_version;;
CREATE VIEW derived.article_version AS SELECT {columns} FROM derived.honest_version
"""


_SAME = "article_id, version_no, change, cause, pipeline_version, load_id, language, published_at"
_WITHOUT = f"{_SAME}, content_id"

FAULTS = (
    Fault(
        "an empty interval",
        "examples",
        frozenset({1}),
        _view(
            f"{_WITHOUT}, effective_from, CASE WHEN effective_to IS NOT NULL THEN effective_from"
            " END AS effective_to"
        ),
    ),
    Fault(
        "an overlap",
        "examples",
        frozenset({2}),
        _view(f"{_WITHOUT}, effective_from, effective_to + interval '1 hour' AS effective_to"),
    ),
    Fault(
        "a gap",
        "examples",
        frozenset({3}),
        _view(
            f"{_WITHOUT}, effective_from, effective_to - interval '1 microsecond' AS effective_to"
        ),
    ),
    Fault(
        "two current versions",
        "examples",
        frozenset({4}),
        _view(f"{_WITHOUT}, effective_from, NULL::timestamptz AS effective_to"),
    ),
    Fault(
        "neighbours that are equal",
        "examples",
        frozenset({5}),
        _view(
            f"{_SAME}, effective_from, effective_to,"
            " first_value(content_id) OVER (PARTITION BY article_id) AS content_id"
        ),
    ),
    Fault(
        "a lost late arrival",
        "examples",
        frozenset({6, 7, 8, 12, 19}),
        _trigger(
            "observation",
            """IF EXISTS (SELECT 1 FROM observation o WHERE o.article_id = NEW.article_id
                 AND o.observed_at > NEW.observed_at AND o.load_id <> NEW.load_id)
               THEN RETURN NULL; END IF;""",
        ),
    ),
    Fault(
        "a shifted time",
        "examples",
        frozenset({6, 8, 12}),
        _trigger("observation", "NEW.observed_at := NEW.observed_at + interval '1 second';"),
    ),
    Fault(
        "a changed text",
        "examples",
        frozenset({6, 14}),
        _trigger("content", "NEW.body := replace(NEW.body, 'o', '0');"),
    ),
    Fault(
        "a pointer that stays behind",
        "examples",
        frozenset({12}),
        _trigger(
            "article",
            "NEW.current_content_id := coalesce(OLD.current_content_id, NEW.current_content_id);",
            when="BEFORE UPDATE",
        ),
    ),
    Fault(
        "a key with something random in it",
        "examples",
        frozenset({8, 12}),
        _trigger("observation", "NEW.capture_id := gen_random_uuid();"),
    ),
    Fault(
        "a content that nobody observed",
        "examples",
        frozenset({13}),
        _trigger(
            "content",
            """IF pg_trigger_depth() = 1 THEN INSERT INTO content
                 SELECT (jsonb_populate_record(NULL::content, to_jsonb(NEW)
                   || jsonb_build_object('content_id', gen_random_uuid()))).*; END IF;""",
        ),
    ),
    Fault(
        "a fact dated to an earlier load",
        "examples",
        frozenset({14}),
        _trigger(
            "observation",
            """NEW.load_id := coalesce((SELECT min(load_id) FROM observation o
                 WHERE o.article_id = NEW.article_id), NEW.load_id);""",
        ),
    ),
    Fault(
        "a re-extraction that reaches too far",
        "examples",
        frozenset({15}),
        _trigger(
            "observation",
            """IF NEW.pipeline_version = 2 AND pg_trigger_depth() = 1 THEN
                 UPDATE observation SET language = 'xx' WHERE load_id IN
                   (SELECT load_id FROM load ORDER BY load_id DESC LIMIT 4); END IF;""",
        ),
    ),
    Fault(
        "a story whose past is overwritten",
        "examples",
        frozenset({16}),
        _trigger("story_member", "DELETE FROM story_member WHERE article_id = NEW.article_id;"),
    ),
    Fault(
        "a withdrawal that is lost",
        "examples",
        frozenset({6, 7, 12, 17, 19}),
        _trigger(
            "observation",
            f"IF NEW.content_id = '{TOMBSTONE_CONTENT_ID}' AND EXISTS (SELECT 1 FROM observation o"
            " WHERE o.article_id = NEW.article_id) THEN RETURN NULL; END IF;",
        ),
    ),
    Fault(
        "a field more that makes versions",
        "examples",
        frozenset({18}),
        _trigger(
            "observation",
            """IF NEW.lineage ? 'section' THEN NEW.content_id := (SELECT content_id FROM content c
                 WHERE c.content_id <> NEW.content_id LIMIT 1); END IF;""",
        ),
    ),
    Fault(
        "earlier captures that are not read again",
        "examples",
        frozenset({6, 19}),
        _trigger(
            "observation",
            """IF NEW.pipeline_version = 2 AND EXISTS (SELECT 1 FROM observation o
                 WHERE o.article_id = NEW.article_id AND o.observed_at = NEW.observed_at)
               THEN RETURN NULL; END IF;""",
        ),
    ),
    Fault(
        "a move that is forgotten",
        "examples",
        frozenset({6, 12}),
        _trigger("alias", "RETURN NULL;"),
    ),
    Fault(
        "a decision about another capture",
        "examples",
        frozenset({6, 12}),
        _trigger(
            "decision",
            """NEW.capture_id := (SELECT capture_id FROM capture
                 WHERE capture_id <> NEW.capture_id LIMIT 1);""",
        ),
    ),
    Fault(
        "a decision dated to an earlier load",
        "examples",
        frozenset({14}),
        _trigger("decision", "NEW.load_id := NEW.load_id - 1;"),
    ),
    Fault(
        "loads whose time does not rise",
        "rounds",
        frozenset({14}),
        _trigger(
            "load",
            "NEW.committed_at := NEW.committed_at - (NEW.load_id % 7) * interval '10 minutes';",
        ),
    ),
    Fault(  # on a server that is slow at the wrong moment
        "a lock that is not taken",
        "rounds",
        frozenset({9, 12, 14, 6}),
        """
CREATE FUNCTION fault_slow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(0.02); RETURN NULL; END $$;;
CREATE TRIGGER fault AFTER INSERT ON observation EXECUTE FUNCTION fault_slow()""",
    ),
    Fault("a batch in two transactions", "loader_kills", frozenset({10}), ""),
    Fault(
        "a table that does not survive a crash",
        "server_kills",
        frozenset({6, 10, 12, 17}),
        "ALTER TABLE observation SET UNLOGGED",
    ),
)


def without_lock(take_lock: Callable[..., None], lock: int) -> Callable[..., None]:
    """Return `take_lock` that forgets `lock`."""

    def take_others(connection: object, wanted: int, **options: object) -> None:
        if wanted != lock:
            take_lock(connection, wanted, **options)

    return take_others
