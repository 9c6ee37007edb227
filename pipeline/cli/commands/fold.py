"""`copydesk fold`: which texts are copies of which, as a DAG would store it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

import click

from pipeline.cli.exits import FOUND_WRONG, OK
from pipeline.cli.lines import Record, read_records
from pipeline.cli.options import examples
from pipeline.cli.output import json_line
from pipeline.errors import PipelineError
from pipeline.flows.read import StageError
from pipeline.flows.texts import fold_texts
from pipeline.model import Reason, Stage


@click.command(
    epilog=examples(
        "copydesk fold < articles.jsonl > stories.jsonl",
        "copydesk fold articles.jsonl | jq -r 'select(.role != \"original\") | .id'",
    )
)
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE|-]")
@click.option("--json", "as_json", is_flag=True, help="JSON lines; they are printed in any case.")
def command(source: IO[bytes], as_json: bool) -> int:  # noqa: ARG001
    """Tie copies among texts to their originals.

    JSONL of texts in, JSONL of their places in stories out. Each record has {"id", "url",
    "title", "text", "published_at"}; only id and text must be there. Each result, in the same
    order, has {"id", "story_id", "role", "original_id", "score", "evidence"}: role is
    original, syndicated_copy (declared or marked), near_duplicate (measured) or excerpt;
    original_id is the id of a record, or an address where the original is not among them.
    There is no server to set up, and the rules are those of the nightly run.

    A record that cannot be read gives {"id", "error"} in its place, and the exit code is 1.
    """
    records = list(read_records(source))
    results, code = fold_records(records), OK
    for result in results:
        code = FOUND_WRONG if "error" in result else code
        click.echo(json_line(result))
    return code


def fold_records(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return one result a record, in order; bad records are left out of the fold."""
    problems = {record.number: problem for record in records if (problem := _problem(record))}
    failed = {
        number: _error(Stage.FOLD, Reason.UNREADABLE, problem)
        for number, problem in problems.items()
    }
    good = [record for record in records if record.number not in failed]
    try:
        folded = fold_texts([record.value for record in good])
    except PipelineError:
        # One of them is bad, and the fold does not say which: only then each is tried alone.
        failed |= {r.number: error for r in good if (error := _try_alone(r))}
        good = [record for record in good if record.number not in failed]
        folded = fold_texts([record.value for record in good])
    results = {record.number: result for record, result in zip(good, folded, strict=True)}
    return [
        results.get(r.number) or {"id": r.value.get("id"), "error": failed[r.number]}
        for r in records
    ]


def _problem(record: Record) -> str:
    """Return what is wrong with the form of a record, or an empty string."""
    if record.problem:
        return record.problem
    if not isinstance(record.value.get("id"), (str, int)):
        return f"Line {record.number} has no 'id'."
    for key in ("text", "url", "title", "published_at"):
        value = record.value.get(key)
        if not isinstance(value, str) and (key == "text" or value is not None):
            return f"Line {record.number} has no text under '{key}'."
    return ""


def _try_alone(record: Record) -> dict[str, str] | None:
    try:
        fold_texts([record.value])
    except PipelineError as error:
        stage = error.stage if isinstance(error, StageError) else Stage.FOLD
        return _error(stage, error.reason, error.message)
    return None


def _error(stage: Stage, reason: Reason, message: str) -> dict[str, str]:
    return {"stage": stage.value, "reason": reason.value, "message": message}
