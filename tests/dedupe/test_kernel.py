"""The compiled loops against plain Python, on every script."""

import random
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe import kernel, prepare
from pipeline.text import words

MASK = (1 << 64) - 1


def mixed(value: int) -> int:
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
    return value ^ value >> 31


def word_hash(word: str) -> int:
    value = 0xCBF29CE484222325
    for character in word:
        value = (value ^ ord(character)) * 0x100000001B3 & MASK
    return mixed(value)


def shingle_hash(five: list[int]) -> int:
    value = 0
    for word in five:
        value = (value * 0x9E3779B97F4A7C15 + word) & MASK
    return mixed(value)


def assert_same_words(text: str) -> None:
    found, kinds = prepare.split(text)
    expected = words(text)
    assert found.tolist() == [word_hash(word) for word in expected], repr(text)[:200]
    is_number = [any(c.isdigit() for c in word) for word in expected]
    assert ((kinds & prepare.DIGIT) != 0).tolist() == is_number


def block(plane: int, part: int) -> list[str]:
    start = plane << 16 | part << 12
    return [chr(code) for code in range(start, start + 0x1000) if not 0xD800 <= code < 0xE000]


@pytest.mark.parametrize("plane", range(17))
def test_every_code_point_of_a_plane_is_read_as_the_tokeniser_reads_it(plane: int):
    for part in range(16):
        characters = block(plane, part)
        alone = [c for c in characters if not unicodedata.category(c).startswith("M")]
        assert_same_words(" ".join(alone))
        assert_same_words("a".join(alone[:0x400]))
        for character in random.Random(plane).sample(characters, 8) if characters else ():
            assert_same_words(f"x{character}1'{character}y {character}{character}")


SCRIPTS = st.characters(
    whitelist_categories=["L", "M", "N", "P", "Z", "S", "Cf"],
)


@settings(deadline=None, max_examples=150)
@given(st.text(SCRIPTS, max_size=60))
def test_any_text_is_cut_as_the_tokeniser_cuts_it(text: str):
    assert_same_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "Strasse, Straße and STRASSE: ﬁne print, ½ price… İstanbul’da O'Neill's rock'n'roll' 'tis",
        "e\u0301te\u0301 est plus court que été, n\u0303 \u1100\u1161\u11a8 각",
        "कर्नाटक में बारिश, ไทยรัฐ 12 ข่าว, မြန်မာ ភាសាខ្មែរ",
        "東京は雨、大阪は晴れ。ｶﾞｷﾞｸﾞ Ｆｕｌｌ　ｗｉｄｔｈ １２３",
        "عاجل: الرئيس يزور بيروت ٣ مرات، שלום עולם",
        "soft\u00adhyphen zero\u200bwidth no\u00a0break a_b x² m³ №5 ℃",
        "😀👩‍👩‍👧 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠮷野家",
        "",
    ],
)
def test_scripts_and_typography(text: str):
    assert_same_words(text)


@settings(deadline=None)
@given(st.lists(st.integers(0, MASK), max_size=40))
def test_a_shingle_is_the_hash_of_its_five_words(hashes: list[int]):
    found = kernel.shingles_of(np.array(hashes, dtype=np.uint64)).view(np.uint64).tolist()
    assert found == [shingle_hash(hashes[i : i + 5]) for i in range(len(hashes) - 4)]


@settings(deadline=None)
@given(st.lists(st.integers(-9, 9), max_size=60), st.integers(1, 24))
def test_the_smallest_are_the_smallest_each_once(values: list[int], size: int):
    found = kernel.smallest(np.array(values, dtype=np.int64), size)
    assert found.tolist() == sorted(set(values))[:size]


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), max_size=20), st.lists(st.integers(1, 9), max_size=20))
def test_common_counts_are_those_of_multisets(a: list[int], b: list[int]):
    arrays = [np.array(sorted(values), dtype=np.uint64) for values in (a, b)]
    assert kernel.common_count(*arrays) == sum(min(a.count(v), b.count(v)) for v in set(a))


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), max_size=150), st.lists(st.integers(1, 4), max_size=150))
def test_the_common_subsequence_is_that_of_the_plain_table(a: list[int], b: list[int]):
    row = [0] * (len(b) + 1)
    for x in a:
        before = row[:]
        for j, y in enumerate(b, start=1):
            row[j] = before[j - 1] + 1 if x == y else max(before[j], row[j - 1])
    arrays = [np.array(values, dtype=np.uint64) for values in (a, b)]
    assert kernel.subsequence_length(*arrays) == row[-1]


@settings(deadline=None)
@given(st.sets(st.integers(1, MASK), max_size=100), st.sets(st.integers(1, 300), max_size=20))
def test_a_table_knows_its_keys_and_no_others(keys: set[int], others: set[int]):
    keys |= {key + 1000 for key in others if key % 2}  # neighbours meet in the table
    table = kernel.make_table(np.array(sorted(keys), dtype=np.uint64))
    asked = keys | others | {key + 1000 for key in others}
    assert {key for key in asked if kernel.is_in(table, np.uint64(key))} == keys & asked
