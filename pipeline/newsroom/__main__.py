"""`python -m pipeline.newsroom`: serve the sample world, or write its source files."""

import argparse
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.newsroom.server import ADDRESS, Newsroom
from pipeline.newsroom.source_files import write_sources
from pipeline.newsroom.state import State, first_state, read_state, write_state
from pipeline.newsroom.texts import LAST_DAY
from pipeline.newsroom.world import build_world


def main(argv: list[str] | None = None) -> int:
    """Run a command; return 0, or 2 with a message where something is in the way."""
    options = _parser().parse_args(argv)
    try:
        done: int = options.run(options)
    except (OSError, ValueError) as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 2
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline.newsroom", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="serve the world until SIGTERM or Ctrl-C")
    serve.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: a free one)")
    serve.add_argument("--state", type=Path, help="JSON file that keeps epoch and day")
    serve.add_argument("--epoch", type=date.fromisoformat, help="date of day 1")
    serve.add_argument("--day", type=int, choices=range(1, LAST_DAY + 1), help="day to stand at")
    serve.add_argument(
        "--advance",
        action="store_true",
        help="move one day on from the state file; without one, start at day 3",
    )
    serve.add_argument("--port-file", type=Path, help="write the port that is served here")
    serve.set_defaults(run=_serve)
    sources = commands.add_parser("sources", help="write one source file per site")
    sources.add_argument("--port", type=int, required=True, help="port that the newsroom serves")
    sources.add_argument("--out", type=Path, required=True, help="folder for the YAML files")
    sources.set_defaults(run=_sources)
    return parser


def _serve(options: argparse.Namespace) -> int:
    signals = {signal.SIGTERM, signal.SIGINT}
    # Blocked before the server's threads begin, so that only sigwait() below receives them.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    state = _start_state(options)
    try:
        room = Newsroom(state, port=options.port, state_file=options.state)
    except OSError as error:
        raise OSError(
            f"port {options.port} of {ADDRESS} can't be served ({error.strerror}); "
            "stop what uses it or give another --port"
        ) from error
    with room:
        if options.state:
            write_state(options.state, state)
        if options.port_file:
            _write_whole(options.port_file, f"{room.port}\n")
        print(f"newsroom on http://{ADDRESS}:{room.port}/, day {room.day} of {LAST_DAY}", end=" ")
        print(f"({room.world.date_of(room.day)})", flush=True)
        signal.sigwait(signals)
    print("newsroom stopped", flush=True)
    return 0


def _start_state(options: argparse.Namespace) -> State:
    stored = read_state(options.state) if options.state else None
    fresh = first_state(datetime.now(UTC).date())
    if stored and options.advance:
        stored = stored.advanced()
    base = stored or fresh
    return State(options.epoch or base.epoch, options.day or base.day)


def _sources(options: argparse.Namespace) -> int:
    # The epoch does not show in source files, so any will do.
    for path in write_sources(build_world(date(2026, 3, 2)), options.port, options.out):
        print(path)
    return 0


def _write_whole(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(content)
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())
