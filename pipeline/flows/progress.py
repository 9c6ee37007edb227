"""How a flow tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told of every step: what is done, how many are done, how many there are."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
