import socket
import stat

import pytest

from pipeline.errors import Misconfigured
from pipeline.standalone.state import (
    LOOPBACK,
    exclusive,
    is_free,
    remembered_port,
    secret,
    write_private,
)


def test_a_secret_is_made_once_and_read_by_nobody_else(tmp_path):
    path = tmp_path / "deep" / "password"
    first = secret(path)
    assert secret(path) == first
    assert len(first) >= 24
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret(tmp_path / "other") != first


def test_writing_over_an_open_file_closes_it(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_port_is_remembered_until_somebody_else_has_it(tmp_path):
    path = tmp_path / "port"
    port = remembered_port(path)
    assert remembered_port(path) == port
    with socket.socket() as squatter:
        squatter.bind((LOOPBACK, port))
        squatter.listen()
        assert not is_free(port)
        other = remembered_port(path)
        assert other != port
    assert remembered_port(path) == other


def test_the_preferred_port_is_only_a_first_choice(tmp_path):
    preferred = remembered_port(tmp_path / "any")
    assert remembered_port(tmp_path / "port", preferred) == preferred


def test_two_commands_on_one_home_are_refused_with_the_remedy(tmp_path):
    with (
        exclusive(tmp_path),
        pytest.raises(Misconfigured, match="COPYDESK_HOME"),
        exclusive(tmp_path),
    ):
        pass
    with exclusive(tmp_path):
        pass
