import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedupe import prepare_text, sketch_of
from pipeline.dedupe.lists import common_words, hot_shingles
from pipeline.dedupe.prepare import SHINGLE_WORDS, SKETCH_SIZE, shingle_hashes
from pipeline.text import words
from tests.dedupe.written import article, characters

FOX = -6119229904504037955
HOT = 1844
COMMON = 7230


def test_hashes_are_the_same_on_every_machine_and_in_every_process():
    five = "the quick brown fox jumps".split()
    assert shingle_hashes(five).tolist() == [FOX]
    code = (
        "from pipeline.dedupe.prepare import shingle_hashes;"
        "print(shingle_hashes('the quick brown fox jumps'.split())[0])"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": "."},
        capture_output=True,
        check=True,
        text=True,
    )
    assert int(elsewhere.stdout) == FOX


def test_a_sketch_holds_the_smallest_hashes_as_bigints():
    prepared = prepare_text(article(1))
    sketch = sketch_of(prepared)
    assert sketch.hashes == tuple(sorted(prepared.shingles)[:SKETCH_SIZE])
    assert sketch.shingle_count == len(prepared.shingles)
    assert all(-(2**63) <= value < 2**63 for value in sketch.hashes)
    assert min(sketch.hashes) < 0


def test_word_order_changes_a_shingle():
    assert shingle_hashes("a b c d e".split()) != shingle_hashes("a b c e d".split())


def test_a_text_under_one_shingle_has_an_empty_sketch():
    assert sketch_of(prepare_text("Four words, no more.")).hashes == ()
    assert sketch_of(prepare_text("")).shingle_count == 0


def test_common_words_are_not_rare_and_numbers_are_counted():
    prepared = prepare_text("The government said that 12 wombats and 12 okapis ate £4.50 of it")
    assert "wombats" in prepared.rare
    assert not {"the", "government", "said"} & prepared.rare.keys()
    assert prepared.numbers["12"] == 2


def test_characters_without_spaces_are_rare_in_pairs():
    text = characters(1, 30)
    assert all(len(pair) == 2 for pair in prepare_text(text).rare)


def test_hot_spans_are_taken_out_before_anything_is_counted():
    story = article(2)
    furniture = "By signing up you agree to receive email newsletters or alerts"
    assert set(shingle_hashes(words(furniture)).tolist()) & set(hot_shingles().tolist())
    first, rest = story.split("\n\n", 1)
    with_furniture = prepare_text(f"{first}\n\n{furniture}\n\n{rest}")
    assert with_furniture.words == prepare_text(story).words
    assert with_furniture.shingles == prepare_text(story).shingles


def test_the_frozen_lists_are_those_that_version_1_names():
    assert len(common_words()) == COMMON
    assert len(hot_shingles()) == HOT
    assert {"the", "und", "que", "elle"} <= common_words()


@given(st.text(max_size=400))
def test_any_text_can_be_prepared(body: str):
    prepared = prepare_text(body)
    assert len(prepared.shingles) <= max(0, len(prepared.words) - SHINGLE_WORDS + 1)
