"""A page that asks for consent stands where the text should be."""

import re

from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign, unquoted
from pipeline.text import count_words

_MAX_WORDS = 400
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
        r"|nossos (?:\d+ )?parceiros|my i nasi|nasi partnerzy"
        r"|мы и наши|наши партн[её]ры|ми та наші|наші партнери|biz ve (?:iş )?ortaklarımız"
        r"|نحن وشركاؤنا|شركائنا|हम और हमारे|हमारे (?:साझेदार|भागीदार)|当社(?:および|と)"
        r"|弊社(?:および|と)|我们和我们的|我們和我們的|我们的合作伙伴|我們的合作夥伴",
        r"\bcookies?\b|\bpliki cookie\b|\btraceurs\b|\bçerez|ملفات تعريف الارتباط|कुकीज?़?"
        r"|クッキー|cookie を|小型文本文件",
        r"your privacy|your consent|deine privatsph|ihre privatsph|datenschutz|einwilligung"
        r"|zustimm|votre vie priv|votre consentement|votre accord|su privacidad|tu privacidad"
        r"|consentimiento|consenso|la tua privacy|la sua privacy|uw privacy|toestemming"
        r"|privacidade|zgod[aęy]|конфиденциальност|ваше согласие|конфіденційн|ваша згода"
        r"|gizlili|onayınız|rızanız|خصوصيت|موافقت|गोपनीयता|सहमति|プライバシー|同意を|您的隐私"
        r"|您的隱私|您同意",
        r"accept all|accept (?:and|&) |i (?:agree|accept)|reject all|without tracking"
        r"|manage (?:options|preferences|cookies)|akzeptieren|ohne tracking|alle ablehnen"
        r"|tout accepter|accepter et|tout refuser|continuer sans accepter|aceptar todo|aceptar y"
        r"|rechazar todo|accetta tutt|accetta e|accepteren|aceitar tudo|akceptuj"
        r"|принять все|принять и|прийняти вс|tümünü kabul|hepsini kabul|قبول (?:الكل|الجميع)"
        r"|(?:सभी|सब) स्वीकार|すべて(?:同意|許可|受け入れ)|全部接受|接受(?:全部|所有)|同意并继续",
        r"personali[sz]ed (?:ads?|advert|content)|personalisierte|personnalis[ée]e?s?\b"
        r"|personalizad[ao]s?\b|personalizzat[ia]|gepersonaliseerde|spersonalizowan"
        r"|measure (?:reach|audience|ad)|audience measurement|reichweite"
        r"|mesurer? (?:d.|l.)audience|medir la audiencia|персонализированн|персоналізован"
        r"|kişiselleştirilmiş|مخصصة|वैयक्तिकृत|パーソナライズ|个性化|個人化",
    )
)


def _find(look: Look) -> str:
    """Return how the wall begins.

    Short, and it says at least two to four (the longer, the more) of the things that walls say,
    among them who "we" are or how to accept. Beside a text of an article it is a mere banner.
    """
    if look.body_words > _MAX_WORDS:
        return ""
    lines = look.body_lines or look.lines
    size = sum(map(count_words, lines)) if len(lines) <= _MAX_WORDS else _MAX_WORDS + 1
    if size > _MAX_WORDS:
        return ""
    text = "\n".join(map(unquoted, lines))
    said = [bool(phrase.search(text)) for phrase in _PHRASES]
    if not (said[_WE] or said[_ACCEPT]):
        return ""  # news about cookies does not say "we" and "accept all"
    is_short = size <= _SHORT
    if is_short and said[_COOKIES]:
        enough = _MIN_PHRASES_SHORT
    else:
        enough = _MIN_PHRASES if is_short else _MIN_PHRASES + 1
    return lines[0] if sum(said) >= enough else ""


SIGN = Sign("consent_wall", 1, Reason.CONSENT_WALL, "asks for consent in place of its text", _find)
