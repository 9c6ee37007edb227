"""Background processes that outlive the command that started them, and their end.

A process is known by its id, its start time in kernel ticks and the boot: an id that was given
to another process meanwhile is never signalled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
KILL_TAKES_S = 5
PACKAGE_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class ProcessId:
    """One process of one boot of this machine, never to be confused with a later one."""

    pid: int
    started_ticks: int
    boot: str

    def is_alive(self) -> bool:
        """Return True if this very process still runs."""
        return self.boot == _boot() and start_ticks(self.pid) == self.started_ticks


@dataclass(frozen=True)
class Daemon:
    """A named background process with a pid file and a log in `folder`."""

    name: str
    folder: Path

    @property
    def log(self) -> Path:
        """The file that its output goes to."""
        return self.folder / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """The file that says which process it is."""
        return self.folder / f"{self.name}.pid"

    def start(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        """Start it in a session of its own, unless it runs already."""
        if self.is_running():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                argv,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid_file.write_text(json.dumps(asdict(identify(process.pid))))

    def identity(self) -> ProcessId | None:
        """Return the process that was started last, running or not; None if there was none."""
        try:
            return ProcessId(**json.loads(self.pid_file.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def is_running(self) -> bool:
        """Return True if the process that was started still runs."""
        identity = self.identity()
        return identity is not None and identity.is_alive()

    def last_lines(self, count: int = 15) -> str:
        """Return the end of its log, for messages."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def stop_all(daemons: Iterable[Daemon], grace_s: float) -> list[str]:
    """End the daemons and all that they started; return the names of those that ran.

    Each gets SIGTERM by its id; what is left after `grace_s`, and every descendant that was
    orphaned, is killed.
    """
    daemons = list(daemons)
    families = {daemon: _family(daemon.identity()) for daemon in daemons}
    everybody = {member for family in families.values() for member in family}
    for daemon in daemons:
        if (identity := daemon.identity()) and identity.is_alive():
            _signal(identity, signal.SIGTERM)
    _wait_for_end(everybody, grace_s)
    for member in everybody.union(*(_family(daemon.identity()) for daemon in daemons)):
        if member.is_alive():
            _signal(member, signal.SIGKILL)
    _wait_for_end(everybody, KILL_TAKES_S)
    for daemon in daemons:
        daemon.pid_file.unlink(missing_ok=True)
    return [daemon.name for daemon in daemons if families[daemon]]


def python_environment() -> dict[str, str]:
    """Return this process's environment, with a PYTHONPATH in which `pipeline` is found."""
    path = filter(None, [str(PACKAGE_ROOT), os.environ.get("PYTHONPATH")])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def start_ticks(pid: int) -> int | None:
    """Return when process `pid` started, in kernel ticks since boot; None if it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, started = fields[0], int(fields[19])
    return None if state in "ZX" else started


def _family(identity: ProcessId | None) -> set[ProcessId]:
    """The process, its descendants, and what else lives in its session.

    The kernel gives no id to a new process as long as a session bears it. So the members of the
    session are ours even when its leader is dead, unless the leader is somebody else's by now.
    """
    if identity is None or identity.boot != _boot():
        return set()
    if start_ticks(identity.pid) not in (None, identity.started_ticks):
        return set()
    session = [p for p in psutil.process_iter() if _session(p.pid) == identity.pid]
    members = {p.pid for p in session} | {c.pid for p in session for c in _descendants(p)}
    return {identify(pid) for pid in members if start_ticks(pid) is not None}


def identify(pid: int) -> ProcessId:
    """Return what tells the process `pid` of this moment from all others."""
    return ProcessId(pid, start_ticks(pid) or 0, _boot())


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def _signal(process: ProcessId, number: signal.Signals) -> None:
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        return


def _wait_for_end(processes: set[ProcessId], timeout_s: float) -> None:
    """Wait until all have ended, reaped by their parents or not, or `timeout_s` is over."""
    give_up_at = time.monotonic() + timeout_s
    while any(p.is_alive() for p in processes) and time.monotonic() < give_up_at:
        time.sleep(0.05)


def _boot() -> str:
    return BOOT_ID.read_text().strip()
