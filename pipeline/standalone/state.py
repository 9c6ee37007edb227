"""What the stand-alone set-up remembers in its home: secrets, ports, and who is at work in it."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Misconfigured

LOOPBACK = "127.0.0.1"


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` so that nobody else can read it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def secret(path: Path, length_bytes: int = 18) -> str:
    """Return the secret kept in `path`; the first call makes it up, at random, URL-safe."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(length_bytes))
    return path.read_text()


def is_free(port: int) -> bool:
    """Return True if a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def remembered_port(path: Path, preferred: int | None = None) -> int:
    """Return the port kept in `path`, else `preferred`, else any free one, and keep the choice.

    A kept or preferred port that something else holds by now is given up for a free one.
    """
    wanted = int(path.read_text()) if path.exists() else preferred
    port = wanted if wanted and is_free(wanted) else free_port()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(port))
    return port


def remember_sources(home: Path, sources: Path) -> None:
    """Keep the folder of source files with which the set-up in `home` was last started."""
    (home / "sources-folder").write_text(str(sources.resolve()))


def remembered_sources(home: Path) -> Path | None:
    """Return the folder of source files of the set-up in `home`; None where it never ran."""
    kept = home / "sources-folder"
    return Path(kept.read_text()) if kept.exists() else None


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold `home` for this process alone. Raises `Misconfigured` if another one is at work."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(
                f"Another command is starting or stopping Copydesk in {home}.",
                remedy="Wait until it is done, or set COPYDESK_HOME to another folder.",
            ) from None
        yield
