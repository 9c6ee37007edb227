"""`copydesk sources`: who is read."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import examples, json_option, sources_folder_option
from pipeline.cli.output import print_json, say_columns
from pipeline.cli.place import desk_here
from pipeline.sources import Source, load_sources
from pipeline.warehouse.revisits import revisit_costs


@click.group("sources")
def command() -> None:
    """Look at the publishers that are read."""


@command.command(
    "list",
    epilog=examples(
        "copydesk sources list",
        "copydesk sources list --sources publishers/      also a check of those files",
    ),
)
@sources_folder_option
@json_option
def list_sources(sources_folder: Path | None, as_json: bool) -> None:
    """Print the sources, and so check their files.

    A slip in a file is named with its line, and the exit code is 2.
    """
    sources = list(load_sources(sources_folder).values())
    if as_json:
        print_json(sources)
        return
    say_columns(
        (s.id, s.language, s.country, "" if s.active else "off", _feeds(s), s.name) for s in sources
    )


@command.command(
    "revisits",
    epilog=examples(
        "copydesk sources revisits",
        "copydesk sources revisits --days 28 --json      the same of four weeks",
    ),
)
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=7,
    show_default=True,
    help="How many days back, today among them.",
)
@json_option
def show_revisits(days: int, as_json: bool) -> None:
    """Show what re-visits cost, and what they found.

    By source: articles on the schedule and how many of them are due now; requests taken out of the
    budgets of its hosts in the last days; and of the articles first seen in these days the
    re-visits, the edits that these found, and what asking every hour would have cost.
    """
    with desk_here() as desk:
        costs = revisit_costs(desk.warehouse, now=desk.clock.now(), days=days)
    if as_json:
        print_json(costs)
        return
    head = ("source", "articles", "due", "requests", "visits", "edits", "hourly would be")
    say_columns([head, *(tuple(cost.values()) for cost in costs)])


def _feeds(source: Source) -> str:
    count = len(source.feeds)
    return f"{count} {'feed' if count == 1 else 'feeds'}"
