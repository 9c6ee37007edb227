"""`copydesk extract`: what a page says, as a DAG would store it."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from pipeline.cli.exits import FOUND_WRONG, OK
from pipeline.cli.fetching import fetch_page
from pipeline.cli.lines import Record, read_records
from pipeline.cli.options import examples
from pipeline.cli.output import json_line, print_json
from pipeline.config import FetchSettings
from pipeline.errors import PipelineError, Terminal
from pipeline.flows.read import StageError, read_page
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
    if source.startswith(("http://", "https://")):
        page = fetch_page(source, FetchSettings.from_env(), allow_private_network=private_network)
        return read_page(page.url, page.body, page.content_type).document
    body = Path(source).read_bytes()
    document = read_page(url or _NOWHERE, body, "text/html").document
    if url or not document.declared_canonical:
        return document
    return read_page(document.declared_canonical, body, "text/html").document


def _print_all(results: Iterable[dict[str, Any]]) -> int:
    code = OK
    for result in results:
        code = FOUND_WRONG if "error" in result else code
        click.echo(json_line(result))
    return code


def _read_all(records: Iterator[Record], jobs: int) -> Iterator[dict[str, Any]]:
    if jobs == 1:
        return map(read_record, records)
    return _in_processes(records, jobs)


def _in_processes(records: Iterator[Record], jobs: int) -> Iterator[dict[str, Any]]:
    """Yield results in order; never more than a few records a process wait in memory."""
    waiting: deque[Future[dict[str, Any]]] = deque()
    try:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, spawn) as pool:
            for record in records:
                with _interrupts_blocked():
                    waiting.append(pool.submit(read_record, record))
                if len(waiting) >= jobs * _WAITING_PER_JOB:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool:
        raise Terminal(
            "A process that reads pages died, probably for lack of memory.",
            remedy="Use fewer --jobs.",
        ) from None


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C for a moment; a process that is started in it never gets one.

    Ctrl-C reaches all processes of a terminal, and one that answers is enough.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def read_record(record: Record) -> dict[str, Any]:
    """Return the ten public keys of the page in `record`, or its url and error."""
    url = record.value.get("url")
    try:
        return extract_html(record.text("url"), record.text("html")).to_public_json()
    except PipelineError as error:
        stage = error.stage if isinstance(error, StageError) else Stage.EXTRACT
        found = {"stage": stage.value, "reason": error.reason.value, "message": error.message}
        return {"url": url if isinstance(url, str) else None, "error": found}
