"""What a page says about cookies, personal data and content of third parties."""

from pipeline.clean.rule import Rule, labelled, notice, paragraphs_that
from pipeline.clean.rules.signup_notice import is_signup_notice

_MAX_WORDS = 70
_PHRASES = {
    "en": r"""
        \bby (?:signing up|subscribing|clicking|submitting|entering|registering
        |continuing)\b.{0,90}
            \b(?:you|i) (?:agree|accept|consent|acknowledge|confirm)\b
        |\b(?:our|the) (?:privacy (?:policy|notice|statement)|terms of (?:use
        |service))\b.{0,60}\bapply\b
        |\b(?:more info(?:rmation)?|see|read)\b.{0,20}\b(?:our|in our|the) (?:privacy
        |cookie) (?:policy|notice)
        |\bearn (?:a|an) (?:small )?(?:affiliate )?commission\b|\bprotected by recaptcha\b
        |\baffiliate links\b
        |\b(?:accept|allow|enable|manage)\b.{0,30}\bcookies?\b.{0,60}\b(?:content|settings
        |preferences|view|third)
        |\b(?:view|see|show) this content\b.{0,60}\b(?:cookies?|consent|accept|third)
        |\bmanage (?:your|my) (?:cookie|privacy|consent)|^(?:you can )?unsubscribe at any time$
        |\bwe use your (?:sign-?up|e-?mail|data|information)\b""",
    "de": r"""
        \bexterne[nrs]? (?:inhalte?n?|medien)\b.{0,90}\b(?:anzeigen|angezeigt|geladen|laden
        |nicht verfügbar|
            einverstanden|einstellungen|aktivieren|ergänzt|klick)\b
        |\b(?:mit|durch) (?:dem absenden|der anmeldung|ihrer anmeldung|dem klick)\b.{0,90}
            \b(?:stimmen|akzeptieren|willigen|erkläre[nr]?|bestätigen)\b
        |\b(?:einwilligung|zustimmung)\b.{0,60}\b(?:jederzeit|widerrufen)\b
        |\bdatenschutz(?:bestimmungen|erklärung|hinweise?n?|-einstellungen)\b.{0,80}
            \b(?:akzeptier\w+|zustimm\w+|stimm\w+|finden sie|mehr dazu|gelesen|gelten|jederzeit)\b
        |\bprivatsphäre-?einstellungen\b|\bpersonenbezogene daten an dritt
        |\bcookies (?:zulassen|akzeptieren|aktivieren|zustimmen)\b|\bjederzeit wieder ab(?:melden
        |bestellen)\b""",
    "fr": r"""
        \ben (?:vous inscrivant|cliquant|validant|vous abonnant)\b.{0,90}\b(?:vous acceptez
        |cookies|j'accepte)
        |\bpolitique de confidentialité\b.{0,40}$|\bvos données (?:sont|seront) (?:traitées
        |utilisées)
        |\bvous (?:pouvez|pourrez) (?:à tout moment )?vous (?:désinscrire|désabonner)
        |\bce contenu (?:est|a été) bloqué|\b(?:accepté|accepter|déposés).{0,30}\b(?:cookies
        |traceurs)|cookies seront déposés""",
    "es": r"""
        \bal (?:registrarte|suscribirte|hacer clic|enviar|continuar)\b.{0,60}\bacept[ao]s?\b
        |\bacepto (?:la|los|las)\b.{0,60}\b(?:política|condiciones|términos)
        |\b(?:puedes|puede) (?:darte|darse) de baja\b|\baceptar (?:las|los) cookies
        |\b(?:sus|tus) datos (?:serán|personales)|\bpolítica de (?:privacidad|cookies)\.?$""",
    "pt": r"""
        \bao (?:se )?(?:inscrever|clicar|registar|assinar|continuar)\b.{0,60}\bconcorda
        |\bcancelar a (?:subscrição|assinatura|inscrição) a qualquer|\baceite (?:os )?cookies
        |\b(?:os )?seus dados serão|\bpolítica de (?:privacidade|cookies)\.?$""",
    "it": r"""
        \b(?:iscrivendoti|registrandoti|cliccando|proseguendo)\b.{0,60}\baccett
        |\bannullare l'iscrizione|\baccettare i cookie|\b(?:acconsento|presto il consenso)\b
        |\binformativa (?:sulla )?privacy\b|\btrattamento dei (?:miei|tuoi) dati""",
    "nl": r"""
        \bga (?:je|u) akkoord\b|\b(?:je|u) kunt? (?:je|u|zich) (?:op elk moment|altijd
        |te allen tijde)
        |\bcookies (?:accepteren|toestaan)\b|\b(?:onze|de) (?:privacyverklaring|privacybeleid
        |cookieverklaring)\.?$""",
    "pl": r"""
        \bakceptujesz\b|\bzrezygnować z (?:subskrypcji|newslettera)|\bzaakceptuj pliki cookies
        |\badministratorem (?:twoich |danych)|\bpolity(?:ce|kę|ka) prywatności\.?$""",
    "ru": r"""
        вы соглашаетесь с|отписаться (?:можно|вы можете)|политик\w+ конфиденциальности\.?$
        |обработк\w+ (?:моих )?персональных данных\.?$""",
    "uk": r"ви погоджуєтеся|відписатися (?:можна|ви можете)|політик\w+ конфіденційності\.?$",
    "tr": r"gizlilik (?:politika|sözleşme)\w*.{0,40}kabul|çerez\w* kabul",
    "ar": r"سياسة الخصوصية",
    "ja": r"(?:プライバシーポリシー|利用規約)に(?:同意|ついて)",
    "zh": r"(?:同意|接受).{0,20}(?:隐私政策|隱私政策|使用条款|cookies?)",
}

_is_notice = notice(_PHRASES, _MAX_WORDS)


def is_consent_notice(paragraph: str) -> bool:
    """Tell whether `paragraph` says what happens with data, without being a sign-up form's."""
    return _is_notice(paragraph) and not is_signup_notice(paragraph)


_MAX_MARKED_WORDS = 90
_LABELS = r"""
    consent|consent-(?:notice|box|layer|overlay|placeholder|text)|cookie|cookie-(?:banner|notice)
    |cookies|gdpr|privacy-(?:notice|placeholder)|embed-(?:consent|placeholder|optin|privacy)"""

RULE = Rule(
    "consent_notice",
    1,
    paragraphs_that(is_consent_notice),
    find_marked=labelled(_LABELS, _MAX_MARKED_WORDS),
)
