"""Invitations to an app, to notifications, or to follow the publisher elsewhere."""

from pipeline.clean.rule import Rule, notice, paragraphs_that

_MAX_WORDS = 30
_NET = (
    r"(?:facebook|twitter|x|instagram|tiktok|google (?:news|actualités|noticias|haberler\w*)|"
    r"whatsapp|telegram|youtube|linkedin|threads|bluesky)"
)
_PHRASES = {
    "en": rf"""
        ^(?:[^.!?]{{0,60}}[?!] )?(?:(?:tap|click|hit|press) (?:on )?the bell\b
            |(?:turn|switch) on (?:our )?(?:push )?(?:notifications|alerts)\b
            |(?:follow|like|find|join) (?:us|[\w' -]{{2,30}}) on (?:our )?{_NET}\b|follow us\b)
        |^(?:download|get) (?:the|our) (?:free )?.{{0,40}}\bapp\b|^join (?:us
        |our) .{{0,30}}\b(?:channel|group|community)\b""",
    "de": r"""
        ^(?:aktivieren|schalten) sie .{0,40}(?:benachrichtigungen|mitteilungen|nachrichten)\b
        |^folge?n? (?:sie )?(?:uns|[\w -]{2,30}) (?:auch )?(?:auf|bei)\b
        |\bwhatsapp-kanal\b.{0,40}\b(?:abonnieren|folgen)
        |^(?:laden sie|jetzt|hol dir)\b.{0,60}\bapp\b""",
    "fr": rf"""
        ^activez (?:les|nos) notifications\b|^suivez[- ](?:nous|[\w -]{{2,30}}) sur\b
        |^téléchargez (?:l'|notre )?appli
        |^retrouvez\b.{{0,60}}\bsur {_NET}|^rejoignez\b.{{0,40}}\b(?:chaîne|groupe
        |communauté)\b""",
    "es": rf"""
        ^activa(?:r)? (?:las|nuestras) notificaciones\b
        |^s[ií]gu[ea]\w*(?: a [\w -]{{2,30}})? en {_NET}
        |^(?:descarga|desc[aá]rgate|descargue) (?:la|nuestra) (?:app|aplicaci[oó]n)
        |^[uú]nete a\b.{{0,40}}\b(?:canal|grupo|{_NET})""",
    "pt": rf"""
        ^ative as notificações|^siga(?:-nos| [\w -]{{2,30}}) n[oa] {_NET}|^(?:baixe
        |descarregue) (?:o|a) .{{0,30}}\bapp?\w*
        |^(?:entre|participe) (?:no|do) .{{0,30}}(?:canal|grupo)\b""",
    "it": rf"""
        ^attiva le notifiche|^seguici su\b|^segui [\w ]{{2,30}} su {_NET}|^scarica (?:l'
        |la nostra )?app
        |^(?:iscriviti|unisciti) al (?:nostro )?canale\b""",
    "nl": rf"""
        ^(?:zet|schakel) (?:de )?(?:push)?(?:meldingen|notificaties)\b|^volg (?:ons
        |[\w ]{{2,30}}) (?:ook )?op {_NET}
        |^download (?:de|onze)\b.{{0,40}}\bapp\b|^(?:word lid van|volg) .{{0,30}}whatsapp""",
    "pl": r"""
        ^włącz powiadomienia|^(?:obserwuj|polub|śledź) nas\b|^pobierz (?:naszą )?aplikację
        |^dołącz do\b.{0,50}\b(?:kanału|grupy|whatsapp\w*)""",
    "ru": r"""
        ^подпис\w+ на (?:наш|телеграм|канал).{0,40}(?:канал|telegram|телеграм)
        |^скачайте\b.{0,20}приложение|^следите за нами""",
    "uk": r"""
        ^підпис\w+ на (?:наш|телеграм|канал).{0,40}(?:канал|telegram|телеграм)
        |^завантажте\b.{0,20}застосунок""",
    "tr": r"\btakip edin\b|^uygulama\w+ indirin",
    "ar": r"^تابعونا|حمل(?:وا)? تطبيق",
    "ja": r"アプリをダウンロード|フォローして(?:ください|ね)",
    "zh": r"(?:关注|關注)(?:我们|我們)|下载.{0,10}(?:app|客户端)",
}

RULE = Rule("notification_prompt", 2, paragraphs_that(notice(_PHRASES, _MAX_WORDS)))
