"""One peer over pages: runs in the peers' environment, JSON lines in and out.

Each peer gets the page as decoded text and its address, with its own defaults; nothing may be
fetched. Its time is CPU time of the call alone, pages being read and answers written outside it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


def _trafilatura(**options: Any) -> Callable[[str, str], Answer]:
    from trafilatura import bare_extraction

    def ask(url: str, html: str) -> Answer:
        found = bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, **options
        )
        if found is None:
            return {}
        authors = (found.author or "").split("; ")
        return {"text": found.text, "title": found.title, "authors": authors, "date": found.date}

    return ask


def _newspaper4k() -> Callable[[str, str], Answer]:
    from newspaper import Article

    def ask(url: str, html: str) -> Answer:
        article = Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        date = str(article.publish_date or "")
        return {"text": article.text, "title": article.title, "authors": article.authors,
                "date": date}  # fmt: skip

    return ask


def _goose3() -> Callable[[str, str], Answer]:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def ask(url: str, html: str) -> Answer:
        found = goose.extract(url=url, raw_html=html)
        date = str(found.publish_datetime_utc or found.publish_date or "")
        return {"text": found.cleaned_text, "title": found.title, "authors": found.authors,
                "date": date}  # fmt: skip

    return ask


def _news_please() -> Callable[[str, str], Answer]:
    from newsplease import NewsPlease

    def ask(url: str, html: str) -> Answer:
        found = NewsPlease.from_html(html, url=url, fetch_images=False)
        date = str(found.date_publish or "")
        return {"text": found.maintext, "title": found.title, "authors": found.authors,
                "date": date}  # fmt: skip

    return ask


def _resiliparse() -> Callable[[str, str], Answer]:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda _url, html: {"text": extract_plain_text(html, main_content=True, comments=False)}


def _thirty_lines() -> Callable[[str, str], Answer]:
    from bench.extract.thirty_lines import read_fields

    return lambda _url, html: read_fields(html)


def _copydesk() -> Callable[[str, str], Answer]:
    """Return our own reading, in our own environment: provenance, fields and clean body.

    Parsers of single publishers are switched off.
    """
    from pipeline.clean import clean_document
    from pipeline.extract import extract_document
    from pipeline.page import Page
    from pipeline.provenance import find_evidence

    def ask(url: str, html: str) -> Answer:
        page = Page.parse(url, html.encode(), "text/html; charset=utf-8")
        find_evidence(page)
        found = clean_document(extract_document(page, by_publisher=False))
        date = found.published_at.isoformat() if found.published_at else ""
        return {"text": found.body, "title": found.title, "authors": found.authors, "date": date}

    return ask


_PEERS: dict[str, Callable[[], Callable[[str, str], Answer]]] = {
    "trafilatura": _trafilatura,
    "trafilatura_precision": lambda: _trafilatura(favor_precision=True),
    "trafilatura_fast": lambda: _trafilatura(fast=True),
    "newspaper4k": _newspaper4k,
    "goose3": _goose3,
    "news_please": _news_please,
    "resiliparse": _resiliparse,
    "thirty_lines": _thirty_lines,
    "copydesk": _copydesk,
}


def answer(ask: Callable[[str, str], Answer], url: str, html: str) -> Answer:
    """Return the peer's answer with its time; what it raises is an answer too."""
    error, found = "", {}
    started = time.process_time()
    try:
        found = ask(url, html)
    except Exception as raised:  # noqa: BLE001 - another's code: whatever it raises counts as a miss
        error = repr(raised)[:200]
    seconds = time.process_time() - started
    texts = {key: str(found.get(key) or "") for key in ("text", "title", "date")}
    names = [str(name) for name in _flat(found.get("authors") or ())]
    return {**texts, "authors": names, "seconds": seconds, "error": error}


def _flat(values: Any) -> list[Any]:
    """Return the members of nested lists: some peers hand over what JSON-LD had."""
    if isinstance(values, list | tuple):
        return [value for item in values for value in _flat(item)]
    return [values]


def main() -> None:
    """Answer every page of standard input by the peer that the command line names."""
    ask = _PEERS[sys.argv[1]]()
    lines = [json.loads(line) for line in sys.stdin]
    if lines:
        answer(ask, lines[0]["url"], lines[0]["html"])  # what is loaded on first use is not timed
    for line in lines:
        print(json.dumps({"id": line["id"], **answer(ask, line["url"], line["html"])}), flush=True)


if __name__ == "__main__":
    main()
