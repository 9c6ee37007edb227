"""Invitations to a newsletter that stand between paragraphs."""

import re

from pipeline.clean.rule import Rule, is_short, paragraphs_that
from pipeline.clean.rules.signup_notice import is_signup_notice
from pipeline.text import fold

_MAX_WORDS = 40
_BOX = re.compile(
    r"^(?:(?:sign up|subscribe)(?: now| here| today)? (?:to|for) (?:our|the|my)\b.*"
    r"(?:newsletter|e-?mails?|alerts|briefing|inbox)"
    r"|(?:get|receive) .*(?:straight to|delivered to|in) your inbox"
    r"|newsletter(?: (?:sign-?up|abonnieren))?$|subscribe(?: now)?[!.]?$"
    r"|(?:jetzt |hier )?(?:unseren |den )?newsletter (?:jetzt |hier )?(?:abonnieren|bestellen)"
    r"|(?:abonnieren sie|melden sie sich) .*newsletter"
    r"|(?:inscrivez-vous|abonnez-vous) [aà] (?:notre|la|nos) (?:newsletter|lettre|infolettre)"
    r"|recevez .*(?:newsletter|par e-?mail|dans votre bo[iî]te)"
    r"|(?:suscr[ií]bete|suscr[ií]base|ap[uú]ntate) a (?:nuestr[ao]s?|la|el) .*"
    r"(?:newsletter|bolet[ií]n)"
    r"|iscriviti alla (?:nostra )?newsletter)"
)


def is_newsletter_box(paragraph: str) -> bool:
    """Tell whether `paragraph` does nothing but invite to a newsletter."""
    if not is_short(paragraph, _MAX_WORDS) or is_signup_notice(paragraph):
        return False
    return bool(_BOX.match(fold(paragraph)))


RULE = Rule("newsletter_box", 1, paragraphs_that(is_newsletter_box))
