"""Background processes: found again, ended with all they started, never confused with others."""

import json
import os
import signal
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from pipeline.standalone.processes import Daemon, identify, start_ticks, stop_all

PARENT = """
import os, subprocess, sys, time, signal
signal.signal(signal.SIGTERM, {handler})
child = subprocess.Popen(["sleep", "300"], start_new_session={own_session})
open({pids!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
time.sleep(300)
"""


def start_family(
    folder: Path, *, handler: str = "signal.SIG_DFL", own_session: bool = False
) -> tuple[Daemon, list[int]]:
    daemon, pids = Daemon("family", folder), folder / "pids"
    script = PARENT.format(handler=handler, own_session=own_session, pids=str(pids))
    daemon.start([sys.executable, "-c", script], os.environ, cwd=folder)
    give_up_at = time.monotonic() + 20
    while not (pids.exists() and " " in pids.read_text()):
        assert time.monotonic() < give_up_at
        time.sleep(0.02)
    return daemon, [int(pid) for pid in pids.read_text().split()]


def running(pids: list[int]) -> list[int]:
    return [pid for pid in pids if start_ticks(pid) is not None]


@pytest.mark.parametrize("own_session", [False, True])
def test_stopping_ends_the_children_too(tmp_path, own_session):
    daemon, pids = start_family(tmp_path, own_session=own_session)
    assert daemon.is_running()
    assert stop_all([daemon], grace_s=0.5) == ["family"]
    assert running(pids) == []
    assert not daemon.pid_file.exists()


def test_one_that_ignores_sigterm_is_killed_after_the_grace(tmp_path):
    daemon, pids = start_family(tmp_path, handler="signal.SIG_IGN")
    started = time.monotonic()
    stop_all([daemon], grace_s=0.3)
    assert running(pids) == []
    assert time.monotonic() - started < 60


def test_orphans_of_a_killed_leader_are_found_by_their_session(tmp_path):
    daemon, pids = start_family(tmp_path)
    os.kill(pids[0], signal.SIGKILL)
    while start_ticks(pids[0]) is not None:
        time.sleep(0.01)
    assert not daemon.is_running()
    stop_all([daemon], grace_s=0.2)
    assert running(pids) == []


@pytest.mark.parametrize("change", [{"started_ticks": 1}, {"boot": "another boot"}])
def test_a_recycled_id_is_never_signalled(tmp_path, change):
    stranger = psutil.Popen(["sleep", "60"], start_new_session=True)
    try:
        daemon = Daemon("ours", tmp_path)
        daemon.pid_file.write_text(json.dumps(asdict(replace(identify(stranger.pid), **change))))
        assert not daemon.is_running()
        assert stop_all([daemon], grace_s=0.1) == []
        assert start_ticks(stranger.pid) is not None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_running_one_is_not_started_twice(tmp_path):
    daemon, pids = start_family(tmp_path)
    daemon.start(["/does/not/exist"], {}, cwd=tmp_path)
    assert daemon.identity().pid == pids[0]
    stop_all([daemon], grace_s=0.1)


def test_the_log_keeps_what_it_said(tmp_path):
    daemon = Daemon("talker", tmp_path)
    daemon.start(["sh", "-c", "echo one; echo two >&2"], os.environ, cwd=tmp_path)
    give_up_at = time.monotonic() + 10
    while daemon.is_running():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)
    assert daemon.last_lines(1) == "two"


def test_a_spoilt_pid_file_counts_as_none(tmp_path):
    daemon = Daemon("spoilt", tmp_path)
    for text in ("", "12", "{}", '{"pid": 1}'):
        daemon.pid_file.write_text(text)
        assert daemon.identity() is None
