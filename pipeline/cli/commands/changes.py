"""`copydesk changes`: which articles changed in a time, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

from pipeline.cli import options
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.model import Change
from pipeline.warehouse.read import changes


@click.command(
    epilog=examples(
        "copydesk changes --source harbour-courier --from 2026-03-02 --to 2026-03-08",
        "copydesk changes --from yesterday --type withdrawn        of all sources, since yesterday",
        "copydesk changes --from 2026-03-02 --json | jq '.by_change'",
        "copydesk changes --from 2026-03-02 --known 2026-03-05     as it looked on the 5th",
    )
)
@click.option("--source", "source_id", metavar="ID", help="Only articles of this source.")
@click.option("--from", "first", type=options.day, required=True, help="First UTC day.")
@click.option("--to", "last", type=options.day, help="Last UTC day, included. Default: today.")
@click.option(
    "--type", "types", multiple=True, type=click.Choice([change.value for change in Change]),
    help="Only this change; may be given several times. Default: all but first_seen, which is a "
    "new article.",
)  # fmt: skip
@click.option(
    "--known", "known_at", type=options.time,
    help="Only by what the warehouse knew at this time, which is up to its last load.",
)  # fmt: skip
@json_option
def command(
    source_id: str | None,
    first: date,
    last: date | None,
    types: tuple[str, ...],
    known_at: datetime | None,
    as_json: bool,
) -> None:
    """Print which articles changed in a time, by type of change.

    A change happened when the page was first observed to say something else, whenever the
    warehouse learnt of it. `copydesk history URL --diff` shows what it was.
    """
    with desk_here() as desk:
        until = last or desk.clock.now().date()
        found = changes(
            desk.warehouse, _start(first), _start(until + timedelta(days=1)),
            source_id=source_id, known_at=known_at,
        )  # fmt: skip
    wanted = types or tuple(c.value for c in Change if c is not Change.FIRST_SEEN)
    found = [row for row in found if row["change"] in wanted]
    if not found:
        raise NotFound(f"Nothing changed from {first} to {until}{_of(source_id)}.")
    counts = dict(Counter(row["change"] for row in found).most_common())
    if as_json:
        print_json({"from": first, "to": until, "by_change": counts, "changes": found})
        return
    for change, count in counts.items():
        say(f"{change}: {count}")
        say_columns((_line(row) for row in found if row["change"] == change), "  ")


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _of(source_id: str | None) -> str:
    return f" in {source_id}" if source_id else ""


def _line(row: Mapping[str, Any]) -> tuple[str, str, str]:
    ours = f" ({row['cause']})" if row["cause"] != row["change"] else ""
    title, before = row["title"], row["title_before"]
    if row["title"] is None:
        title, before = before, None
    renamed = f" (before: {before})" if before and before != title else ""
    return plain(row["changed_at"]), row["url"], f"{plain(title)}{renamed}{ours}"
