"""The ledger gives the body back byte for byte, whatever the rules; and rules commute."""

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline.clean.rules as rules_package
from pipeline.clean import Rule, clean_document, clean_text, restore_body, versions
from pipeline.errors import Terminal
from pipeline.model import Document, Reason
from pipeline.registry import load_registry

DOCUMENT = Document("https://paper.example/a", "T", (), None, None, "en", "")


def rule_for(word: str, stage: int = 1, id_: str = "") -> Rule:
    """A rule that removes the lines that consist of `word`."""

    def find(text: str):
        position = 0
        for line in text.split("\n"):
            if line == word:
                yield position, position + len(line)
            position += len(line) + 1

    return Rule(id_ or f"drop_{word}", 1, find, stage)


def cut(text: str, *gone: str) -> str:
    return clean_text(text, [rule_for(word) for word in gone])[0]


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("a\n\nx\n\nb", "x", "a\n\nb"),
        ("x\n\na", "x", "a"),
        ("a\n\nx", "x", "a"),
        ("a\n\nx\n\nx", "x", "a"),
        ("x\n\nx\n\na\n\nx", "x", "a"),
        ("a\nx\nb", "x", "a\nb"),
        ("a\nx\n\nb", "x", "a\n\nb"),
        ("a\n\nx\nb", "x", "a\n\nb"),
        ("a\nx\n\nx\nb", "x", "a\n\nb"),
        ("a\n\nx\nx\nx\n\nb", "x", "a\n\nb"),
        ("a\nx", "x", "a"),
        ("x", "x", ""),
        ("x\n\nx", "x", ""),
        ("a\n\nb", "x", "a\n\nb"),
        ("", "x", ""),
    ],
)
def test_paragraphs_stay_one_blank_line_apart(text: str, gone: str, left: str) -> None:
    assert cut(text, gone) == left


def test_spans_point_into_the_text_that_entered_their_stage() -> None:
    text = "a\n\nx\n\nb\n\ny\n\nc"
    body, ledger = clean_text(text, [rule_for("y", stage=2), rule_for("x")])
    assert body == "a\n\nb\n\nc"
    assert [(s.stage, s.rule, s.text) for s in ledger] == [
        (1, "drop_x", "x\n\n"),
        (2, "drop_y", "y\n\n"),
    ]
    assert text[ledger[0].start : ledger[0].end] == ledger[0].text
    after_first = "a\n\nb\n\ny\n\nc"
    assert after_first[ledger[1].start : ledger[1].end] == ledger[1].text
    assert restore_body(body, ledger) == text


def test_of_two_rules_for_one_span_the_smaller_id_has_it() -> None:
    for rules in ([rule_for("x", id_="b"), rule_for("x", id_="a")],) * 2:
        _, ledger = clean_text("a\n\nx", rules)
        assert [span.rule for span in ledger] == ["a"]
        rules.reverse()


def test_a_span_past_the_end_is_clipped() -> None:
    body, ledger = clean_text("a\n\nb", [Rule("wild", 1, lambda text: [(3, 99), (2, 2)])])
    assert (body, restore_body(body, ledger)) == ("a", "a\n\nb")


FURNITURE = Path(__file__).parent / "furniture"
KNOWN = sorted(
    line
    for path in FURNITURE.glob("*.txt")
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("[")
)
LINES = st.lists(st.sampled_from(["x", "y", "z", "keep me", "Größe 😀", "a"]), max_size=12).flatmap(
    lambda lines: st.lists(
        st.sampled_from(["\n", "\n\n"]), min_size=len(lines), max_size=len(lines)
    ).map(
        lambda ends: "".join(line + end for line, end in zip(lines, ends, strict=True)).rstrip("\n")
    )
)


@st.composite
def texts_and_rules(draw: st.DrawFn) -> tuple[str, list[Rule]]:
    """Any text and any spans in it, by several rules of several stages."""
    text = draw(st.one_of(LINES, st.text(alphabet="ab\n é😀", max_size=40)))
    rules = []
    for number in range(draw(st.integers(0, 4))):
        spans = draw(
            st.lists(
                st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted),
                max_size=4,
            )
        )
        found = [tuple(span) for span in spans]
        found += [(a, b, "new") for a, b in found[::2] if "\n" not in text[a:b]]
        stage = draw(st.integers(1, 3))
        rules.append(Rule(f"r{number}", number, lambda _, found=found: found, stage))
    rules += [rule_for(word, stage) for word, stage in (("x", 1), ("y", 1), ("z", 2))]
    return text, rules


@settings(max_examples=300, deadline=None)
@given(texts_and_rules(), st.randoms(use_true_random=False))
def test_restoring_and_commuting(case: tuple[str, list[Rule]], shuffler: random.Random) -> None:
    text, rules = case
    body, ledger = clean_text(text, rules)
    assert restore_body(body, ledger) == text
    for stage in {span.stage for span in ledger}:
        spans = [span for span in ledger if span.stage == stage]
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(span.start < span.end for span in spans)
    shuffled = list(rules)
    shuffler.shuffle(shuffled)
    assert clean_text(text, shuffled) == (body, ledger)
    assert restore_body(body, shuffler.sample(ledger, len(ledger))) == text


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_whole_lines_leave_no_gap_and_no_glue(text: str) -> None:
    body = cut(text, "x", "y")
    kept = [line for line in text.split("\n") if line not in {"", "x", "y"}]
    assert [line for line in body.split("\n") if line] == kept
    assert "\n\n\n" not in body
    assert body == body.strip("\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(KNOWN), max_size=8), st.randoms(use_true_random=False))
def test_the_real_rules_commute_and_restore(lines: list[str], shuffler: random.Random) -> None:
    text = "\n\n".join(lines)
    rules = list(load_registry(rules_package, "RULE", Rule))
    body, ledger = clean_text(text, rules)
    assert restore_body(body, ledger) == text
    shuffler.shuffle(rules)
    assert clean_text(text, rules) == (body, ledger)


def test_a_document_of_nothing_but_furniture_is_refused() -> None:
    with pytest.raises(Terminal) as caught:
        clean_document(replace(DOCUMENT, body="Advertisement\n\nShare on Facebook"))
    assert caught.value.reason is Reason.NO_BODY


def test_a_clean_document_passes_unchanged() -> None:
    document = replace(DOCUMENT, body="The ferry left.\n\nIt came back.")
    assert clean_document(document) == document


def test_every_rule_has_a_version() -> None:
    assert versions()["read_more"] >= 1
    assert {"signup_notice", "tagged_links", "source_marker", "video_caption"} <= set(versions())
