"""What many threads bring in together: on the disk before anyone goes on, in the index soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType

from pipeline.archive import ArchiveWriter, PackedRecord
from pipeline.flows.desk import Desk
from pipeline.flows.stored import index_tails, store_files
from pipeline.model import Capture
from pipeline.together import Together
from pipeline.warehouse.block_list import BlockList, block_list
from pipeline.warehouse.captures import add_captures, mark_indexed, was_asked
from pipeline.warehouse.limits import WarehouseLimits, WarehouseRobots
from pipeline.warehouse.load import RunContext

_BLOCKS_FRESH_S = 1.0
"""So long a read block list is believed; what slips by is swept when it is processed."""

_HOST_WORD_HOLDS = timedelta(hours=24)
"""As long as a robots.txt (RFC 9309, section 2.4)."""

_MAX_UNINDEXED = 500
"""So many captures may wait for the index before nobody asks for more."""


class Intake:
    """The one door into the archive for the threads of one task. Use it in a `with` statement.

    A thread that brings a record waits until its bytes are on the disk: one write and one sync for
    all that have come meanwhile. The index follows in a thread of its own; what it did not get to
    before a kill stands in the file's tail, and the next run begins with that.
    """

    def __init__(self, desk: Desk, context: RunContext, writer: ArchiveWriter) -> None:
        self.desk = desk
        self.context = context
        self.writer = writer
        self.limits = WarehouseLimits(desk.warehouse)
        self.robots = WarehouseRobots(desk.warehouse)
        self.stopping = threading.Event()
        self._door: Together[PackedRecord, Capture] = Together(self._bring)
        self._unindexed: list[Capture] = []
        self._indexer = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._indexing: Future[None] | None = None
        self._asked_of_hosts: set[str] = set()
        self._blocks = block_list(desk.warehouse)
        self._blocks_read_at = time.monotonic()

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Index what is left, and raise what the warehouse raised; not after another error."""
        self.limits.close()
        self._indexer.shutdown()
        if kind is None:
            self._raise_failure()
            self._index()  # what came when the indexer had just looked

    def keep(self, record: PackedRecord) -> Capture:
        """Return the capture of `record` when its bytes are on the disk.

        Raises what the archive raises, and what the warehouse raised for captures before it.
        """
        return self._door.do(record)

    def _bring(self, records: Sequence[PackedRecord]) -> list[Capture]:
        if len(self._unindexed) > _MAX_UNINDEXED or self._is_idle():
            self._raise_failure()
        captures = self.writer.append(records)
        self._unindexed += captures
        if self._is_idle():
            self._indexing = self._indexer.submit(self._index)
        return captures

    def _is_idle(self) -> bool:
        return self._indexing is None or self._indexing.done()

    def _raise_failure(self) -> None:
        """Wait for the indexer, and raise what it failed with."""
        if self._indexing is not None:
            self._indexing.result()

    def _index(self) -> None:
        while found := len(self._unindexed):
            add_captures(self.desk.warehouse, self._unindexed[:found], self.context.run_id)
            del self._unindexed[:found]

    def blocks(self) -> BlockList:
        """Return what is purged, as of a moment ago."""
        now = time.monotonic()
        if now - self._blocks_read_at > _BLOCKS_FRESH_S:
            self._blocks_read_at = now
            self._blocks = block_list(self.desk.warehouse)
        return self._blocks

    def is_due(self, address: str) -> bool:
        """Tell, once, whether what a host says at `address` was not asked for a day."""
        if address in self._asked_of_hosts:
            return False
        self._asked_of_hosts.add(address)
        since = self.desk.clock.now() - _HOST_WORD_HOLDS
        return not was_asked(self.desk.warehouse, address, since)

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
    with (
        desk.archive.writer(name, context.run_id) as writer,
        Intake(desk, context, writer) as intake,
    ):
        yield intake
    mark_indexed(desk.warehouse, writer.closed)
    store_files(desk)
