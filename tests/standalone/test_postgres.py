"""The embedded server, for real: started, stopped, killed, its port taken."""

import os
import signal
import socket
import stat
from pathlib import Path

import psutil
import pytest

from pipeline.errors import Misconfigured
from pipeline.standalone import postgres as module
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.standalone.processes import start_ticks
from pipeline.standalone.state import LOOPBACK
from pipeline.warehouse.database import Warehouse


@pytest.fixture
def server(tmp_path_factory):
    server = EmbeddedPostgres(tmp_path_factory.mktemp("pg with a space"))
    yield server
    server.remove()


def answers(server: EmbeddedPostgres) -> bool:
    with Warehouse(server.url("airflow")) as warehouse, warehouse.begin():
        return True


def test_start_stop_and_start_again(server):
    assert server.start() is True
    assert server.start() is False, "a running server is left alone"
    assert answers(server)
    port, pid = server.port, server.pid()
    assert server.stop() is True
    assert start_ticks(pid) is None
    assert server.stop() is False
    assert server.start() is True
    assert server.port == port, "the port is remembered"


def test_a_killed_server_comes_back_with_its_data(server):
    server.start()
    server.create_database("kept")
    os.kill(server.pid(), signal.SIGKILL)
    assert server.start() is True
    assert "kept" in server._client("psql", "-lqtAX", "-d", "postgres")


def test_a_taken_port_is_given_up_for_another(server):
    server.start()
    old = server.port
    server.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind((LOOPBACK, old))
        squatter.listen()
        server.start()
        assert server.port != old
        assert answers(server)


def test_a_pid_file_with_a_strangers_id_is_no_obstacle_and_no_target(server):
    server.start()
    text = (server.data / "postmaster.pid").read_text()
    server.stop()
    stranger = psutil.Popen(["sleep", "60"])
    try:
        lines = [str(stranger.pid), *text.split("\n")[1:]]
        (server.data / "postmaster.pid").write_text("\n".join(lines))
        assert not server.is_running()
        assert server.stop() is False
        assert stranger.is_running(), "somebody else's process was stopped"
        assert server.start() is True
        assert server.pid() != stranger.pid
    finally:
        stranger.kill()
        stranger.wait()


def test_only_the_password_opens_it_and_only_the_owner_reads_that(server):
    server.start()
    files = [p for p in server.data.parent.iterdir() if p.name == "password"]
    assert [stat.S_IMODE(p.stat().st_mode) for p in files] == [0o600]
    wrong = server.url("copydesk").replace(files[0].read_text(), "guess")
    with pytest.raises(Exception, match="password"), Warehouse(wrong) as warehouse:
        warehouse.begin().__enter__()
    assert "unix_socket_directories=" in " ".join(psutil.Process(server.pid()).cmdline())


def test_a_server_that_cannot_start_says_why(server):
    server.start()
    server.stop()
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(Misconfigured, match="no_such_setting"):
        server.start()


def test_text_does_not_depend_on_the_machines_locale(server):
    server.start()
    lowered = server._client("psql", "-tAX", "-d", "copydesk", "-c", "SELECT lower('ÄÉ')")
    assert lowered.strip() == "äé"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another place for the data")
def test_as_root_no_foreign_folder_is_opened(tmp_path, monkeypatch, tmp_path_factory):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    elsewhere = tmp_path_factory.mktemp("var")
    for folder in (elsewhere, *elsewhere.parents[:2]):
        folder.chmod(0o755)
    monkeypatch.setattr(module, "ROOT_FOLDER", elsewhere)
    server = EmbeddedPostgres(closed / "home")
    try:
        server.start()
        assert answers(server)
        assert server.data.is_relative_to(elsewhere)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        server.remove()
    assert not list(elsewhere.iterdir())


def test_asking_before_the_first_start_names_the_remedy(tmp_path: Path):
    with pytest.raises(Misconfigured, match="make run"):
        EmbeddedPostgres(tmp_path).url()
