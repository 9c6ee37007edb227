"""A fetch that is killed at any moment, and run again, misses no page and asks for none twice.

`COPYDESK_KILLS=50 COPYDESK_PAGES=500` is the long form; the short one runs with every test.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from sqlalchemy import text

from pipeline.archive import Archive
from pipeline.flows.desk import open_desk
from pipeline.flows.gather import gather_source, gather_sources
from tests.flows.paper import Paper, feed_of, open_paper, page, write_source
from tests.postgres import *  # noqa: F403

KILLS = int(os.environ.get("COPYDESK_KILLS", "8"))
PAGES = int(os.environ.get("COPYDESK_PAGES", "120"))
CHANCE = random.Random(20261124)
PAPERS = ["east", "north", "south", "west"]

WORKER = """
from dataclasses import replace
from pipeline.config import Settings
from pipeline.flows.desk import open_desk
from pipeline.flows.gather import gather_sources
from pipeline.flows.plan import plan_run
from tests.faults.test_kills import PAPERS
from tests.flows.paper import QUICK
with open_desk(replace(Settings.from_env(), fetch=QUICK)) as desk:
    plan = plan_run(desk, "tests", "night", sources=PAPERS, mode="auto")
    print("ready", flush=True)
    gather_sources(desk, plan, PAPERS)
"""


def start_worker(settings, sources) -> subprocess.Popen[bytes]:
    """Start a fetch of the night in a process of its own; return it when it begins to ask."""
    environment = {
        **os.environ,
        "COPYDESK_DATABASE_URL": settings.database_url,
        "COPYDESK_HOME": str(settings.home),
        "COPYDESK_ARCHIVE": str(settings.archive_dir),
        "COPYDESK_SOURCES": str(sources),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], stdout=subprocess.PIPE, env=environment
    )
    assert worker.stdout
    assert worker.stdout.readline() == b"ready\n"
    return worker


def kill_after(worker: subprocess.Popen[bytes], paper: Paper, requests: int) -> bool:
    """Kill the worker some moment after so many requests; tell whether it was still at work."""
    goal = len(paper.server.asked) + requests
    while len(paper.server.asked) < goal and worker.poll() is None:
        time.sleep(0.001)
    time.sleep(CHANCE.uniform(0, 0.03))  # asked, answered, written, indexed: anywhere among these
    at_work = worker.poll() is None
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert worker.stdout
    worker.stdout.close()
    return at_work


@pytest.mark.timeout(900 if KILLS <= 8 else 7200)
def test_killed_at_random_and_run_again_each_page_is_kept_once(desk_settings):
    with open_paper(desk_settings) as paper:
        pages = publish_papers(paper)
        killed = 0
        for _ in range(KILLS):
            worker = start_worker(desk_settings, paper.desk.settings.sources_dir)
            killed += kill_after(worker, paper, CHANCE.randint(1, 3 * PAGES // KILLS // 2))
        with open_desk(paper.desk.settings) as desk:
            gather_sources(desk, paper.plan("night", sources=PAPERS), PAPERS)
            with desk.warehouse.begin() as connection:
                rows = connection.execute(text("SELECT seen_url FROM capture WHERE kind = 'page'"))
                indexed = Counter(rows.scalars())
        kept = Counter(c.seen_url for c in Archive(desk_settings.archive_dir).scan())
        asked = Counter(paper.asked())

    assert killed > KILLS / 2, "most kills came while it was at work"
    assert {url: indexed[url] for url in pages} == dict.fromkeys(pages, 1)
    assert {url: kept[url] for url in pages} == dict.fromkeys(pages, 1)
    repeated = sum(asked[path] - 1 for path in pages.values())
    assert repeated <= killed * len(PAPERS), "at most what was under way, one a host, at each kill"


def publish_papers(paper: Paper) -> dict[str, str]:
    """Let several papers publish all pages; return their paths by their addresses."""
    pages: dict[str, str] = {}
    for number, source_id in enumerate(PAPERS):
        host = f"{source_id}.localhost"
        paths = [f"/{source_id}/{n}" for n in range(number, PAGES, len(PAPERS))]
        for path in paths:
            paper.answers(path, page(len(pages) + len(paths)))
        addresses = {paper.server.url(path, host): path for path in paths}
        paper.answers(f"/{source_id}.xml", feed_of(*((url, None) for url in addresses)))
        feed = paper.server.url(f"/{source_id}.xml", host)
        write_source(paper.desk.settings, source_id, paper.server.url("/", host), [feed])
        pages |= addresses
    return pages


def test_what_was_written_and_not_indexed_is_found_by_the_next_run(desk_settings):
    with open_paper(desk_settings) as paper:
        url = paper.answers("/a", page(1))
        paper.publishes("/a")
        gather_source(paper.desk, paper.plan("night"), "paper")
        with paper.desk.warehouse.begin() as connection:
            connection.execute(text("DELETE FROM capture WHERE kind = 'page'"))
            connection.execute(text("DELETE FROM archive_file"))
        paper.asked()
        gather_source(paper.desk, paper.plan("night"), "paper")
        assert "/a" not in paper.asked()
        with paper.desk.warehouse.begin() as connection:
            found = connection.execute(text("SELECT seen_url, run_id FROM capture")).all()
    assert (url, "night") in {tuple(row) for row in found}


def test_a_file_whose_writer_lives_is_left_to_it(desk_settings):
    with open_paper(desk_settings) as paper, paper.desk.archive.writer("x", "run") as writer:
        writer.write_document("https://paper.example/a", b"x", "text/html", paper.clock.now(), "")
        assert list(paper.desk.archive.tails({})) == []
        writer.close()
        (tail,) = paper.desk.archive.tails({})
        assert writer.closed == {tail.file: tail.size}
        assert list(paper.desk.archive.tails(writer.closed)) == []
        assert list(paper.desk.archive.tails({}, name="y")) == []
