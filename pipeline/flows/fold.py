"""Tying copies to originals: what is new is compared with everything ever stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from pipeline.dedupe import (
    ALGORITHM_VERSION,
    MemoryIndex,
    PreparedText,
    build_stories,
    compare_texts,
    prepare_text,
    shared_spans,
    sketch_of,
)
from pipeline.flows.desk import Desk
from pipeline.warehouse.copies import Fold, MeasuredPair, in_fold
from pipeline.warehouse.load import RunContext
from pipeline.warehouse.sketches import TextToFold

CHUNK = 2000
"""Texts, and pairs of texts, that are in memory at once."""

Prepared = dict[UUID, PreparedText]


@dataclass(slots=True)
class Folded:
    """What a fold came to. `load_id` is None where no relation and no story changed."""

    load_id: int | None
    texts: int
    relations: int
    changed_members: int

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return asdict(self)


def fold_copies(desk: Desk, context: RunContext) -> Folded:
    """Compare all bodies that were not compared yet, and bring the stories they touch up to date.

    All in one transaction under the fold lock: two folds at once give what one would give, and
    a killed one leaves nothing.
    """
    return in_fold(desk.warehouse, ALGORITHM_VERSION, lambda fold: _fold(fold, context))


def _fold(fold: Fold, context: RunContext) -> Folded:
    pairs, texts = [], 0
    while chunk := fold.texts_to_fold(CHUNK):
        pairs += _compare(fold, chunk)
        texts += len(chunk)
    queued = fold.queued_articles()
    tied = fold.articles_of_contents({key for pair in pairs for key in (pair.a, pair.b)})
    closed = fold.close_over({*queued, *tied}, pairs)
    pairs += _measure_shared(fold, closed)
    members = build_stories(
        fold.story_inputs(closed), fold.edges(closed, pairs), fold.story_decisions(closed)
    )
    current = fold.current_members(closed)
    changed = [member for member in members if current.get(member.article_id) != member]
    load_id = fold.assert_copies(pairs, changed, queued, context)
    return Folded(load_id, texts, len(pairs), len(changed))


def _compare(fold: Fold, chunk: list[TextToFold]) -> list[MeasuredPair]:
    """Put the sketches of `chunk` into the index and measure it against everything in it."""
    prepared = {item.content_id: prepare_text(item.body) for item in chunk}
    sketches = [(key, sketch_of(text)) for key, text in prepared.items()]
    candidates = list(fold.candidates(sketches))
    fold.add_sketches([(key, found, len(prepared[key].words)) for key, found in sketches])
    among = MemoryIndex()
    among.add(sketches)
    inner = {(min(pair), max(pair)) for pair in among.candidates(sketches)}
    return _measure(fold, sorted({*candidates, *inner}), prepared)


def _measure(
    fold: Fold, candidates: list[tuple[UUID, UUID]], prepared: Prepared
) -> list[MeasuredPair]:
    """Measure `candidates`, a part after the other, so that few texts are held at once."""
    found: list[MeasuredPair] = []
    for start in range(0, len(candidates), CHUNK):
        part = candidates[start : start + CHUNK]
        missing = {key for pair in part for key in pair if key not in prepared}
        others = {key: prepare_text(body) for key, body in fold.bodies(missing).items()}
        found += _relations(part, prepared | others)
    return found


def _relations(
    candidates: Iterable[tuple[UUID, UUID]], prepared: Prepared
) -> Iterable[MeasuredPair]:
    for a, b in candidates:
        measures = compare_texts(prepared[a], prepared[b])
        if measures is not None:
            yield MeasuredPair(a, b, measures, shared_spans(prepared[a], prepared[b]))


def _measure_shared(fold: Fold, article_ids: set[UUID]) -> list[MeasuredPair]:
    """Measure bodies that several articles print to the letter against themselves."""
    shared = {
        item.content_id: prepare_text(item.body) for item in fold.shared_contents(article_ids)
    }
    return list(_relations([(key, key) for key in shared], shared))
