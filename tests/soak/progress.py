"""How far a long stage is, told now and then."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

SAY_EVERY_S = 20


@dataclass
class Progress:
    """Says how far a stage is, now and then."""

    name: str
    total: int
    started: float = field(default_factory=time.monotonic)
    said: float = 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self.said >= SAY_EVERY_S or done == self.total:
            self.said = now
            of = f" of {self.total:,}" if self.total else ""
            print(f"{self.name}: {done:,}{of}, {now - self.started:.0f} s", flush=True)
