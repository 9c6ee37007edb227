"""Bounds on work that hold on a busy machine as well."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within_cpu_s(limit: float) -> Iterator[None]:
    """Fail where more than `limit` seconds of processor time are used.

    For what would take minutes if it were done wrong: this tells orders of magnitude, not speed.
    """
    started = time.process_time()
    yield
    used = time.process_time() - started
    assert used < limit, f"{used:.1f} s of processor time, and {limit} s are plenty"
