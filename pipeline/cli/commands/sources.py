"""`copydesk sources`: who is read."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import examples, json_option, sources_folder_option
from pipeline.cli.output import print_json, say_columns
from pipeline.sources import Source, load_sources


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


def _feeds(source: Source) -> str:
    count = len(source.feeds)
    return f"{count} {'feed' if count == 1 else 'feeds'}"
