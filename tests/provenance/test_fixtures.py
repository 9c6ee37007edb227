"""Every marker on its fixtures, half of them written blind, and on real pages judged by eye."""

import pytest

from bench.extract.pages import DATA
from bench.extract.provenance import load_judgements, real_hits, real_pages
from bench.extract.provenance_cases import FIXTURES, Case, by_kind, cases, judge, score
from pipeline.provenance import versions

BAR = 0.98
MOST_TOLD = 8


def test_every_marker_has_fixtures_of_both_halves_and_both_groups() -> None:
    groups = {(case.kind, case.half, case.is_copy) for case in cases()}
    wanted = {
        (kind, half, is_copy)
        for kind in versions()
        for half in ("blind", "seen")
        for is_copy in (True, False)
    }
    assert groups == wanted


def test_recall_precision_and_addresses() -> None:
    scores, wrong = score()
    told = [f"{v.case.kind}: {v.case.name}: {v.missed} {v.false}" for v in wrong[:MOST_TOLD]]
    for kind, one in by_kind(scores).items():
        assert one.recall >= BAR, (kind, told)
        assert one.precision >= BAR, (kind, told)
        assert one.resolved == one.with_address, (kind, told)


def test_the_judge_sees_what_is_wrong() -> None:
    given = {
        "case": "",
        "last": "<p>Source: <a href='https://a.example/1-2'>Read Full Article</a></p>",
    }
    kind = "source_read_full_article"
    right = Case(kind, "seen", "", True, {**given, "origin": "https://a.example/1-2"})
    wrong_address = Case(kind, "seen", "", True, {**given, "origin": "https://b.example/1-2"})
    no_copy = Case(kind, "seen", "", False, given)
    assert not judge(right).missed
    assert not judge(right).false
    assert judge(wrong_address).missed
    assert judge(wrong_address).unresolved
    assert judge(no_copy).false.keys() == {kind}


def test_there_are_several_templates_and_languages() -> None:
    assert len(list((FIXTURES / "templates").glob("*.html"))) >= 5
    assert len({case.given.get("lang", "en") for case in cases()}) >= 15


@pytest.mark.shared_data
@pytest.mark.skipif(not DATA.is_dir(), reason="the data folder ../shared/data is not there")
def test_every_hit_on_a_real_page_was_judged_right_by_eye() -> None:
    judged = load_judgements()
    hits = {hit.key: hit for hit in real_hits(real_pages())}
    bad = [
        (hit.file, hit.kind, hit.evidence.value[:80], judged.get(key, "unjudged"))
        for key, hit in hits.items()
        if judged.get(key) != "right"
    ]
    assert bad == []
    assert {key for key, verdict in judged.items() if verdict == "right"} <= hits.keys()
