"""Fetches one address and says what came of it: the child of `bench.faults`.

`python -m bench.fault_child ours|requests ADDRESS` fetches; `... read|libraries NUMBER` reads the
case of that place in `tests/faults/readings.py`, as a run does (in a child with limits) or with
feedparser and trafilatura. Prints one line of JSON: `came` (a reason code, an exception's name,
`kept N bytes`, `read` or `misread`), `seconds` and `peak_mb`, the peak of resident memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

DEADLINE_S = 2.0


def main(client: str, url: str) -> None:
    """Fetch `url` with `client` and print the line."""
    fetch = {"ours": ours, "requests": plain_requests, "read": read, "libraries": libraries}[
        client
    ]()
    before_mb = _status_mb("VmRSS")
    started = time.monotonic()
    came = fetch(url)
    line = {
        "came": came,
        "seconds": round(time.monotonic() - started, 2),
        "peak_mb": round(_child_mb() if client == "read" else _status_mb("VmHWM")),
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


def read() -> Callable[[str], str]:
    """Return a reading by Copydesk, in a child that has read something already."""
    from pipeline.config import ReadSettings
    from pipeline.errors import PipelineError
    from pipeline.flows.reader import PageReader
    from tests.faults.readings import HTML, READINGS, URL, page

    reader = PageReader(ReadSettings())
    reader.read(URL, page(), HTML)

    def read_case(number: str) -> str:
        case = READINGS[int(number)]
        ask = reader.read if case.kind == "page" else reader.read_listing
        try:
            came = "read" if case.is_right(ask(URL, case.make(), case.content_type)) else "misread"
        except PipelineError as error:
            came = error.reason.value
        reader.close()
        return came

    return read_case


def libraries() -> Callable[[str], str]:
    """Return a reading by feedparser or trafilatura, as most programs call them."""
    import feedparser
    import trafilatura

    from tests.faults.readings import READINGS

    def read_case(number: str) -> str:
        case = READINGS[int(number)]
        try:
            if case.kind == "listing":
                found = len(feedparser.parse(case.make()).entries)
                return f"{found} items"
            text = trafilatura.extract(case.make()) or ""
            return f"{len(text)} characters"
        except Exception as error:  # noqa: BLE001 - whatever it raises is what is reported
            return type(error).__name__

    return read_case


def _child_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _status_mb(name: str) -> float:
    """Return a size of /proc/self/status in MB; ru_maxrss would count what was held at the fork."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
