"""`copydesk stop`: what `make stop` does."""

from __future__ import annotations

import click

from pipeline.cli.options import examples
from pipeline.cli.place import home
from pipeline.standalone import night


@click.command(epilog=examples("copydesk stop"))
def command() -> int:
    """Stop everything that was started here.

    Airflow, the sample newsroom and PostgreSQL, each with its children.
    """
    return night.stop(home(), click.echo)
