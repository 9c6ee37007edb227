"""`python -m pipeline.newsroom`: first start, advance, a taken port, and a clean end."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from pipeline.newsroom import Newsroom, State
from pipeline.newsroom.__main__ import main
from pipeline.newsroom.state import first_state, read_state, write_state
from tests.newsroom.conftest import EPOCH

COMMAND = [sys.executable, "-m", "pipeline.newsroom", "serve"]


def start(*options: str, port_file: Path) -> tuple[subprocess.Popen[str], int]:
    port_file.unlink(missing_ok=True)
    child = subprocess.Popen(
        [*COMMAND, "--port-file", str(port_file), *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    for _ in range(400):
        if port_file.exists():
            return child, int(port_file.read_text())
        assert child.poll() is None, "the newsroom ended"
        time.sleep(0.05)
    child.kill()
    raise AssertionError("the newsroom did not start")


def stop(child: subprocess.Popen[str]) -> str:
    child.send_signal(signal.SIGTERM)
    output, _ = child.communicate(timeout=20)
    assert child.returncode == 0
    return output


def health(port: int) -> dict[str, object]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/_newsroom/health")
    answer: dict[str, object] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def test_first_start_stands_at_yesterday_and_the_next_moves_on(tmp_path: Path) -> None:
    state, port_file = tmp_path / "s" / "state.json", tmp_path / "port"
    options = ("--state", str(state), "--advance")
    child, port = start(*options, port_file=port_file)
    first = health(port)
    assert first["day"] == 3
    assert "day 3 of 5" in stop(child)
    epoch = date.fromisoformat(str(first["epoch"]))
    today = datetime.now(UTC).date()
    assert epoch + timedelta(days=3) in {today, today - timedelta(days=1)}
    child, port = start(*options, "--port", str(port), port_file=port_file)
    assert health(port) == {**first, "day": 4}
    stop(child)
    assert read_state(state) == State(epoch, 4)


def test_advance_ends_at_the_last_day() -> None:
    assert State(EPOCH, 4).advanced() == State(EPOCH, 5)
    assert State(EPOCH, 5).advanced() == State(EPOCH, 5)
    assert first_state(date(2026, 3, 5)) == State(date(2026, 3, 2), 3)


def test_a_taken_port_is_named_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with Newsroom(State(EPOCH, 3)) as room:
        assert main(["serve", "--port", str(room.port)]) == 2
        assert "give another --port" in capsys.readouterr().err


def test_an_unreadable_state_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "state.json"
    state.write_text("{")
    assert main(["serve", "--state", str(state)]) == 2
    assert f"{state} holds no newsroom state" in capsys.readouterr().err


def test_state_survives_a_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_state(path, State(EPOCH, 2))
    assert json.loads(path.read_text()) == {"epoch": "2026-03-02", "day": 2}
    assert read_state(path) == State(EPOCH, 2)
    assert read_state(tmp_path / "absent") is None


def test_sources_writes_ten_files(tmp_path: Path) -> None:
    assert main(["sources", "--port", "9000", "--out", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("*.yaml"))) == 10
