"""`copydesk doctor`: whether this place is in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from pipeline.archive import Archive, archive_of
from pipeline.cli.exits import FOUND_WRONG, OK
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import print_json, say, say_columns
from pipeline.cli.place import find_settings
from pipeline.config import Settings, host_of
from pipeline.errors import PipelineError
from pipeline.flows.purge import find_leftovers
from pipeline.flows.version import PIPELINE_VERSION
from pipeline.revise import ALGORITHM_VERSION
from pipeline.sources import load_sources
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.edits import count_untyped
from pipeline.warehouse.migrate import current_revision, head_revision
from pipeline.warehouse.read import totals
from pipeline.warehouse.reader import READER, reader_faults
from pipeline.warehouse.sample import sample_captures
from pipeline.warehouse.search import search_state


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: in order or not, and what is to be said of it."""

    name: str
    is_ok: bool
    message: str


@click.command(
    epilog=examples(
        "copydesk doctor",
        "copydesk doctor --sample 1000 --json",
    )
)
@click.option(
    "--sample",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    help="How many captures to read back from the archive, chosen at random.",
)
@json_option
def command(sample: int, as_json: bool) -> int:
    """Check settings, database, schema, facts and archive.

    Every invariant of the warehouse is a query that returns what breaks it; docs/operators.md
    says what to do about each. The exit code is 1 where anything is not in order.
    """
    findings = list(_examine(sample))
    is_ok = all(finding.is_ok for finding in findings)
    if as_json:
        print_json({"is_ok": is_ok, "findings": findings})
    else:
        say_columns(("ok" if f.is_ok else "WRONG", f.name, f.message) for f in findings)
        say("Everything is in order." if is_ok else "Something is not in order: see WRONG above.")
    return OK if is_ok else FOUND_WRONG


def _examine(sample: int) -> Iterator[Finding]:
    try:
        settings = find_settings()
    except PipelineError as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, _described(settings))
    yield _guarded("sources", lambda: f"{len(load_sources(settings.sources_dir))} files")
    reached = _guarded("database", lambda: _reach(settings.database_url))
    yield reached
    if not reached.is_ok:
        return
    schema = _schema(settings.database_url)
    yield schema
    if schema.is_ok:
        with Warehouse(settings.database_url) as warehouse:
            yield from _contents(warehouse, archive_of(settings), sample)


def _described(settings: Settings) -> str:
    sources = settings.sources_dir or "those shipped"
    return (
        f"home {settings.home}, archive {settings.archive_dir}, sources {sources}, "
        f"rules of version {PIPELINE_VERSION}"
    )


def _guarded(name: str, work: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, work())
    except PipelineError as error:
        return Finding(name, False, str(error))


def _reach(url: str) -> str:
    with Warehouse(url) as warehouse, warehouse.connect():
        return f"{host_of(url)} answers"


def _schema(url: str) -> Finding:
    current, head = current_revision(url), head_revision()
    message = f"{current or 'nothing'}, and this version needs {head}"
    if current == head:
        return Finding("schema", True, f"at {head}")
    return Finding("schema", False, f"{message}. Run `copydesk migrate`.")


def _contents(warehouse: Warehouse, archive: Archive, sample: int) -> Iterator[Finding]:
    for result in run_checks(warehouse):
        message = result.meaning
        if result.broken:
            message += f" Broken {result.broken} times, e.g. {', '.join(result.examples)}."
        yield Finding(result.name, not result.broken, message)
    yield _edits(warehouse)
    yield _search(warehouse)
    yield _reader(warehouse)
    yield _archive(warehouse, archive, sample)
    yield _purged(warehouse, archive)
    counts = ", ".join(
        f"{value} {key.replace('_', ' ')}" for key, value in totals(warehouse).items()
    )
    yield Finding("contents", True, counts)


def _edits(warehouse: Warehouse) -> Finding:
    """Look whether every edit of a publisher was told by its kind."""
    untyped = count_untyped(warehouse, ALGORITHM_VERSION)
    if untyped:
        message = f"{untyped} edits of publishers have no kind yet: the next run compares them"
        return Finding("edits", False, message)
    return Finding("edits", True, "every edit of a publisher is told by its kind")


def _search(warehouse: Warehouse) -> Finding:
    state = search_state(warehouse)
    message = f"{state.indexed} articles can be searched"
    if state.behind:
        message += f", {state.behind} by an older text or not at all: the next run brings them up"
    return Finding("search", not state.behind, message)


def _reader(warehouse: Warehouse) -> Finding:
    """Look whether analysts may read what they should, and nothing else."""
    faults = reader_faults(warehouse)
    if faults is None:
        message = (
            f"there is no role {READER} for analysts; as an administrator: "
            f"CREATE ROLE {READER} NOLOGIN; then `copydesk migrate`"
        )
        return Finding("reader", True, message)
    if faults:
        message = f"{READER} {', '.join(faults)}. REVOKE what is too much, then `copydesk migrate`"
        return Finding("reader", False, message)
    return Finding("reader", True, f"{READER} reads schema desk and no secret")


def _purged(warehouse: Warehouse, archive: Archive) -> Finding:
    """Search the archive for bytes of what was purged."""
    files = find_leftovers(warehouse, archive)
    if files:
        message = f"bytes of what was purged stand in {len(files)} files, e.g. {files[0]}"
        return Finding("purged_bytes", False, f"{message}. Give `copydesk purge run` again.")
    return Finding("purged_bytes", True, "the archive has no bytes of what was purged")


def _archive(warehouse: Warehouse, archive: Archive, sample: int) -> Finding:
    """Read a sample of captures back, each with its digest."""
    captures = sample_captures(warehouse, sample)
    damage: list[str] = []
    for capture in captures:
        try:
            archive.read(capture.location)
        except PipelineError as error:
            damage.append(error.message)
    if damage:
        message = f"{len(damage)} of {len(captures)} captures unreadable, e.g. {damage[0]}"
        return Finding("archive", False, message)
    return Finding("archive", True, f"{len(captures)} captures of a random sample can be read")
