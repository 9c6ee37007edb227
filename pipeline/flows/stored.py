"""Bytes of stored captures."""

from __future__ import annotations

from pipeline.errors import Terminal
from pipeline.flows.desk import Desk
from pipeline.model import Capture, Reason
from pipeline.warehouse.captures import get_captures


def payload_of(desk: Desk, capture: Capture) -> tuple[bytes, str]:
    """Return the decoded bytes of `capture` and their content type; of a revisit, the repeated.

    Raises `Terminal` where the record is damaged or the repeated capture is not known.
    """
    if capture.revisit_of is None:
        return desk.archive.payload_of(capture)
    referred = get_captures(desk.warehouse, [capture.revisit_of]).get(capture.revisit_of)
    if referred is None:
        raise Terminal(
            f"{capture.seen_url} only repeats a capture that the archive does not have.",
            reason=Reason.ARCHIVE_DAMAGED,
        )
    return desk.archive.payload_of(referred)
