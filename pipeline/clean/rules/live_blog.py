"""Labels and notices of live blogs and of pages that load more by themselves."""

from pipeline.clean.rule import Rule, labelled, lines_that, notice

_MAX_WORDS = 18
_PHRASES = {
    "en": r"""
        ^(?:this|the|our) live (?:blog|coverage|page|stream)\b.{0,20}\b(?:closed|ended|over
        |paused)\b
        |^(?:last )?updated (?:at|on)?:? ?\d|^(?:refresh|reload) (?:the|this) page\b
        |^(?:follow|read|see)\b.{0,30}\blive (?:updates|coverage|blog)\b
        |^(?:today's news: )?follow live\b""",
    "de": r"""
        ^(?:dieser|der|unser) (?:live-?blog|live-?ticker)\b.{0,20}\b(?:beendet|geschlossen)\b
        |^(?:zuletzt )?aktualisiert(?: am|:| um)? ?\d
        |\bim (?:live-?ticker|live-?blog)\b.{0,12}$|^(?:neue|weitere|mehr) beiträge laden
        |^die entwicklungen im\b""",
    "fr": r"""
        ^(?:ce|le|notre) (?:direct|live)\b.{0,30}\b(?:terminé|clos|fini)|^mis à jour\b.{0,30}\d
        |^suivez\b.{0,40}\b(?:en direct|notre direct|le direct)|^actualiser la page""",
    "es": r"""
        ^(?:este|el) (?:directo|en vivo|minuto a minuto)\b.{0,25}\b(?:finalizado|terminado
        |cerrado)|^actualizad[oa]\b.{0,20}\d
        |^sig(?:ue|a) (?:en directo|en vivo|el minuto)|^cargar más\b""",
    "pt": r"""
        \bao vivo (?:foi|está) (?:encerrad|terminad)|^(?:última )?atualiza(?:do|da|ção)\b.{0,30}\d
        |^(?:acompanhe|siga|veja) ao vivo\b.{0,40}$|^carregar mais\b""",
    "it": r"""
        ^la diretta è (?:terminata|finita|chiusa|conclusa)|^(?:ultimo )?aggiorna(?:mento
        |to)\b.{0,15}\d
        |^segui (?:la|in) diretta|^aggiorna la pagina|^gli aggiornamenti in diretta""",
    "nl": r"""
        ^dit (?:live-?blog|liveverslag) is\b|^(?:laatst )?bijgewerkt\b.{0,12}\d|^volg (?:het
        |ons) live
        |^(?:laad|toon) meer\b|^bekijk hier de laatste updates""",
    "pl": r"""
        ^relacja (?:została )?(?:na żywo )?zakończona|^(?:ostatnia )?aktualizacja\b.{0,12}\d
        |^śledź\b.{0,30}relację
        |^załaduj więcej""",
    "ru": r"""
        ^(?:обновлено|последнее обновление)\b.{0,12}\d|^трансляция (?:завершена|окончена)
        |^(?:загрузить|показать) ещё""",
    "uk": r"^оновлено\b.{0,12}\d|^трансляцію завершено|^(?:завантажити|показати) ще",
    "tr": r"^son güncelleme\b.{0,12}\d|^canlı (?:yayın|anlatım) sona",
}
_LABEL = r"""
    live|live updates?|live blog|key events|key moments|what we know(?: so far)?|breaking news
    |latest updates?|load more(?: updates)?
    |liveticker|liveblog|live-ticker|mehr laden|neue beiträge|l'essentiel|en direct|le direct
    |voir plus|última hora|en directo|en vivo
    |minuto a minuto|cargar más|ao vivo|última hora|ver mais|in diretta|la diretta|carica altro
    |liveverslag|meer laden
    |relacja na żywo|na żywo|(?:прямая|онлайн)[- ]?трансляция|трансляция|наживо|canlı (?:anlatım
    |blog|yayın)|مباشر|速報|直播
"""

RULE = Rule(
    "live_blog",
    1,
    lines_that(notice(_PHRASES, _MAX_WORDS, label=_LABEL)),
    find_marked=labelled(r"live-(?:header|label|badge|indicator|banner)", _MAX_WORDS),
)
