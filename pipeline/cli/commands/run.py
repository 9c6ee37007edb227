"""`copydesk run`: what `make run` does, also from an installed wheel."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import examples
from pipeline.cli.place import home
from pipeline.standalone import night


@click.command(
    epilog=examples(
        "copydesk run                          the sample newsroom, one day on",
        "copydesk run --sources publishers/    real publishers",
    )
)
@click.option(
    "--sources",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of source files. Default: the sample newsroom.",
)
def command(sources: Path | None) -> int:
    """Run one night in a real Airflow on this machine.

    Airflow keeps running; `copydesk stop` stops all of it.
    """
    return night.run(home(), sources, click.echo)
