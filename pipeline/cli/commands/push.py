"""`copydesk push`: an address (or a document) into the inbox."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.article import normal_address
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import desk_here
from pipeline.warehouse.inbox import push


@click.command(
    epilog=examples(
        "copydesk push https://paper.example/story                   the next run asks for it",
        "copydesk push https://paper.example/story --file story.html the document itself",
    )
)
@click.argument("url")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The HTML document found at URL, in UTF-8: it is archived, and nothing is asked for.",
)
@json_option
def command(url: str, path: Path | None, as_json: bool) -> None:
    """Put an address, or a document, into the inbox.

    Once this says so, it stands in the database for good. Airflow's DAG `ingest_events` is
    woken and reads it within seconds; `copydesk ingest URL` also takes everything that waits.
    The same URL twice, while it waits, is one item.
    """
    payload = path.read_text("utf-8", errors="replace") if path else None
    address = normal_address(url)
    with desk_here(create=True) as desk:
        inbox_id, is_new = push(desk.warehouse, address, via="command-line", payload=payload)
    if as_json:
        print_json({"inbox_id": inbox_id, "is_new": is_new, "url": address})
    else:
        say(f"{'accepted' if is_new else 'waits already'} as number {inbox_id}: {address}")
