"""Strangers' bytes are read in a child that can be killed: a hostile page costs only itself.

The child (`python -m pipeline.flows.reader`) takes pickled requests from its standard input and
answers through a pipe of its own, each behind its length. It reads one page or listing at a time,
under a limit of processor time and of memory that the kernel enforces; what it leaves behind when
it dies is a reason for quarantine, and the next one gets a new child.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
from datetime import datetime
from typing import IO, Any

from pipeline.closing import Closing
from pipeline.config import ReadSettings
from pipeline.discover import Listing, read_listing
from pipeline.errors import PipelineError, Terminal
from pipeline.flows.read import ReadPage, StageError, read_page
from pipeline.model import Reason, Stage

Request = tuple[str, str, bytes, str, str, bool, datetime | None]
"""What it is ('page' or 'listing'), its address, its decoded bytes, its content type; of a page
the address that was asked for, whether an operator lets it pass for an article, and when it was
captured."""

Failed = tuple[Stage, str, Reason]
"""An error as it is sent: stage, message and reason; causes of C libraries cannot be pickled."""

_LENGTH = struct.Struct("!Q")
_PAGES_A_CHILD = 2000  # what leaks in C libraries goes with the child
_OUT_OF_MEMORY = 77  # exit code of a child that had none left even to say so
_WALL_FACTOR = 4  # a busy machine gives a child a quarter of a processor, and no less


class PageReader(Closing):
    """Reads pages and listings in a child of its own, started when needed, again after a death.

    One thread at a time is served, the others wait. Close it, or use it in a `with` statement.
    """

    def __init__(self, settings: ReadSettings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: IO[bytes] | None = None
        self._pages = 0
        self._turn = threading.Lock()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._answers):
            with contextlib.suppress(OSError):  # what was not sent yet has no reader any more
                stream.close()  # type: ignore[union-attr]
        self._child = self._answers = None

    def read(
        self,
        url: str,
        body: bytes,
        content_type: str,
        *,
        seen_url: str = "",
        is_released: bool = False,
        captured_at: datetime | None = None,
    ) -> ReadPage:
        """Return what the page `body`, found at `url`, says: what `flows.read.read_page` returns.

        Raises `StageError`, for a page that takes more time or memory than a page may with the
        reason TOO_COSTLY, for one on which a library crashes with UNREADABLE.
        """
        page: ReadPage = self._read(
            "page", url, body, content_type, seen_url, is_released, captured_at
        )
        return page

    def read_listing(self, url: str, body: bytes, content_type: str) -> Listing:
        """Return what the listing `body` says: what `discover.read_listing` returns.

        Raises `StageError` as `read` does.
        """
        listing: Listing = self._read("listing", url, body, content_type, "", False, None)
        return listing

    def _read(self, *request: *Request) -> Any:
        with self._turn:
            return self._read_alone(*request)

    def _read_alone(self, *request: *Request) -> Any:
        if self._pages >= _PAGES_A_CHILD:
            self.close()
        child = self._child or self._start()
        self._pages += 1
        try:
            answer = self._ask(child, request)
        except BaseException:  # whatever happened: the two no longer agree on whose turn it is
            self.close()
            raise
        if not isinstance(answer, tuple):
            return answer
        stage, message, reason = answer
        if reason is Reason.TOO_COSTLY:
            self.close()  # it is as large as it may be, or still at it
        raise StageError(stage, Terminal(message, reason=reason))

    def _start(self) -> subprocess.Popen[bytes]:
        ours, theirs = os.pipe()
        limits = [self._settings.max_cpu_s, self._settings.max_memory_mb]
        self._child = subprocess.Popen(
            [sys.executable, "-m", __name__, *map(str, [theirs, *limits])],
            stdin=subprocess.PIPE,
            stdout=2,  # what a library prints is no answer
            pass_fds=[theirs],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        os.close(theirs)
        self._answers = os.fdopen(ours, "rb")
        self._pages = 0
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], request: Request) -> Any:
        """Return what was read, or a `Failed`."""
        assert child.stdin
        assert self._answers
        give_up_after_s = self._settings.max_cpu_s * _WALL_FACTOR
        try:
            _send(child.stdin, request)
            if not select.select([self._answers], [], [], give_up_after_s)[0]:
                return _too_costly(request[1], f"{give_up_after_s} s")
            return _receive(self._answers)
        except (EOFError, BrokenPipeError):
            return self._explain_death(child, request[1])

    def _explain_death(self, child: subprocess.Popen[bytes], url: str) -> Failed:
        code = child.wait()
        self.close()
        if code == -signal.SIGXCPU:
            return _too_costly(url, f"{self._settings.max_cpu_s} s of processor time")
        # The kernel's last means against hunger, C++'s, and Python's.
        if code in (-signal.SIGKILL, -signal.SIGABRT, _OUT_OF_MEMORY):
            return _too_costly(url, f"{self._settings.max_memory_mb} MB of memory")
        return Stage.EXTRACT, f"Reading {url} crashed (exit code {code}).", Reason.UNREADABLE


def _too_costly(url: str, what: str) -> Failed:
    return Stage.EXTRACT, f"Reading {url} takes more than {what}.", Reason.TOO_COSTLY


def _send(stream: IO[bytes], value: Any) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """Return the next value. Raises `EOFError` at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - from our own child


# -- in the child ---------------------------------------------------------------------------------


def _serve(answers: IO[bytes], max_cpu_s: int, max_memory_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches a whole terminal: one answers
    _limit(resource.RLIMIT_DATA, max_memory_mb * 1_000_000)
    while True:
        try:
            request: Request = _receive(sys.stdin.buffer)
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + max_cpu_s)
        _send(answers, _answer(request, max_memory_mb))


def _answer(request: Request, max_memory_mb: int) -> ReadPage | Listing | Failed:
    what, url, body, content_type, seen_url, is_released, captured_at = request
    try:
        if what == "listing":
            return read_listing(url, body, content_type)
        return read_page(
            url,
            body,
            content_type,
            seen_url=seen_url,
            is_released=is_released,
            captured_at=captured_at,
        )
    except StageError as error:
        return error.stage, str(error), error.reason
    except PipelineError as error:
        return Stage.DISCOVER, str(error), error.reason
    except MemoryError:
        return _too_costly(url, f"{max_memory_mb} MB of memory")


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (value if hard < 0 else min(value, hard), hard))


if __name__ == "__main__":
    _descriptor, *_limits = map(int, sys.argv[1:])
    try:
        _serve(os.fdopen(_descriptor, "wb"), *_limits)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
