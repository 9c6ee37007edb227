"""What a host asks for with Retry-After (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER_S = 3600.0
"""Longer wishes are clamped: a slip of the server's must not silence a source for a year."""


def read_retry_after(value: str, date_header: str, now: datetime) -> float | None:
    """Return the seconds that `value` asks to wait, 0..`MAX_RETRY_AFTER_S`; None where unreadable.

    A date is measured from the answer's own Date header where it has one, so that neither clock
    has to be right; a date in the past is 0.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER_S)
    until = _http_date(text)
    if until is None:
        return None
    wait_s = (until - (_http_date(date_header) or now)).total_seconds()
    return min(max(wait_s, 0.0), MAX_RETRY_AFTER_S)


def _http_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
