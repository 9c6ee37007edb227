"""`copydesk extract`: what a page says, as a DAG would store it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import click

from pipeline.cli.exits import FOUND_WRONG, OK
from pipeline.cli.fetching import fetch_page
from pipeline.cli.lines import Record, read_records
from pipeline.cli.options import examples
from pipeline.cli.output import json_line, print_json
from pipeline.config import FetchSettings, ReadSettings
from pipeline.errors import PipelineError
from pipeline.flows.read import StageError
from pipeline.flows.reader import PageReader
from pipeline.flows.texts import extract_html
from pipeline.model import Document, Stage

_NOWHERE = "https://file.invalid/"
_JSONL_SUFFIXES = (".jsonl", ".ndjson")
_WAITING_PER_JOB = 4


@click.command(
    epilog=examples(
        "copydesk extract https://paper.example/story          a page off the web",
        "copydesk extract story.html --url https://paper.example/story",
        "copydesk extract < pages.jsonl > documents.jsonl      many, in order",
        "zcat pages.jsonl.gz | copydesk extract --jobs 4 - | jq -r .title",
    )
)
@click.argument("source", default="-", metavar="[FILE|URL|-]")
@click.option("--url", help="Address of the page in FILE. Default: what the page says it is.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Processes that read JSONL.")
@click.option(
    "--private-network", is_flag=True, help="Let URL be on this machine or in the local network."
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON; for JSONL always.")
def command(source: str, url: str | None, jobs: int, private_network: bool, as_json: bool) -> int:
    """Say what pages say: fields, clean body, what was removed.

    FILE is an HTML page, or JSONL by its name (.jsonl, .ndjson); URL is fetched politely, and
    robots.txt is obeyed; from standard input comes JSONL of {"url", "html"}. No warehouse is
    needed and nothing is stored; the rules are those of the nightly run.

    Each result has the keys url, title, authors, published_at, modified_at, language, body,
    removed, provenance, lineage. A line that cannot be read gives {"url", "error": {"stage",
    "reason", "message"}} in its place, the rest goes on, and the exit code is 1.
    """
    if source != "-" and not source.endswith(_JSONL_SUFFIXES):
        document = _read_one(source, url, private_network).to_public_json()
        click.echo(json_line(document)) if as_json else print_json(document)
        return OK
    with click.open_file(source, "rb") as stream:
        return _print_all(_read_all(read_records(stream), jobs))


def _read_one(source: str, url: str | None, private_network: bool) -> Document:
    with PageReader(ReadSettings.from_env()) as reader:
        if source.startswith(("http://", "https://")):
            settings = FetchSettings.from_env()
            page = fetch_page(source, settings, allow_private_network=private_network)
            return reader.read(page.url, page.body, page.content_type).document
        body = Path(source).read_bytes()
        document = reader.read(url or _NOWHERE, body, "text/html").document
        if url or not document.declared_canonical:
            return document
        return reader.read(document.declared_canonical, body, "text/html").document


def _print_all(results: Iterable[dict[str, Any]]) -> int:
    code = OK
    for result in results:
        code = FOUND_WRONG if "error" in result else code
        click.echo(json_line(result))
    return code


def _read_all(records: Iterator[Record], jobs: int) -> Iterator[dict[str, Any]]:
    """Yield results in order; never more than a few records a process wait in memory."""
    waiting: deque[Future[dict[str, Any]]] = deque()
    with _pool_of_readers(jobs) as submit:
        for record in records:
            waiting.append(submit(record))
            if jobs == 1 or len(waiting) >= jobs * _WAITING_PER_JOB:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _pool_of_readers(jobs: int) -> Iterator[Callable[[Record], Future[dict[str, Any]]]]:
    """Yield a function that hands a record to the next free one of `jobs` readers."""
    settings = ReadSettings.from_env()
    free: SimpleQueue[PageReader] = SimpleQueue()

    def work(record: Record) -> dict[str, Any]:
        reader = free.get()
        try:
            return read_record(reader, record)
        finally:
            free.put(reader)

    with ExitStack() as stack:
        for _ in range(jobs):
            free.put(stack.enter_context(PageReader(settings)))
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        yield lambda record: pool.submit(work, record)


def read_record(reader: PageReader, record: Record) -> dict[str, Any]:
    """Return the ten public keys of the page in `record`, or its url and error."""
    url = record.value.get("url")
    try:
        return extract_html(reader, record.text("url"), record.text("html")).to_public_json()
    except PipelineError as error:
        stage = error.stage if isinstance(error, StageError) else Stage.EXTRACT
        found = {"stage": stage.value, "reason": error.reason.value, "message": error.message}
        return {"url": url if isinstance(url, str) else None, "error": found}
