"""`copydesk changes`: which articles changed in a time, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

from pipeline.cli import options
from pipeline.cli.diffs import said_of_edit
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.model import Change, EditKind
from pipeline.warehouse.read import changes


@click.command(
    epilog=examples(
        "copydesk changes --source harbour-courier --from 2026-03-02 --to 2026-03-08",
        "copydesk changes --from yesterday --type withdrawn        of all sources, since yesterday",
        "copydesk changes --from yesterday --type headline --type number",
        "copydesk changes --from 2026-03-02 --json | jq '.by_change'",
        "copydesk changes --from 2026-03-02 --known 2026-03-05     as it looked on the 5th",
    )
)
@click.option("--source", "source_id", metavar="ID", help="Only articles of this source.")
@click.option("--from", "first", type=options.day, required=True, help="First UTC day.")
@click.option("--to", "last", type=options.day, help="Last UTC day, included. Default: today.")
@click.option(
    "--type", "types", multiple=True,
    type=click.Choice([item.value for item in (*Change, *EditKind)]),
    help="Only this change, or this kind of a publisher's edit; may be given several times. "
    "Default: all that happened to an article after it was new.",
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
    found = [row for row in found if _is_wanted(row, types)]
    if not found:
        raise NotFound(f"Nothing of that kind changed from {first} to {until}{_of(source_id)}.")
    counts = dict(Counter(row["change"] for row in found).most_common())
    kinds = dict(Counter(kind for row in found for kind in row["kinds"] or ()).most_common())
    if as_json:
        print_json(
            {"from": first, "to": until, "by_change": counts, "by_kind": kinds, "changes": found}
        )
        return
    for change, count in counts.items():
        say(f"{change}: {count}")
        say_columns((_line(row) for row in found if row["change"] == change), "  ")
    if kinds:
        say(f"edits by kind: {', '.join(f'{kind} {count}' for kind, count in kinds.items())}")


def _is_wanted(row: Mapping[str, Any], types: Sequence[str]) -> bool:
    """Without types everything that happened to an article after it was new."""
    if not types:
        return row["change"] not in (Change.FIRST_SEEN, Change.INCOMPARABLE)
    return row["change"] in types or not {*types}.isdisjoint(row["kinds"] or ())


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
    said = f"{plain(title)}{renamed}{ours}{said_of_edit(row)}"
    return plain(row["changed_at"]), row["url"], said
