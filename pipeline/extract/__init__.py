"""A page becomes a document: structured metadata first, then the body."""

from __future__ import annotations

from pipeline.errors import Terminal
from pipeline.extract.body import find_body, known_body
from pipeline.extract.language import find_language
from pipeline.extract.metadata import read_metadata
from pipeline.extract.parser import parser_versions, read_site
from pipeline.extract.reading import Reading
from pipeline.model import Document, Reason
from pipeline.page import Page
from pipeline.text import count_words

EXTRACTOR_VERSION = 2
"""Rises whenever some page would give another document."""

_MIN_WORDS = 10
_ENOUGH = 2_000  # characters in which ten words are found if anywhere

__all__ = ["EXTRACTOR_VERSION", "extract_document", "versions"]


def extract_document(page: Page, *, by_publisher: bool = True) -> Document:
    """Return what `page` says as a document: body with furniture, no ledger, no evidence yet.

    `by_publisher` lets the publisher's own parser speak first, where it has one. Raises `Terminal`
    (NO_BODY) where there is no text of at least ten words.
    """
    reading = Reading.of(page)
    site = read_site(page) if by_publisher else None
    metadata = site.mend(read_metadata(reading)) if site else read_metadata(reading)
    body = (site and known_body(site.blocks(), site.place)) or find_body(reading, metadata.title)
    if count_words(body.text[:_ENOUGH]) < _MIN_WORDS:
        raise Terminal(f"{page.url} has no article text.", reason=Reason.NO_BODY)
    language, language_from = find_language(page, body.text)
    lineage = {**metadata.lineage, "body": body.place}
    if language_from:
        lineage["language"] = language_from
    return Document(
        url=page.url,
        title=metadata.title,
        authors=metadata.authors,
        published_at=metadata.published_at,
        modified_at=metadata.modified_at,
        language=language,
        body=body.text,
        lineage=lineage,
        declared_canonical=metadata.declared_canonical,
        marks=body.marks,
    )


def versions() -> dict[str, int]:
    """Return the versions of the extractor and of the publishers' parsers, by their names."""
    return {"extractor": EXTRACTOR_VERSION} | parser_versions()
