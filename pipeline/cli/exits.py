"""Exit codes, and the one error that only the command line knows."""

from __future__ import annotations

from pipeline.errors import Misconfigured, PipelineError, Transient

OK = 0
FOUND_WRONG = 1
MISCONFIGURED = 2
TRANSIENT = 3
NOT_FOUND = 4
INTERRUPTED = 130
BROKEN_PIPE = 141


class NotFound(PipelineError):
    """What was asked for is not in the warehouse."""


def exit_code_of(error: PipelineError) -> int:
    """Return the exit code that says what kind of error it is."""
    for kind, code in (
        (NotFound, NOT_FOUND), (Misconfigured, MISCONFIGURED), (Transient, TRANSIENT),
    ):  # fmt: skip
        if isinstance(error, kind):
            return code
    return FOUND_WRONG
