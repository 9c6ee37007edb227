"""`copydesk retention`: remove what is too old, where that is switched on."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.commands.purge import purge_context, say_counts, say_purge
from pipeline.cli.options import examples, json_option, sources_folder_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.flows.retention import apply_retention, preview_retention


@click.command(
    epilog=examples(
        "COPYDESK_RETENTION_DAYS=365 copydesk retention",
        "COPYDESK_RETENTION_DAYS=365 copydesk retention --run",
    )
)
@click.option("--run", "is_run", is_flag=True, help="Remove it; without this it is only counted.")
@sources_folder_option
@json_option
def command(is_run: bool, sources_folder: Path | None, as_json: bool) -> None:
    """Remove text and bytes that are too old.

    Off unless COPYDESK_RETENTION_DAYS is set, or `retention_days` in a source's file. Articles
    stay with the fact that they had versions, as after a purge, and each run is written down in
    table `purge`. What a younger capture only repeats is kept with it.
    """
    with desk_here(sources_folder=sources_folder) as desk, shown_progress() as told:
        context = purge_context(desk)
        done = apply_retention(desk, context, told) if is_run else []
        would = {} if is_run else preview_retention(desk, context)
    if as_json:
        print_json(done if is_run else would)
        return
    for purge in done:
        say_purge(purge, as_json=False)
    for subject, counts in would.items():
        say_counts(subject, counts, as_json=False)
    if not done and not would:
        say("Nothing is too old." if is_run else "No retention is switched on.")
