"""Fetches one address and says what came of it: the child of `bench.faults`.

`python -m bench.fault_child ours|requests ADDRESS`. Prints one line of JSON: `came` (a reason code,
an exception's name, or `kept N bytes`), `seconds` and `peak_mb`, the peak of resident memory above
what the process held before it asked.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

DEADLINE_S = 2.0


def main(client: str, url: str) -> None:
    """Fetch `url` with `client` and print the line."""
    fetch = {"ours": ours, "requests": plain_requests}[client]()
    before_mb = _status_mb("VmRSS")
    started = time.monotonic()
    came = fetch(url)
    line = {
        "came": came,
        "seconds": round(time.monotonic() - started, 2),
        "peak_mb": round(_status_mb("VmHWM")),
        "grown_mb": round(_status_mb("VmHWM") - before_mb),
    }
    print(json.dumps(line))


def ours() -> Callable[[str], str]:
    """Return a fetch by Copydesk's client."""
    from pipeline.config import FetchSettings
    from pipeline.errors import PipelineError
    from pipeline.fetch import Fetcher, FetchPolicy
    from pipeline.model import Exchange
    from tests.fetch.fakes import Limits, Robots, SetClock

    settings = FetchSettings(deadline_s=DEADLINE_S, tries=1)
    kept: list[Exchange] = []
    fetcher = Fetcher(settings, SetClock(), Limits(), Robots(), kept.append)
    policy = FetchPolicy(delay_s=0, allow_private_network=True, obey_robots=False)

    def fetch(url: str) -> str:
        try:
            return f"kept {len(fetcher.fetch(url, policy=policy).body):,} bytes"
        except PipelineError as error:
            return error.reason.value

    return fetch


def plain_requests() -> Callable[[str], str]:
    """Return a fetch by `requests.get` as most programs call it."""
    import requests

    def fetch(url: str) -> str:
        try:
            return f"kept {len(requests.get(url, timeout=DEADLINE_S).content):,} bytes"
        except Exception as error:  # noqa: BLE001 - whatever it raises is what is reported
            return type(error).__name__

    return fetch


def _status_mb(name: str) -> float:
    """Return a size of /proc/self/status in MB; ru_maxrss would count what was held at the fork."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
