"""A page that says that nothing is here, or the front page, in the place of an article."""

import re
from urllib.parse import urlsplit

from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign, line_with, phrases

_MAX_BODY, _MAX_LINE, _MAX_LINES = 60, 30, 40

_NOT_HERE = {
    "en": r"""
        (?:page|article|story|content|url|resource)\b.{0,50}?\b(?:not\ (?:be\ )?found
        |can(?:'t|not|\ not)\ be\ found|could(?:n't|\ not)\ be\ found|not\ available
        |no\ longer\ (?:available|exists?|online)|does(?:n't|\ not)\ exist|has\ (?:expired
            |been\ removed))
        | ^nothing\ (?:was\ )?found | can(?:'t|not)\ find\ (?:that|the|this)\ (?:page|article|story)
        | ^(?:error\ |http\ )?404\b(?:\W+(?:error|not\ found|page\ not\ found))?\W*$""",
    "de": r"""
        (?:seite|artikel|beitrag|inhalt|dokument)\w*\b.{0,50}?\b(?:nicht\ gefunden
            |existiert\b.{0,12}\bnicht
        |nicht\ (?:mehr\ )?(?:verfügbar|vorhanden|online)|gibt\ es\ (?:leider\ )?nicht)
        | ^fehler\ 404""",
    "fr": r"""
        (?:page|article|contenu)\b.{0,50}?\b(?:introuvable|n'existe\ (?:pas|plus)|n'est\ (?:plus
            |pas)
        \ (?:disponible|accessible)|non\ trouvée?|n'a\ pas\ (?:pu\ être|été)\ trouvée?)
        | ^erreur\ 404""",
    "es": r"""
        (?:página|artículo|contenido|noticia)\b.{0,50}?\b(?:no\ (?:encontrad[ao]|existe
            |está\ disponible
        |se\ encuentra|ha\ sido\ encontrad[ao])|ya\ no\ (?:existe|está\ disponible))
        | no\ (?:encontramos|hemos\ encontrado)\ (?:lo\ que|la\ página)""",
    "pt": r"""
        (?:página|artigo|conteúdo|notícia|matéria)\b.{0,50}?\b(?:não\ (?:foi\ )?(?:encontrad[ao]
            |existe|está
        \ (?:mais\ )?disponível)|já\ não\ existe) | não\ encontramos\ a\ página""",
    "it": r"""
        (?:pagina|articolo|contenuto)\b.{0,50}?\b(?:non\ (?:è\ stat[ao]\ )?(?:trovat[ao]|esiste
            |è\ (?:più\ )?
        disponibile)|inesistente)""",
    "nl": r"""
        (?:pagina|artikel)\b.{0,50}?\b(?:niet\ (?:\w+\ )?(?:gevonden|beschikbaar|vinden)
            |bestaat\ niet)""",
    "pl": r"""
        nie\ (?:znaleziono|odnaleziono)\ (?:takiej\ )?(?:strony|artykułu)
        | (?:strona|artykuł)\b.{0,50}?\b(?:nie\ (?:istnieje|został\w*\ (?:znalezion
            |odnalezion)\w*|jest\ dostępn\w))""",
    "ru": r"""
        (?:страниц|стать|материал|публикаци)\w*\b.{0,50}?\b(?:не\ (?:найден\w*|существует)
            |удален\w*)
        | ^ошибка\ 404""",
    "uk": r"""
        (?:сторінк|статт|матеріал)\w*\b.{0,50}?\b(?:не\ (?:знайдено|знайдена|існує)|видален\w*)
        | ^помилка\ 404""",
    "tr": r"(?:sayfa|haber|içerik)\w*\b.{0,50}?\b(?:bulunamadı|mevcut\ değil|yayından\ kaldırıl)",
    "ar": r"""(?:الصفحة|المقال|المحتوى|الخبر).{0,50}?(?:غير\ (?:موجود|متوفر|متاح)|لم\ (?:يتم
            |نتمكن)|لا\ (?:يوجد|توجد))""",
    "hi": r"(?:पेज|पृष्ठ|लेख|ख़बर|खबर).{0,40}?(?:नहीं\ मिल|उपलब्ध\ नहीं|मौजूद\ नहीं)",
    "ja": r"""(?:ページ|記事|url).{0,20}?(?:見つかりません|見つかりませんでした|存在しません
        |削除され|掲載期間)""",
    "zh": r"""(?:页面|網頁|网页|頁面|文章|内容|內容).{0,12}?(?:不存在
        |找不到|已(?:被)?(?:删除|刪除)|下架)
        | (?:找不到|無法找到|无法找到).{0,6}(?:页面|網頁|网页|頁面|文章)""",
}  # fmt: skip
_WORDS = phrases(_NOT_HERE)
_FRONT = re.compile(r"^/?(?:(?:index|home|default)(?:\.\w{2,5})?/?)?$", re.I)
_ERROR_PAGE = re.compile(r"/(?:404|(?:page-?)?not-?found|errors?/404)(?:\.\w+)?/?$", re.I)
_NAMES_ONE = re.compile(r"\w+-\w+-\w+|\d{4,}")  # the last part of an article's address


def _find(look: Look) -> str:
    if address := _led_away(look):
        return address
    if look.body_words > _MAX_BODY or look.declares_article:
        return ""
    return line_with(_WORDS, [look.title, *look.lines[:_MAX_LINES]], _MAX_LINE)


def _led_away(look: Look) -> str:
    """Return where an article's address led, if that is the front page, a section or an error."""
    asked, came = urlsplit(look.seen_url).path, urlsplit(look.page.url).path
    if not look.seen_url or asked == came or _FRONT.match(asked):
        return ""
    if _FRONT.match(came) or _ERROR_PAGE.search(came):
        return look.page.url
    parts, last = came.strip("/").split("/"), asked.rstrip("/").rpartition("/")[2]
    is_section = len(parts) <= 2 and asked.startswith(came.rstrip("/") + "/")
    lost_its_name = _NAMES_ONE.search(last) and not _NAMES_ONE.search(parts[-1])
    if is_section and lost_its_name and not look.declares_article:
        return look.page.url
    return ""


SIGN = Sign("soft_404", 1, Reason.SOFT_404, "answers, and says that nothing is there", _find)
