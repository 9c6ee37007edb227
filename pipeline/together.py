"""Work that many threads bring at once and that is done for all of them in one step.

Whoever comes first does what has come until then; meanwhile more comes, and the first of those
does it next. So nothing waits for company, and what a step costs (a sync of the disk, a trip to the
database) is shared by as many as are there. Databases call it group commit (DeWitt et al. 1984).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Hands items of many threads to `work`, several at a time, one call at a time.

    `work` returns a result for each item, in their order. An error of it is raised for all of them:
    none may go on as if it were done.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._queue: list[_Waiting[Item, Result]] = []
        self._is_busy = False

    def do(self, item: Item) -> Result:
        """Return what `work` returns for `item`, once it was part of a step."""
        waiting: _Waiting[Item, Result] = _Waiting(item)
        with self._lock:
            self._queue.append(waiting)
            is_first, self._is_busy = not self._is_busy, True
        if not is_first:
            waiting.woken.wait()
        if not waiting.is_done:
            self._lead()
        return waiting.result()

    def _lead(self) -> None:
        """Do one step for all that wait, and wake them and whoever leads next."""
        with self._lock:
            batch, self._queue = self._queue, []
        try:
            results = self._work([waiting.item for waiting in batch])
            for waiting, result in zip(batch, results, strict=True):
                waiting.results.append(result)
        except BaseException as error:  # noqa: BLE001 - each of them raises it
            for waiting in batch:
                waiting.error = error
        with self._lock:
            heirs = self._queue[:1]
            self._is_busy = bool(heirs)
        for waiting in batch:
            waiting.is_done = True
        for waiting in (*batch, *heirs):
            waiting.woken.set()


class _Waiting(Generic[Item, Result]):
    """An item on its way, and what came of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = threading.Event()
        self.is_done = False
        self.results: list[Result] = []
        self.error: BaseException | None = None

    def result(self) -> Result:
        if self.error is not None:
            raise self.error
        return self.results[0]
