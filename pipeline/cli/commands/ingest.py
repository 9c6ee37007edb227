"""`copydesk ingest`: a day, or a list of addresses, without Airflow."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from pipeline.cli import options
from pipeline.cli.exits import FOUND_WRONG, MISCONFIGURED
from pipeline.cli.options import (
    examples,
    json_option,
    source_ids_option,
    sources_folder_option,
)
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.cli.summary import print_summary
from pipeline.errors import PipelineError
from pipeline.flows.night import run_day
from pipeline.flows.pushed import ingest_urls
from pipeline.model import Mode
from pipeline.urls import normalise_url


@click.command(
    epilog=examples(
        "copydesk ingest https://paper.example/story        one page, now",
        "copydesk ingest - < urls.txt                       a list of pages",
        "copydesk ingest --sources publishers/              yesterday, all sources of a folder",
        "copydesk ingest --day 2026-03-02 --mode replay     that day again, from the archive",
        "copydesk ingest --source the-guardian --json       one source, the summary as JSON",
    )
)
@click.argument("urls", nargs=-1, metavar="[URL]...|-")
@click.option("--day", type=options.day, help="UTC day of news. Default: yesterday.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.AUTO.value,
    show_default=True,
    help="auto: replay what the archive has of the day, discover what it lacks. replay: no "
    "request leaves the machine. discover: listings only. refetch: ask again for every known "
    "article of the day.",
)
@source_ids_option
@sources_folder_option
@json_option
def command(
    urls: tuple[str, ...],
    day: date | None,
    mode: str,
    source_ids: tuple[str, ...],
    sources_folder: Path | None,
    as_json: bool,
) -> int:
    """Read a day of news, or a list of URLs, and fold it in.

    Without Airflow, step by step what the nightly run does: listings, pages, archive, extraction,
    load, copies, checks. On a machine without a warehouse the embedded PostgreSQL is started in
    .copydesk and migrated first. What fails goes to quarantine and the rest goes on; the exit
    code is 1 then.
    """
    if urls and (day or source_ids):
        raise click.UsageError("Give either URLs, or --day and --source, not both.")
    wanted, bad = _sorted_out(urls)
    if urls and not wanted:
        return MISCONFIGURED
    with desk_here(create=True, sources_folder=sources_folder) as desk, shown_progress() as told:
        summary: dict[str, Any] = (
            ingest_urls(desk, wanted, told)
            if urls
            else run_day(desk, day=day, sources=source_ids, mode=mode, progress=told)
        )
    code = print_summary(summary, as_json=as_json)
    return code or (FOUND_WRONG if bad else 0)


def _sorted_out(urls: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the addresses that are some, and those that are none, which are named to the user."""
    good: list[str] = []
    bad: list[str] = []
    for text in _listed(urls):
        try:
            good.append(normalise_url(text))
        except PipelineError as error:
            bad.append(text)
            click.echo(f"skipped: {error.message}", err=True)
    return good, bad


def _listed(urls: Sequence[str]) -> Iterator[str]:
    for url in urls:
        lines = sys.stdin if url == "-" else [url]
        yield from (line.strip() for line in lines if line.strip() and not line.startswith("#"))
