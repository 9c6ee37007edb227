"""A purge whose process is killed at any statement or file operation goes on where it stood.

COPYDESK_PURGE_KILLS=1 kills at every step; without it at some of them.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy.engine import make_url

from pipeline.config import Settings
from pipeline.flows.desk import open_desk
from pipeline.flows.process import process_captures
from pipeline.flows.purge import purge, resume_purges
from pipeline.warehouse.purge import list_purges
from tests.flows.paper import archive_page, page
from tests.flows.test_purge import (
    CONTEXT,
    GONE,
    STAYS,
    ZEBRA,
    add_remarks,
    broken,
    fill,
    leftovers,
    states,
    wanted,
)
from tests.postgres import copied_database
from tests.soak.proxy import Proxy, Strike

EVERY_STEP = bool(os.environ.get("COPYDESK_PURGE_KILLS"))
NEVER = 1_000_000
STATEMENTS_APART = 1 if EVERY_STEP else 29

_FORKS = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module")
def filled(postgres, warehouse_template, tmp_path_factory):
    """Settings of a warehouse and an archive of two files, to be copied for every kill."""
    home = tmp_path_factory.mktemp("filled")
    with copied_database(postgres, warehouse_template) as url:
        settings = Settings(url, home, home / "archive")
        with open_desk(settings) as desk:
            captures = fill(desk)
            add_remarks(desk, captures[0].capture_id)
            again = archive_page(desk, GONE + "/2", 4, page(6, extra=ZEBRA), run_id="later")
            process_captures(desk, CONTEXT, [again])
        yield settings


def purge_in_a_child(settings: Settings, dies_at_file: int) -> None:
    """Purge, and die before the file operation of that number."""
    steps = count(1)

    def die(event: str, args: tuple[object, ...]) -> None:
        if _changes_the_archive(event, args) and next(steps) == dies_at_file:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(die)
    with open_desk(settings) as desk:
        purge(desk, CONTEXT, wanted())


def _changes_the_archive(event: str, args: tuple[object, ...]) -> bool:
    if event == "open":
        return "archive" in str(args[0]) and "w" in str(args[1])
    return event in ("os.rename", "os.remove")


def strike(postgres, filled, tmp_path, *, statement=NEVER, moment="answered", file=NEVER):
    """Kill a purge there, look that it goes on; return whether it was killed at all."""
    archive = tmp_path / f"{statement}{moment}{file}"
    shutil.copytree(filled.archive_dir, archive / "archive")
    template = make_url(filled.database_url).database
    with copied_database(postgres, template) as url:
        settings = replace(filled, database_url=url, home=archive, archive_dir=archive / "archive")
        child = []
        blow = Strike(statement, moment, lambda _: os.kill(child[0].pid, signal.SIGKILL))
        with Proxy(url, blow) as proxy:
            through = replace(settings, database_url=proxy.url)
            child.append(_FORKS.Process(target=purge_in_a_child, args=(through, file)))
            child[0].start()
            child[0].join(timeout=120)
        assert child[0].exitcode in (0, -signal.SIGKILL)
        check_healed(settings)
    return child[0].exitcode != 0


def check_healed(settings):
    with open_desk(settings) as desk:
        if not list_purges(desk.warehouse):
            purge(desk, CONTEXT, wanted())  # it died before it had begun
        resume_purges(desk, CONTEXT)
        assert [done for done in list_purges(desk.warehouse) if not done.finished_at] == []
        assert (leftovers(desk), broken(desk)) == ([], [])
        assert [title for _, title, _ in states(desk, GONE)] == [None, None]
        assert len(states(desk, STAYS)[0][2]) > 1000
        assert resume_purges(desk, CONTEXT) == []


@pytest.mark.parametrize("moment", ["before", "answered"] if EVERY_STEP else ["answered"])
def test_a_purge_killed_at_a_statement_goes_on(postgres, filled, tmp_path, moment):
    kills = 0
    for statement in count(3, STATEMENTS_APART):
        if not strike(postgres, filled, tmp_path, statement=statement, moment=moment):
            break
        kills += 1
    assert kills > 1


def test_a_purge_killed_at_a_file_goes_on(postgres, filled, tmp_path):
    kills = 0
    while strike(postgres, filled, tmp_path, file=kills + 1):
        kills += 1
    assert kills >= 2
