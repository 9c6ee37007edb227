"""A page becomes a document: structured metadata first, then the body."""

from __future__ import annotations

from pipeline.errors import Terminal
from pipeline.extract.body import find_body
from pipeline.extract.language import find_language
from pipeline.extract.metadata import read_metadata
from pipeline.extract.walls import is_consent_wall
from pipeline.model import Document, Reason
from pipeline.page import Page
from pipeline.text import words

EXTRACTOR_VERSION = 1
"""Rises whenever some page would give another document."""

_MIN_WORDS = 10

__all__ = ["EXTRACTOR_VERSION", "extract_document", "versions"]


def extract_document(page: Page) -> Document:
    """Return what `page` says as a document: body with furniture, no ledger, no evidence yet.

    Raises `Terminal`: CONSENT_WALL where the page asks for consent instead of telling its text,
    NO_BODY where it has no text of at least ten words.
    """
    metadata = read_metadata(page)
    body = find_body(page, metadata.title)
    _check_body(page, body)
    language, language_from = find_language(page, body)
    lineage = {**metadata.lineage, "body": "trafilatura"}
    if language_from:
        lineage["language"] = language_from
    return Document(
        url=page.url,
        title=metadata.title,
        authors=metadata.authors,
        published_at=metadata.published_at,
        modified_at=metadata.modified_at,
        language=language,
        body=body,
        lineage=lineage,
        declared_canonical=metadata.declared_canonical,
    )


def versions() -> dict[str, int]:
    """Return the extractor's version by its id."""
    return {"extractor": EXTRACTOR_VERSION}


def _check_body(page: Page, body: str) -> None:
    visible = body or " ".join(
        page.dom.xpath("//body//text()[not(ancestor::script|ancestor::style)]")
    )
    if is_consent_wall(visible):
        raise Terminal(f"{page.url} shows a consent wall.", reason=Reason.CONSENT_WALL)
    if len(words(body)) < _MIN_WORDS:
        raise Terminal(f"{page.url} has no article text.", reason=Reason.NO_BODY)
