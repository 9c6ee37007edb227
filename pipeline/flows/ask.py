"""Asking the web with the archive open: what is answered is kept before anything looks at it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from pipeline.errors import PipelineError
from pipeline.fetch import Fetcher, FetchPolicy
from pipeline.fetch.address import REDIRECT_STATUSES
from pipeline.fetch.directives import tdmrep_address
from pipeline.flows.intake import Intake
from pipeline.model import Capture, CaptureKind, Exchange, Reason, Stage, Via
from pipeline.sources import Source
from pipeline.warehouse.captures import Failure, quarantine_all

_log = logging.getLogger(__name__)


class Asker:
    """Fetches within a source's limits; every answer goes to the archive and into its index.

    Each thread has one of its own; the intake is shared.
    """

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._kind = CaptureKind.PAGE
        self._source_id = ""
        self._earlier: Capture | None = None
        self._kept: Capture | None = None
        desk = intake.desk
        self.fetcher = Fetcher(
            desk.settings.fetch,
            desk.clock,
            intake.limits,
            intake.robots,
            self._keep,
            sleep=intake.pause,
        )

    def ask(
        self,
        url: str,
        kind: CaptureKind,
        source_id: str,
        policy: FetchPolicy,
        earlier: Capture | None = None,
    ) -> Capture | None:
        """Ask for `url`, conditionally where there is an `earlier` capture; return the new one.

        An answer that is no good is a capture too: whoever reads it says why. Where no answer
        came, the failure goes to quarantine and None is returned.
        """
        self._kept = None
        try:
            self._intake.blocks().check(url)
            if kind is CaptureKind.PAGE:
                self._ask_host(url, source_id, policy)
            self._kind, self._source_id, self._earlier = kind, source_id, earlier
            self.fetcher.fetch(
                url,
                policy=policy,
                etag=earlier.etag if earlier else "",
                last_modified=earlier.last_modified if earlier else "",
            )
        except PipelineError as error:
            if error.reason is Reason.MISCONFIGURED:
                raise
            if self._answer() is None:
                self._quarantine(url, error)
        return self._answer()

    def _ask_host(self, url: str, source_id: str, policy: FetchPolicy) -> None:
        """Ask once a day what the host of `url` reserves; whatever comes of it stops nothing."""
        address = tdmrep_address(url)
        if not self._intake.is_due(address):
            return
        self._kind, self._source_id, self._earlier = CaptureKind.ROBOTS, source_id, None
        try:
            self.fetcher.fetch(address, policy=policy)
        except PipelineError as error:
            if error.reason is Reason.MISCONFIGURED:
                raise
            _log.info("%s: %s", address, error)
        self._kept = None

    def keep_document(
        self, url: str, payload: bytes, content_type: str, accepted_at: datetime, source_id: str
    ) -> Capture:
        """Archive and index a document that was pushed; return its capture."""
        prepare = self._intake.writer.prepare_document
        return self._intake.keep(prepare(url, payload, content_type, accepted_at, source_id))

    def _answer(self) -> Capture | None:
        """Return what was kept last, unless it only leads on: then no answer came."""
        kept = self._kept
        return None if kept and kept.status in REDIRECT_STATUSES else kept

    def _keep(self, exchange: Exchange) -> None:
        self._intake.blocks().check(exchange.final_url)  # a redirect may lead to what stays away
        is_robots = exchange.seen_url.endswith("/robots.txt") or self._kind is CaptureKind.ROBOTS
        record = self._intake.writer.prepare(
            exchange,
            kind=CaptureKind.ROBOTS if is_robots else self._kind,
            via=Via.LIVE,
            source_id=self._source_id,
            revisit_of=None if is_robots else self._repeated_by(exchange),
        )
        capture = self._intake.keep(record)
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
            url, self._source_id, stage, error.reason, str(error), self._intake.desk.clock.now()
        )
        quarantine_all(
            self._intake.desk.warehouse,
            [failure],
            pipeline_version=self._intake.context.pipeline_version,
            run_id=self._intake.context.run_id,
        )


@contextmanager
def open_asker(intake: Intake) -> Iterator[Asker]:
    """Yield an `Asker` for the thread at hand."""
    asker = Asker(intake)
    with asker.fetcher:
        yield asker


def policy_of(source: Source) -> FetchPolicy:
    """Return how politely `source` is asked."""
    return FetchPolicy(delay_s=source.delay_s, allow_private_network=source.allow_private_network)
