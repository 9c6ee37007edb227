"""What every flow works with, opened once: settings, clock, warehouse, archive, sources."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.archive import Archive, archive_of
from pipeline.config import Settings
from pipeline.flows.reader import PageReader
from pipeline.flows.version import PIPELINE_VERSION
from pipeline.model import Clock
from pipeline.sources import Source, load_readable_sources
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import RunContext

UNOWNED_SOURCE_ID = "inbox"
"""The source of pushed addresses that no configured source owns."""


@dataclass(frozen=True)
class Desk:
    """The open desk: everything that a flow may touch."""

    settings: Settings
    clock: Clock
    warehouse: Warehouse
    archive: Archive
    reader: PageReader

    def sources(self) -> dict[str, Source]:
        """Return the configured sources by id, read anew, without those in `broken_sources`.

        Raises `Misconfigured` where none is left.
        """
        return load_readable_sources(self.settings.sources_dir)[0]

    def broken_sources(self) -> list[str]:
        """Return what is wrong with each sources file that cannot be read, with the remedy."""
        return [str(fault) for fault in load_readable_sources(self.settings.sources_dir)[1]]


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """Yield a desk for `settings` and close its connections and its child afterwards."""
    with Warehouse(settings.database_url) as warehouse, PageReader(settings.read) as reader:
        yield Desk(settings, settings.clock(), warehouse, archive_of(settings), reader)


def run_context(dag_id: str, run_id: str) -> RunContext:
    """Return who writes: this run, under the rules of this version."""
    return RunContext(dag_id, run_id, PIPELINE_VERSION)
