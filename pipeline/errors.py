"""What can go wrong, as a vocabulary that decides what happens next.

`Transient` is tried again, `Terminal` goes to quarantine, `Misconfigured` stops the run.
Every error names the thing and, where there is one, the remedy.
"""

from __future__ import annotations

from pipeline.model import Reason


class PipelineError(Exception):
    """Base of all errors that Copydesk raises on purpose.

    `message` names the thing that failed, `remedy` what a person can do about it
    (empty where nothing is to be done), `reason` the code under which it is counted.
    """

    default_reason = Reason.INTERNAL

    def __init__(self, message: str, *, remedy: str = "", reason: Reason | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.reason = reason or self.default_reason

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class Transient(PipelineError):
    """Will probably pass: the caller tries again, with back-off."""

    default_reason = Reason.CONNECTION


class Terminal(PipelineError):
    """Will not pass for this input: it goes to quarantine and the batch goes on."""


class Misconfigured(PipelineError):
    """A person has to change something first: the run stops and says what."""

    default_reason = Reason.MISCONFIGURED
