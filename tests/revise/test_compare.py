"""The kinds of change between two texts, on cases of which half were written before the code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.revise import Text, compare_texts

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


def text_of(case, side):
    title = case.get(f"title_{side}", "A headline of five words")
    return Text(title, tuple(case.get(f"authors_{side}", ["Ada Byron"])), case[side])


@pytest.mark.parametrize("case", CASES)
def test_the_kinds_are_what_a_reader_would_call_it(case):
    edit = compare_texts(text_of(case, "before"), text_of(case, "after"))
    assert sorted(edit.kinds) == sorted(case["kinds"])
    assert (edit.significance == 0) == (case["kinds"] == ["trivial"])
    for name, expected in case.get("details", {}).items():
        assert edit.details[name] == expected
