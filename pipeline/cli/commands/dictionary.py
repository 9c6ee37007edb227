"""`copydesk dictionary`: what every table, view and column means, as the database itself says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import desk_here
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dictionary import FunctionEntry, RelationEntry, functions, relations

HEAD = """# Data dictionary

Written by `make docs` from the comments in the database itself; never edit it by hand. In `psql`,
`\\d+ desk.articles` shows the same. Analysts start from schema `desk`
([with examples](analysts.md)); the tables below it are what the views stand on, and change with
the [contracts](contracts.md).
"""


@click.command(
    epilog=examples(
        "copydesk dictionary > data_dictionary.md",
        "copydesk dictionary --json | jq -r '.views[].name'",
    )
)
@json_option
def command(as_json: bool) -> None:
    """Print what every table, view and column means (Markdown).

    It is read from the comments in the database, so it is that of the warehouse at hand.
    """
    with desk_here() as desk:
        if as_json:
            print_json(
                {
                    "views": relations(desk.warehouse, "desk"),
                    "functions": functions(desk.warehouse, "desk"),
                    "tables": relations(desk.warehouse, "public"),
                }
            )
        else:
            say(render_dictionary(desk.warehouse))


def render_dictionary(warehouse: Warehouse) -> str:
    """Return the dictionary of a warehouse as Markdown."""
    parts = [
        HEAD,
        "## Views for analysts\n",
        *_relations(relations(warehouse, "desk")),
        "## Functions for analysts\n",
        *_functions(functions(warehouse, "desk")),
        "## Tables\n",
        *_relations(relations(warehouse, "public")),
    ]
    return "\n".join(parts).rstrip()


def _relations(found: Iterable[RelationEntry]) -> Iterator[str]:
    for entry in found:
        prefix = "" if entry.schema == "public" else f"{entry.schema}."
        yield f"### `{prefix}{entry.name}`\n\n{entry.meaning}.\n"
        yield "| column | type | meaning |\n|---|---|---|"
        for column in entry.columns:
            yield f"| `{column.name}` | {column.type} | {_cell(column.meaning)} |"
        yield ""


def _functions(found: Iterable[FunctionEntry]) -> Iterator[str]:
    for entry in found:
        yield f"### `{entry.schema}.{entry.name}`\n"
        yield f"```sql\n{entry.schema}.{entry.call}\n```\n\n{entry.meaning}.\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
