"""The copy index, relations of texts, and stories as they are asserted load by load."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.identity import digest_fields
from pipeline.model import (
    CopyEdge,
    CopyKind,
    CopyMeasures,
    Evidence,
    Span,
    StoryDecision,
    StoryInput,
    StoryMember,
)
from pipeline.warehouse.database import FOLD_LOCK, Warehouse, take_lock
from pipeline.warehouse.load import RunContext, open_load
from pipeline.warehouse.sketches import NO_TEXT, SketchIndex, TextToFold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MeasuredPair:
    """Two contents that were found to relate (`a` < `b`)."""

    a: UUID
    b: UUID
    measures: CopyMeasures
    spans: tuple[Span, ...] = ()


class Fold(SketchIndex):
    """One fold's view of the warehouse: everything in one transaction, under the fold lock."""

    def __init__(self, connection: Connection, algorithm_version: int) -> None:
        super().__init__(connection, algorithm_version)
        take_lock(connection, FOLD_LOCK)

    def queued_articles(self) -> list[UUID]:
        """Return the articles with new facts."""
        rows = self._rows("SELECT DISTINCT article_id FROM fold_queue ORDER BY article_id")
        return [row["article_id"] for row in rows]

    def articles_of_contents(self, content_ids: Iterable[UUID]) -> set[UUID]:
        """Return the articles that have one of these contents in their present history."""
        rows = self._rows(_ARTICLES_OF_CONTENTS, contents=list(content_ids))
        return {row["article_id"] for row in rows}

    def close_over(self, article_ids: Iterable[UUID], pairs: Sequence[MeasuredPair]) -> set[UUID]:
        """Return these articles and all that any tie, present or former, connects with them."""
        fresh: dict[UUID, set[UUID]] = defaultdict(set)
        for pair in pairs:
            fresh[pair.a].add(pair.b)
            fresh[pair.b].add(pair.a)
        closed: set[UUID] = set()
        frontier = set(article_ids)
        while frontier:
            closed |= frontier
            frontier = self._neighbours(frontier, fresh) - closed
        return closed

    def _neighbours(self, article_ids: set[UUID], fresh: dict[UUID, set[UUID]]) -> set[UUID]:
        ids = list(article_ids)
        contents = {row["content_id"] for row in self._rows(_CONTENTS, ids=ids, no_text=NO_TEXT)}
        related = self._rows(_RELATED_CONTENTS, contents=list(contents))
        near = contents.union(*(fresh[key] for key in contents))
        near |= {row["content_id"] for row in related}
        origins = [row["origin_id"] for row in self._rows(_ORIGINS, ids=ids)]
        pointing = self._rows(_POINTING_ARTICLES, origins=[*origins, *ids])
        told = self._rows(_TIED_ARTICLES, ids=ids, origins=origins)
        return self.articles_of_contents(near) | {row["article_id"] for row in (*told, *pointing)}

    def shared_contents(self, article_ids: Iterable[UUID]) -> list[TextToFold]:
        """Return contents that several of these articles print to the letter, not yet measured."""
        rows = self._rows(_SHARED_CONTENTS, ids=list(article_ids), no_text=NO_TEXT)
        return [TextToFold(row["content_id"], row["body"]) for row in rows]

    def story_inputs(self, article_ids: Iterable[UUID]) -> list[StoryInput]:
        """Return these articles as the story builder sees them; unknown ids are left out."""
        ids = list(article_ids)
        found: dict[UUID, list[Evidence]] = defaultdict(list)
        for row in self._rows(_EVIDENCE, ids=ids):
            found[row.pop("article_id")].append(Evidence(**row))
        return [
            StoryInput(**row, evidence=tuple(found[row["article_id"]]))
            for row in self._rows(_STORY_INPUTS, ids=ids, no_text=NO_TEXT)
        ]

    def edges(self, article_ids: Iterable[UUID], pairs: Sequence[MeasuredPair]) -> list[CopyEdge]:
        """Return the best relation of each pair of these articles, stored or in `pairs`."""
        ids = list(article_ids)
        owners: dict[UUID, set[UUID]] = defaultdict(set)
        for row in self._rows(
            "SELECT DISTINCT article_id, content_id FROM winning_observation"
            " WHERE article_id = ANY(:ids) AND content_id <> ALL(:no_text)",
            ids=ids,
            no_text=NO_TEXT,
        ):
            owners[row["content_id"]].add(row["article_id"])
        stored = self._rows(
            "SELECT content_a, content_b, measures FROM copy_relation"
            " WHERE algorithm_version = :version AND content_a = ANY(:contents)"
            " AND content_b = ANY(:contents)",
            contents=list(owners),
        )
        known = [
            MeasuredPair(row["content_a"], row["content_b"], _measures(row["measures"]))
            for row in stored
        ]
        return _best_edges([*known, *pairs], owners)

    def story_decisions(self, article_ids: Iterable[UUID]) -> list[StoryDecision]:
        """Return the decisions that stand about two of these articles."""
        rows = self._rows(_STORY_DECISIONS, ids=list(article_ids))
        return [StoryDecision(**row) for row in rows]

    def current_members(self, article_ids: Iterable[UUID]) -> dict[UUID, StoryMember]:
        """Return what the latest load says of these articles."""
        rows = self._rows(
            "SELECT story_id, article_id, role, original_id, original_url, score, evidence"
            " FROM current_story_member WHERE article_id = ANY(:ids)",
            ids=list(article_ids),
        )
        return {
            row["article_id"]: StoryMember(**row | {"evidence": tuple(row["evidence"])})
            for row in rows
        }

    def assert_copies(
        self,
        pairs: Sequence[MeasuredPair],
        members: Sequence[StoryMember],
        done: Sequence[UUID],
        context: RunContext,
    ) -> int | None:
        """Write new relations and memberships as one load, and empty the queue of `done`."""
        load_id = None
        if pairs or members:
            counts = {"copy_relations": len(pairs), "story_members": len(members)}
            load_id = open_load(self._connection, "copies", _key(pairs, members), counts, context)
            self._many(_INSERT_RELATION, [self._relation_row(pair, load_id) for pair in pairs])
            self._many(_INSERT_MEMBER, [_member_row(member, load_id) for member in members])
        self._connection.execute(
            text("DELETE FROM fold_queue WHERE article_id = ANY(:ids)"), {"ids": list(done)}
        )
        return load_id

    def _relation_row(self, pair: MeasuredPair, load_id: int) -> dict[str, Any]:
        return {
            "a": pair.a,
            "b": pair.b,
            "version": self._version,
            "kind": pair.measures.kind.value,
            "score": pair.measures.score,
            "measures": json.dumps(asdict(pair.measures)),
            "spans": [number for span in pair.spans for number in span],
            "load_id": load_id,
        }

    def _many(self, statement: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(text(statement), rows)


def in_fold(warehouse: Warehouse, algorithm_version: int, work: Callable[[Fold], T]) -> T:
    """Run `work` as one fold: alone, in one transaction, again after a lost connection."""
    return warehouse.retrying(lambda connection: work(Fold(connection, algorithm_version)))


_MAY_HOLD = """
WITH found AS (SELECT DISTINCT o.article_id FROM observation o {join} WHERE {condition}),
may_hold AS (
    SELECT ARRAY(SELECT article_id FROM found UNION SELECT s.article_id FROM
                 derived.successor_of(ARRAY(SELECT article_id FROM found)) s) AS ids
)
SELECT DISTINCT w.article_id FROM winning_observation w {join_won}
WHERE w.article_id = ANY((SELECT ids FROM may_hold)::uuid[]) AND {condition_won}
"""
"""First the articles that ever told it, by index, and those that took over from them; of these the
ones whose present history has it. So a question for few does not derive the history of all."""

_ARTICLES_OF_CONTENTS = _MAY_HOLD.format(
    join="",
    condition="o.content_id = ANY(:contents)",
    join_won="",
    condition_won="w.content_id = ANY(:contents)",
)

_POINTING_ARTICLES = _MAY_HOLD.format(
    join="JOIN evidence e USING (capture_id, pipeline_version)",
    condition="e.origin_id = ANY(:origins)",
    join_won="JOIN evidence e USING (capture_id, pipeline_version)",
    condition_won="e.origin_id = ANY(:origins)",
)

_CONTENTS = """
SELECT DISTINCT content_id FROM winning_observation
WHERE article_id = ANY(:ids) AND content_id <> ALL(:no_text)
"""

_RELATED_CONTENTS = """
SELECT r.content_b AS content_id FROM copy_relation r
WHERE r.algorithm_version = :version AND r.content_a = ANY(:contents)
UNION
SELECT r.content_a FROM copy_relation r
WHERE r.algorithm_version = :version AND r.content_b = ANY(:contents)
"""

_ORIGINS = """
SELECT DISTINCT e.origin_id
FROM winning_observation w JOIN evidence e USING (capture_id, pipeline_version)
WHERE w.article_id = ANY(:ids) AND e.origin_id IS NOT NULL
"""

_TIED_ARTICLES = """
SELECT a.article_id FROM article a WHERE a.article_id = ANY(:origins)
UNION
SELECT other.article_id FROM current_story_member mine
JOIN story_member may ON may.story_id = mine.story_id
JOIN current_story_member other ON other.article_id = may.article_id
WHERE mine.article_id = ANY(:ids) AND other.story_id = mine.story_id
UNION
SELECT unnest(ARRAY[d.article_a, d.article_b]) FROM decision d
WHERE d.article_a = ANY(:ids) OR d.article_b = ANY(:ids)
"""

_STORY_DECISIONS = """
SELECT d.article_a AS a, d.article_b AS b, d.kind = 'one_story' AS is_one, d.author, d.reason
FROM decision d
WHERE d.article_a = ANY(:ids) AND d.article_b = ANY(:ids)
  AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.decision_id)
ORDER BY d.article_a, d.article_b
"""

_SHARED_CONTENTS = """
SELECT c.content_id, c.body FROM content c
WHERE c.content_id IN (
    SELECT content_id FROM winning_observation
    WHERE article_id = ANY(:ids) AND content_id <> ALL(:no_text)
    GROUP BY content_id HAVING count(DISTINCT article_id) > 1)
AND NOT EXISTS (
    SELECT 1 FROM copy_relation r WHERE r.content_a = c.content_id
    AND r.content_b = c.content_id AND r.algorithm_version = :version)
ORDER BY c.content_id
"""

_EVIDENCE = """
SELECT DISTINCT w.article_id, e.kind, e.version, e.value, e.origin_url, e.origin_name, e.place,
       e.strength
FROM winning_observation w JOIN evidence e USING (capture_id, pipeline_version)
WHERE w.article_id = ANY(:ids)
ORDER BY w.article_id, e.kind, e.value, e.place
"""

_STORY_INPUTS = """
SELECT a.article_id, a.url, a.first_load_id,
       min(w.published_at) AS published_at,
       coalesce(max(s.word_count), 0) AS word_count,
       coalesce(a.current_content_id = derived.moved(), false) AS has_moved
FROM article a
JOIN winning_observation w USING (article_id)
LEFT JOIN sketch s ON s.content_id = w.content_id AND s.algorithm_version = :version
WHERE a.article_id = ANY(:ids)
GROUP BY a.article_id
HAVING bool_or(w.content_id <> ALL(:no_text))
ORDER BY a.article_id
"""

_INSERT_RELATION = """
INSERT INTO copy_relation
    (content_a, content_b, algorithm_version, kind, score, measures, shared_spans, load_id)
VALUES (:a, :b, :version, :kind, :score, CAST(:measures AS jsonb), :spans, :load_id)
ON CONFLICT DO NOTHING
"""

_INSERT_MEMBER = """
INSERT INTO story_member
    (article_id, load_id, story_id, role, original_id, original_url, score, evidence)
VALUES (:article_id, :load_id, :story_id, :role, :original_id, :original_url, :score,
        CAST(:evidence AS jsonb))
"""


def _measures(value: dict[str, Any]) -> CopyMeasures:
    return CopyMeasures(**value | {"kind": CopyKind(value["kind"])})


def _member_row(member: StoryMember, load_id: int) -> dict[str, Any]:
    row = asdict(member) | {"role": member.role.value, "load_id": load_id}
    return row | {"evidence": json.dumps(list(member.evidence))}


def _best_edges(pairs: Sequence[MeasuredPair], owners: dict[UUID, set[UUID]]) -> list[CopyEdge]:
    best: dict[tuple[UUID, UUID], tuple[Any, CopyEdge]] = {}
    for pair in pairs:
        for left in owners.get(pair.a, ()):
            for right in owners.get(pair.b, ()):
                if left == right:
                    continue  # versions of one article are not copies of each other
                low, high = sorted((left, right))
                rank = (pair.measures.kind is CopyKind.COPY, pair.measures.score, pair.a, pair.b)
                if (low, high) not in best or best[low, high][0] < rank:
                    best[low, high] = (rank, CopyEdge(low, high, pair.measures))
    return [best[key][1] for key in sorted(best)]


def _key(pairs: Sequence[MeasuredPair], members: Sequence[StoryMember]) -> str:
    parts = [f"{pair.a}{pair.b}" for pair in pairs]
    parts += [f"{member.article_id}{member.story_id}{member.role}" for member in members]
    return digest_fields("copies", *parts).hex()[:40]
