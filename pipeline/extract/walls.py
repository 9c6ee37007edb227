"""Pages that are no article: a consent wall stands where the text should be."""

from __future__ import annotations

import re

from pipeline.text import fold, words

_MAX_WORDS = 400
_MAX_TEXT = 8_000  # characters
_WE, _COOKIES, _ACCEPT = 0, 1, 3  # places in _PHRASES
_MIN_PHRASES = 3
_MIN_PHRASES_SHORT = 2
_SHORT = 120

# Each group is one thing that walls say, in several languages; a text counts once per group.
_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:we|our partners|partners) (?:and our (?:\d+ )?partners )?(?:use|store|access|process)"
        r"|we and our|our (?:\d+ )?partners|wir und unsere|unsere (?:\d+ )?partner|nous et nos"
        r"|nos (?:\d+ )?partenaires|nosotros y nuestros|nuestros (?:\d+ )?socios|noi e i nostri"
        r"|nostri (?:\d+ )?partner|wij en onze|onze (?:\d+ )?partners|n[oó]s e os nossos"
        r"|nossos (?:\d+ )?parceiros|my i nasi|nasi partnerzy",
        r"\bcookies?\b|\bpliki cookie\b|\btraceurs\b",
        r"your privacy|your consent|deine privatsph|ihre privatsph|datenschutz|einwilligung"
        r"|zustimm|votre vie priv|votre consentement|votre accord|su privacidad|tu privacidad"
        r"|consentimiento|consenso|la tua privacy|la sua privacy|uw privacy|toestemming"
        r"|privacidade|zgod[aęy]",
        r"accept all|accept (?:and|&) |i (?:agree|accept)|reject all|without tracking"
        r"|manage (?:options|preferences|cookies)|akzeptieren|ohne tracking|alle ablehnen"
        r"|tout accepter|accepter et|tout refuser|continuer sans accepter|aceptar todo|aceptar y"
        r"|rechazar todo|accetta tutt|accetta e|accepteren|aceitar tudo|akceptuj",
        r"personali[sz]ed (?:ads?|advert|content)|personalisierte|personnalis[ée]e?s?\b"
        r"|personalizad[ao]s|personalizzat[ia]|gepersonaliseerde|spersonalizowan"
        r"|measure (?:reach|audience|ad)|audience measurement|reichweite"
        r"|mesurer? (?:d.|l.)audience|medir la audiencia",
    )
)


def is_consent_wall(text: str) -> bool:
    """Tell whether `text`, all that a page says, asks for consent instead of telling news.

    Short, and it says at least two to four (the longer, the more) of the things that walls say,
    among them who "we" are or how to accept.
    """
    if len(text) > _MAX_TEXT or (size := len(words(text))) > _MAX_WORDS:
        return False
    folded = fold(text)
    said = [bool(phrase.search(folded)) for phrase in _PHRASES]
    if not (said[_WE] or said[_ACCEPT]):
        return False  # news about cookies does not say "we" and "accept all"
    if size <= _SHORT and said[_COOKIES]:
        return sum(said) >= _MIN_PHRASES_SHORT
    return sum(said) >= (_MIN_PHRASES if size <= _SHORT else _MIN_PHRASES + 1)
