"""The page is an empty shell that a script would fill."""

from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign, line_with, phrases

_MAX_BODY, _MAX_LINE = 60, 45  # words
_NO_TEXT = 10

_WORDS = phrases(
    {
        "en": r"""(?:enable|activate|turn\ on|requires?|need)\b.{0,20}\bjavascript
            | javascript\b.{0,30}\b(?:disabled|required|enabled|not\ (?:available|supported))""",
        "de": r"""(?:aktivieren|erlauben|benötig\w+|erforder\w+).{0,25}javascript
            | javascript\b.{0,40}\b(?:aktivier\w+|einschalten|deaktiviert|benötigt|erforderlich)""",
        "fr": r"(?:activ\w+|nécessite)\b.{0,20}javascript|javascript\b.{0,30}(?:désactivé|activ)",
        "es": r"""(?:activ\w+|habilit\w+|requiere)\b.{0,20}javascript
            |javascript.{0,30}(?:desactiv|habilit)""",
        "pt": r"""(?:ativ\w+|habilit\w+|requer)\b.{0,20}javascript|javascript.{0,30}(?:desativ
            |habilit|ativ)""",
        "it": r"""(?:attiv\w+|abilit\w+|richiede)\b.{0,20}javascript|javascript.{0,30}(?:disabil
            |disattiv|abilit)""",
        "nl": r"""(?:schakel|activeer|zet)\b.{0,20}javascript|javascript.{0,40}(?:uitgeschakeld
            |nodig|vereist)""",
        "pl": r"(?:włącz\w*|wymaga)\b.{0,25}javascript|javascript.{0,30}(?:wyłączon|wymagan)",
        "ru": r"""(?:включите|включить|требуется|необходим\w*)\b.{0,25}javascript
            |javascript.{0,30}(?:отключ|выключ|необходим)""",
        "uk": r"""(?:увімкніть|ввімкніть|увімкнути|потрібен)\b.{0,25}javascript
            |javascript.{0,30}(?:вимкнен|потріб)""",
        "tr": r"javascript'?\w*\b.{0,30}(?:etkinleştir|açın|açık|devre\ dışı|gerekli)",
        "ar": r"(?:تفعيل|تمكين|تشغيل|يتطلب).{0,20}(?:javascript|جافا\ ?سكر[يب]+ت)",
        "hi": r"(?:javascript|जावास्क्रिप्ट).{0,20}(?:सक्षम|चालू|आवश्यक)",
        "ja": r"javascript.{0,12}(?:有効|オン|必要|無効)",
        "zh": r"""(?:启用|啟用|开启|開啟|打开|打開|允许|需要).{0,6}javascript
            |javascript.{0,10}(?:禁用|停用|启用|啟用)""",
    }
)


def _find(look: Look) -> str:
    """The words stand in the place of the text; with no text at all, in `<noscript>` too."""
    if look.body_words > _MAX_BODY:
        return ""
    if told := line_with(_WORDS, look.body_lines, _MAX_LINE):
        rest = look.body_words - sum(len(line.split()) for line in look.body_lines if line == told)
        return told if rest <= _MAX_LINE and not look.declares_article else ""
    if look.body_words >= _NO_TEXT:
        return ""
    return line_with(_WORDS, [*look.lines, *look.scriptless], _MAX_LINE)


SIGN = Sign("script_required", 1, Reason.SCRIPT_REQUIRED, "shows nothing without JavaScript", _find)
