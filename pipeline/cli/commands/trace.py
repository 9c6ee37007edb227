"""`copydesk trace`: the whole way of an address through the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from pipeline.cli.article import normal_address
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.warehouse.read import trace

Row = Mapping[str, Any]
_LINES: dict[str, Callable[[Row], Sequence[object]]] = {
    "listed": lambda r: (plain(r["first_seen_at"]), r["source_id"], r["feed_url"], r["title"]),
    "inbox": lambda r: (plain(r["received_at"]), r["via"], plain(r["done_at"]), r["result"]),
    "captures": lambda r: (
        plain(r["fetched_at"]), r["status"], r["via"], f"{r['warc_file']}@{r['warc_offset']}",
        r["result"], r["reason"],
    ),
    "quarantine": lambda r: (
        plain(r["failed_at"]), "open" if r["is_open"] else "closed", r["stage"], r["reason"],
        r["message"],
    ),
    "aliases": lambda r: (r["kind"], r["seen_url"], r["url"]),
}  # fmt: skip


@click.command(
    epilog=examples(
        "copydesk trace https://paper.example/story",
        "copydesk trace URL --json | jq .quarantine        why it is not there",
    )
)
@click.argument("url")
@json_option
def command(url: str, as_json: bool) -> None:
    """Print all that is known of an address.

    Who listed or pushed it, each capture, and what became of it. For every capture it names
    the WARC file and the offset, and its outcome: observed (it became a fact), skipped, or
    quarantined with the reason. The address may be an article's, an alias, or one that never
    became an article.
    """
    address = normal_address(url)
    with desk_here() as desk:
        found = trace(desk.warehouse, address)
    if not any(found.values()):
        raise NotFound(
            f"Nothing is known of {address}: no listing named it and nobody pushed it.",
            remedy=f"Read it now: copydesk ingest {address}",
        )
    if as_json:
        print_json({"url": address, **found})
        return
    for name, line in _LINES.items():
        if found[name]:
            say(f"{name}:")
            say_columns(map(line, found[name]), "  ")
