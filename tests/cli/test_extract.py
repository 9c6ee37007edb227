import io
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.cli.lines import read_records
from pipeline.model import Document
from tests.cli.conftest import run_command

KEYS = list(Document.PUBLIC_KEYS)
STORY = """<html lang="en"><head><title>Cranes return</title>{head}</head><body><article>
<h1>Cranes return to the northern harbour</h1>
<p>The three cranes of the northern harbour were put back on Monday after a year of repairs, the
port office said, and the first ship was unloaded before noon.</p>
<p>Workers had waited since last spring for the parts, which came from a yard in another country
and had to be measured twice before they fitted, number {number}.</p>
<p>READ MORE: The year without cranes</p>
<p>The port expects to handle forty ships a month again by the summer, as many as before the storm
of last winter.</p></article></body></html>"""


def page(number: int, head: str = "") -> str:
    return STORY.format(number=number, head=head)


def as_input(*records) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def test_lines_come_back_in_order_with_the_documented_keys():
    records = [{"url": f"https://paper.example/{n}", "html": page(n)} for n in range(8)]
    ran = run_command("extract", stdin=as_input(*records))
    assert ran.code == 0
    assert [line["url"] for line in ran.lines()] == [record["url"] for record in records]
    for number, line in enumerate(ran.lines()):
        assert list(line) == KEYS
        assert f"number {number}." in line["body"]
        assert [span["rule"] for span in line["removed"]] == ["read_more"]


def test_several_processes_give_the_same_lines():
    records = [{"url": f"https://paper.example/{n}", "html": page(n)} for n in range(12)]
    records[5] = {"url": "https://paper.example/5", "html": "%PDF-1.4"}
    one = run_command("extract", stdin=as_input(*records))
    two = run_command("extract", "--jobs", 2, stdin=as_input(*records))
    assert (two.code, two.out) == (one.code, one.out)


def test_a_bad_line_is_named_in_its_place_and_the_rest_goes_on():
    good = as_input({"url": "https://paper.example/a", "html": page(1)})
    bad = [
        b"not json\n",
        b"[1]\n",
        b'{"url": "https://paper.example/b"}\n',
        b'{"url": "ftp://paper.example/c", "html": "<p>x"}\n',
        b'{"url": "https://paper.example/d", "html": "%PDF-1.4"}\n',
        b'{"url": "https://paper.example/e", "html": "<p>short</p>"}\n',
        b"\xff\xfe\n",
    ]
    ran = run_command("extract", stdin=good + b"".join(bad) + b"\n" + good)
    first, *failed, last = ran.lines()
    assert ran.code == 1
    assert first == last
    assert len(failed) == len(bad)
    assert all(list(line) == ["url", "error"] for line in failed)
    assert all(set(line["error"]) == {"stage", "reason", "message"} for line in failed)
    assert [line["error"]["reason"] for line in failed[4:6]] == ["not_html", "no_body"]


def test_a_line_without_end_takes_no_memory():
    stream = io.BytesIO(b'{"a": 1}\n' + b"x" * 1000 + b"\n" + b"y" * 101 + b'\n{"b": 2}\n')
    numbers = [(record.number, bool(record.problem)) for record in read_records(stream, 100)]
    assert numbers == [(1, False), (2, True), (3, True), (4, False)]


def test_output_streams_before_the_input_ends():
    """Results are yielded while lines are still to come: memory does not grow with the input."""
    from pipeline.cli.commands.extract import _read_all

    asked = []

    def records():
        for record in read_records(io.BytesIO(as_input(*[{"url": "u"}] * 10_000))):
            asked.append(record.number)
            yield record

    assert "error" in next(iter(_read_all(records(), 1)))
    assert len(asked) == 1


def test_half_a_pair_is_replaced_and_stops_nothing():
    record = {"url": "https://paper.example/a", "html": page(1).replace("Monday", "Mon\ud800day")}
    ran = run_command("extract", stdin=as_input(record, record | {"url": "https://\udfff/"}))
    assert "Mon\ufffdday" in ran.lines()[0]["body"]
    assert "error" in ran.lines()[1]


def test_a_file_takes_its_address_from_the_page_or_from_the_option(tmp_path):
    path = tmp_path / "story.html"
    path.write_text(page(1, '<link rel="canonical" href="https://paper.example/story">'))
    assert run_command("extract", path).json()["url"] == "https://paper.example/story"
    given = run_command("extract", path, "--url", "https://other.example/x").json()
    assert given["url"] == "https://other.example/x"
    assert "cross_domain_canonical" in {evidence["kind"] for evidence in given["provenance"]}


def test_a_file_that_is_not_there_is_named():
    ran = run_command("extract", "no-such-file.html")
    assert ran.code == 2
    assert "no-such-file.html" in ran.err


def test_a_jsonl_file_is_read_like_standard_input(tmp_path):
    records = as_input({"url": "https://paper.example/a", "html": page(1)})
    (tmp_path / "pages.jsonl").write_bytes(records)
    assert (
        run_command("extract", tmp_path / "pages.jsonl").out
        == run_command("extract", stdin=records).out
    )


@contextmanager
def served(robots: str):
    asked: list[str] = []
    agents: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            agents.append(self.headers["User-Agent"])
            body = robots if self.path == "/robots.txt" else page(1)
            self.send_response(404 if self.path == "/gone" else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked, agents
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_page_off_the_web(monkeypatch):
    monkeypatch.setenv("COPYDESK_CONTACT", "https://us.example/bot")
    with served("User-agent: *\nDisallow: /private/\n") as (base, asked, agents):
        ran = run_command("extract", f"{base}/story", "--private-network", "--json")
        assert (ran.code, ran.json()["url"]) == (0, f"{base}/story")
        assert asked == ["/robots.txt", "/story"]
        assert all("https://us.example/bot" in agent for agent in agents)
        assert run_command("extract", f"{base}/gone", "--private-network").code == 1


@pytest.mark.parametrize("option", [["--private-network"], []])
def test_what_may_not_be_asked_is_not_asked(option):
    with served("User-agent: *\nDisallow: /\n") as (base, asked, _):
        ran = run_command("extract", f"{base}/story", *option)
        assert ran.code == 1
        assert "/story" not in asked
        assert ("robots.txt" in ran.err) == bool(option)
