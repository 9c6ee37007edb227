"""The note that an article appeared elsewhere first, at the top or the end of a copy."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, fold, is_short, paragraph_spans

_MAX_WORDS = 45
_NOTE = re.compile(
    r"^[\[(*]?\s*(?:this (?:article|story|post|piece|report|column|content|essay)"
    r"(?: [^.]{0,40})?? (?:was |has been |is )?(?:originally |first )?"
    r"(?:appeared|published|republished|reprinted|ran)"
    r"|(?:originally|first) (?:appeared|published)|republished (?:with|by) permission"
    r"|(?:dieser|der) (?:artikel|beitrag|text) (?:ist|erschien|wurde) [^.]{0,40}?"
    r"(?:zuerst|ursprünglich|erstmals)"
    r"|(?:cet article|ce texte) (?:a été|est) (?:initialement |d'abord )?(?:publié|paru)"
    r" (?:initialement |d'abord |à l'origine |pour la première fois )?(?:sur|dans|par|en)"
    r"|este (?:artículo|texto) (?:fue|se|apareció) (?:publicado |publicó )?originalmente)\b"
)
# A note about a correction is the journalists' word, and a date is no other place.
_CORRECTION = re.compile(r"\bcorrect|\bupdate[ds]?\b|\bkorr|\bcorrig|\bmis à jour")
_DATE_BEHIND = re.compile(r"(?:published|appeared)\s+(?:on\s+)?(?:\d|\w{3,9}\.? \d)")


def find_republication_note(text: str) -> Iterator[Span]:
    """Yield the notes among the first and the last two paragraphs of `text`."""
    spans = paragraph_spans(text)
    for start, end in dict.fromkeys([*spans[:1], *spans[-2:]]):
        if is_republication_note(text[start:end]):
            yield start, end


def is_republication_note(paragraph: str) -> bool:
    """Tell whether `paragraph` says where the article appeared first, and nothing else."""
    if not is_short(paragraph, _MAX_WORDS):
        return False
    folded = fold(paragraph)
    is_history = _CORRECTION.search(folded) or _DATE_BEHIND.search(folded)
    return bool(_NOTE.match(folded)) and not is_history


RULE = Rule("republication_note", 1, find_republication_note)
