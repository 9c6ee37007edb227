"""What an operator does about cases: retry, release and take back, and a test case of one."""

from __future__ import annotations

import pytest
import yaml

from pipeline.errors import Misconfigured, Terminal
from pipeline.flows import quarantine
from pipeline.flows.desk import run_context
from pipeline.flows.fixture import write_fixture
from pipeline.flows.process import process_captures
from pipeline.flows.pushed import ingest_urls
from pipeline.flows.read import read_page
from pipeline.flows.reader import PageReader
from pipeline.flows.repeated import MANY
from pipeline.flows.version import PIPELINE_VERSION
from pipeline.identity import article_key
from pipeline.warehouse.captures import get_captures
from pipeline.warehouse.cases import CaseFilter, count_causes, get_case, list_quarantine
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.decisions import RULES, Verdict, list_decisions, revoke
from pipeline.warehouse.read import current_article, history
from tests.flows.paper import MORNING, archive_page, page

URL = "https://paper.example/news/story"
ANA = Verdict("ana", "a short item, no teaser", MORNING)
TEASER = b"""<html lang="en"><head><title>Ferry to close</title></head><body><main>
<h1>Ferry to close</h1>
<p>The ferry between Orm and Vale will make its last crossing in March, the board has decided.</p>
<p>Subscribe to continue reading</p></main></body></html>"""

CHALLENGE = b"""<html><head><title>Just a moment...</title></head><body>
<h1>Checking if the site connection is secure</h1></body></html>"""


def process(desk, *captures):
    return process_captures(desk, run_context("tests", "test"), captures)


def only_case(desk):
    (case,) = list_quarantine(desk.warehouse, only_open=False)
    return case


def broken(desk):
    return [check.name for check in run_checks(desk.warehouse) if check.broken]


def changes(desk):
    return [row["change"] for row in history(desk.warehouse, article_key(URL))]


def test_a_wall_in_the_place_of_an_article_is_no_edit_and_no_withdrawal(desk):
    process(desk, archive_page(desk, URL, 1, page(1)))
    wall = archive_page(desk, URL, 30, TEASER)
    process(desk, wall, archive_page(desk, URL, 60, status=304, earlier=wall))
    assert changes(desk) == ["first_seen"]
    assert {case["reason"] for case in list_quarantine(desk.warehouse)} == {"teaser"}
    process(desk, archive_page(desk, URL, 90, page(1)))
    assert changes(desk) == ["first_seen"]
    assert list_quarantine(desk.warehouse) == []


def test_an_article_that_leads_to_the_front_page_is_a_case_of_its_own_address(desk):
    process(desk, archive_page(desk, "https://paper.example/", 1, page(1), seen_url=URL))
    case = only_case(desk)
    assert (case["url"], case["reason"]) == (URL, "soft_404")
    process(desk, archive_page(desk, URL, 2, page(1)))
    assert not only_case(desk)["is_open"]


def test_a_released_page_is_a_version_until_that_is_taken_back(desk):
    process(desk, archive_page(desk, URL, 1, TEASER))
    number = only_case(desk)["quarantine_id"]
    decision, summary = quarantine.release(desk, number, ANA)
    assert summary["new_articles"] == 1
    assert not only_case(desk)["is_open"]
    assert quarantine.release(desk, number, ANA)[0] == decision, "released twice it is one"
    case = get_case(desk.warehouse, number)
    assert [(row["kind"], row["author"]) for row in case["decisions"]] == [
        ("release_capture", "ana")
    ]
    revoke(desk.warehouse, decision, ANA, run_context("tests", "test"))
    assert changes(desk) == []
    assert only_case(desk)["is_open"]
    quarantine.retry(desk, cases=[number])
    assert (changes(desk), broken(desk)) == ([], [])
    assert quarantine.release(desk, number, ANA)[0] > decision
    assert changes(desk) == ["first_seen"]


def test_a_release_holds_for_repetitions_and_for_newer_rules(desk, monkeypatch):
    wall = archive_page(desk, URL, 1, TEASER)
    process(desk, wall)
    quarantine.release(desk, only_case(desk)["quarantine_id"], ANA)
    for module in ("desk", "process"):
        monkeypatch.setattr(f"pipeline.flows.{module}.PIPELINE_VERSION", PIPELINE_VERSION + 1)
    process(desk, archive_page(desk, URL, 30, status=304, earlier=wall))
    (version,) = history(desk.warehouse, article_key(URL))
    assert version["pipeline_version"] == PIPELINE_VERSION + 1
    assert current_article(desk.warehouse, article_key(URL))["last_seen_at"].day == 3
    assert broken(desk) == []


def read_as_before(monkeypatch):
    """Read in this process, under rules that know no wall, as an older version did."""
    monkeypatch.setattr(
        PageReader, "read", lambda reader, *page, **how: read_page(*page, is_released=True)
    )


def test_a_wall_that_older_rules_took_for_an_edit_is_taken_out(desk, monkeypatch):
    with monkeypatch.context() as older:
        read_as_before(older)
        process(desk, archive_page(desk, URL, 1, page(1)), archive_page(desk, URL, 30, TEASER))
    assert changes(desk) == ["first_seen", "publisher_edit"]
    with monkeypatch.context() as newer:
        for module in ("desk", "process"):
            newer.setattr(f"pipeline.flows.{module}.PIPELINE_VERSION", PIPELINE_VERSION + 1)
        process(desk, archive_page(desk, URL, 60, page(1)))
        assert changes(desk) == ["first_seen"]
        (decision,) = list_decisions(desk.warehouse)
        assert (decision["kind"], decision["author"]) == ("reject_capture", RULES)
        assert broken(desk) == []
        process(desk, archive_page(desk, URL, 90, page(1, extra="A correction.")))
        assert len(list_decisions(desk.warehouse)) == 1, "once is enough"
    wall = next(c["capture_id"] for c in list_quarantine(desk.warehouse, only_open=False))
    with monkeypatch.context() as mended:
        read_as_before(mended)
        for module in ("desk", "process"):
            mended.setattr(f"pipeline.flows.{module}.PIPELINE_VERSION", PIPELINE_VERSION + 2)
        process(desk, *get_captures(desk.warehouse, [wall]).values())
        assert list_decisions(desk.warehouse)[0]["kind"] == "revoke"
        assert broken(desk) == []


def test_what_people_decided_goes_before_our_rules(desk, monkeypatch):
    with monkeypatch.context() as older:
        read_as_before(older)
        process(desk, archive_page(desk, URL, 30, TEASER))
    process(desk, *get_captures(desk.warehouse, [history_capture(desk)]).values())
    assert changes(desk) == []
    (decision,) = list_decisions(desk.warehouse)
    revoke(desk.warehouse, decision["decision_id"], ANA, run_context("tests", "test"))
    process(desk, *get_captures(desk.warehouse, [decision["capture_id"]]).values())
    assert changes(desk) == ["first_seen"]
    assert len(list_decisions(desk.warehouse)) == 2
    assert broken(desk) == []


def history_capture(desk):
    (version,) = history(desk.warehouse, article_key(URL))
    return version["capture_id"]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (403, CHALLENGE, "challenge_page"),
        (503, CHALLENGE, "challenge_page"),
        (403, b"<html><body><h1>Forbidden</h1></body></html>", "http_status"),
        (500, CHALLENGE, "http_status"),
        (403, page(1), "http_status"),
    ],
)
def test_an_error_that_shows_a_gate_is_named_after_it(desk, status, body, reason):
    process(desk, archive_page(desk, URL, 1, body, status=status))
    case = only_case(desk)
    assert case["reason"] == reason
    with pytest.raises(Terminal, match="no page to let pass"):
        quarantine.release(desk, case["quarantine_id"], ANA)


NOTHING = f"<html><body><p>{'Here you find all that is new in our town. ' * 8}</p></body></html>"


@pytest.mark.parametrize("at_once", [True, False])
def test_the_same_answer_at_many_addresses_is_no_article(desk, at_once):
    captures = [
        archive_page(desk, f"https://paper.example/news/story-{n}", n, NOTHING.encode())
        for n in range(MANY - 1)
    ]
    if not at_once:
        process(desk, *captures)
        assert list_quarantine(desk.warehouse) == []
    last = archive_page(desk, URL, 30, NOTHING.encode())
    process(desk, *(captures if at_once else ()), last)
    cases = list_quarantine(desk.warehouse)
    assert {(case["reason"], case["message"]) for case in cases} == {
        ("soft_404", f"The same bytes stand at {MANY} addresses of paper.example.")
    }
    assert {case["url"] for case in cases} == {c.url for c in (*captures, last)}
    versions = [history(desk.warehouse, article_key(c.url)) for c in (*captures, last)]
    assert versions == [[]] * MANY
    late = archive_page(desk, "https://paper.example/news/late", 31, NOTHING.encode())
    process(desk, late)
    assert len(list_quarantine(desk.warehouse)) == MANY + 1
    assert broken(desk) == []


def test_one_article_under_many_addresses_stays_one(desk):
    body = page(1, canonical=URL)
    process(desk, *(archive_page(desk, f"{URL}?view={n}", n, body) for n in range(MANY + 1)))
    assert changes(desk) == ["first_seen"]
    elsewhere = [f"https://site-{n}.example/story" for n in range(MANY + 1)]
    process(desk, *(archive_page(desk, url, 40, NOTHING.encode()) for url in elsewhere))
    assert list_quarantine(desk.warehouse) == []


def test_only_what_a_check_refused_can_be_released(desk):
    process(desk, archive_page(desk, URL, 1, status=503))
    with pytest.raises(Terminal, match="no page to let pass"):
        quarantine.release(desk, only_case(desk)["quarantine_id"], ANA)
    with pytest.raises(Terminal, match="no case 77"):
        quarantine.release(desk, 77, ANA)


def test_a_stored_page_is_read_again_and_nothing_is_asked(paper, monkeypatch):
    url = paper.answers("/a", TEASER)
    ingest_urls(paper.desk, [url])
    paper.asked()
    done, _ = quarantine.retry(paper.desk, wanted=CaseFilter(reasons=["teaser"]))
    assert (done.cases, done.read, done.asked, done.settled) == (1, 1, 0, 0)
    assert paper.asked() == []
    paper.answers("/a", page(1))
    done, summary = quarantine.retry(
        paper.desk, wanted=CaseFilter(source_ids=["paper"]), ask_again=True
    )
    assert (done.asked, done.settled, summary["new_articles"]) == (1, 1, 1)
    assert paper.asked() == ["/a"]


def test_what_never_came_is_asked_for_once_a_run(paper):
    paper.server.on("/dead", b"not HTTP")
    url = paper.server.url("/dead")
    ingest_urls(paper.desk, [url])
    number = only_case(paper.desk)["quarantine_id"]
    paper.answers("/dead", page(1))
    paper.asked()
    plan, portions = quarantine.plan_retry(paper.desk, "tests", "again", cases=[number])
    for _ in range(2):
        done = quarantine.retry_cases(paper.desk, plan, portions[0])
    assert (done.asked, done.settled) == (1, 1)
    assert paper.asked() == ["/dead"]


def test_a_listing_is_left_to_its_source(paper):
    paper.answers("/feed.xml", b"<html><body>gone</body></html>")
    from pipeline.flows.gather import gather_source

    gather_source(paper.desk, paper.plan(), "paper")
    done, _ = quarantine.retry(paper.desk, wanted=CaseFilter(source_ids=["paper"]))
    assert (done.cases, done.left, done.settled) == (1, 1, 0)
    case = get_case(paper.desk.warehouse, only_case(paper.desk)["quarantine_id"])
    assert any("ingest --source paper" in line for line in quarantine.advice(case))


def test_cases_are_found_and_counted_by_cause(desk):
    process(desk, archive_page(desk, URL, 1, TEASER), archive_page(desk, URL + "-2", 30, TEASER))
    process(desk, archive_page(desk, URL + "-3", 2, status=503))
    causes = count_causes(desk.warehouse, CaseFilter())
    assert [(row["reason"], row["cases"], row["addresses"]) for row in causes] == [
        ("teaser", 2, 2),
        ("http_status", 1, 1),
    ]
    assert causes[0]["example_url"] == URL + "-2"
    day = CaseFilter(day=MORNING.date())
    found = list_quarantine(desk.warehouse, wanted=day)
    assert {row["url"] for row in found} == {URL, URL + "-3"}
    assert list_quarantine(desk.warehouse, wanted=CaseFilter(run_id="other")) == []


def test_attempts_are_counted_by_exchange(desk):
    for hour in (1, 2, 3):
        process(desk, archive_page(desk, URL, hour, status=503))
    newest = list_quarantine(desk.warehouse)[0]
    assert newest["attempt"] == 3
    assert get_case(desk.warehouse, newest["quarantine_id"])["earlier"] == {"http_status": 2}


def test_a_case_becomes_a_test_case_that_git_ignores(desk, tmp_path):
    process(desk, archive_page(desk, URL, 1, TEASER), archive_page(desk, URL + "-2", 1, status=503))
    number = next(c for c in list_quarantine(desk.warehouse) if c["url"] == URL)["quarantine_id"]
    folder = write_fixture(desk, number, tmp_path / "cases")
    assert (folder / "page.html").read_bytes() == TEASER
    assert (folder / ".gitignore").read_text() == "*\n"
    assert "must not be committed" in (folder / "NOTE.txt").read_text()
    expected = yaml.safe_load((folder / "expected.yaml").read_text())
    assert (expected["url"], expected["reason"]) == (URL, "teaser")
    with pytest.raises(Misconfigured, match="there already"):
        write_fixture(desk, number, tmp_path / "cases")
