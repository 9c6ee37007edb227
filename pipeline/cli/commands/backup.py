"""`copydesk backup`: warehouse and archive into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.flows.backup import backup


@click.command(epilog=examples("copydesk backup /mnt/backups/2026-11-24"))
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Save warehouse and archive into a new folder.

    Runs may go on meanwhile: it is the state of one moment. The folder appears when all of it is
    on the disk. `copydesk restore` puts it back.
    """
    with desk_here() as desk, shown_progress() as told:
        made = backup(desk, folder, told)
    if as_json:
        print_json(made.to_json() | {"folder": str(folder)})
    else:
        say(
            f"{folder}: {made.bytes:,} bytes, {len(made.archive)} files of the archive, "
            f"the warehouse at load {made.last_load or 0}"
        )
