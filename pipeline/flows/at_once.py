"""Work for many hosts side by side: each piece a thread, none of them left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TypeVar

MAX_THREADS = 32
"""So many hosts are asked at once by one task: what one page may take of memory, so often."""

T = TypeVar("T")


def at_once(
    work: Mapping[str, Callable[[], T]],
    heed: Callable[[str, T | Exception], None],
    stopping: threading.Event,
) -> None:
    """Run every piece of `work` in a thread, and `heed` its name and what it returned or raised.

    `heed` is called in the caller's thread, in the order in which they end. Whatever ends the
    caller (an error of `heed`, Ctrl-C, a time limit) sets `stopping`, which the pieces are to
    obey, and is raised when they have ended.
    """
    workers = min(len(work), MAX_THREADS) or 1
    with ThreadPoolExecutor(workers, thread_name_prefix="ask") as threads:
        running = {threads.submit(piece): name for name, piece in work.items()}
        try:
            for future in as_completed(running):
                outcome: T | Exception = _outcome(future)
                heed(running[future], outcome)
        except BaseException:
            stopping.set()
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(future: Future[T]) -> T | Exception:
    error = future.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return error or future.result()
