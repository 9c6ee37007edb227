"""Run the parts and say at the end whether every bar of them holds."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys

from bench.extract.pages import DATA
from bench.report import Report

PARTS = ("fields", "furniture", "provenance")


def main() -> int:
    """Measure the parts named on the command line (all, where none is); return the exit code."""
    there = [name for name in PARTS if importlib.util.find_spec(f"bench.extract.{name}")]
    parser = argparse.ArgumentParser(prog="python -m bench.extract", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(there)}")
    wanted = parser.parse_args().parts or there
    if unknown := set(wanted) - set(there):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there is {', '.join(there)}")
    if not DATA.is_dir():
        print(f"{DATA} is not there: nothing can be measured", file=sys.stderr)
        return 2
    report = Report("extract")
    for name in wanted:
        report.add(importlib.import_module(f"bench.extract.{name}").measure())
    report.finish()
    return 0 if report.ok else 1


if __name__ == "__main__":
    raise SystemExit(main())
