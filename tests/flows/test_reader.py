"""One hostile page costs itself: its time and memory are bounded, and the next page is read."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from pipeline.config import ReadSettings
from pipeline.discover import read_listing
from pipeline.flows.read import StageError, read_page
from pipeline.flows.reader import PageReader
from tests.flows.paper import feed_of, page

URL = "https://paper.example/a"
HTML = "text/html; charset=utf-8"
HEAVY = b"<html><body><article><p>" + b"<b><i>word</i></b> " * 70_000
LARGE = b"<html><body>" + b"<p>word" * 290_000


@pytest.fixture
def small():
    with PageReader(ReadSettings(max_cpu_s=2, max_memory_mb=300)) as opened:
        yield opened


def failing(reader, body: bytes, content_type: str = HTML) -> StageError:
    with pytest.raises(StageError) as caught:
        reader.read(URL, body, content_type)
    return caught.value


def test_a_child_reads_what_this_process_would(reader):
    body = page(1, extra="Advertisement")
    assert reader.read(URL, body, HTML) == read_page(URL, body, HTML)


def test_errors_of_stages_come_back_with_stage_and_reason(reader):
    with pytest.raises(StageError) as here:
        read_page(URL, b"%PDF-1.7", HTML)
    error = failing(reader, b"%PDF-1.7")
    assert (error.stage, error.reason, str(error)) == (
        here.value.stage,
        here.value.reason,
        str(here.value),
    )


def test_one_child_reads_many_pages(reader):
    reader.read(URL, page(1), HTML)
    child = reader._child.pid
    for number in range(2, 12):
        reader.read(URL, page(number), HTML)
    assert reader._child.pid == child


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read(small):
    started = time.monotonic()
    error = failing(small, HEAVY)
    assert error.reason == "too_costly"
    assert URL in str(error)
    assert time.monotonic() - started < 60  # it would go on for ever
    assert small.read(URL, page(1), HTML).document.title


def test_a_page_that_takes_too_much_memory_is_given_up_and_the_next_is_read():
    with PageReader(ReadSettings(max_cpu_s=60, max_memory_mb=250)) as tight:
        error = failing(tight, LARGE)
        assert error.reason == "too_costly"
        assert "MB of memory" in str(error)
        assert tight.read(URL, page(1), HTML).document.title


def test_the_memory_of_a_child_stays_under_its_limit(small):
    small.read(URL, page(1), HTML)
    status = Path(f"/proc/{small._child.pid}/status").read_text()
    data_kb = int(next(line for line in status.splitlines() if "VmData" in line).split()[1])
    assert data_kb * 1024 < 300_000_000


@pytest.mark.parametrize("signal_number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_child_that_dies_is_a_reason_and_is_replaced(reader, signal_number):
    reader.read(URL, page(1), HTML)
    os.kill(reader._child.pid, signal_number)
    error = failing(reader, page(1))
    assert error.reason == ("unreadable" if signal_number == signal.SIGSEGV else "too_costly")
    assert reader.read(URL, page(1), HTML).document.title


def test_closing_ends_the_child(reader):
    reader.read(URL, page(1), HTML)
    pid = reader._child.pid
    reader.close()
    assert not Path(f"/proc/{pid}").exists()
    reader.close()


def test_nothing_a_library_prints_is_taken_for_an_answer(reader, monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import atexit, sys\n"
        "import builtins\n"
        "real = builtins.__import__\n"
        "def loud(name, *args, **kw):\n"
        "    print('loud'); return real(name, *args, **kw)\n"
        "builtins.__import__ = loud\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert reader.read(URL, page(1), HTML).document.title


def test_a_listing_is_read_in_the_child_too(reader):
    feed = feed_of((URL, None), ("https://paper.example/b", None))
    assert reader.read_listing(URL, feed, "application/rss+xml") == read_listing(
        URL, feed, "application/rss+xml"
    )
    with pytest.raises(StageError) as caught:
        reader.read_listing(URL, b"<html><p>none</p>", HTML)
    assert (caught.value.stage, caught.value.reason) == ("discover", "listing_unreadable")
