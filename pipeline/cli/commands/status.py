"""`copydesk status`: what runs here."""

from __future__ import annotations

import click

from pipeline.cli.options import examples
from pipeline.cli.place import home
from pipeline.standalone import night


@click.command(epilog=examples("copydesk status"))
def command() -> int:
    """Say what runs here.

    The exit code is 1 unless PostgreSQL and all of Airflow run.
    """
    return night.status(home(), click.echo)
