"""Notices under a sign-up form: what happens with the address, and that one can unsubscribe."""

import re

from pipeline.clean.rule import Rule, fold, is_short, paragraphs_that

_MAX_WORDS = 90
_UNSUBSCRIBE = re.compile(
    r"(?<!\w)(?:you can (?:always )?(?:unsubscribe|opt out)|unsubscribe at any time"
    r"|(?:jederzeit|wieder) (?:\w+ )?(?:abmelden|abbestellen|k[uü]ndigen|widerrufen)"
    r"|vous d[ée]sinscrire|vous d[ée]sabonner|darse de baja|cancelar (?:su|tu) suscripci[oó]n"
    r"|annullare l'iscrizione|disiscriver|op elk moment (?:uitschrijven|afmelden))"
)
_CONSENT = re.compile(
    r"(?<!\w)(?:we use your sign-?up|you(?:'ve| have) consented|you (?:agree|consent)\b"
    r"|offers from us"
    r"|adverts from us|our (?:privacy (?:policy|notice)|terms)|selected partners"
    r"|stimmen sie zu|willigen sie ein|einverstanden|datenschutz"
    r"|vous acceptez|politique de confidentialit|acepta (?:recibir|la|los|nuestr)|aceptas"
    r"|pol[ií]tica de privacidad|accetti|informativa sulla privacy)"
)
_CALL = re.compile(
    r"^(?:please )?(?:sign up|subscribe|register|join|by (?:signing|subscribing|giving|entering|"
    r"submitting|clicking)|enter your|get (?:our|the)|want|invalid email|thank you for subscribing"
    r"|abonnieren|melden sie|jetzt|mit (?:der|ihrer) anmeldung|inscrivez|abonnez|recevez"
    r"|en (?:vous|nous)|suscr[ií]ba|suscr[ií]b[ea]te|reg[ií]str|al (?:darnos|suscribir)|iscriviti)"
)


def is_signup_notice(paragraph: str) -> bool:
    """Tell whether `paragraph` speaks to readers about their signing up.

    It takes two of three: the call itself at its beginning, what one agrees to, how to leave. A
    paragraph that opens with a quotation is somebody's word and stays.
    """
    if not is_short(paragraph, _MAX_WORDS):
        return False
    folded = fold(paragraph)
    if folded.startswith('"'):
        return False
    said = (_UNSUBSCRIBE.search(folded), _CONSENT.search(folded), _CALL.match(folded))
    return sum(map(bool, said)) >= 2


RULE = Rule("signup_notice", 2, paragraphs_that(is_signup_notice))
