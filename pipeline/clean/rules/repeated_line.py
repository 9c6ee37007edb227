"""Lines that a page prints twice: its headline over a player, a teaser, an appeal in a loop."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.clean.rule import Rule, Span, fold, is_prose

_LINE = re.compile(r"[^\n]+")
_FIRST_LINES = 4
_MIN_WORDS = 8  # a refrain is shorter, and so is a table's cell


def find_repeated_lines(text: str) -> Iterator[Span]:
    """Yield headlines that stand twice in a row at the top, and long lines from the second time.

    What is told once stays once. A speaker's refrain is short, and stays as often as it stands.
    """
    lines = list(_LINE.finditer(text))
    for one, next_one in pairwise(lines[:_FIRST_LINES]):
        if fold(one[0]) == fold(next_one[0]) and not is_prose(one[0]):
            yield from (one.span(), next_one.span())
    seen: set[str] = set()
    for line in lines:
        if len(line[0].split()) >= _MIN_WORDS:
            if line[0] in seen:
                yield line.span()
            seen.add(line[0])


RULE = Rule("repeated_line", 1, find_repeated_lines)
