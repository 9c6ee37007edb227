"""Peers run in environments of their own, so that their pins never meet ours.

A peer environment is a lock file `bench/peers/NAME.txt` (made of `NAME.in` by `make lock`); it is
installed on first use into `.venv/peers/NAME`. A peer's script is run by its Python with the
checkout on the path, reads JSON lines from standard input and writes JSON lines to standard output.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class PeerFailed(RuntimeError):
    """A peer could not be installed or ended with an error; the message holds what it said."""


def peer_python(name: str) -> Path:
    """Return the Python of the peers' environment `name`, installed from its lock if need be."""
    lock = ROOT / "bench" / "peers" / f"{name}.txt"
    folder = ROOT / ".venv" / "peers" / name
    stamp = folder / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    python = folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"installing the peers of {lock.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
    uv = str(ROOT / ".venv" / "bin" / "uv")
    _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
    install = [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes"]
    _run([*install, "--compile-bytecode", "-r", str(lock)])
    stamp.write_text(wanted)
    return python


def run_peer(
    name: str, module: str, lines: Iterable[dict[str, Any]], *args: str, timeout_s: float = 3600
) -> list[dict[str, Any]]:
    """Run `module` (e.g. `bench.extract.peer_runner`) in environment `name`: see `run_module`."""
    return run_module(peer_python(name), module, lines, *args, timeout_s=timeout_s)


def run_module(
    python: Path,
    module: str,
    lines: Iterable[dict[str, Any]],
    *args: str,
    timeout_s: float = 3600,
) -> list[dict[str, Any]]:
    """Run `module` with `python` and return what it prints.

    `lines` go in as JSON lines, one dict a line comes out. Raises `PeerFailed` with its last words.
    """
    done = subprocess.run(
        [str(python), "-m", module, *args],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    if done.returncode:
        raise PeerFailed(f"{module} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _run(argv: list[str]) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerFailed(f"{' '.join(argv[:3])} failed:\n{done.stderr[-2000:]}")
