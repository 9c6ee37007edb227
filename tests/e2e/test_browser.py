"""An operator's way through a real browser: log in, backfill three days, read the summary.

With COPYDESK_SCREENSHOTS=folder the pages on the way are kept there as PNG files.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.timeout(400)]

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture
def page(require_system):
    """A page of a real Chromium."""
    program = require_system("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(30_000)
        yield page
        browser.close()


@pytest.fixture
def keep(page) -> Callable[[str], None]:
    """Keep a screenshot of the page under a name, where the environment asks for it."""

    def shoot(name: str) -> None:
        if folder := os.environ.get("COPYDESK_SCREENSHOTS"):
            page.wait_for_timeout(800)  # whatever slides into place has arrived
            page.screenshot(path=Path(folder) / f"{name}.png")

    return shoot


def log_in(page, live):
    page.goto(live.airflow.url)
    page.fill("input[name=username]", live.client.user)
    page.fill("input[name=password]", live.client.password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.airflow.url}/")


def choose_date(page, field, day):
    """Write midnight of a day into one of the form's two date fields."""
    page.get_by_test_id("datetime-input").nth(field).click()
    picker = page.locator("[data-scope=popover][data-part=content][data-state=open]")
    picker.get_by_placeholder("YYYY/MM/DD").fill(day.replace("-", "/"))
    picker.get_by_placeholder("HH:mm").fill("00:00")
    page.get_by_text("Reprocess Behavior").click()
    picker.wait_for(state="hidden")


def test_a_backfill_chosen_in_the_form(page, keep, live, backfilled):
    live.move_to(5, days_later=6)
    days = [live.day(number).isoformat() for number in (3, 4, 5)]
    before = live.before_backfill()
    log_in(page, live)

    page.goto(f"{live.airflow.url}/dags/ingest")
    page.get_by_role("button", name="Trigger").first.click()
    page.get_by_text("Backfill", exact=True).first.click()
    choose_date(page, 0, days[0])
    choose_date(page, 1, days[-1])
    page.get_by_text("All Runs", exact=True).first.click()
    page.locator("input[name=max_active_runs]").fill("3")
    page.get_by_text("3 runs will be triggered").wait_for()
    keep("backfill-form")
    page.get_by_role("button", name="Run Backfill").click()
    page.get_by_text("Run Backfill - ingest").wait_for(state="hidden")

    page.goto("about:blank")  # Airflow's pages ask the server all the time
    runs = live.wait_for_backfill(before, count=3)
    assert sorted(runs.values()) == days
    run_id = next(run_id for run_id, day in runs.items() if day == days[0])
    page.goto(f"{live.airflow.url}/dags/ingest/runs/{quote(run_id)}")
    page.get_by_role("link", name="Summary").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name=f"News of {days[0]}").wait_for()
    assert "cannot be recovered" in frame.locator("body").inner_text()
    keep("backfill-summary")


def test_the_summary_of_a_night_and_the_way_to_it(page, keep, live, first_night):
    log_in(page, live)
    run_id = first_night["run_id"]
    page.goto(f"{live.airflow.url}/dags/ingest/runs/{quote(run_id)}")
    page.get_by_role("link", name="Summary").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name=f"News of {live.day(3)}").wait_for()
    assert f"{first_night['new_articles']}\nnew articles" in frame.locator("main").inner_text()
    keep("night-summary")
    frame.get_by_role("link", name="Quarantine").click()
    frame.get_by_role("heading", name="Quarantine").wait_for()
    assert "consent wall" in frame.locator("main").inner_text()
    frame.get_by_role("link", name="Runs").click()
    frame.get_by_role("link", name="ingest").last.click()
    frame.get_by_role("heading", name="News of").wait_for()

    page.goto(f"{live.airflow.url}/copydesk/runs/ingest/{quote(run_id)}")
    page.get_by_role("heading", name="Copies and their originals").scroll_into_view_if_needed()
    keep("night-copies")
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "no style sheet"
    page.set_viewport_size({"width": 380, "height": 800})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0, "a narrow screen scrolls sideways"


def test_a_stranger_sees_nothing(page, live, first_night):
    answer = page.goto(f"{live.airflow.url}/copydesk/runs/ingest/{quote(first_night['run_id'])}")
    assert answer.status == 401
    assert "News of" not in page.content()
