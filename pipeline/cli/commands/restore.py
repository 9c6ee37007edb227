"""`copydesk restore`: a backup into an empty place."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import find_settings
from pipeline.cli.progress import shown_progress
from pipeline.config import host_of
from pipeline.flows.backup import restore


@click.command(
    epilog=examples(
        "COPYDESK_HOME=/srv/new copydesk restore /mnt/backups/2026-11-24",
        "COPYDESK_DATABASE_URL=postgresql://... COPYDESK_ARCHIVE=/srv/archive copydesk restore DIR",
    )
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Put a backup into an empty place.

    The database must have no tables and the archive's folder no files. Every file of the backup
    is checked first; the warehouse is brought to this version's schema.
    """
    settings = find_settings(create=True)
    with shown_progress() as told:
        done = restore(settings, folder, told)
    if as_json:
        print_json(done.to_json() | {"database": host_of(settings.database_url)})
        return
    say(
        f"{host_of(settings.database_url)} stands as at {done.made_at}, load {done.last_load or 0}."
    )
    say(f"{settings.archive_dir} has {len(done.archive)} files.")
    say("Give the purges that came later again, then look with `copydesk doctor`.")
