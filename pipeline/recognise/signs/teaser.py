"""The beginning of an article, and the rest only for those who paid or signed in."""

import re

from pipeline.jsonld import Node, text_of
from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign, line_with, phrases
from pipeline.text import count_words

_MAX_LINE = 35
_SHORT, _SHORT_OF_PAID = 100, 200  # words of a body that may be a mere beginning
_NEAR = 8  # lines behind the text in which its prompt stands
_MANY_DIGITS = 9  # no article has so many words
_TIMES = 2.5  # so many times longer than its body an article says that it is

_PROMPT = phrases(
    {
        "en": r"""
            ^(?:please\ )?(?:subscribe|sign\ (?:up|in)|log\ in|register
            |join)\b.{0,40}\bto\ (?:continue|keep
            |unlock\ (?:this|the)|read\ (?:this|more\ of\ this|the\ (?:full|rest|whole)))\b
            | \bto\ (?:continue|keep)\ reading\b.{0,40}\b(?:subscri|register|sign|log|trial)
            | \b(?:article|story|content)\ is\ (?:only\ )?(?:available\ )?(?:exclusive(?:ly)?\ )?
              (?:for|to)\ (?:paid\ |our\ |registered\ )?(?:subscribers|members)
            | \b(?:reached|used)\ your\b.{0,20}\b(?:limit|free\ articles)
            | \bto\ read\ the\ (?:full|rest\ of\ the|whole)\ (?:story|article)
            | ^(?:this\ is\ )?subscribers?[ -](?:only|exclusive)\b""",
        "de": r"""
            \bweiter\ ?lesen\ (?:sie\ )?(?:mit|nur\ mit|im)\b | \bnur\ für\ (?:\w+\ )?abonnent
            | \b(?:jetzt|hier)\ (?:abonnieren|registrieren|anmelden)\ und\b.{0,30}\blesen
            | \b(?:artikel|inhalt|text)\ ist\ (?:nur\ )?(?:für\ \w*abo|kostenpflichtig|exklusiv)
            | ^(?:sie\ )?(?:möchten|wollen)\ (?:sie\ )?weiterlesen""",
        "fr": r"""
            réservée?s?\ (?:aux|à\ nos)\ abonn | \bil\ vous\ reste\b.{0,40}\bà\ (?:lire|découvrir)
            | ^(?:abonnez|connectez|inscrivez)-vous\b.{0,30}\bpour\ (?:lire|continuer
            |poursuivre)""",
        "es": r"""
            (?:exclusiv[oa]|sólo|solo|únicamente)\ para\ (?:los\ |nuestros\ )?(?:suscriptor
            |abonad|soci)
            | ^(?:suscr[ií]b|regístr|inicia\ sesión)\w*\b.{0,30}\b(?:seguir\ leyendo
            |continuar\ leyendo|leer)""",
        "pt": r"""
            (?:exclusivo|só|apenas|somente)\ para\ (?:os\ )?(?:assinantes|subscritores)
            | ^(?:assine|cadastre|faça\ login)\b.{0,30}\b(?:continuar\ lendo|continuar\ a\ ler
            |ler)""",
        "it": r"""
            riservat[oaie]\ (?:agli|ai)\ (?:abbonati|iscritti)
            | ^(?:abbonati|accedi|registrati)\b.{0,30}\bper\ (?:continuare|leggere|proseguire)""",
        "nl": r"""
            (?:alleen|exclusief|uitsluitend)\ (?:voor
            |toegankelijk\ voor)\ (?:onze\ )?(?:abonnees|leden)
            | \b(?:lees\ verder|verder\ lezen)\ met""",
        "pl": r"""
            (?:tylko|wyłącznie)\ dla\ (?:\w+\ )?(?:prenumerator|subskrybent|abonent)
            | \baby\ (?:czytać\ dalej|przeczytać\ cały|kontynuować\ czytanie)
            | \bpozostało\ \d+\ ?%""",
        "ru": r"""(?:доступ\w+|только)\b.{0,15}\bподписчик\w+|\bчтобы\ (?:читать\ дальше
            |продолжить\ чтение|дочитать)""",
        "uk": r"""(?:доступн\w+|лише|тільки)\b.{0,15}\bпередплатник\w+|\bщоб\ (?:читати\ далі
            |продовжити\ читання)""",
        "tr": r"""(?:yalnızca|sadece)\ abone\w*|(?:devamını|okumaya\ devam)\b.{0,30}\babone\ ol
            |abonelere\ özel""",
        "ar": r"(?:للمشتركين|المشتركين)\ فقط|اشترك.{0,15}(?:لمتابعة|لمواصلة|لإكمال)\ القراءة",
        "hi": r"""(?:पूरा|आगे).{0,20}पढ़ने\ के\ लिए.{0,30}(?:सदस्यता|सब्सक्राइब|लॉग\ ?इन)
            |केवल\ (?:सब्सक्राइबर|सदस्य)""",
        "ja": r"(?:有料|プレミアム)?会員限定|残り\ ?\d+\ ?文字|続きを読むには|有料記事",
        "zh": r"(?:订阅|訂閱|付费|付費|登录|登入)"
        r"(?:后|後)?(?:继续|繼續|可)?阅?閱?读?讀?(?:阅读|閱讀|全文)"
        r"|(?:仅|僅)限?(?:订阅|訂閱|付费|付費|会员|會員)",
    }
)
_MORE = phrases(
    {
        "": r"""^(?:(?:continue|keep)\ reading|read\ (?:more|on|the\ (?:full|rest))|weiter\ ?lesen
        |lire\ la\ suite|seguir\ leyendo|leer\ más|continuar\ (?:lendo|a\ ler)|leia\ mais
        |continua\ a\ leggere|leggi\ tutto|lees\ (?:verder|meer)|czytaj\ (?:dalej|więcej)
        |читать\ (?:дальше|далее)|читати\ далі|devamını\ oku|اقرأ\ المزيد|और\ पढ़ें|続きを読む
        |(?:继续|繼續)(?:阅读|閱讀)|(?:阅读|閱讀)全文)\b.{0,12}$"""
    }
)
_CUT = re.compile(r"(?:\[(?:\.\.\.|…)\]|\((?:\.\.\.|…)\))\s*$")
_ENDS = re.compile(r"[.!?。！？।؟…\"'”»」)\]]\s*$")


def _find(look: Look) -> str:
    size, is_paid = look.body_words, any(_is_free(node) is False for node in look.articles)
    if not size or size > (_SHORT_OF_PAID if is_paid else _SHORT):
        return ""
    is_longer, last = _says_longer(look), _last_of_text(look)
    if any(_is_free(node) for node in look.articles) and not is_longer:
        return ""
    following = look.lines if is_paid or is_longer else _lines_after(look, last)
    if prompt := line_with(_PROMPT, following, _MAX_LINE):
        return prompt if last else ""
    more = line_with(_MORE, following, _MAX_LINE)
    if more and (is_longer or _CUT.search(last)):
        return more
    if is_paid and (is_longer or not _ENDS.search(last)):
        return "isAccessibleForFree: false"
    return ""


def _lines_after(look: Look, last: str) -> list[str]:
    """Return what stands right behind the text: elsewhere a site's prompts are about others."""
    if last not in look.lines:
        return look.lines
    end = len(look.lines) - look.lines[::-1].index(last)
    return look.lines[end : end + _NEAR]


def _last_of_text(look: Look) -> str:
    told = [line for line in look.body_lines if not _PROMPT.search(line) and not _MORE.search(line)]
    return told[-1] if told else ""


def _is_free(node: Node) -> bool | None:
    """Return what an article says of itself; None where it says nothing."""
    stated = node.get("isAccessibleForFree")
    told = str(stated).lower() if isinstance(stated, bool) else text_of(stated).lower()
    return {"true": True, "false": False}.get(told)


def _says_longer(look: Look) -> bool:
    """Tell whether the article says of itself that it is much longer than what is here."""
    return any(_stated_words(node) > _TIMES * look.body_words for node in look.articles)


def _stated_words(node: Node) -> int:
    stated = str(node.get("wordCount", ""))
    if stated.isdecimal() and len(stated) < _MANY_DIGITS:
        return int(stated)
    return count_words(text_of(node.get("articleBody")))


SIGN = Sign("teaser", 1, Reason.TEASER, "shows only how its article begins", _find)
