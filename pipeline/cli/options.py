"""Options and kinds of values that several commands take."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click


def day(value: str) -> date:
    """Return the UTC day that `value` names: 2026-03-02, `today` or `yesterday`."""
    today = datetime.now(UTC).date()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        return named.get(value) or date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"'{value}' is no day: write 2026-03-02, today or yesterday."
        ) from None


def time(value: str) -> datetime:
    """Return the moment that `value` names in ISO 8601, aware UTC.

    Without an offset it is UTC, without a time of day the day's beginning.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is no time: write 2026-03-02T18:00.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def examples(*lines: str) -> str:
    """Return an epilog of examples that click leaves as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON with stable keys."
)

sources_folder_option = click.option(
    "--sources",
    "sources_folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="COPYDESK_SOURCES",
    help="Folder of YAML files, one per publisher. Default: COPYDESK_SOURCES, else those shipped.",
)

source_ids_option = click.option(
    "--source",
    "source_ids",
    metavar="ID",
    multiple=True,
    help="Only this source; may be given several times.",
)
