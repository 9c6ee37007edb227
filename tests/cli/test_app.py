import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pipeline.cli.app import COMMANDS, copydesk
from pipeline.errors import Misconfigured, Terminal, Transient
from pipeline.warehouse.migrate import head_revision
from tests.cli.conftest import in_place, run_command

COMMAND_FILES = Path(sys.modules["pipeline.cli"].__file__).parent / "commands"


def commands():
    context = click.Context(copydesk)
    for name in COMMANDS:
        command = copydesk.get_command(context, name)
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", found) for sub, found in command.commands.items())


def test_every_file_is_a_command_and_every_command_a_file():
    files = {path.stem for path in COMMAND_FILES.glob("*.py")} - {"__init__"}
    assert files == set(COMMANDS)


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_help_teaches(name, command):
    ran = run_command(*name.split(), "--help")
    assert ran.code == 0
    if not isinstance(command, click.Group):
        assert f"copydesk {name}" in (command.epilog or ""), "an example of the command itself"
        assert all(p.help for p in command.params if isinstance(p, click.Option))
    assert len(command.get_short_help_str(200)) <= 60, "the overview shows it whole"


def test_the_overview_explains_exit_codes():
    out = run_command("--help").out
    assert "Exit codes:" in out
    assert all(f"\n    {code}  " in out for code in range(5))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Terminal("A thing failed."), 1),
        (Misconfigured("A thing is wrong.", remedy="Mend it."), 2),
        (Transient("A thing is down.", remedy="Wait."), 3),
        (FileNotFoundError(2, "No such file or directory", "x.html"), 2),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("by nothing\nat all"), 1),
    ],
)
def test_errors_become_messages(monkeypatch, error, code):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(copydesk, "main", fail)
    ran = run_command("doctor")
    assert ran.code == code
    assert "Traceback" not in ran.err
    assert getattr(error, "message", "") in ran.err
    assert f"remedy: {error.remedy}" in ran.err if getattr(error, "remedy", "") else True
    assert ran.out == ""


@pytest.mark.parametrize(
    "argv",
    [
        ["no-such-command"],
        ["history"],
        ["ingest", "--day", "someday"],
        ["ingest", "--mode", "bold"],
        ["ingest", "https://a.example/", "--day", "today"],
        ["replay", "--from", "2026-03-02", "--to", "2026-03-01"],
        ["history", "https://a.example/", "--as-of", "soon"],
    ],
)
def test_wrong_use_says_so(argv):
    ran = run_command(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert "Error" in ran.err


def test_without_a_database_the_remedy_is_named(monkeypatch, tmp_path):
    in_place(monkeypatch, tmp_path, None)
    ran = run_command("history", "https://paper.example/a")
    assert ran.code == 2
    assert "remedy: " in ran.err
    assert not list(tmp_path.iterdir()), "a question must not start a server"


def test_a_database_that_is_down_is_transient(monkeypatch, tmp_path):
    in_place(monkeypatch, tmp_path, "postgresql://nobody:secret-word@127.0.0.1:1/nothing")
    ran = run_command("history", "https://paper.example/a")
    assert ran.code == 3
    assert "127.0.0.1:1/nothing" in ran.err
    assert "secret-word" not in ran.err


def test_a_database_without_schema_names_migrate(monkeypatch, tmp_path, database_url):
    in_place(monkeypatch, tmp_path, database_url)
    ran = run_command("story", "https://paper.example/a")
    assert ran.code == 2
    assert "copydesk migrate" in ran.err
    assert run_command("migrate", "--json").json()["before"] is None
    assert run_command("migrate", "--json").json()["before"] == head_revision()
    assert run_command("story", "https://paper.example/a").code == 4


def start(*argv, **options):
    """A command in a process and a process group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "pipeline.cli", *argv]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        command, start_new_session=True, preexec_fn=heed_ctrl_c, **pipes, **options
    )


def heed_ctrl_c():
    """Undo what a background job hands down: there Ctrl-C is ignored from the start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_reader_that_goes_away_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    process = start("extract", stdout=writing)
    os.close(writing)
    _, err = process.communicate(b'{"url": "https://a.example/"}\n' * 3000, timeout=60)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_leaves_no_traceback(jobs):
    process = start("extract", "--jobs", str(jobs), "-", stdout=subprocess.PIPE)
    process.stdin.write(b"{}\n" * 9)
    process.stdin.flush()
    process.stdout.readline()  # it is at work, and waits for more input
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=60)  # with its input still open: at an end of it, it would just be done
    err = process.communicate()[1]
    assert (process.returncode, err.strip()) == (130, b"interrupted")
