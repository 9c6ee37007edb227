"""The scores by which extractors are compared, on answers whose score is known by hand."""

from datetime import UTC, datetime

import pytest

from bench.extract.pages import Gold, half_of, names
from bench.extract.peers import PeerAnswer
from bench.extract.score import Rate, rate_field, score_bodies, score_segments

GOLD = Gold("The bridge is closed", frozenset({"anna bell"}), datetime(2024, 5, 3, 23, tzinfo=UTC))
NOTHING = Gold(None, frozenset(), None)
NOT_ASKED = Gold(None, frozenset(), None, fields_asked=False)


def answer(title: str = "", authors: tuple[str, ...] = (), date: str = "") -> PeerAnswer:
    return PeerAnswer("", title, authors, date, 0.0, "")


@pytest.mark.parametrize(
    ("field", "given", "right"),
    [
        ("title", answer(title="The bridge  is closed"), True),
        ("title", answer(title="The bridge is closed | The Paper"), False),
        ("authors", answer(authors=("Anna Bell",)), True),
        ("authors", answer(authors=("Anna Bell", "Tom Ray")), False),
        ("date", answer(date="2024-05-03"), True),
        ("date", answer(date="2024-05-04T01:00:00+02:00"), True),
        ("date", answer(date="2024-05-05"), False),
        ("date", answer(date="soon"), False),
    ],
)
def test_one_answer(field, given, right):
    assert rate_field(field, [(GOLD, given)]).right == right


def test_a_site_behind_the_title_is_forgiven_where_we_are_loose():
    given = answer(title="The bridge is closed | The Paper")
    assert rate_field("title", [(GOLD, given)], loose=True).right == 1


def test_an_answer_where_there_is_none_costs_precision_and_a_page_nobody_read_costs_nothing():
    given = answer(title="Bridge", date="2024-05-03")
    pairs = [(GOLD, given), (NOTHING, given), (NOT_ASKED, given)]
    assert rate_field("date", pairs) == Rate(right=1, wanted=1, given=2)
    assert rate_field("authors", pairs) == Rate(right=0, wanted=1, given=0)


def test_bodies_by_runs_of_four_tokens():
    score = score_bodies([("a b c d e", "a b c d e f"), ("a b c d", "")])
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == pytest.approx(0.5)
    assert score.f1 == pytest.approx(4 / 7)


def test_bodies_by_segments():
    gold = Gold(None, frozenset(), None, with_segments=("one", "two"), without_segments=("ad",))
    score = score_segments([(gold, "One is one and an ad")])
    assert (score.precision, score.recall) == (0.5, 0.5)


def test_names_of_a_joined_line():
    assert names("Von Anna Bell und Tom Ray; Jo Li") == {"anna bell", "tom ray", "jo li"}


def test_all_hosts_of_a_publisher_are_in_one_half():
    halves = {half_of(f"https://{host}.paper.co.uk/{host}") for host in ("www", "sport", "m", "a")}
    assert len(halves) == 1
    assert {half_of(f"https://paper{i}.example/") for i in range(20)} == {"tune", "test"}
