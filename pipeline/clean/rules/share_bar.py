"""Buttons for sharing, left over as words."""

import re

from pipeline.clean.rule import Rule, fold, is_short, labelled, lines_that
from pipeline.text import words

_MAX_WORDS = 16
_NETWORKS = {
    "facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "pinterest", "reddit",
    "messenger", "flipboard", "tumblr", "bluesky", "threads", "mastodon", "xing", "viber", "vk",
    "instagram", "email", "e", "mail", "sms", "facebook'ta", "facebooku", "google", "courriel",
    "correo", "e-mailem", "mailem", "line", "微信", "微博",
}  # fmt: skip
_VERBS = {
    "share", "tweet", "pin", "copy", "print", "teilen", "twittern", "drucken", "merken",
    "speichern",
    "save", "bookmark", "enregistrer", "guardar", "enviar", "envoyer", "senden", "partager",
    "imprimer", "compartir", "imprimir", "condividi", "compartilhar", "delen", "udostępnij",
    "поделиться", "поширити", "paylaş", "tweeter", "partilhar", "compartilhe", "partilhe",
    "comparte",
    "tuitear", "twitta", "stampa", "invia", "kopieren", "kopieer", "kopiuj", "copier", "copiar",
    "copia", "deel",
    "stuur", "wyślij", "podziel", "drukuj", "скопировать", "скопіювати", "kopyala", "verschicken",
    "forward", "recommend", "versenden", "weiterleiten", "分享", "シェア", "مشاركة", "شارك",
}  # fmt: skip
_FILLERS = {
    "this", "article", "story", "on", "via", "by", "with", "link", "to", "it", "post", "auf",
    "per", "sur", "par", "en", "por", "su", "artikel", "articolo", "artículo", "cet", "este",
    "diesen", "click", "opens", "new", "window", "tab", "in", "a", "friend", "noticia", "notícia",
    "matéria", "questo", "esta", "no", "na", "dit", "bericht", "door", "op", "się", "haberi",
    "ссылку", "посилання", "bağlantıyı", "artykuł", "quest", "l", "all", "options", "more",
    "the", "page", "and", "or", "our", "us", "lien", "enlace",
}  # fmt: skip


# Lines of one verb and one thing, in which any network may stand.
_CALL = re.compile(
    r"^(?:(?:share|email|tweet|forward) (?:this|the) (?:article|story|post|page|news)\b.{0,30}"
    r"|click to (?:share|email|print)\b.{0,60}|(?:artikel|beitrag) (?:teilen|empfehlen"
    r"|versenden)\b.{0,20}"
    r"|partage[rz] (?:cet article|sur)\b.{0,30}|compart(?:e|ir) (?:esta|este|en)\b.{0,30}"
    r"|compartilh(?:e|ar) (?:esta|este|no|via)\b.{0,30}|partilh(?:e|ar) (?:esta|este|no)\b.{0,30}"
    r"|condividi (?:questo|l'|su).{0,30}|de(?:el|len) (?:dit|deze|op|via)\b.{0,30}"
    r"|stuur dit bericht door"
    r"|udostępnij(?: .{0,30})?|podziel się(?: .{0,30})?|поделиться(?: .{0,30})?"
    r"|поширити(?: .{0,30})?"
    r"|分享(?:到|至|给朋友)?.{0,6}|シェア(?:する)?|साझा करें|शेयर करें|مشاركة|شارك(?: المقال)?"
    r"|(?:haberi|yazıyı) paylaş|.{0,20}'(?:ta|te|da|de) paylaş)$"
)


def is_share_bar(line: str) -> bool:
    """Tell whether `line` is nothing but a call to share, or networks and words of sharing."""
    if not is_short(line, _MAX_WORDS):
        return False
    if _CALL.match(fold(line)) and not line.endswith("."):
        return True
    said = words(line)
    networks, verbs = sum(w in _NETWORKS for w in said), sum(w in _VERBS for w in said)
    if networks + verbs + sum(w in _FILLERS for w in said) < len(said) or line.endswith("."):
        return False
    return (
        (verbs > 0 and networks > 0) or networks > 2 or (verbs > 0 and len(said) <= 3) or verbs > 2
    )


_MAX_MARKED_WORDS = 25
_LABELS = r"""
    share|sharing|shares|social|share-(?:bar|box|buttons?|links?|tools?)|social-(?:bar|links?|media
    |share|sharing)|sharebar|sharebuttons|addtoany|addthis|sharedaddy|partage(?:r)?|compartir|teilen
    |reaction-btns|copy-link|article-tools?|toolbar"""

RULE = Rule(
    "share_bar",
    2,
    lines_that(is_share_bar),
    find_marked=labelled(_LABELS, _MAX_MARKED_WORDS),
)
