"""Stories: an original with its copies, each with the reasons why. A pure function of its input.

The same articles and edges give the same members in whatever order they come.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from pipeline.dedupe.elect import Original, elect_original
from pipeline.dedupe.group import Group, group_articles
from pipeline.dedupe.ties import MARKED, is_marked
from pipeline.identity import story_key
from pipeline.model import CopyEdge, Role, StoryDecision, StoryInput, StoryMember, to_json

_DIGITS = 6


def build_stories(
    articles: Sequence[StoryInput],
    edges: Sequence[CopyEdge],
    decisions: Sequence[StoryDecision] = (),
) -> tuple[StoryMember, ...]:
    """Return one member for each of `articles`, by story and article.

    `articles` must be closed: whatever edges or `linked_keys` lead to and is stored is among them.
    The story's id is that of its member with the least (`first_load_id`, `article_id`), so it
    stays when a late original takes over. What an operator decided about two articles outranks
    everything else; where decisions contradict each other, being apart wins.
    """
    groups = group_articles(articles, edges, decisions)
    members = [m for group in groups for m in _members(group)]
    return tuple(sorted(members, key=lambda m: (m.story_id, m.article_id)))


def _members(group: Group) -> Iterator[StoryMember]:
    original = elect_original(group)
    anchor = min(group.articles, key=lambda a: (a.first_load_id, a.article_id))
    story_id = story_key(anchor.article_id)
    original_is_excerpt = original.key in {article.article_id for article in group.excerpts}
    ties = _best_edges(group, original.key)
    pointers = _pointers(group)
    for part, is_excerpt in ((group.core, False), (group.excerpts, True)):
        for article in part:
            yield _member(
                article,
                story_id,
                original,
                _role(article, group, original, is_part=is_excerpt != original_is_excerpt),
                ties.get(article.article_id),
                pointers.get(article.article_id),
                [d for d in group.decisions if article.article_id in (d.a, d.b)],
            )


def _member(
    article: StoryInput,
    story_id: UUID,
    original: Original,
    role: Role,
    tie: CopyEdge | None,
    pointer: tuple[float, UUID] | None,
    decisions: Sequence[StoryDecision],
) -> StoryMember:
    reasons: list[dict[str, Any]] = [to_json(piece) for piece in article.evidence]
    reasons += [_decided(article.article_id, decision) for decision in decisions]
    if role is Role.ORIGINAL:
        score = 1.0
        if original.among > 1:
            reasons.append({"kind": "election", "by": original.by, "among": original.among})
    else:
        is_decided = any(decision.is_one for decision in decisions)
        score = 1.0 if is_decided else _score(article, tie, pointer)
        if pointer:
            strength, by = pointer
            reasons.append({"kind": "pointed_at", "by": str(by), "strength": strength})
        if tie:
            reasons.append(_text_reason(article.article_id, tie))
    return StoryMember(
        story_id=story_id,
        article_id=article.article_id,
        role=role,
        original_id=original.key,
        original_url=original.url,
        score=score,
        evidence=tuple(_sorted_once(reasons)),
    )


def _role(article: StoryInput, group: Group, original: Original, *, is_part: bool) -> Role:
    if article.article_id == original.key:
        return Role.ORIGINAL
    if article.article_id in group.links or is_marked(article):
        return Role.SYNDICATED_COPY
    if is_part:
        return Role.EXCERPT
    return Role.SYNDICATED_COPY if original.key is None else Role.NEAR_DUPLICATE


def _best_edges(group: Group, original: UUID | None) -> dict[UUID, CopyEdge]:
    """Return for each article its edge to the original, or else the strongest that it has."""
    best: dict[UUID, CopyEdge] = {}

    def rank(edge: CopyEdge) -> tuple[bool, float, UUID, UUID]:
        return (original not in (edge.a, edge.b), -edge.measures.score, edge.a, edge.b)

    for edge in group.edges:
        for key in (edge.a, edge.b):
            best[key] = min(best.get(key, edge), edge, key=rank)
    return best


def _pointers(group: Group) -> dict[UUID, tuple[float, UUID]]:
    """Return for each address that is named as an original the strongest link and whose it is."""
    strongest: dict[UUID, tuple[float, UUID]] = {}
    for key, link in sorted(group.links.items(), key=lambda item: (item[1].strength, item[0])):
        strongest[link.target] = (link.strength, key)
    return strongest


def _score(article: StoryInput, tie: CopyEdge | None, pointer: tuple[float, UUID] | None) -> float:
    """Return how sure it is that this belongs here: what pages say and the text, independently."""
    words = [piece.strength for piece in article.evidence if piece.strength >= MARKED]
    said = max([*words, pointer[0] if pointer else 0.0])
    measured = tie.measures.score if tie else 0.0
    return round(1 - (1 - said) * (1 - measured), _DIGITS)


def _text_reason(article_id: UUID, edge: CopyEdge) -> dict[str, Any]:
    measures: dict[str, Any] = to_json(edge.measures)
    relation = measures.pop("kind")
    other = edge.b if edge.a == article_id else edge.a
    return {"kind": "text", "relation": str(relation), "with": str(other), **measures}


def _decided(article_id: UUID, decision: StoryDecision) -> dict[str, Any]:
    return {
        "kind": "decision",
        "says": "one_story" if decision.is_one else "not_one_story",
        "with": str(decision.b if decision.a == article_id else decision.a),
        "author": decision.author,
        "reason": decision.reason,
    }


def _sorted_once(reasons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    by_text = {json.dumps(reason, sort_keys=True): reason for reason in reasons}
    return [by_text[text] for text in sorted(by_text, key=lambda t: (by_text[t]["kind"], t))]
