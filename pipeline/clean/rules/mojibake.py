"""Text that was decoded with the wrong charset (`FranÃ§ois`), put right by ftfy.

ftfy's heuristic (https://ftfy.readthedocs.io/en/latest/heuristic.html) says what can only be a
mistake. Only the encoding is repaired: quotes, ligatures and width are the writer's own.
"""

import re
from collections.abc import Iterator

from ftfy import fix_encoding
from ftfy.badness import is_bad

from pipeline.clean.rule import REPAIR, Rule
from pipeline.text import drop_unstorable

_LINE = re.compile(r"[^\n]+")
# Bytes of one character come as neighbours; a hard space among them may have become a plain one.
_SUSPECT = re.compile(r"[^\x00-\x7f]{2}|[ÂÃÅà] ")


def find_mojibake(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield one replacement for each damaged line: from its first wrong character to its last."""
    for found in _LINE.finditer(text):
        line = found[0]
        fixed = fix_encoding(line) if _SUSPECT.search(line) and is_bad(line) else line
        if fixed == line or "\n" in fixed or drop_unstorable(fixed) != fixed:
            continue
        start, behind = _common_ends(line, fixed)
        replacement = fixed[start : len(fixed) - behind]
        yield found.start() + start, found.end() - behind, replacement


def _common_ends(a: str, b: str) -> tuple[int, int]:
    """Return how many characters `a` and `b` share at the beginning, and how many at the end.

    At least one character is left in between on either side, so that there is one to replace.
    """
    most = min(len(a), len(b)) - 1
    start = next((i for i in range(most) if a[i] != b[i]), most)
    behind = next((i for i in range(most - start) if a[-1 - i] != b[-1 - i]), most - start)
    return start, behind


RULE = Rule("mojibake", 1, find_mojibake, REPAIR)
