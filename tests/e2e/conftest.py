"""One Airflow for all tests of this folder, and the nights that they look back on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.live import Live, live_desk


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """The running set-up of this session."""
    with live_desk() as running:
        yield running


@pytest.fixture(scope="session")
def first_night(live: Live) -> dict[str, Any]:
    """Summary of the night after the newsroom's third day, on an empty warehouse."""
    return live.night(3)


@pytest.fixture(scope="session")
def second_night(live: Live, first_night: dict[str, Any]) -> dict[str, Any]:
    """Summary of the next night."""
    return live.night(4)


@pytest.fixture(scope="session")
def backfilled(live: Live, second_night: dict[str, Any]) -> list[dict[str, Any]]:
    """Summaries of a backfill of three past days, one of which has captures that nobody read."""
    fetch_and_die(live, "harbour-courier")
    live.move_to(5, days_later=6)
    return [live.summary("ingest", run_id) for run_id in live.backfill(3, 5)]


def fetch_and_die(live: Live, source_id: str) -> None:
    """On the evening of the fifth day: archive what a source has, and get no further."""
    from pipeline.flows.gather import gather_source
    from pipeline.flows.plan import plan_run

    live.move_to(5, days_later=0, hour=20)
    with live.desk() as desk:
        plan = plan_run(desk, "ingest", "killed", day=live.day(5), sources=[source_id])
        assert gather_source(desk, plan, source_id).pages_asked
