"""The note that an article appeared elsewhere first, at the top or the end of a copy."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, is_short, paragraph_spans
from pipeline.text import fold

_MAX_WORDS = 45
_NOTE = re.compile(
    r"^[\[(*]?\s*(?:this (?:article|story|post|piece|report|column|content|essay)"
    r"(?: [^.]{0,40})?? (?:was |has been |is )?(?:originally |first )?"
    r"(?:appeared|published|republished|reprinted|ran)"
    r"|(?:originally|first) (?:appeared|published)|republished (?:with|by) permission"
    r"|(?:dieser|der) (?:artikel|beitrag|text) (?:ist|erschien|wurde) [^.]{0,40}?"
    r"(?:zuerst|ursprünglich|erstmals)"
    r"|(?:cet article|ce texte) (?:a été|est) (?:initialement |d'abord )?(?:publié|paru)"
    r"|este (?:artículo|texto) (?:fue|se|apareció) (?:publicado |publicó )?originalmente)\b"
)


def find_republication_note(text: str) -> Iterator[Span]:
    """Yield the notes among the first and the last two paragraphs of `text`."""
    spans = paragraph_spans(text)
    for start, end in dict.fromkeys([*spans[:1], *spans[-2:]]):
        line = text[start:end]
        if is_short(line, _MAX_WORDS) and _NOTE.match(fold(line)):
            yield start, end


RULE = Rule("republication_note", 1, find_republication_note)
