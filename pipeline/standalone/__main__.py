"""`python -m pipeline.standalone run|stop|status|remove`: Copydesk on this machine alone."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from pipeline.errors import Misconfigured, PipelineError
from pipeline.standalone import night


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 done; 1 the run failed, or (status) not everything runs; 2 a person has to change something
    first; 130 interrupted.
    """
    options = _parser().parse_args(argv)
    home = options.home.absolute()
    try:
        if options.command == "run":
            return night.run(home, options.sources, _say)
        return {"stop": night.stop, "status": night.status, "remove": night.remove}[
            options.command
        ](home, _say)
    except PipelineError as error:
        print(f"\ncopydesk: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"  {error.remedy}", file=sys.stderr)
        return 2 if isinstance(error, Misconfigured) else 1
    except KeyboardInterrupt:
        print("\ncopydesk: interrupted; what was started still runs (make stop)", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline.standalone", description=__doc__)
    parser.add_argument("command", choices=["run", "stop", "status", "remove"])
    parser.add_argument("--sources", type=Path, help="folder of source files (default: the sample)")
    parser.add_argument(
        "--home",
        type=Path,
        default=Path(os.environ.get("COPYDESK_HOME") or ".copydesk"),
        help="folder of all state (default: COPYDESK_HOME, else .copydesk)",
    )
    return parser


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
