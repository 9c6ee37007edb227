"""Every fault of the fetch stage: what becomes of it, in what time and memory.

`python -m bench.faults`: each case of `tests/faults/cases.py` is served on loopback and asked for
in a child process, by Copydesk and by plain `requests` (`timeout=2`), one after the other. Both get
10 seconds before the child is ended. Bars: every fault ends as the list says, within the deadline
and half a second, in under 100 MB.
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

GIVE_UP_S = 10


def main() -> None:
    """Run all cases with both clients and print table and report."""
    found = [(case, ask(case, "ours"), ask(case, "requests")) for case in CASES]
    print_table(
        ["no", "fault", "ours", "s", "MB", "requests", "s", "MB"],
        [[c.number, c.name, *_cells(ours), *_cells(theirs)] for c, ours, theirs in found],
    )
    right = sum(is_right(case, ours) for case, ours, _ in found)
    report = Report("faults")
    report.bars = [
        Bar("ends as the list says", right / len(found), at_least=1.0),
        Bar("slowest, seconds", max(o["seconds"] for _, o, _ in found), at_most=DEADLINE_S + 0.5),
        Bar("largest child, MB", max(o["peak_mb"] for _, o, _ in found), at_most=100),
    ]
    report.figures = {
        "cases": len(found),
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
        done = subprocess.run(
            [sys.executable, "-m", "bench.fault_child", client, url],
            capture_output=True,
            text=True,
            timeout=GIVE_UP_S,
            check=True,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
        )
        line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return line
    except subprocess.TimeoutExpired:
        return {"came": "hangs", "seconds": float(GIVE_UP_S), "peak_mb": 0, "grown_mb": 0}
    finally:
        server.close()


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
