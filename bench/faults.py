"""Every fault of the fetch stage: what becomes of it, in what time and memory.

`python -m bench.faults`: each case of `tests/faults/cases.py` is served on loopback and asked for
in a child process, by Copydesk and by plain `requests` (`timeout=2`), one after the other. Both get
10 seconds before the child is ended. Bars: every fault ends as the list says, within the deadline
and half a second, in under 100 MB. Then each of `tests/faults/readings.py` is read in a child, and
by feedparser or trafilatura: each is read rightly or refused with its reason, within the limits.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from bench.fault_child import DEADLINE_S
from bench.report import Bar, Report, print_table
from tests.faults.cases import CASES, Case
from tests.faults.hostile import HostileServer
from tests.faults.readings import READINGS

GIVE_UP_S = 10


def main() -> None:
    """Run all cases with both clients and print table and report."""
    found = [(case, ask(case, "ours"), ask(case, "requests")) for case in CASES]
    print_table(
        ["no", "fault", "ours", "s", "MB", "requests", "s", "MB"],
        [[c.number, c.name, *_cells(ours), *_cells(theirs)] for c, ours, theirs in found],
    )
    print()
    read = [(case, *_read_both(number)) for number, case in enumerate(READINGS)]
    print_table(
        ["no", "what was fetched", "ours", "s", "MB", "libraries", "s", "MB"],
        [[c.number, c.name, *_cells(ours), *_cells(theirs)] for c, ours, theirs in read],
    )
    right = sum(is_right(case, ours) for case, ours, _ in found)
    report = Report("faults")
    report.bars = [
        Bar("ends as the list says", right / len(found), at_least=1.0),
        Bar("slowest, seconds", max(o["seconds"] for _, o, _ in found), at_most=DEADLINE_S + 0.5),
        Bar(
            "read rightly or refused",
            sum(ours["came"] == (case.reason or "read") for case, ours, _ in read) / len(read),
            at_least=1.0,
        ),
        Bar("slowest reading, seconds", max(o["seconds"] for _, o, _ in read), at_most=15),
        Bar("largest reading child, MB", max(o["peak_mb"] for _, o, _ in read), at_most=1000),
        Bar("largest child, MB", max(o["peak_mb"] for _, o, _ in found), at_most=100),
    ]
    report.figures = {
        "cases": len(found) + len(read),
        "libraries": {
            "hang": sum(theirs["came"] == "hangs" for _, _, theirs in read),
            "largest, MB": max(theirs["peak_mb"] for _, _, theirs in read),
        },
        "requests": {
            "ends as the list says": sum(survives(case, theirs) for case, _, theirs in found),
            "hangs": sum(theirs["came"] == "hangs" for _, _, theirs in found),
            "largest child, MB": max(theirs["peak_mb"] for _, _, theirs in found),
        },
    }
    report.finish()


def ask(case: Case, client: str) -> dict[str, Any]:
    """Return what came of `case`; `hangs` where the child had to be ended."""
    server = HostileServer()
    url = case.serve(server).replace("paper.localhost", "127.0.0.1")
    try:
        return _run_child(client, url, GIVE_UP_S)
    finally:
        server.close()


def _read_both(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what came of a reading, ours and the libraries'."""
    return _run_child("read", str(number), 60), _run_child("libraries", str(number), GIVE_UP_S)


def _run_child(client: str, word: str, give_up_s: int) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.fault_child", client, word],
            capture_output=True,
            text=True,
            timeout=give_up_s,
            check=True,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
        )
    except subprocess.TimeoutExpired:
        return {"came": "hangs", "seconds": float(give_up_s), "peak_mb": 0, "grown_mb": 0}
    except subprocess.CalledProcessError as error:  # killed by the kernel, or crashed in C
        return {"came": f"dies ({error.returncode})", "seconds": 0.0, "peak_mb": 0, "grown_mb": 0}
    line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return line


def is_right(case: Case, came: dict[str, Any]) -> bool:
    """True if it ended under the reason of the list, or was kept where it is to be kept."""
    if case.reason is None:
        return str(came["came"]).startswith("kept")
    return bool(came["came"] == case.reason)


def survives(case: Case, came: dict[str, Any]) -> bool:
    """True if a client without our codes kept what is good, and refused what is not in time."""
    kept = str(came["came"]).startswith("kept")
    in_time = came["seconds"] <= DEADLINE_S + 0.5 and came["peak_mb"] < 100
    return in_time and kept == (case.reason is None) and came["came"] != "hangs"


def _cells(came: dict[str, Any]) -> list[Any]:
    return [came["came"], came["seconds"], came["peak_mb"]]


if __name__ == "__main__":
    main()
