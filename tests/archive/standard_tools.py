"""Our archive in other people's tools: `make test-tools`.

Writes an archive with answers, a repetition, a 304, a redirect and a pushed document, and has it
checked by warcio, walked by fastwarc with every digest, indexed by cdxj-indexer and replayed by
pywb's server on loopback. Not one of `make test`: the tools are installed on first use, into an
environment of their own (`bench/peers/replayers.in`).
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import requests

from bench.peers import peer_python
from pipeline.archive import Archive
from pipeline.model import Capture
from tests.archive.test_archive import AT, PAGE, exchange, write

WALK = """
import json, sys
from fastwarc.warc import ArchiveIterator
kinds = []
for record in ArchiveIterator(open(sys.argv[1], "rb"), parse_http=False):
    assert record.verify_block_digest(), record.record_id
for record in ArchiveIterator(open(sys.argv[1], "rb")):
    kinds.append(str(record.record_type).rpartition(".")[2])
    if kinds[-1] == "response":
        assert record.verify_payload_digest(), record.record_id
print(json.dumps(kinds))
"""


def main() -> None:
    """Run all tools; raises `AssertionError` or what a tool raised."""
    python = peer_python("replayers")
    with tempfile.TemporaryDirectory(prefix="standard-tools-") as folder:
        archive = Archive(Path(folder) / "archive")
        captures = fill(archive)
        (path,) = archive.root.rglob("*.warc.gz")
        check(path)
        walk(python, path)
        index(python, path)
        replay(python, Path(folder) / "pywb", path, captures)


def fill(archive: Archive) -> dict[str, Capture]:
    """Write the archive; return its captures by what they are."""
    with archive.writer("tools", "run") as writer:
        first = write(writer, exchange("/a"))
        hour = timedelta(hours=1)
        same = write(writer, exchange("/a", at=AT + hour), revisit_of=first)
        not_modified = exchange("/a", b"", 304, at=AT + 2 * hour)
        unchanged = write(writer, not_modified, revisit_of=first)
        led_on = write(writer, exchange("/old", b"", 302, headers=(("Location", "/a"),)))
        writer.write_document("http://paper.localhost:8099/d", PAGE, "text/html", AT, "wire")
    return {"first": first, "same": same, "unchanged": unchanged, "led on": led_on}


def check(path: Path) -> None:
    """`warcio check` finds every digest right."""
    run([Path(sys.executable).with_name("warcio"), "check", "-v", path])
    print("warcio check: every digest is right")


def walk(python: Path, path: Path) -> None:
    """fastwarc reads every record, of the kinds that we wrote, with right digests."""
    kinds = Counter(json.loads(run([python, "-c", WALK, path]).splitlines()[-1]))
    wanted = {"warcinfo": 1, "response": 2, "revisit": 2, "request": 4, "resource": 1}
    assert kinds == wanted, kinds
    print(f"fastwarc: {dict(kinds)}, every digest is right")


def index(python: Path, path: Path) -> None:
    """cdxj-indexer finds every capture, and knows the revisits for what they are."""
    lines = run([python.with_name("cdxj-indexer"), path]).splitlines()
    found = Counter(json.loads(line.split(" ", 2)[2]).get("mime", "-") for line in lines)
    assert found["warc/revisit"] == 2, found
    assert sum(found.values()) == 5, found
    print(f"cdxj-indexer: {dict(found)}")


def replay(python: Path, home: Path, path: Path, captures: dict[str, Capture]) -> None:
    """pywb shows the same page for the answer and its repetition, and a 304 as it was answered."""
    home.mkdir()
    manager = python.with_name("wb-manager")
    run([manager, "init", "papers"], cwd=home)
    run([manager, "add", "papers", path], cwd=home)
    with serving(python, home) as address:
        shown = {name: ask(address, capture) for name, capture in captures.items()}
    assert shown["first"] == shown["same"] == (200, PAGE), shown
    assert shown["unchanged"][0] == 304, shown
    assert shown["led on"][0] == 302, shown
    print("pywb: the answer and its repetition show the same page, a 304 is one, a redirect too")


def ask(address: str, capture: Capture) -> tuple[int, bytes]:
    """Return what pywb shows of `capture` at its moment, unchanged by it."""
    moment = f"{capture.fetched_at:%Y%m%d%H%M%S}"
    place = f"{address}/papers/{moment}id_/{capture.final_url}"
    shown = requests.get(place, timeout=60, allow_redirects=False)
    return shown.status_code, shown.content


@contextmanager
def serving(python: Path, home: Path) -> Iterator[str]:
    """Run pywb's server on loopback; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [python.with_name("wayback"), "-p", str(port), "-b", "127.0.0.1"],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def run(command: list[object], cwd: Path | None = None) -> str:
    """Return what a command says. Raises `SystemExit` with its last words where it fails."""
    argv = [str(word) for word in command]
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv)}:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
