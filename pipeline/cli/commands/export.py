"""`copydesk export`: articles, versions, stories and removed spans as files."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.export import Format
from pipeline.flows.export import export_to


@click.command(
    epilog=examples(
        "copydesk export /data/news                    # again later: only what is new",
        "copydesk export /data/news-lines --format jsonl",
    )
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.PARQUET.value,
    show_default=True,
    help="How the files are written.",
)
@json_option
def command(folder: Path, form: str, as_json: bool) -> None:
    """Write what is new into a folder, as Parquet or JSONL.

    The folder remembers up to which load it goes; the next export writes only articles that newer
    loads touched. docs/export.md says how to read it as one table.
    """
    with desk_here() as desk, shown_progress() as told:
        manifest, made = export_to(desk, folder, Format(form), told)
    if as_json:
        print_json({"folder": str(folder), "watermark": manifest.watermark, "export": made})
    elif made is None:
        say(f"{folder}: nothing new; it goes up to load {manifest.watermark}.")
    else:
        rows = ", ".join(f"{count:,} {name}" for name, count in made.rows.items())
        say(f"{folder}: {rows}; it goes up to load {manifest.watermark}.")
