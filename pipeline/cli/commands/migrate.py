"""`copydesk migrate`: the warehouse to the schema of this version."""

from __future__ import annotations

import click

from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import find_settings
from pipeline.config import host_of
from pipeline.warehouse.migrate import current_revision, upgrade


@click.command(
    epilog=examples(
        "copydesk migrate",
        "COPYDESK_DATABASE_URL=postgresql://user:password@host/copydesk copydesk migrate",
    )
)
@json_option
def command(as_json: bool) -> None:
    """Bring the warehouse to the newest schema.

    Safe to call again, and from several places at once.
    """
    url = find_settings(create=True).database_url
    before = current_revision(url)
    upgrade(url)
    after = current_revision(url)
    if as_json:
        print_json({"database": host_of(url), "before": before, "after": after})
    else:
        what = (
            "stands already" if before == after else f"came from {before or 'nothing'} and stands"
        )
        say(f"The warehouse at {host_of(url)} {what} at {after}.")
