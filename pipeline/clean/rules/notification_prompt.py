"""Invitations to switch on notifications or to follow, between the paragraphs of a story."""

import re

from pipeline.clean.rule import Rule, is_short, paragraphs_that
from pipeline.text import fold

_MAX_WORDS = 30
_PROMPT = re.compile(
    r"^(?:[^.!?]{0,60}[?!] )?"
    r"(?:(?:tap|click|hit|press) (?:on )?the bell\b"
    r"|(?:turn|switch) on (?:our )?(?:push )?notifications\b"
    r"|(?:follow|like) us on (?:facebook|twitter|x|instagram|tiktok|google news|whatsapp)\b"
    r"|(?:aktivieren|schalten) sie (?:die |unsere )?(?:push-)?(?:benachrichtigungen|mitteilungen)\b"
    r"|folgen sie uns (?:auf|bei)\b"
    r"|activez (?:les|nos) notifications\b|suivez-nous sur\b"
    r"|activa (?:las|nuestras) notificaciones\b|s[ií]guenos en\b)"
)


def is_notification_prompt(paragraph: str) -> bool:
    """Tell whether `paragraph` does nothing but ask for notifications or followers."""
    return is_short(paragraph, _MAX_WORDS) and bool(_PROMPT.match(fold(paragraph)))


RULE = Rule("notification_prompt", 1, paragraphs_that(is_notification_prompt))
