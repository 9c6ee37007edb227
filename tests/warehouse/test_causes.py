"""Why a version stands: withdrawals, moves, newer rules, decisions; and what was known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pipeline.errors import Misconfigured, Terminal
from pipeline.identity import article_key
from pipeline.model import Absence
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.decisions import Verdict, list_decisions, reject_capture, revoke
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import beliefs, find_article, history, known_until
from pipeline.warehouse.rulesets import record_ruleset
from tests.warehouse import facts
from tests.warehouse.test_load import broken, empty

URL, NEW, NEWEST = (f"https://paper.example/{name}" for name in ("a", "b", "c"))
MISSING = Absence.MISSING
VERDICT = Verdict("ada", "It is a wall.", facts.EPOCH)


def states(warehouse, url=URL):
    return [(row["change"], row["cause"]) for row in history(warehouse, article_key(url))]


def changes(warehouse, url=URL):
    return [change for change, _ in states(warehouse, url)]


def read(warehouse, *said, url=URL, version=1):
    for hour, body in said:
        facts.load(warehouse, [facts.make_reading(url, hour, body)], version=version)


def reject(warehouse, hour, url=URL):
    capture = facts.make_capture(url, hour)
    return reject_capture(warehouse, capture.capture_id, VERDICT, facts.context())


# -- 404 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        ([2], ["first_seen"]),
        ([2, 3, 4], ["first_seen"]),  # three, within two days
        ([2, 60], ["first_seen"]),  # two, over more than two days
        ([2, 3, 50], ["first_seen", "withdrawn"]),
        ([2, 3, 49.5], ["first_seen"]),
    ],
)
def test_only_three_404s_over_two_days_are_a_withdrawal(warehouse, missed, expected):
    read(warehouse, (1, "One."), *((hour, MISSING) for hour in missed))
    assert changes(warehouse) == expected
    assert broken(warehouse) == []


def test_a_withdrawal_by_404s_is_dated_at_the_first_of_them(warehouse):
    read(warehouse, (1, "One."), (5, MISSING), (30, MISSING), (80, MISSING), (90, "One."))
    assert changes(warehouse) == ["first_seen", "withdrawn", "returned"]
    rows = history(warehouse, article_key(URL))
    assert rows[1]["effective_from"] == facts.EPOCH + timedelta(hours=5)
    assert [row["load_id"] - rows[0]["load_id"] for row in rows] == [0, 3, 4], "the third 404"


def test_an_answer_between_begins_the_count_anew(warehouse):
    read(warehouse, (1, "One."), (5, MISSING), (30, MISSING), (40, "One."), (80, MISSING))
    assert changes(warehouse) == ["first_seen"]


def test_a_410_among_404s_withdraws_from_itself_on(warehouse):
    read(warehouse, (1, "One."), (5, MISSING), (9, None))
    rows = history(warehouse, article_key(URL))
    assert [(row["change"], row["effective_from"].hour) for row in rows] == [
        ("first_seen", 7),
        ("withdrawn", 15),
    ]


def test_a_withdrawal_by_404s_alone_has_its_content(warehouse):
    read(warehouse, (0, "One."), (48, MISSING), (72, MISSING), (144, MISSING))
    assert history(warehouse, article_key(URL))[-1]["body"] == ""
    assert sum(line.startswith('["version"') for line in canonical_dump(warehouse)) == 2
    assert broken(warehouse) == []


def test_a_410_at_the_moment_of_a_404_takes_its_place_and_the_head_follows(warehouse):
    read(warehouse, (0, "One."), (48, MISSING), (72, MISSING), (144, MISSING))
    assert changes(warehouse) == ["first_seen", "withdrawn"]
    gone = facts.make_reading(URL, 144, None, digest="twin")
    facts.load(warehouse, [gone])
    assert history(warehouse, article_key(URL))[-1]["effective_from"] == gone.capture.fetched_at
    assert broken(warehouse) == []


def test_what_was_only_ever_missing_is_no_article(warehouse):
    read(warehouse, (1, MISSING), (30, MISSING), (80, MISSING))
    assert find_article(warehouse, URL) is None
    assert states(warehouse) == []
    read(warehouse, (90, "One."))
    assert changes(warehouse) == ["first_seen"]
    assert broken(warehouse) == []


# -- moves ----------------------------------------------------------------------------------------


def test_an_article_that_moved_reads_as_one(warehouse):
    read(warehouse, (1, "One."), (3, "Two."))
    facts.load(warehouse, facts.move(URL, NEW, 5, "Two."))
    read(warehouse, (8, "Three."), url=NEW)
    assert changes(warehouse, NEW) == ["first_seen", "publisher_edit", "publisher_edit"]
    assert changes(warehouse) == ["first_seen", "publisher_edit", "moved"]
    assert find_article(warehouse, URL) == article_key(NEW)
    assert find_article(warehouse, NEW) == article_key(NEW)
    assert broken(warehouse) == []


def test_an_article_that_moved_twice_reads_as_one(warehouse):
    read(warehouse, (1, "One."))
    facts.load(warehouse, facts.move(NEW, NEWEST, 9, "Two."))
    facts.load(warehouse, facts.move(URL, NEW, 5, "One."))  # learnt late
    assert changes(warehouse, NEWEST) == ["first_seen", "publisher_edit"]
    assert find_article(warehouse, URL) == article_key(NEWEST)
    assert broken(warehouse) == []


def test_articles_that_move_in_a_circle_are_found_where_they_last_stood(warehouse):
    facts.load(warehouse, facts.move(URL, NEW, 1, "One."))
    facts.load(warehouse, facts.move(NEW, URL, 5, "Two."))
    assert find_article(warehouse, URL) == find_article(warehouse, NEW) == article_key(URL)
    assert broken(warehouse) == []


def test_what_both_addresses_told_at_once_is_not_mixed(warehouse):
    read(warehouse, (2, "Other."), (4, "Other."), url=NEW)
    read(warehouse, (1, "One."), (3, "One."))
    facts.load(warehouse, facts.move(URL, NEW, 5, "Other."))
    assert changes(warehouse, NEW) == ["first_seen", "publisher_edit"]


def test_404s_of_an_address_that_never_had_a_text_are_not_handed_over(warehouse):
    read(warehouse, (1, "One."))
    read(warehouse, (2, MISSING), (30, MISSING), (60, MISSING), url=NEW)
    facts.load(warehouse, facts.move(URL, NEWEST, 90, "One."))
    facts.load(warehouse, facts.move(NEW, NEWEST, 91, "One."))
    then = known_until(warehouse)
    assert changes(warehouse, NEWEST) == ["first_seen"]
    read(warehouse, (1.5, "Other."), url=NEW)  # it had one after all
    assert "withdrawn" in changes(warehouse, NEWEST)
    rows = history(warehouse, article_key(NEWEST), known_at=then)
    assert [row["change"] for row in rows] == ["first_seen"]
    assert broken(warehouse) == []


def test_the_end_of_a_redirect_is_no_withdrawal(warehouse):
    read(warehouse, (1, "One."))
    facts.load(warehouse, facts.move(URL, NEW, 5, "One."))
    read(warehouse, (20, MISSING), (50, MISSING), (90, MISSING))
    assert changes(warehouse) == ["first_seen", "moved"]
    assert find_article(warehouse, URL) == article_key(NEW)


def test_an_address_that_only_led_on_was_no_article_then(warehouse):
    facts.load(warehouse, facts.move(URL, NEW, 5, "One."))
    before = known_until(warehouse)
    read(warehouse, (9, "Other."))
    assert changes(warehouse) == ["moved", "returned"]
    assert history(warehouse, article_key(URL), known_at=before) == []
    assert all(row["recorded_from"] > before for row in beliefs(warehouse, article_key(URL)))


def test_of_two_articles_under_one_alias_the_one_seen_last_is_found(warehouse):
    for hour, url in ((5, NEW), (3, NEWEST)):
        reading = facts.make_reading(url, hour, "One.")
        facts.load(warehouse, [replace(reading, aliases=((URL, "canonical"),))])
    assert find_article(warehouse, URL) == article_key(NEW)
    read(warehouse, (9, "One."), url=NEWEST)
    assert find_article(warehouse, URL) == article_key(NEWEST)


# -- newer rules ----------------------------------------------------------------------------------


def test_texts_that_no_rules_have_both_read_are_not_called_an_edit(warehouse):
    read(warehouse, (1, "One. Advert."))
    read(warehouse, (5, "One."), version=2)  # the first capture cannot be read again
    assert states(warehouse) == [("first_seen", "first_seen"), ("incomparable", "reprocessed")]


def test_texts_that_common_rules_read_alike_are_not_called_an_edit(warehouse):
    read(warehouse, (1, "One. Advert."), (5, "One. Advert."), (9, "Three."))
    read(warehouse, (5, "One."), (9, "Three."), version=2)
    assert states(warehouse) == [
        ("first_seen", "first_seen"),
        ("incomparable", "reprocessed"),
        ("publisher_edit", "publisher_edit"),
    ]


def test_texts_that_differ_under_common_rules_are_an_edit(warehouse):
    read(warehouse, (1, "One. Advert."), (5, "Two. Advert."))
    read(warehouse, (5, "Two."), version=2)
    assert changes(warehouse) == ["first_seen", "publisher_edit"]


def test_a_reprocessed_version_says_from_which_rules(warehouse):
    read(warehouse, (1, "One. Advert."))
    read(warehouse, (1, "One."), version=3)
    with warehouse.begin() as connection:
        row = connection.execute(
            text("SELECT cause, reprocessed_from, pipeline_version FROM article_version")
        ).one()
    assert tuple(row) == ("reprocessed", 1, 3)


def test_it_says_in_words_which_rules_changed(warehouse):
    for version, manifest in (
        (7, {"clean:a": 1, "clean:b": 1}),
        (8, {"clean:a": 2, "extract:c": 1}),
    ):
        record_ruleset(warehouse, version, "", manifest)
    read(warehouse, (1, "One. Advert."), version=7)
    read(warehouse, (1, "One."), version=8)
    (row,) = history(warehouse, article_key(URL))
    assert row["reprocessed_with"] == (
        "from version 7 to 8 of our rules: clean:a 1 -> 2, clean:b 1 (gone), extract:c 1 (new)"
    )
    read(warehouse, (1, "One!"), version=9)
    (row,) = history(warehouse, article_key(URL))
    assert row["reprocessed_with"].endswith("what version 9 was made of is not recorded")
    read(warehouse, (1, "One!"), url=NEW)
    assert history(warehouse, article_key(NEW))[0]["reprocessed_with"] is None


# -- decisions ------------------------------------------------------------------------------------


def test_a_rejected_capture_does_not_count_any_more(warehouse):
    read(warehouse, (1, "One."), (5, "Log in to read."), (9, "One."))
    assert len(states(warehouse)) == 3
    number = reject(warehouse, 5)
    assert states(warehouse) == [("first_seen", "operator_decision")]
    assert broken(warehouse) == []
    revoke(warehouse, number, VERDICT, facts.context())
    assert changes(warehouse) == ["first_seen", "publisher_edit", "publisher_edit"]
    assert broken(warehouse) == []
    assert [(d["kind"], d["revokes"], d["revoked_by"]) for d in list_decisions(warehouse)] == [
        ("revoke", number, None),
        ("reject_capture", None, number + 1),
    ]


def test_a_rejected_first_capture_makes_the_next_one_first(warehouse):
    read(warehouse, (1, "Log in to read."), (5, "One."))
    reject(warehouse, 1)
    assert states(warehouse) == [("first_seen", "operator_decision")]


def test_a_rejected_last_capture_leaves_the_version_before(warehouse):
    read(warehouse, (1, "One."), (5, "Log in to read."))
    reject(warehouse, 5)
    (row,) = history(warehouse, article_key(URL))
    assert (row["body"], row["effective_to"]) == ("One.", None)
    reject(warehouse, 1)
    assert states(warehouse) == []
    assert broken(warehouse) == []


def test_a_decision_survives_newer_rules_and_takes_repetitions_with_it(warehouse):
    wall = facts.make_reading(URL, 5, "Log in to read.")
    facts.load(warehouse, [facts.make_reading(URL, 1, "One."), wall])
    reject(warehouse, 5)
    again = replace(
        facts.make_capture(URL, 9, digest="304"), revisit_of=wall.capture.capture_id, status=304
    )
    facts.load(warehouse, [replace(wall, capture=again)])
    facts.load(warehouse, [wall, facts.make_reading(URL, 1, "One.")], version=2)
    assert states(warehouse) == [("first_seen", "operator_decision")]
    with pytest.raises(Terminal, match="There is no decision 77"):
        revoke(warehouse, 77, VERDICT, facts.context())


def test_deciding_twice_is_one_decision(warehouse):
    read(warehouse, (1, "One."))
    assert reject(warehouse, 1) == reject(warehouse, 1)
    assert len(list_decisions(warehouse)) == 1


def test_a_decision_needs_a_capture_and_a_reason(warehouse):
    with pytest.raises(Terminal, match="Nothing was read"):
        reject(warehouse, 1)
    read(warehouse, (1, "One."))
    capture = facts.make_capture(URL, 1).capture_id
    with pytest.raises(Misconfigured, match="reason"):
        reject_capture(warehouse, capture, replace(VERDICT, reason=" "), facts.context())


# -- all of it, in any order ----------------------------------------------------------------------

V2 = {"One. Ad.": "One.", "One.": "One.", "Two.": "Two."}
said = st.tuples(
    st.sampled_from([0, 24, 30, 60, 90]),
    st.sampled_from([*V2, None, MISSING, MISSING]),
    st.sampled_from([(1,), (2,), (1, 2)]),
)


def known(warehouse, load_id):
    """All that was known after a load, and what stands at each moment."""
    query = text("""
        SELECT article_id, content_id, effective_from, effective_to, change, cause, recorded_from
        FROM derived.article_version_known(:load) ORDER BY article_id, effective_from""")
    with warehouse.begin() as connection:
        return connection.execute(query, {"load": load_id}).all()


def last_load(warehouse):
    with warehouse.begin() as connection:
        return connection.execute(text("SELECT max(load_id) FROM load")).scalar_one()


def told_of(items):
    told = []
    for hour, body, versions in {item[0]: item for item in items}.values():
        for version in versions:
            shown = V2.get(body, body) if version == 2 else body
            told.append((version, facts.make_reading(URL, hour, shown)))
    return told


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(items=st.lists(said, min_size=1, max_size=6), data=st.data())
def test_rules_misses_and_decisions_in_any_order_give_what_the_oracle_says(warehouse, items, data):
    empty(warehouse)
    told = data.draw(st.permutations(told_of(items)))
    captures = sorted({reading.capture.capture_id for _, reading in told})
    rejected = set()
    answers = []
    for number, (version, reading) in enumerate(told):
        facts.load(warehouse, [reading], version=version)
        if data.draw(st.integers(0, 3)) == 0:
            wanted = {reading.capture.capture_id for _, reading in told[: number + 1]}
            rejected.add(data.draw(st.sampled_from(sorted(wanted))))
            for capture in rejected:
                reject_capture(warehouse, capture, VERDICT, facts.context())
        answers.append((last_load(warehouse), known(warehouse, last_load(warehouse))))
    expected = facts.oracle(told, rejected=rejected)
    rows = history(warehouse, article_key(URL))
    found = [(row["change"], row["effective_from"], row["body"]) for row in rows]
    assert found == expected.get(URL, [])
    assert [check.name for check in run_checks(warehouse) if check.broken] in (
        [],
        ["one_rule_set_per_article"],
    )
    for load_id, answer in answers:
        assert known(warehouse, load_id) == answer
    in_order = list(canonical_dump(warehouse))

    empty(warehouse)
    for version, reading in sorted(told, key=lambda item: item[1].capture.capture_id):
        facts.load(warehouse, [reading], version=version)
    for capture in captures:
        if capture in rejected:
            reject_capture(warehouse, capture, VERDICT, facts.context())
    assert list(canonical_dump(warehouse)) == in_order
