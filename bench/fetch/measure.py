"""What a client took: seconds of the clock and of processors, and its peak of memory.

No imports beyond the standard library: peers measure themselves with it too.
"""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path


class Measured:
    """Measures a `with` block; `tell` prints it as one line of JSON with `pages`."""

    pages = 0

    def __enter__(self) -> Measured:
        self._started, self._cpu = time.monotonic(), time.process_time()
        return self

    def __exit__(self, *error: object) -> None:
        self._seconds = time.monotonic() - self._started
        self._cpu_s = time.process_time() - self._cpu

    def tell(self) -> None:
        """Print what was measured; children that have ended count for their memory."""
        line = {"pages": self.pages, "seconds": self._seconds, "cpu_s": self._cpu_s}
        print(json.dumps(line | _peaks()))


def _peaks() -> dict[str, float]:
    """Return the peak of this process's memory, and of its largest child, in MB."""
    status = Path("/proc/self/status").read_text().splitlines()
    own = int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"peak_mb": round(own, 1), "child_mb": round(child, 1)}
