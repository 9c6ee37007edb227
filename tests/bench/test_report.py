"""A benchmark's last line is computed from what was measured."""

import json

import pytest

from bench.report import Bar, Report


@pytest.mark.parametrize(
    ("bar", "holds"),
    [
        (Bar("a", 0.8, at_least=0.8), True),
        (Bar("a", 0.79, at_least=0.8), False),
        (Bar("a", 1.3, at_most=1.3), True),
        (Bar("a", 1.31, at_most=1.3), False),
        (Bar("a", 2.0, at_least=1.0, at_most=1.3), False),
        (Bar("a", None, at_least=0.8), False),
    ],
)
def test_a_bar_holds_only_where_it_was_measured_and_reached(bar, holds):
    assert bar.holds is holds


def test_the_last_line_is_one_object_with_ok_over_all_bars(capsys):
    report = Report("x", [Bar("one", 1.0, at_least=1.0), Bar("two", 0.5, at_least=1.0)], {"n": 3})
    report.finish()
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["ok"] is False
    assert line["bars"]["one"]["holds"] is True
    assert line["figures"] == {"n": 3}


def test_a_report_without_bars_is_not_ok():
    assert Report("x").ok is False
