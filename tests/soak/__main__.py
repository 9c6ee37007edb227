"""The long run: `make soak`, or `python -m tests.soak --examples 200 --rounds 20 --kills 5`.

Property examples in two processes, concurrent rounds of four loaders, loaders killed at every step,
a server killed in mid-load; every invariant of the warehouse is held against an oracle all the way.
Progress goes to standard output, whose last line is one JSON object: `ok`, `bad`, what was found,
and how often each invariant was looked at. The exit code is 1 where anything is bad.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.migrate import upgrade
from tests.servers import choose_server
from tests.soak.invariants import INVARIANTS, Broken, Tally
from tests.soak.kills import ServerKills, kill_loaders
from tests.soak.progress import Progress
from tests.soak.properties import examples_at_once
from tests.soak.rounds import run_rounds

BAR = {"examples": 10_000, "rounds": 1_000, "server_kills": 100}


@dataclass
class Soak:
    """What was done and found so far."""

    checked: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)

    def stage(self, name: str, work: Callable[[], tuple[Tally, int]]) -> None:
        """Run a stage to its end or to the first thing that is bad in it."""
        started = time.monotonic()
        try:
            tally, done = work()
        except Exception as error:  # noqa: BLE001  (whatever it is, it is bad, and the others run)
            kind = "" if isinstance(error, Broken) else f"{type(error).__name__}: "
            self.bad.append(f"{name}: {kind}{error}")
            traceback.print_exc(file=sys.stdout)
        else:
            self.checked += tally.checked
            self.counts[name] += done
        self.counts[f"{name}_s"] = round(time.monotonic() - started)

    def result(self) -> dict[str, object]:
        unseen = [number for number in INVARIANTS if not self.checked[number]]
        return {
            "ok": not self.bad and not unseen,
            "reaches_the_bar": all(self.counts[name] >= least for name, least in BAR.items()),
            "bad": len(self.bad),
            "found": self.bad,
            **self.counts,
            "invariants_not_looked_at": unseen,
            "checks": {str(number): self.checked[number] for number in INVARIANTS},
        }


def main() -> int:
    """Run all stages on a server of its own, which is deleted at the end."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copydesk-soak-") as name:
        home = Path(name)
        home.chmod(0o755)
        server = choose_server(home)
        server.start()
        try:
            result = run(server, options)
        finally:
            server.remove()
    print(json.dumps(result))
    return 0 if result["ok"] else 1


def run(server: EmbeddedPostgres, options: argparse.Namespace) -> dict[str, object]:
    """Run the stages that `options` asks for; return the final report."""
    soak, seed = Soak(), options.seed
    server.create_database("soak")
    url = server.url("soak")
    upgrade(url)
    if options.examples:
        soak.stage("examples", lambda: examples_at_once(url, options.examples, seed))
    if options.rounds:
        said = Progress("concurrent rounds", options.rounds)
        soak.stage("rounds", lambda: (run_rounds(url, options.rounds, seed, said), options.rounds))
    for sweep in range(options.sweeps):
        said = Progress(f"loader kills, sweep {sweep + 1}", 0)
        soak.stage("loader_kills", partial(kill_loaders, url, seed + sweep, progress=said))
    if options.kills:
        said, kills = Progress("server kills", options.kills), ServerKills(server, "soak", seed)
        soak.stage("server_kills", lambda: (kills.run(options.kills, said), kills.kills))
    return {"postgres": server.version, "seed": seed, **soak.result()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=100, help="of the server")
    parser.add_argument("--sweeps", type=int, default=2, help="loaders killed at every step")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
