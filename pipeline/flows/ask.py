"""Asking the web with the archive open: what is answered is kept before anything looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from pipeline.archive import ArchiveWriter
from pipeline.errors import PipelineError
from pipeline.fetch import Fetcher, FetchPolicy
from pipeline.fetch.address import REDIRECT_STATUSES
from pipeline.flows.desk import Desk
from pipeline.flows.stored import index_tails
from pipeline.model import Capture, CaptureKind, Exchange, Reason, Stage, Via
from pipeline.sources import Source
from pipeline.warehouse.block_list import BlockList, block_list
from pipeline.warehouse.captures import (
    Failure,
    add_captures,
    last_capture,
    mark_indexed,
    quarantine_all,
)
from pipeline.warehouse.limits import WarehouseLimits, WarehouseRobots
from pipeline.warehouse.load import RunContext


class Asker:
    """Fetches within a source's limits; every answer goes to the archive and into its index."""

    def __init__(
        self, desk: Desk, context: RunContext, writer: ArchiveWriter, limits: WarehouseLimits
    ) -> None:
        self._desk = desk
        self._context = context
        self._writer = writer
        self._kind = CaptureKind.PAGE
        self._source_id = ""
        self._blocks = BlockList({}, {})
        self._earlier: Capture | None = None
        self._kept: Capture | None = None
        self.fetcher = Fetcher(
            desk.settings.fetch,
            desk.clock,
            limits,
            WarehouseRobots(desk.warehouse),
            self._keep,
        )

    def ask(
        self, url: str, kind: CaptureKind, source_id: str, policy: FetchPolicy
    ) -> Capture | None:
        """Ask for `url`, conditionally where it is known; return the capture of the answer.

        An answer that is no good is a capture too: whoever reads it says why. Where no answer
        came, the failure goes to quarantine and None is returned.
        """
        self._kind, self._source_id, self._kept = kind, source_id, None
        self._blocks = block_list(self._desk.warehouse)
        self._earlier = last_capture(self._desk.warehouse, url)
        known = self._earlier
        try:
            self._blocks.check(url)
            self.fetcher.fetch(
                url,
                policy=policy,
                etag=known.etag if known else "",
                last_modified=known.last_modified if known else "",
            )
        except PipelineError as error:
            if error.reason is Reason.MISCONFIGURED:
                raise
            if self._answer() is None:
                self._quarantine(url, error)
        return self._answer()

    def keep_document(
        self, url: str, payload: bytes, content_type: str, accepted_at: datetime, source_id: str
    ) -> Capture:
        """Archive and index a document that was pushed; return its capture."""
        capture = self._writer.write_document(url, payload, content_type, accepted_at, source_id)
        add_captures(self._desk.warehouse, [capture], self._context.run_id)
        return capture

    def _answer(self) -> Capture | None:
        """Return what was kept last, unless it only leads on: then no answer came."""
        kept = self._kept
        return None if kept and kept.status in REDIRECT_STATUSES else kept

    def _keep(self, exchange: Exchange) -> None:
        self._blocks.check(exchange.final_url)  # a redirect may lead to what stays away
        is_robots = exchange.seen_url.endswith("/robots.txt")
        kind = CaptureKind.ROBOTS if is_robots else self._kind
        capture = self._writer.write(
            exchange,
            kind=kind,
            via=Via.LIVE,
            source_id=self._source_id,
            revisit_of=None if is_robots else self._repeated_by(exchange),
        )
        add_captures(self._desk.warehouse, [capture], self._context.run_id)
        if not is_robots:
            self._kept = capture

    def _repeated_by(self, exchange: Exchange) -> Capture | None:
        """Return the capture that this answer may repeat; a 304 that nobody asked for is none."""
        earlier = self._earlier
        was_conditional = bool(earlier and (earlier.etag or earlier.last_modified))
        return earlier if exchange.status != 304 or was_conditional else None

    def _quarantine(self, url: str, error: PipelineError) -> None:
        stage = Stage.DISCOVER if self._kind is CaptureKind.LISTING else Stage.FETCH
        failure = Failure(
            url, self._source_id, stage, error.reason, str(error), self._desk.clock.now()
        )
        quarantine_all(
            self._desk.warehouse,
            [failure],
            pipeline_version=self._context.pipeline_version,
            run_id=self._context.run_id,
        )


@contextmanager
def open_asker(desk: Desk, context: RunContext, name: str) -> Iterator[Asker]:
    """Yield an `Asker` whose archive files carry `name`.

    What an earlier holder of the name wrote and could not index any more is indexed first, so
    that nothing is asked for again whose bytes are kept.
    """
    index_tails(desk, context.run_id, name=name)
    with (
        desk.archive.writer(name, context.run_id) as writer,
        WarehouseLimits(desk.warehouse) as limits,
    ):
        asker = Asker(desk, context, writer, limits)
        with asker.fetcher:
            yield asker
    mark_indexed(desk.warehouse, writer.closed)


def policy_of(source: Source) -> FetchPolicy:
    """Return how politely `source` is asked."""
    return FetchPolicy(delay_s=source.delay_s, allow_private_network=source.allow_private_network)
