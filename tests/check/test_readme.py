"""Every command that the README shows exists."""

import re
import subprocess
from pathlib import Path

import pytest
from click import Command, Context, Group

from pipeline.cli.app import copydesk

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```(?:console|sh|bash|shell)\n(.*?)```", re.DOTALL)


def shown_commands() -> list[str]:
    readme = ROOT / "README.md"
    text = readme.read_text() if readme.exists() else ""
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line and not line.startswith("#")]


def is_command_there(words: list[str]) -> bool:
    """Follow the words down the groups of the command line and look for the options."""
    command: Command = copydesk
    context = Context(command)
    for word in words:
        if word.startswith("--"):
            options = {name for p in command.params for name in (*p.opts, *p.secondary_opts)}
            if word.split("=")[0] not in options | {"--help", "--version"}:
                return False
        elif isinstance(command, Group):
            found = command.get_command(context, word)
            if found is None:
                return False
            command = found
    return True


def test_the_readme_shows_commands():
    shown = shown_commands()
    assert "make run" in shown
    assert "make test" in shown


@pytest.mark.parametrize("line", shown_commands())
def test_what_the_readme_shows_exists(line):
    words = line.partition(" #")[0].split()
    if words[0] == "make":
        target = next(word for word in words[1:] if "=" not in word)
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, f"make has no target '{target}'"
    elif Path(words[0]).name == "copydesk":
        tail = re.split(r"[|<>&;]", line.partition("copydesk")[2])[0]
        assert is_command_there(tail.split()), f"'{line}' is no command of copydesk"


def test_the_check_itself_can_fail():
    assert not is_command_there(["no-such-command"])
    assert not is_command_there(["extract", "--no-such-option"])
