"""From bytes to a finished document: the one sequence that DAGs and the command line share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from pipeline.clean import clean_document
from pipeline.errors import PipelineError
from pipeline.extract import extract_document
from pipeline.extract.directives import page_directives
from pipeline.model import Directive, Document, Reason, Stage
from pipeline.page import Page
from pipeline.provenance import find_evidence
from pipeline.recognise import check_is_article
from pipeline.urls import is_same_site

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a page says, read to the end; enrichers come later, and read what was stored."""

    document: Document
    directives: tuple[Directive, ...] = ()


class StageError(PipelineError):
    """An error with the stage in which it happened; `cause` is the error itself."""

    def __init__(self, stage: Stage, cause: Exception) -> None:
        message = str(cause) if isinstance(cause, PipelineError) else f"{cause!r}"
        reason = cause.reason if isinstance(cause, PipelineError) else None
        super().__init__(message, reason=reason)
        self.stage = stage
        self.cause = cause


def read_page(
    url: str,
    body: bytes,
    content_type: str,
    *,
    seen_url: str = "",
    is_released: bool = False,
    captured_at: datetime | None = None,
) -> ReadPage:
    """Return what the page `body`, found at `url`, says; `seen_url` is what was asked for.

    `captured_at` is when it was: no page can tell of what comes later, and a publisher's parser is
    the one of that day.

    Raises `StageError`, also for a page that is no article, unless an operator has released it.
    """
    page = _within(Stage.EXTRACT, lambda: Page.parse(url, body, content_type, captured_at))
    return read_parsed(page, seen_url=seen_url, is_released=is_released)


def read_parsed(page: Page, *, seen_url: str = "", is_released: bool = False) -> ReadPage:
    """Return what an already parsed page says; see `read_page`. Raises `StageError`.

    Provenance reads the whole page before extraction can lose what it needs.
    """
    evidence = _within(Stage.EXTRACT, lambda: find_evidence(page))
    extracted = _within(Stage.EXTRACT, lambda: _extract(page, seen_url, is_released))
    marked = replace(extracted, provenance=evidence)
    document = _within(Stage.CLEAN, lambda: clean_document(marked))
    return ReadPage(document, page_directives(page))


def read_text(page: Page, title: str | None, body: str) -> Document:
    """Return what `page` says that was made of a text: all but extraction. Raises `StageError`."""
    evidence = _within(Stage.EXTRACT, lambda: find_evidence(page))
    told = Document(page.url, title, (), None, None, None, body, provenance=evidence)
    return _within(Stage.CLEAN, lambda: clean_document(told))


def _extract(page: Page, seen_url: str, is_released: bool) -> Document:
    """Return the document on a page that is an article; of one that is none, say what it is."""
    try:
        document = extract_document(page)
    except PipelineError as error:
        if error.reason is Reason.NO_BODY:
            check_is_article(page, "", seen_url)
        raise
    if not is_released:
        check_is_article(page, document.body, seen_url)
    return document


def identify(
    url: str, seen_url: str, document: Document
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the address that identifies the article, and its other addresses as aliases.

    A canonical on the same registrable domain names the article; one on another domain is
    evidence of copying and never identity. A canonical that is a front page is a mistake.
    """
    canonical = document.declared_canonical
    aliases = [(seen_url, "redirect")] if seen_url != url else []
    if not canonical or canonical == url or not is_same_site(canonical, url):
        return url, tuple(aliases)
    if urlsplit(canonical).path in {"", "/"}:
        return url, tuple(aliases)
    return canonical, (*aliases, (url, "canonical"))


def _within(stage: Stage, work: Callable[[], T]) -> T:
    try:
        return work()
    except (PipelineError, ArithmeticError, LookupError, RecursionError, ValueError) as error:
        raise StageError(stage, error) from error
