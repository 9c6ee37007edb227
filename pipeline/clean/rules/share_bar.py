"""Buttons for sharing, left over as words."""

from pipeline.clean.rule import Rule, is_short, lines_that
from pipeline.text import words

_MAX_WORDS = 16
_NETWORKS = {
    "facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "pinterest", "reddit",
    "messenger", "flipboard", "tumblr", "bluesky", "threads", "mastodon", "xing", "viber", "vk",
    "instagram", "email", "e", "mail", "sms",
}  # fmt: skip
_VERBS = {
    "share", "tweet", "pin", "copy", "print", "teilen", "twittern", "drucken", "merken",
    "speichern",
    "save", "bookmark", "enregistrer", "guardar", "enviar", "envoyer", "senden", "partager",
    "imprimer", "compartir", "imprimir", "condividi", "compartilhar", "delen", "udostępnij",
    "поделиться",
}  # fmt: skip
_FILLERS = {
    "this", "article", "story", "on", "via", "by", "with", "link", "to", "it", "post", "auf",
    "per", "sur", "par", "en", "por", "su", "artikel", "articolo", "artículo", "cet", "este",
    "diesen", "the", "page", "and", "or", "our", "us", "lien", "enlace", "kopieren",
}  # fmt: skip


def is_share_bar(line: str) -> bool:
    """Tell whether `line` consists of nothing but networks and words of sharing."""
    if not is_short(line, _MAX_WORDS):
        return False
    said = words(line)
    networks, verbs = sum(w in _NETWORKS for w in said), sum(w in _VERBS for w in said)
    if networks + verbs + sum(w in _FILLERS for w in said) < len(said) or line.endswith("."):
        return False
    return (
        (verbs > 0 and networks > 0) or networks > 2 or (verbs > 0 and len(said) <= 3) or verbs > 2
    )


RULE = Rule("share_bar", 1, lines_that(is_share_bar))
