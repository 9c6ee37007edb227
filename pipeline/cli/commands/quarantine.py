"""`copydesk quarantine`: what failed, and why."""

from __future__ import annotations

import click

from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.warehouse.read import list_quarantine

_SHOWN = ("source_id", "stage", "reason", "url")


@click.group("quarantine")
def command() -> None:
    """Look at what failed, and why.

    Every case has its stage, its reason, and its capture where there is one.
    """


@command.command(
    "list",
    epilog=examples(
        "copydesk quarantine list",
        "copydesk quarantine list --all --limit 1000",
        "copydesk quarantine list --json | jq -r '.[].reason' | sort | uniq -c",
    ),
)
@click.option("--all", "with_closed", is_flag=True, help="Also cases that were overcome since.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="How many cases to print.",
)
@json_option
def list_cases(with_closed: bool, limit: int, as_json: bool) -> None:
    """Print the cases in quarantine, newest first.

    A case is closed by itself once its page is read with success, for instance after a repair of
    the rule and `copydesk replay`.
    """
    with desk_here() as desk:
        cases = list_quarantine(desk.warehouse, only_open=not with_closed, limit=limit)
    if as_json:
        print_json(cases)
        return
    if not cases:
        say("Nothing is in quarantine.")
    say_columns(
        (plain(c["failed_at"]), *(c[key] for key in _SHOWN), " ".join(c["message"].split()))
        for c in cases
    )
