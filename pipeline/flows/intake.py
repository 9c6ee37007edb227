"""What many threads bring in together: archived, then indexed, one commit for all that waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipeline.archive import ArchiveWriter, PackedRecord
from pipeline.flows.desk import Desk
from pipeline.flows.stored import index_tails
from pipeline.model import Capture
from pipeline.warehouse.block_list import BlockList, block_list
from pipeline.warehouse.captures import add_captures, mark_indexed
from pipeline.warehouse.limits import WarehouseLimits, WarehouseRobots
from pipeline.warehouse.load import RunContext

_BLOCKS_FRESH_S = 1.0
"""So long a read block list is believed; what slips by is swept when it is processed."""


@dataclass
class _Waiting:
    """A record on its way, and what came of it."""

    record: PackedRecord
    captures: list[Capture] = field(default_factory=list)
    error: BaseException | None = None

    def result(self) -> Capture:
        if self.error is not None:
            raise self.error
        return self.captures[0]


class Intake:
    """The one door into the archive for the threads of one task.

    A thread that brings a record waits until it is on the disk and in the index. Whichever comes
    first writes what all have brought until then: one write, one sync and one statement for all of
    them, so that many hosts cost hardly more than one.
    """

    def __init__(self, desk: Desk, context: RunContext, writer: ArchiveWriter) -> None:
        self.desk = desk
        self.context = context
        self.writer = writer
        self.limits = WarehouseLimits(desk.warehouse)
        self.robots = WarehouseRobots(desk.warehouse)
        self.stopping = threading.Event()
        self._queue: list[_Waiting] = []
        self._commit_turn = threading.Lock()
        self._blocks = block_list(desk.warehouse)
        self._blocks_read_at = time.monotonic()

    def keep(self, record: PackedRecord) -> Capture:
        """Return the capture of `record` when its bytes are on the disk and it is indexed.

        Raises what the archive and the warehouse raise; bytes that could not be indexed are found
        by the next run.
        """
        waiting = _Waiting(record)
        self._queue.append(waiting)
        with self._commit_turn:
            if not waiting.captures and waiting.error is None:
                self._commit()
        return waiting.result()

    def _commit(self) -> None:
        found = len(self._queue)
        batch, self._queue[:found] = self._queue[:found], []
        try:
            captures = self.writer.append([waiting.record for waiting in batch])
            add_captures(self.desk.warehouse, captures, self.context.run_id)
            for waiting, capture in zip(batch, captures, strict=True):
                waiting.captures.append(capture)
        except BaseException as error:  # none of them may go on as if it were kept
            for waiting in batch:
                waiting.error = error
            raise

    def blocks(self) -> BlockList:
        """Return what is purged, as of a moment ago."""
        now = time.monotonic()
        if now - self._blocks_read_at > _BLOCKS_FRESH_S:
            self._blocks_read_at = now
            self._blocks = block_list(self.desk.warehouse)
        return self._blocks

    def pause(self, seconds: float) -> None:
        """Sleep, or less where the task is to stop."""
        self.stopping.wait(seconds)


@contextmanager
def open_intake(desk: Desk, context: RunContext, name: str) -> Iterator[Intake]:
    """Yield an `Intake` whose archive files carry `name`.

    What an earlier holder of the name wrote and could not index any more is indexed first, so
    that nothing is asked for again whose bytes are kept.
    """
    index_tails(desk, context.run_id, name=name)
    with desk.archive.writer(name, context.run_id) as writer:
        intake = Intake(desk, context, writer)
        with intake.limits:
            yield intake
    mark_indexed(desk.warehouse, writer.closed)
