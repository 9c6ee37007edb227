"""Re-visits for real: a paper on loopback over some days, by a clock that a test moves."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from pipeline.flows.desk import run_context
from pipeline.flows.gather import gather_source
from pipeline.flows.process import plan_batches, process_run
from pipeline.flows.purge import Wanted, purge, what_is_meant
from pipeline.flows.revisits import schedule_forgotten, schedule_revisits, take_due
from pipeline.identity import article_key
from pipeline.sources import RevisitPolicy
from pipeline.warehouse.read import history
from pipeline.warehouse.runs import get_run, summarise_run
from tests.flows.paper import page, write_source


def visit(paper, run_id):
    """Gather, process and schedule one run; return the pages that were asked for."""
    plan = paper.plan(run_id)
    paper.asked()
    gather_source(paper.desk, plan, "paper")
    for batch in plan_batches(paper.desk, plan):
        process_run(paper.desk, plan, batch)
    schedule_revisits(paper.desk, run_context("tests", run_id))
    return [path for path in paper.asked() if path != "/feed.xml"]


def waits(paper, path="/a"):
    """Return how long the article is left alone from its last visit on, and its age then."""
    query = text("SELECT * FROM revisit WHERE url = :url")
    with paper.desk.warehouse.begin() as connection:
        row = connection.execute(query, {"url": paper.server.url(path)}).mappings().one()
    age = row["asked_at"] - row["first_seen_at"]
    return row["due_at"] and row["due_at"] - row["asked_at"], age


def wait_until_due(paper):
    """Set the clock to the moment at which the one article is due, and no earlier."""
    query = text("SELECT due_at FROM revisit")
    with paper.desk.warehouse.begin() as connection:
        due_at = connection.execute(query).scalar_one()
    paper.clock.advance(seconds=(due_at - paper.clock.now()).total_seconds() + 0.001)


def changes(paper, path="/a"):
    found = history(paper.desk.warehouse, article_key(paper.server.url(path)))
    return [row["change"] for row in found]


def with_policy(paper, lines):
    write_source(
        paper.desk.settings, "paper", paper.server.url("/"), [paper.server.url("/feed.xml")]
    )
    file = paper.desk.settings.sources_dir / "paper.yaml"
    file.write_text(file.read_text() + lines)


def test_an_edit_and_a_withdrawal_are_seen_on_the_schedule_though_the_feed_rolled_over(paper):
    paper.answers("/a", page(1), etag='"1"')
    paper.publishes("/a")
    assert visit(paper, "birth") == ["/a"]
    assert waits(paper) == (timedelta(minutes=15), timedelta(0))
    paper.publishes()
    assert visit(paper, "at once") == []
    wait_until_due(paper)
    paper.answers("/a", page(1, extra="The mayor resigned."), etag='"2"')
    assert visit(paper, "edited") == ["/a"]
    assert waits(paper)[0] == timedelta(minutes=15)  # young again
    paper.answers("/a", b"", status="410 Gone")
    paper.clock.advance(days=1)
    assert visit(paper, "gone") == ["/a"]
    assert changes(paper) == ["first_seen", "publisher_edit", "withdrawn"]


def test_an_unchanged_page_costs_a_304_and_is_left_alone_for_a_share_of_its_age(paper):
    paper.answers("/a", page(1), etag='"1"')
    paper.publishes("/a")
    visit(paper, "birth")
    paper.clock.advance(days=2)
    assert visit(paper, "later") == ["/a"]
    wait, age = waits(paper)
    assert wait == age * RevisitPolicy().share
    found = summarise_run(paper.desk.warehouse, "tests", "later")
    assert (found["revisits"], found["pages_unchanged"]) == (1, 1)


def test_three_404s_a_day_apart_are_a_withdrawal(paper):
    paper.answers("/a", page(1))
    paper.publishes("/a")
    visit(paper, "birth")
    paper.answers("/a", b"", status="404 Not Found")
    for number in range(3):
        assert changes(paper) == ["first_seen"]
        wait_until_due(paper)
        assert visit(paper, f"404 {number}") == ["/a"]
        if number < 2:
            assert waits(paper)[0] == timedelta(days=1)
    assert changes(paper) == ["first_seen", "withdrawn"]


def test_a_page_that_fails_is_left_alone_for_longer_each_time(paper):
    paper.answers("/a", page(1))
    paper.publishes("/a")
    visit(paper, "birth")
    paper.server.on("/a", b"not HTTP at all")  # no answer, and so no capture
    for hours in (1, 2):
        wait_until_due(paper)
        assert visit(paper, f"down {hours}") == ["/a"]
        assert waits(paper)[0] == timedelta(hours=hours)
    paper.answers("/a", b"no", status="503 Service Unavailable")
    wait_until_due(paper)
    assert visit(paper, "down 4") == ["/a"]
    assert waits(paper)[0] == timedelta(hours=4)


def test_a_source_says_how_often_it_is_looked_at_again(paper):
    with_policy(paper, "revisit_after_min: 60\nrevisit_share: 0.5\nrevisit_days: 1\n")
    paper.answers("/a", page(1))
    paper.publishes("/a")
    visit(paper, "birth")
    assert waits(paper)[0] == timedelta(hours=1)
    paper.clock.advance(hours=8)
    visit(paper, "later")
    wait, age = waits(paper)
    assert wait == age / 2
    paper.clock.advance(days=1)
    visit(paper, "last")
    assert waits(paper)[0] is None


def test_a_day_asks_a_host_no_more_than_its_budget_and_says_so(paper):
    with_policy(paper, "revisits_a_day: 2\n")
    for number in range(3):
        paper.answers(f"/{number}", page(number))
    paper.publishes("/0", "/1", "/2")
    assert len(visit(paper, "birth")) == 3
    paper.clock.advance(hours=1)
    assert len(visit(paper, "later")) == 2
    (note,) = get_run(paper.desk.warehouse, "tests", "later").notes
    assert note.startswith("paper: re-visits wait that are due")
    paper.clock.advance(days=1)
    assert len(visit(paper, "tomorrow")) == 2


def test_what_a_killed_run_left_off_the_schedule_is_put_there(paper):
    paper.answers("/a", page(1))
    paper.publishes("/a")
    visit(paper, "birth")
    with paper.desk.warehouse.begin() as connection:
        connection.execute(text("DELETE FROM revisit"))
    source = paper.desk.sources()["paper"]
    assert take_due(paper.desk, source, limit=9) == ([], 0)
    assert schedule_forgotten(paper.desk, source).scheduled == 1
    paper.clock.advance(hours=1)
    assert take_due(paper.desk, source, limit=9) == ([paper.server.url("/a")], 0)


def test_what_was_purged_is_not_due(paper):
    paper.answers("/a", page(1))
    paper.publishes("/a")
    visit(paper, "birth")
    wanted = Wanted(*what_is_meant(paper.server.url("/a")), "asked by letter", "ana")
    purge(paper.desk, run_context("tests", "purge"), wanted)
    paper.clock.advance(hours=1)
    assert take_due(paper.desk, paper.desk.sources()["paper"], limit=9) == ([], 0)
