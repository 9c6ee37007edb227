"""A rule can be tried from a file before it is one of ours."""

import json

import pytest

from pipeline.clean.candidate import load_candidate
from pipeline.clean.learnt import LearntList, line_hash
from pipeline.errors import Misconfigured

RULE_FILE = """
from pipeline.clean.rule import Rule, lines_that
RULE = Rule("read_more", 99, lines_that(lambda line: line == "Away"))
"""


def test_a_file_takes_the_place_of_its_namesake(tmp_path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(RULE_FILE)
    candidate = load_candidate(str(path))
    on = {rule.id: rule.version for rule in candidate.rules_with_it("https://a.example/")}
    assert on["read_more"] == 99
    assert "share_bar" in on


def test_a_learnt_list_is_for_its_site(tmp_path) -> None:
    path = tmp_path / "list.json"
    found = LearntList("paper.example", 3, frozenset([line_hash("Away")]))
    path.write_text(json.dumps(found.to_json()))
    candidate = load_candidate(str(path))
    assert candidate.is_for("https://www.paper.example/a")
    assert not candidate.is_for("https://other.example/a")
    ids = [rule.id for rule in candidate.rules_with_it("https://other.example/a")]
    assert "learnt:paper.example" not in ids


def test_a_registered_rule_goes_by_its_id() -> None:
    assert load_candidate("read_more").rule.id == "read_more"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("no_such_rule", None, "no rule 'no_such_rule'"),
        ("absent.py", None, "no file"),
        ("empty.py", "", "no RULE"),
        ("broken.py", "import nothing_of_this_name", "fails"),
    ],
)
def test_what_is_no_rule_is_named(tmp_path, name: str, text: str | None, said: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    with pytest.raises(Misconfigured, match=said):
        load_candidate(str(path) if "." in name else name)
