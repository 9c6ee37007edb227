"""The labels that stand over advertisements."""

import re

from pipeline.clean.rule import Rule, is_short, lines_that
from pipeline.text import fold

_MAX_WORDS = 10
_LABEL = re.compile(
    r"^[\[(-]?\s*(?:advertisements?|advertising|sponsored(?: content)?|promoted content|"
    r"(?:article|story) continues (?:below|after)(?: (?:this )?(?:ad|advert|advertisement))?|"
    r"(?:advertisement|ad)\s*-\s*(?:continue reading|scroll) .{0,30}|"
    r"scroll (?:down )?to continue(?: reading)?(?: with content)?|continue reading below|"
    r"(?:- )?anzeige(?: -)?|werbung|nach der anzeige weiterlesen|publicité|"
    r"la suite après (?:la|cette) publicité|publicidad|pubblicità|publicidade|advertentie|reklama|"
    r"reklam|реклама|広告)\s*[\])-]?$"
)


def is_advertisement_label(line: str) -> bool:
    """Tell whether `line` is such a label and nothing else."""
    return is_short(line, _MAX_WORDS) and bool(_LABEL.match(fold(line)))


RULE = Rule("advertisement", 1, lines_that(is_advertisement_label))
