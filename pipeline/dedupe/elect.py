"""Which article of a story is its original: evidence first, then what the texts tell.

The criteria stand in the order in which they decide; each narrows the candidates down to those
that meet it best, until one is left. When we first met an article is not among them, and a claimed
date comes late: copiers back-date, and what they cut does not grow back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pipeline.dedupe.group import Group
from pipeline.dedupe.ties import is_agency_page, is_agency_url, is_marked, wire_of
from pipeline.model import StoryInput
from pipeline.urls import is_same_site

COMPLETE = 0.95
"""A text with this share of the words of the longest candidate counts as whole."""

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Original:
    """The original of a story: `key` is None for a wire, whose own page has no address.

    `by` is the criterion that decided, `among` how many candidates there were.
    """

    key: UUID | None
    url: str
    by: str
    among: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: UUID
    url: str
    has_moved: bool = False
    says_copy: bool = False
    pointers: int = 0
    borrowed: int = 0
    is_excerpt: bool = False
    word_count: int = 0
    published_at: datetime = _NEVER


def elect_original(group: Group) -> Original:
    """Return the original of `group`, which may be an address that was never captured."""
    if agency := _wire(group):
        return Original(None, f"urn:wire:{agency}", "wire", len(group.articles))
    candidates = _candidates(group)
    left: Sequence[_Candidate] = candidates
    by = "alone"
    for name, narrow in _CRITERIA:
        if len(left) == 1:
            break
        by, before = name, left
        left = narrow(before)
    return Original(left[0].key, left[0].url, by, len(candidates))


def _wire(group: Group) -> str | None:
    """Return the agency whose wire this story is, or None.

    At least half of the prints must carry its dateline (some drop it) and none another's. A page
    of the agency itself is the original in its own right, and so is a page without a dateline
    that a print without a dateline points at.
    """
    articles = group.articles
    agency_of = {a.article_id: slug for a in articles if (slug := wire_of(a))}
    if len(set(agency_of.values())) != 1 or 2 * len(agency_of) < len(articles):
        return None
    agency = next(iter(agency_of.values()))
    if any(is_agency_page(article, agency) for article in articles):
        return None
    for key, link in group.links.items():
        is_outside = key not in agency_of and link.target not in agency_of
        if is_outside or is_agency_url(link.url, agency):
            return None
    return agency


def _candidates(group: Group) -> tuple[_Candidate, ...]:
    """Return the articles of the group and the addresses that they name, by key."""
    own = {article.article_id: article for article in group.articles}
    pointers = Counter(link.target for link in group.links.values())
    unseen = {link.target: link.url for link in group.links.values() if link.target not in own}
    for target, url in sorted(unseen.items()):
        if same := _same_site_originals(url, group):
            unseen.pop(target)
            pointers.update(dict.fromkeys(same, pointers[target]))
    excerpts = {article.article_id for article in group.excerpts}
    seen = [
        _Candidate(
            key=key,
            url=article.url,
            has_moved=article.has_moved,
            says_copy=key in group.links or is_marked(article),
            pointers=pointers[key],
            borrowed=_borrowed(article, own),
            is_excerpt=key in excerpts,
            word_count=article.word_count,
            published_at=article.published_at or _NEVER,
        )
        for key, article in own.items()
    ]
    unseen_ones = [_Candidate(key, url, pointers=pointers[key]) for key, url in unseen.items()]
    return tuple(sorted(seen + unseen_ones, key=lambda candidate: candidate.key))


def _same_site_originals(url: str, group: Group) -> list[UUID]:
    """Return the pages that `url` most likely names by another address of theirs.

    They stand on its site, print the same text, and say of themselves nothing else.
    """
    return [
        article.article_id
        for article in group.core
        if is_same_site(article.url, url)
        and article.article_id not in group.links
        and not is_marked(article)
    ]


def _borrowed(article: StoryInput, own: Mapping[UUID, StoryInput]) -> int:
    """Return how many pieces of weak evidence point at the site of another page of the story."""
    urls = [piece.origin_url for piece in article.evidence if piece.origin_url]
    return sum(
        not is_same_site(url, article.url) and any(is_same_site(url, o.url) for o in own.values())
        for url in urls
    )


def _staying(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return [c for c in candidates if not c.has_moved] or list(candidates)


def _unmarked(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return [c for c in candidates if not c.says_copy] or list(candidates)


def _pointed_at(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    most = max(c.pointers for c in candidates)
    return [c for c in candidates if c.pointers == most]


def _not_borrowing(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    least = min(c.borrowed for c in candidates)
    return [c for c in candidates if c.borrowed == least]


def _not_excerpt(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return [c for c in candidates if not c.is_excerpt] or list(candidates)


def _complete(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    longest = max(c.word_count for c in candidates)
    return [c for c in candidates if c.word_count >= COMPLETE * longest]


def _earliest(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    first = min(c.published_at for c in candidates)
    return [c for c in candidates if c.published_at == first]


def _least_key(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return [min(candidates, key=lambda c: c.key)]


_CRITERIA: tuple[tuple[str, Callable[[Sequence[_Candidate]], list[_Candidate]]], ...] = (
    ("moved", _staying),
    ("unmarked", _unmarked),
    ("links", _pointed_at),
    ("borrowing", _not_borrowing),
    ("whole", _not_excerpt),
    ("completeness", _complete),
    ("date", _earliest),
    ("key", _least_key),
)
