import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe import kernel, prepare_text, sketch_of, sketch_text
from pipeline.dedupe.lists import common_words, hot_shingles
from pipeline.dedupe.prepare import LONG_SKETCH_SIZE, SKETCH_SIZE, split
from tests.dedupe.written import article, characters

FOX = -2937704510979943968
HOT = 1844
COMMON = 7230


def hashes(text: str) -> list[int]:
    return split(text)[0].tolist()


def shingles(text: str) -> list[int]:
    return kernel.shingles_of(split(text)[0]).tolist()


def test_hashes_are_the_same_on_every_machine_and_in_every_process():
    five = "the quick brown fox jumps"
    assert shingles(five) == [FOX]
    code = f"from pipeline.dedupe import sketch_text; print(sketch_text({five!r})[0])"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": "."},
        capture_output=True,
        check=True,
        text=True,
    )
    assert int(elsewhere.stdout) == FOX


def test_a_sketch_holds_the_smallest_hashes_as_bigints():
    prepared = prepare_text(article(1, 20))
    sketch = sketch_of(prepared)
    assert sketch.hashes == tuple(sorted(prepared.shingles.tolist())[:SKETCH_SIZE])
    assert sketch.shingle_count == len(prepared.shingles)
    assert all(-(2**63) <= value < 2**63 for value in sketch.hashes)
    assert min(sketch.hashes) < 0


def test_a_long_text_has_more_hashes_so_that_excerpts_of_it_are_found():
    long, longest = prepare_text(article(1, 80)), prepare_text(article(1, 400))
    assert SKETCH_SIZE < len(long.sketch.hashes) == len(long.sequence) // 32
    assert len(longest.sketch.hashes) == LONG_SKETCH_SIZE
    excerpt = prepare_text(article(1, 8))
    assert len(set(excerpt.sketch.hashes) & set(long.sketch.hashes)) >= 2


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 60))
def test_the_quick_way_gives_the_same_sketch(seed: int, sentences: int):
    furniture = "By signing up you agree to receive email newsletters or alerts"
    body = f"{article(seed, sentences)}\n\n{furniture if seed % 2 else ''}"
    assert tuple(sketch_text(body).tolist()) == prepare_text(body).sketch.hashes


def test_word_order_changes_a_shingle():
    assert shingles("a b c d e") != shingles("a b c e d")


def test_a_text_under_one_shingle_has_an_empty_sketch():
    assert sketch_of(prepare_text("Four words, no more.")).hashes == ()
    assert sketch_of(prepare_text("")).shingle_count == 0
    assert sketch_text("").tolist() == []


def test_common_words_are_not_rare_and_numbers_are_counted():
    prepared = prepare_text("The government said that 12 wombats and 12 okapis ate £4.50 of it")
    assert set(hashes("wombats okapis")) <= set(prepared.rare.tolist())
    assert not set(hashes("the government said")) & set(prepared.rare.tolist())
    assert prepared.numbers.tolist() == sorted(hashes("12 12 4 50"))


def test_characters_without_spaces_are_rare_in_pairs():
    prepared = prepare_text(characters(1, 30))
    assert len(prepared.words) == 30
    assert len(prepared.rare) == 29
    assert not set(prepared.rare.tolist()) & set(prepared.words.tolist())


def test_hot_spans_are_taken_out_before_anything_is_counted():
    story = article(2)
    furniture = "By signing up you agree to receive email newsletters or alerts"
    assert set(shingles(furniture)) & set(hot_shingles().tolist())
    first, rest = story.split("\n\n", 1)
    with_furniture = prepare_text(f"{first}\n\n{furniture}\n\n{rest}")
    assert with_furniture.words.tolist() == prepare_text(story).words.tolist()
    assert with_furniture.shingles.tolist() == prepare_text(story).shingles.tolist()
    whole = split(f"{first}\n\n{furniture}\n\n{rest}")[0]
    assert np.array_equal(whole[with_furniture.positions], with_furniture.words)


def test_the_frozen_lists_are_those_that_their_versions_name():
    assert len(common_words()) == COMMON
    assert len(hot_shingles()) == HOT
    assert {"the", "und", "que", "elle"} <= common_words()


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_prepared(body: str):
    prepared = prepare_text(body)
    assert len(prepared.shingles) <= max(0, len(prepared.words) - kernel.SHINGLE_WORDS + 1)
