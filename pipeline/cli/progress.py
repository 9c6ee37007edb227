"""Progress on standard error: bars on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from pipeline.flows.progress import Progress as Listener

_LINE_EVERY_S = 2.0


@contextmanager
def shown_progress() -> Iterator[Listener]:
    """Yield a listener that shows what it is told while the work lasts."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bars:
        yield _bars(bars)


def _bars(bars: Progress) -> Listener:
    tasks: dict[str, TaskID] = {}

    def told(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = bars.add_task(step, total=total)
        bars.update(tasks[step], completed=done, total=total)

    return told


def _lines() -> Listener:
    said: dict[str, float] = {}

    def told(step: str, done: int, total: int) -> None:
        is_due = time.monotonic() - said.get(step, 0.0) > _LINE_EVERY_S
        if done == total or is_due:
            said[step] = time.monotonic()
            click.echo(f"{step}: {done} of {total}", err=True)

    return told
