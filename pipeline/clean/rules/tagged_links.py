"""Links to other articles as headlines with their kind in brackets: `... [OPINION]`."""

import re

from pipeline.clean.rule import Rule, is_short, lines_that

_MAX_WORDS = 20
_TAGGED = re.compile(r"^(?P<headline>.*\S)\s*\[(?P<tag>[^\W\d_][^\[\]\d]{2,24})\]$")
# Brackets that editors put into other people's words.
_EDITORIAL = {
    "SIC", "REDACTED", "INAUDIBLE", "EXPLETIVE", "EXPLETIVE DELETED", "NAME REDACTED", "LAUGHTER",
    "APPLAUSE", "CROSSTALK", "SOUNDBITE",
}  # fmt: skip


def is_tagged_link(line: str) -> bool:
    """Tell whether `line` is a short headline with a tag in capitals and brackets at its end.

    A line whose headline part ends a sentence, or stands in quotation marks, is no such link.
    """
    found = _TAGGED.match(line)
    if not found or not is_short(line, _MAX_WORDS):
        return False
    tag, headline = found["tag"].strip(), found["headline"]
    if not tag.isupper() or tag in _EDITORIAL:
        return False
    return not headline.endswith((".", ",", ";", ":")) and not headline.startswith(("“", '"', "„"))


RULE = Rule("tagged_links", 1, lines_that(is_tagged_link))
