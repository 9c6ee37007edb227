"""`copydesk replay`: stored captures again, with today's rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipeline.cli import options
from pipeline.cli.options import examples, json_option, source_ids_option
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.cli.summary import print_summary
from pipeline.flows.replay import replay


@click.command(
    epilog=examples(
        "copydesk replay                                      everything in the archive",
        "copydesk replay --from 2026-03-01 --to 2026-03-03    three days",
        "copydesk replay crawl.warc.gz                        a WARC file of somebody else",
    )
)
@click.argument(
    "path", required=False, metavar="[WARC]", type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--from", "first", type=options.day, help="First UTC day of capture.")
@click.option("--to", "last", type=options.day, help="Last UTC day of capture, included.")
@source_ids_option
@json_option
def command(
    path: Path | None,
    first: date | None,
    last: date | None,
    source_ids: tuple[str, ...],
    as_json: bool,
) -> int:
    """Read stored captures again with today's rules.

    No request leaves the machine. The archive is indexed first, so an empty warehouse can be
    rebuilt from its WARC files alone. What today's rules have read already adds nothing. A
    foreign WARC file is linked or copied into the archive, and its records count as captured
    at their WARC-Date.
    """
    if first and last and first > last:
        raise click.UsageError(f"--from {first} lies after --to {last}.")
    with desk_here(create=True) as desk, shown_progress() as told:
        summary = replay(desk, first=first, last=last, sources=source_ids, path=path, progress=told)
    return print_summary(summary, as_json=as_json)
