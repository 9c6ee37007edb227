"""Run the parts and say at the end whether every bar of them holds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from itertools import chain

from bench.copies import quality, speed
from bench.copies.texts import DATA, HALVES
from bench.report import Part, Report


def main() -> int:
    """Measure; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.copies", description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="test", help="tune on train, report test")
    parser.add_argument("--originals", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--speed", action="store_true", help="only how fast")
    parser.add_argument("--quality", action="store_true", help="only how well")
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not there: nothing can be measured", file=sys.stderr)
        return 2
    report = Report("copies")
    report.figures = {"half": options.half, "seed": options.seed}
    with_peers = not options.without_peers
    parts: Iterable[Part] = ()
    if not options.speed:
        parts = quality.measure(
            options.half, options.originals, options.seed, with_peers=with_peers
        )
    if not options.quality:
        fast = speed.measure(options.half, options.seed, with_peers=with_peers)
        parts = chain([fast], parts)
    for part in parts:
        report.add(part)
    report.finish()
    return 0 if report.ok else 1


if __name__ == "__main__":
    raise SystemExit(main())
