"""What publishers say of the use of what was read, recorded for each capture as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from pipeline.errors import PipelineError
from pipeline.fetch.directives import header_directives, host_directives, tdmrep_address
from pipeline.flows.desk import Desk
from pipeline.flows.stored import payload_of
from pipeline.model import Capture, Directive
from pipeline.warehouse.directives import add_directives, captures_of


def record_directives(
    desk: Desk, captures: Sequence[Capture], metas: Mapping[UUID, Sequence[Directive]]
) -> None:
    """Record what headers, hosts and `metas` (by capture) say of `captures`.

    A host's word is the file that was captured last before the page. A page that was not read
    anew repeats the metas of the capture that it refers to.
    """
    files = _Files(desk, captures)
    said: dict[UUID, tuple[Directive, ...]] = {}
    for capture in captures:
        told = header_directives(capture.robots_directives) + files(capture)
        said[capture.capture_id] = (*told, *metas.get(capture.capture_id, ()))
    repeats = {c.capture_id: c.revisit_of for c in captures if c.revisit_of is not None}
    add_directives(desk.warehouse, said, repeats)


class _Files:
    """The tdmrep.json files of the hosts of some captures, each read once."""

    def __init__(self, desk: Desk, captures: Sequence[Capture]) -> None:
        self._desk = desk
        addresses = {tdmrep_address(capture.final_url) for capture in captures}
        self._captures = captures_of(desk.warehouse, addresses) if addresses else {}
        self._bodies: dict[UUID, bytes] = {}

    def __call__(self, capture: Capture) -> tuple[Directive, ...]:
        """Return what the host said of `capture` when it was made."""
        files = self._captures.get(tdmrep_address(capture.final_url), ())
        before = [file for file in files if file.fetched_at <= capture.fetched_at]
        if not before or before[-1].status != 200:
            return ()
        return host_directives(self._body(before[-1]), capture.final_url)

    def _body(self, file: Capture) -> bytes:
        if file.capture_id not in self._bodies:
            try:
                self._bodies[file.capture_id] = payload_of(self._desk, file)[0]
            except PipelineError:  # damaged or purged: it says nothing any more
                self._bodies[file.capture_id] = b""
        return self._bodies[file.capture_id]
