"""Each rule takes its furniture and leaves the sentences of journalists that look like it.

Its lines of both kinds stand in `furniture/RULE.txt`: a rule without that file is a red test.
"""

from pathlib import Path

import lxml.html
import pytest

import pipeline.clean.rules as rules_package
from pipeline.clean import Rule, clean_text, restore_body
from pipeline.clean.rule import REPAIR
from pipeline.clean.rules import (
    byline,
    link_list,
    repeated_line,
    source_marker,
    tagged_links,
    video_caption,
)
from pipeline.extract.blocks import walk_blocks
from pipeline.extract.marks import mark_paragraphs
from pipeline.model import Mark
from pipeline.registry import load_registry

A = "The council met on Monday to talk about the bridge, and nobody raised a hand."
B = "A second meeting is planned for the autumn, the mayor said."

SIGN_UP = (
    "Sign up to our evening letter. By giving us your address you agree that we may write to you. "
    "You can unsubscribe at any time."
)

RULES = {rule.id: rule for rule in load_registry(rules_package, "RULE", Rule)}
TEXT_ONLY = Rule("any", 1).find_marked
FOLDER = Path(__file__).parent / "furniture"


def cases(section: str) -> list[tuple[str, str]]:
    """Return (rule id, line) of all lines under `[section]`."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        under = path.read_text(encoding="utf-8").partition(f"[{section}]\n")[2].partition("\n[")[0]
        found += [(path.stem, line) for line in under.splitlines() if line]
    return found


def test_every_rule_has_lines_of_its_own() -> None:
    repairs = {rule.id for rule in RULES.values() if rule.stage == REPAIR}  # see test_repairs.py
    by_place = {"repeated_line"}  # takes more than one line, see below
    assert {path.stem for path in FOLDER.glob("*.txt")} | repairs | by_place == set(RULES)
    elsewhere = {"byline", "page_part"} | by_place  # at the top, see below; by its markup alone
    assert set(RULES) - {rule for rule, _ in cases("goes")} <= elsewhere | repairs
    assert set(RULES) - {rule for rule, _ in cases("stays")} <= elsewhere | repairs


def marked(markup: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the body of a story with `markup` in its middle, and its marks."""
    story = f"<article><p>{A}</p><p>{B}</p>{markup}<p>{A}</p><p>{B}</p></article>"
    blocks = list(walk_blocks(lxml.html.fromstring(story)))
    return "\n\n".join(block.text for block in blocks), mark_paragraphs(blocks, 0)


@pytest.mark.parametrize(("rule", "line"), cases("goes"))
def test_furniture_goes(rule: str, line: str) -> None:
    text = f"{A}\n\n{B}\n\n{line}"
    body, ledger = clean_text(text, [RULES[rule]])
    assert body == f"{A}\n\n{B}"
    assert {span.rule for span in ledger} == {rule}
    assert restore_body(body, ledger) == text


@pytest.mark.parametrize(("rule", "line"), cases("stays"))
def test_sentences_stay(rule: str, line: str) -> None:
    for text in (f"{line}\n\n{A}\n\n{B}", f"{A}\n\n{line}\n\n{B}", f"{A}\n\n{B}\n\n{line}"):
        assert clean_text(text, [RULES[rule]])[0] == text


def test_sentences_stay_whatever_the_rule() -> None:
    """What must stay for one rule must stay for all, except bylines and words of one kind each."""
    lines = [line for rule, line in cases("stays") if rule not in {"byline", "share_bar"}]
    lost = {
        line: [span.rule for span in clean_text(f"{A}\n\n{line}\n\n{B}", RULES.values())[1]]
        for line in lines
    }
    assert {line: rules for line, rules in lost.items() if rules} == {}


@pytest.mark.parametrize(("rule", "markup"), cases("marked goes"))
def test_marked_furniture_goes(rule: str, markup: str) -> None:
    text, marks = marked(markup)
    assert clean_text(text, [RULES[rule]])[0] == text, "its words alone do not tell"
    body, ledger = clean_text(text, [RULES[rule]], marks)
    assert body == "\n\n".join([A, B, A, B])
    assert restore_body(body, ledger) == text


@pytest.mark.parametrize(("rule", "markup"), cases("marked stays"))
def test_marked_sentences_stay(rule: str, markup: str) -> None:
    text, marks = marked(markup)
    assert clean_text(text, [RULES[rule]], marks)[0] == text


def test_every_rule_that_reads_marks_has_markup() -> None:
    reading = {key for key, rule in RULES.items() if rule.find_marked is not TEXT_ONLY}
    assert reading == {rule for rule, _ in cases("marked goes")}
    assert reading == {rule for rule, _ in cases("marked stays")}


def test_marks_follow_their_text_through_a_repair() -> None:
    text, marks = marked("<p>It said &amp;quot;closed&amp;quot;.</p><p class='caption'>Boats</p>")
    rules = [RULES["encoded_text"], RULES["photo_credit"]]
    body, ledger = clean_text(text, rules, marks)
    assert body == "\n\n".join([A, B, 'It said "closed".', A, B])
    assert restore_body(body, ledger) == text


def test_what_all_of_a_story_is_labelled_with_says_nothing() -> None:
    story = "".join(f"<p class='caption'>{text} {i}</p>" for i, text in enumerate([A, B] * 4))
    text, marks = marked(story)
    assert clean_text(text, [RULES["photo_credit"]], marks)[0] == text


def test_a_kicker_above_the_headline_goes() -> None:
    blocks = list(walk_blocks(lxml.html.fromstring(f"<div><h4>Lowmoor</h4><p>{A}</p></div>")))
    text = "\n\n".join(block.text for block in blocks)
    assert clean_text(text, RULES.values(), mark_paragraphs(blocks, 1))[0] == A
    assert clean_text(text, RULES.values(), mark_paragraphs(blocks, 0))[0] == text


def test_a_headline_twice_at_the_top_goes() -> None:
    text = f"The bridge falls\n\nThe bridge falls\n\n{A}\n\n{B}"
    assert clean_text(text, [repeated_line.RULE])[0] == f"{A}\n\n{B}"
    late = f"{A}\n\n{B}\n\n{A} It fell.\n\nThe bridge falls\n\nThe bridge falls"
    assert clean_text(late, [repeated_line.RULE])[0] == late


def test_what_is_printed_again_stays_once() -> None:
    text = f"{A}\n\n{B}\n\n{A}\n\nNo.\n\nNo."
    assert clean_text(text, [repeated_line.RULE])[0] == f"{A}\n\n{B}\n\nNo.\n\nNo."


def test_a_name_behind_the_last_sentence_is_a_byline() -> None:
    told = ["市議会は月曜日に橋について話し合った。"] * 4
    text = "\n\n".join([*told, "田中花子"])
    assert clean_text(text, [byline.RULE])[0] == "\n\n".join(told)
    assert clean_text("\n\n".join(told), [byline.RULE])[1] == ()


def test_a_formula_of_copyright_goes_wherever_it_stands() -> None:
    told = "\n\n".join([A, B] * 10)
    for formula in ("© 2024 The Lantern. All rights reserved.", "Riproduzione riservata"):
        assert clean_text(f"{A}\n\n{formula}\n\n{told}", [RULES["copyright_footer"]])[0] == (
            f"{A}\n\n{told}"
        )
    story = f"{A}\n\nCopyright law is older than the bridge of the town.\n\n{told}"
    assert clean_text(story, [RULES["copyright_footer"]])[0] == story


def test_how_to_reach_an_author_goes_wherever_it_stands() -> None:
    contact = "Ada Brook can be reached at ada@lantern.example."
    told = "\n\n".join([A, B] * 10)
    text = f"{A}\n\n{B}\n\n{A}\n\n{contact}\n\n{told}"
    assert clean_text(text, [RULES["author_bio"]])[0] == f"{A}\n\n{B}\n\n{A}\n\n{told}"
    about = text.replace(contact, "Ada Brook is a reporter at the Lantern.")
    assert clean_text(about, [RULES["author_bio"]])[0] == about


def test_headlines_behind_a_label_go_together() -> None:
    links = "Bridge costs double\n\nWhy the mill must be saved"
    body, ledger = clean_text(f"{A}\n\nRelated articles\n\n{links}\n\n{B}", [link_list.RULE])
    assert body == f"{A}\n\nRelated articles\n\n{B}"
    assert len(ledger) == 2


@pytest.mark.parametrize(
    "behind",
    ["The bill comes later", "The bill comes later.\n\nAnd who pays it", "\n\n".join("abcdefghij")],
)
def test_what_may_be_a_subheading_stays(behind: str) -> None:
    text = f"{A}\n\nRelated articles\n\n{behind}\n\n{B}"
    assert clean_text(text, [link_list.RULE])[0] == text


@pytest.mark.parametrize(
    "line",
    [
        "By Anna Bell",
        "Von Jörg van der Meer",
        "Curated by Anand P.",
        "Redaktion | 06/01/2026 14:20",
        "23 May 2022, 10:15 am",
        "Updated May 23, 2022",
    ],
)
def test_bylines_go_from_the_top_only(line: str) -> None:
    assert clean_text(f"{line}\n\n{A}", [byline.RULE])[0] == A
    at_the_end = f"{A}\n\n{B}\n\n{A}\n\n{line}"
    assert clean_text(at_the_end, [byline.RULE])[0] == at_the_end


def test_source_lines_in_the_middle_stay() -> None:
    text = "\n\n".join(["Source: The Daily Bridge", *[A] * 5])
    assert clean_text(text, [source_marker.RULE])[0] == text


@pytest.mark.parametrize(
    "line", ["WATCH: The bridge falls", "Video: Die Brücke fällt", "VIDEO | x y"]
)
def test_captions_that_say_so(line: str) -> None:
    assert clean_text(f"{A}\n\n{line}\n\n{B}", [video_caption.RULE])[0] == f"{A}\n\n{B}"


def test_a_caption_beside_a_sign_up_box() -> None:
    caption = "Mayor: Engineer reveals why he left"
    beside = f"{caption}\n\n{SIGN_UP}\n\n{A}"
    alone = f"{caption}\n\n{A}\n\n{SIGN_UP}"
    late = f"{A}\n\n{B}\n\n{A}\n\n{caption}\n\n{SIGN_UP}"
    assert clean_text(beside, [video_caption.RULE])[0] == f"{SIGN_UP}\n\n{A}"
    assert clean_text(alone, [video_caption.RULE])[0] == alone
    assert clean_text(late, [video_caption.RULE])[0] == late


def test_a_sentence_beside_a_sign_up_box_stays() -> None:
    text = f"Mayor: I am leaving.\n\n{SIGN_UP}\n\n{A}"
    assert clean_text(text, [video_caption.RULE])[0] == text


def test_tagged_lines_each_have_a_span_of_their_own() -> None:
    lines = ["Why the bridge must go [OPINION]", "Bridge costs double [REPORT]"]
    text = "\n\n".join([A, "\n".join(lines), B])
    body, ledger = clean_text(text, [tagged_links.RULE])
    assert body == f"{A}\n\n{B}"
    assert [span.text for span in ledger] == [f"{lines[0]}\n", f"{lines[1]}\n\n"]
