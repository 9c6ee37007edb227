"""The group of commands, and what happens to every error that reaches the top."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pipeline.cli.exits import (
    BROKEN_PIPE,
    FOUND_WRONG,
    INTERRUPTED,
    MISCONFIGURED,
    OK,
    exit_code_of,
)
from pipeline.errors import PipelineError

COMMANDS = (
    "ingest", "push", "replay",
    "extract", "fold",
    "history", "changes", "story", "enrich", "search", "trace",
    "quarantine", "sources", "rules", "dictionary",
    "export",
    "doctor", "migrate", "decide", "purge", "retention", "backup", "restore",
    "run", "stop", "status",
)  # fmt: skip
"""In the order in which `copydesk --help` teaches them."""


class _ReaderGone(Exception):
    """Nobody reads our output any more."""


class _Commands(click.Group):
    """Loads a command when it is asked for: `fold` needs no HTML parser."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pipeline.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would call it exit code 1, which says something else here
            raise _ReaderGone from None


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit codes:
  0  done
  1  done, and something is wrong: items failed or are in quarantine, doctor found a fault
  2  a person has to change something first: a setting, a file, the command itself
  3  will probably pass: the database or a server does not answer
  4  not found: no such article, nothing known of the address

\b
Results go to standard output, progress and errors to standard error. Settings come from the
environment: COPYDESK_DATABASE_URL (without it: the embedded PostgreSQL of COPYDESK_HOME, which
is .copydesk here), COPYDESK_SOURCES, COPYDESK_ARCHIVE. docs/cli.md says more.
""",
)
@click.version_option(package_name="copydesk", prog_name="copydesk")
def copydesk() -> None:
    """Turn the open news web into a warehouse in which every article stands once.

    Start with `copydesk ingest URL`, then ask `copydesk history URL` and `copydesk story URL`.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; no error leaves a traceback behind."""
    _write_utf8()
    try:
        result = copydesk.main(args=argv, prog_name="copydesk", standalone_mode=False)
        sys.stdout.flush()
    except PipelineError as error:
        return _say_error(error.message, error.remedy, exit_code_of(error))
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        # Whoever read our output has gone; Python would complain once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        return _say_error(f"{what}{error.strerror or error}", "", MISCONFIGURED)
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets words
        return _say_fault(error)
    return result if isinstance(result, int) else OK


def _say_fault(error: Exception) -> int:
    """Report an error that nobody expected: in a line, with the place of ours where it arose."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "pipeline" in f.filename]
    place = f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else "elsewhere"
    first_line = next(iter(str(error).splitlines()), "")
    return _say_error(
        f"{type(error).__name__}: {first_line}",
        f"This was not expected. If the message does not help, report it ({place}).",
        FOUND_WRONG,
    )


def _write_utf8() -> None:
    """Write UTF-8 whatever the locale; a lone surrogate becomes the escape that JSON has for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say_error(message: str, remedy: str, code: int) -> int:
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
    if remedy:
        click.echo(f"remedy: {remedy}", err=True)
    return code
