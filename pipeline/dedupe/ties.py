"""What a page's evidence says about whose text it is: the address it points at, the wire it names.

Only strong evidence ties two pages whose texts were not compared, or have little in common. Weak
evidence (an image of another publisher, say) supports what was measured and never ties alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from pipeline.agencies import agency_of_domain, find_agency
from pipeline.errors import Terminal
from pipeline.identity import article_key
from pipeline.model import Evidence, StoryInput
from pipeline.urls import normalise_url, registrable_domain

STRONG = 0.8
"""From this strength on, evidence with an address ties without any text in common."""

MARKED = 0.5
"""From this strength on, evidence says 'not ours' of the page, even where it gives no address."""

WIRE_KINDS = frozenset({"wire_dateline", "wire_credit"})
PRINTED = 0.7
"""From this strength on, such evidence says that all of a text is an agency's."""

_NOT_IN_A_SLUG = re.compile(r"[\W_]+")
_ARTICLE_LIKE = re.compile(r"[-_.%\d]")


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A page's word that the article at `url` (normalised, key `target`) is its original."""

    strength: float
    url: str
    target: UUID


def linked_keys(evidence: Iterable[Evidence]) -> tuple[UUID, ...]:
    """Return the keys of the articles that strong evidence points at, sorted, each once.

    Whoever gathers articles for `build_stories` follows these, as they follow measured edges.
    """
    found = (_link(piece) for piece in evidence)
    return tuple(sorted({link.target for link in found if link}))


def links_of(article: StoryInput) -> tuple[Link, ...]:
    """Return where `article` says its original is: the strongest first, itself left out."""
    found = {link for link in map(_link, article.evidence) if link}
    others = (link for link in found if link.target != article.article_id)
    return tuple(sorted(others, key=lambda link: (-link.strength, link.url)))


def is_marked(article: StoryInput) -> bool:
    """Tell whether the page says of itself that its text is another's."""
    return any(
        piece.strength >= MARKED and not _points_home(piece, article) for piece in article.evidence
    )


def wire_of(article: StoryInput) -> str | None:
    """Return the slug of the agency whose text `article` prints by dateline or credit, or None.

    None too for the agency's own page, and where the page names two agencies.
    """
    named = {
        agency_slug(piece.origin_name)
        for piece in article.evidence
        if piece.kind in WIRE_KINDS and piece.origin_name and piece.strength >= PRINTED
    }
    if len(named) != 1:
        return None
    slug = named.pop()
    return None if is_agency_url(article.url, slug) else slug


def is_agency_page(article: StoryInput, agency: str) -> bool:
    """Tell whether `article` stands on the site of the agency itself."""
    return is_agency_url(article.url, agency)


def is_agency_url(url: str, agency: str) -> bool:
    """Tell whether `url` stands on the site of the agency with that slug."""
    domain = registrable_domain(url)
    own = agency.replace("-", "")
    publisher = agency_of_domain(domain)
    if publisher is not None and agency_slug(publisher) == agency:
        return True
    return domain.split(".")[0].replace("-", "") == own


def agency_slug(name: str) -> str:
    """Return the name of an agency as it stands in `urn:wire:<slug>`; long forms are shortened."""
    known = find_agency(name) or name
    return _NOT_IN_A_SLUG.sub("-", known.casefold()).strip("-")


def _link(piece: Evidence) -> Link | None:
    if piece.origin_url is None or piece.strength < STRONG:
        return None
    url = _article_url(piece.origin_url)
    return Link(piece.strength, url, article_key(url)) if url else None


@lru_cache(maxsize=4096)
def _article_url(url: str) -> str | None:
    """Return `url` normalised, or None where no article can be: a front page names an outlet."""
    try:
        normal = normalise_url(url)
    except Terminal:
        return None
    parts = urlsplit(normal)
    return normal if _ARTICLE_LIKE.search(parts.path + parts.query) else None


def _points_home(piece: Evidence, article: StoryInput) -> bool:
    if piece.kind in WIRE_KINDS and piece.origin_name:
        return is_agency_url(article.url, agency_slug(piece.origin_name))
    link = _link(piece)
    return link is not None and link.target == article.article_id
