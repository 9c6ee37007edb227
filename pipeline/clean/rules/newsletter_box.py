"""Invitations to a newsletter that stand between paragraphs."""

from pipeline.clean.rule import Rule, labelled, notice, paragraphs_that
from pipeline.clean.rules.signup_notice import is_signup_notice

_MAX_WORDS = 40
_PHRASES = {
    "en": r"""
        \b(?:sign up|subscribe|join|register|try|get|want|receive|discover|read)\b.{0,90}
            \b(?:newsletters?|e-?newsletter|briefing|(?:daily|weekly|morning|evening) (?:email
            |digest))\b
        |\b(?:straight|delivered|direct|directly|right|sent|stories|news|update|updates)\b.{0,40}
            \b(?:to|in|into) your (?:e-?mail )?(?:inbox|mailbox|phone)\b
        |^(?:get|receive)\b.{0,80}\bin your inbox\b|\bget the .{1,40} (?:e-?mail|newsletter)\b
        |\bour (?:free )?(?:(?:daily|weekly|morning|evening) )?(?:newsletter|e-?mail updates?)\b
            .{0,30}\b(?:here|today|now|sign|free)\b""",
    "de": r"""
        \b(?:abonnieren|bestellen|erhalten|melden|registrieren|lesen|holen|sichern
        |bekommen)\b.{0,80}
            (?:newsletter|briefing|rundbrief|morgenpost|push-?nachrichten)
        |(?:newsletter|rundbrief)\b.{0,80}\b(?:abonnieren|bestellen|anmelden|anmeldung|kostenlos|
            registrieren|für sie|eintragen)\b
        |(?:anmeldung|hier geht).{0,50}newsletter
        |\b(?:in|auf) (?:ihr|dein|euer|ins) ?(?:e-?mail-?)?(?:postfach|handy)\b
        |\b(?:direkt|täglich|kostenlos)\b.{0,30}\b(?:ins|per) (?:e-?mail-?)?(?:postfach|e-?mail
        |mail)\b
        |\bfolgst du schon\b|\bauf dein handy\b""",
    "fr": r"""
        \b(?:inscrivez-vous|abonnez-vous|recevez|découvrez|inscris-toi|abonne-toi)\b.{0,80}
            (?:newsletter|infolettre|lettre|boîte (?:mail|de réception|courriel)|par (?:e-?mail
            |courriel))
        |\b(?:newsletter|infolettre|lettre d'information)\b.{0,80}\b(?:je m'inscris|s'inscrire
        |gratuit\w*|
            inscrivez|abonnez)
        |\b(?:grâce à|avec) (?:notre|nos|la) (?:newsletters?|infolettre)
        |\bdans votre boîte\b|\bje m'inscris\b""",
    "es": r"""
        \b(?:suscr[ií]b[aei]\w*|ap[uú]nt[ae]\w*|inscr[ií]b[ae]\w*|recib[ae]\w*
        |reg[ií]str[ae]\w*)\b.{0,80}
            (?:newsletter|bolet[ií]n|tu (?:correo|e-?mail|bandeja)|su (?:correo|e-?mail|bandeja))
        |\ben (?:tu|su) (?:correo|bandeja de entrada|e-?mail|buz[oó]n)\b""",
    "pt": r"""
        \b(?:assine|subscreva|inscreva-se|receba|cadastre-se|registe-se)\b.{0,80}
            (?:newsletter|boletim|(?:no|em) seu e-?mail|caixa de entrada)
        |\bn[oa] (?:seu e-?mail|sua caixa de (?:entrada|correio))\b""",
    "it": r"""
        \b(?:iscriviti|abbonati|ricevi|registrati|iscrivetevi|ricevete)\b.{0,80}
            (?:newsletter|(?:casella|mail|email|posta)\b)
        |\bnella tua (?:casella|mail|posta)\b|\bnewsletter\b.{0,60}\biscriviti\b""",
    "nl": r"""
        \b(?:schrijf|meld|abonneer|ontvang|krijg|lees)\b.{0,80}(?:nieuwsbrief|inbox|mailbox)
        |\bin (?:je|uw) (?:inbox|mailbox)\b|\bnieuwsbrief\b.{0,60}\b(?:inschrijven|aanmelden
        |gratis)\b""",
    "pl": r"""
        \b(?:zapisz|subskrybuj|otrzymuj|zamów|odbieraj)\b.{0,80}(?:newsletter\w*|skrzynk\w*
        |biuletyn\w*)
        |\b(?:na|w) (?:swoj|twoj)\w+ skrzyn\w+|\bnewsletter\b.{0,60}\b(?:zapisz|skrzyn\w+)""",
    "ru": r"(?:подпиш\w+|получай\w*|оформ\w+)\b.{0,80}(?:рассылк\w*|почт\w*)|(?:на|в) вашу? почту",
    "uk": r"(?:підпиш\w+|отримуй\w*)\b.{0,80}(?:розсилк\w*|пошт\w*)",
    "tr": r"b[üu]lten\w*.{0,30}(?:abone|kayd|üye)\w*|e-?postan[ıi]za",
    "ar": r"(?:اشترك|سجل).{0,60}(?:النشرة|بريدك)",
    "hi": r"न्यूज़?लेटर.{0,40}(?:सब्सक्राइब|साइन अप)",
    "ja": r"(?:ニュースレター|メルマガ|メールマガジン).{0,30}(?:登録|購読)",
    "zh": r"(?:订阅|訂閱).{0,20}(?:电邮|電郵|通讯|通訊|简报|簡報|电子报|電子報)",
}
_LABEL = r"""newsletters?|newsletter (?:sign-?up|abonnieren)|subscribe(?: now)?|daily newsletter"""

_is_invitation = notice(_PHRASES, _MAX_WORDS, label=_LABEL)


def is_newsletter_box(paragraph: str) -> bool:
    """Tell whether `paragraph` does nothing but invite to a newsletter."""
    return _is_invitation(paragraph) and not is_signup_notice(paragraph)


_MAX_MARKED_WORDS = 90
_LABELS = r"""
    newsletters?|newsletter-(?:box|form|signup|teaser|promo|widget)|mailing-list|mailchimp|mc4wp
    |sign-?up|sign-?up-(?:box|form)|subscribe-(?:box|form|widget)|optin|opt-in|whatsapp-group
    |email-(?:signup|capture)|infolettre|nieuwsbrief"""

RULE = Rule(
    "newsletter_box",
    2,
    paragraphs_that(is_newsletter_box),
    find_marked=labelled(_LABELS, _MAX_MARKED_WORDS),
)
