"""`copydesk purge`: remove a publisher, or one address, for good, and say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.flows.desk import Desk, run_context
from pipeline.flows.night import COMMAND_LINE, new_run_id
from pipeline.flows.purge import Wanted, preview_purge, purge, resume_purges, what_is_meant
from pipeline.warehouse.load import RunContext
from pipeline.warehouse.purge import Purge, lift_purge, list_purges, standing_purges

by_option = click.option("--by", "name", required=True, metavar="NAME", help="Who asks for it.")
reason_option = click.option("--reason", required=True, metavar="WORDS", help="Why.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")


@click.group("purge")
def command() -> None:
    """Remove a publisher, or one address, for good.

    Text goes from the warehouse and bytes from the archive; articles stay as identities with the
    fact that they had versions. What was purged is neither fetched nor read until that is lifted.
    """


@command.command(
    "run",
    epilog=examples(
        "copydesk purge run paper.example --reason 'asked by letter' --by ana --dry-run",
        "copydesk purge run paper.example --reason 'asked by letter' --by ana",
        "copydesk purge run https://paper.example/story --reason 'court order' --by ana --yes",
    ),
)
@click.argument("subject", metavar="DOMAIN|URL")
@reason_option
@by_option
@yes_option
@click.option("--dry-run", is_flag=True, help="Only count what would go; change nothing.")
@json_option
def run(subject: str, reason: str, name: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Remove what came from a domain, or from one URL.

    A domain goes with all below it. It cannot be taken back. Copies that other publishers print
    are theirs and stay. A purge that was interrupted is ended by the same command, or by
    `copydesk purge resume`.
    """
    wanted = Wanted(*what_is_meant(subject), reason, name)
    with desk_here() as desk:
        context = purge_context(desk)
        if dry_run:
            say_counts(wanted.subject, preview_purge(desk, context, wanted), as_json=as_json)
            return
        if not yes:
            counts = preview_purge(desk, context, wanted)
            click.echo(f"{wanted.subject}: {_told(counts)}", err=True)
            click.confirm("Remove all of it for good?", abort=True, err=True)
        with shown_progress() as told:
            done = purge(desk, context, wanted, told)
    say_purge(done, as_json=as_json)


@command.command("resume", epilog=examples("copydesk purge resume"))
@json_option
def resume(as_json: bool) -> None:
    """End the purges that were begun and interrupted."""
    with desk_here() as desk, shown_progress() as told:
        done = resume_purges(desk, purge_context(desk), told)
    if as_json:
        print_json(done)
        return
    for item in done:
        say_purge(item, as_json=False)
    if not done:
        say("No purge is unfinished.")


@command.command("list", epilog=examples("copydesk purge list", "copydesk purge list --json"))
@json_option
def list_all(as_json: bool) -> None:
    """Print all purges, newest first.

    Each says what was removed, why, for whom, and whether it stands.
    """
    with desk_here() as desk:
        purges = list_purges(desk.warehouse)
    if as_json:
        print_json(purges)
        return
    say_columns(
        (p.purge_id, plain(p.requested_at), p.kind, p.subject, _state(p),
         p.requested_by, p.reason)
        for p in purges
    )  # fmt: skip
    if not purges:
        say("Nothing was purged.")


@command.command(
    "lift",
    epilog=examples("copydesk purge lift paper.example --reason 'they agreed' --by ana"),
)
@click.argument("subject", metavar="DOMAIN|URL")
@reason_option
@by_option
@json_option
def lift(subject: str, reason: str, name: str, as_json: bool) -> None:
    """Let DOMAIN or URL be fetched and read again.

    Nothing comes back by itself; a WARC file that is imported again is read.
    """
    _, meant = what_is_meant(subject)
    with desk_here() as desk:
        standing = {p.subject: p for p in standing_purges(desk.warehouse)}.get(meant)
        if standing is None:
            raise NotFound(f"{meant} is not purged.")
        now = desk.clock.now()
        lifted = lift_purge(desk.warehouse, standing, by=name, reason=reason, at=now)
    if as_json:
        print_json(lifted)
    else:
        say(f"{lifted.subject} may be fetched and read again (purge {lifted.purge_id}).")


def purge_context(desk: Desk) -> RunContext:
    """Return who writes: this command."""
    return run_context(COMMAND_LINE, new_run_id(desk, "purge"))


def say_counts(subject: str, counts: Mapping[str, int], *, as_json: bool) -> None:
    """Print what would go."""
    if as_json:
        print_json({"subject": subject, "would_remove": counts})
    else:
        say(f"{_named(subject)}: would remove {_told(counts)}")


def say_purge(done: Purge, *, as_json: bool) -> None:
    """Print what a purge has removed."""
    if as_json:
        print_json(done)
        return
    say(f"purge {done.purge_id} of {_named(done.subject)}: {_told(done.counts)}")


def _named(subject: str) -> str:
    return {"*": "every source", "": "imported files"}.get(subject, subject)


def _told(counts: Mapping[str, Any]) -> str:
    parts = [f"{counts[key]:,} {key.replace('_', ' ')}" for key in sorted(counts) if counts[key]]
    return ", ".join(parts) or "nothing"


def _state(item: Purge) -> str:
    if item.finished_at is None:
        return "unfinished"
    if item.lifted_at:
        return "lifted"
    return "done" if item.kind == "retention" else "stands"
