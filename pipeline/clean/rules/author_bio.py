"""Who wrote a text, and how to reach them: lines about authors at the end or the beginning."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, labelled, notice

_MAX_WORDS = 60
_FIRST_LINES = 2
_LAST_LINES, _LAST_SHARE = 12, 0.4  # where such a line may stand: counted from the end
_PHRASES = {
    "en": r"""
        ^(?:about (?:the )?(?:author|writer|reporter)s?\b|(?:additional )?(?:reporting|writing
        |editing|compiled|edited) by\b)
        |\b(?:is|are) (?:an?|the) (?:[\w-]+ ){0,4}(?:reporter|correspondent|journalist|editor
        |columnist|writer|fellow|producer)s?
            (?:,| (?:at|for|with|on|based|who|covering|from)\b)
        |\b(?:covers|writes about)\b.{0,60}\bfor\b|\bcan be (?:reached|contacted|followed) (?:at
        |on|via|by)\b
        |^(?:e-?mail|contact|follow|reach|write to)\b.{0,60}(?:@\w|\bon (?:twitter|x)\b)
        |\b(?:got a (?:story|tip)|do you have a (?:story|tip))\b|\breported from\b
        |\bcontributed (?:reporting|to this (?:report|story|article))\b""",
    "de": r"""
        ^(?:über (?:den|die) autor(?:in|en)?|zur person|zum autor|zur autorin)\b|^übersetzung:
        |\bschreibt (?:für|als|über)\b.{0,80}
        |\bist (?:freie[r]? )?(?:redakteur|reporter|korrespondent|journalist|autor
        |volontär)(?:in)?\b.{0,60}
        |^(?:haben sie )?(?:hinweise|anregungen|fragen)\b.{0,60}@|^folgen sie .{2,40} auf (?:x
        |twitter)\b""",
    "fr": r"""
        ^(?:à propos de l'auteur|l'auteure?)\b|\best (?:journaliste|correspondante?|rédact\w+
        |reporter)\b.{0,60}
        |\bécrivez[- ](?:nous|lui)\b|^suivez .{2,40} sur (?:x|twitter)|^(?:\()?avec (?:afp|reuters
        |ap)\b.{0,30}$""",
    "es": r"""
        ^(?:sobre (?:la firma|el autor|la autora))\b|\bes (?:periodista|redactora?|corresponsal
        |reporter[oa])\b.{0,60}
        |\bescr[ií]b(?:e|a)nos\b|^sigue a .{2,40} en (?:x|twitter)|^\(?con informaci[oó]n de\b""",
    "pt": r"""
        ^sobre (?:o autor|a autora)\b|\bé (?:jornalista|repórter|colunista|editora?
        |correspondente)\b.{0,60}
        |\bescreva para\b.{0,40}@|^siga .{2,40} n[oa] (?:x|twitter)
        |^\(?com informações d[aeo]\b""",
    "it": r"""
        ^(?:l'autor[ei]|l'autrice|chi è l'autore)\b|\bè (?:giornalista|redattor[ei]|corrispondente
        |inviat[oa])\b.{0,60}
        |\bscrivi (?:a|ci)\b.{0,40}|^segui .{2,40} su (?:x|twitter)""",
    "nl": r"""
        ^over de (?:auteur|schrijver)\b|\bis (?:verslaggever|redacteur|journalist|correspondent
        |columnist)\b.{0,60}
        |\bmail naar\b.{0,40}|^volg .{2,40} op (?:x|twitter)""",
    "pl": r"""
        ^o (?:autorze|autorce)\b|\bjest (?:dziennikar\w+|redaktor\w*|reporter\w*
        |korespondent\w*)\b.{0,60}
        |\bnapisz do nas\b|^obserwuj (?:autora|autorkę|.{2,40} na)\b""",
    "ru": r"^об авторе\b|^напишите нам\b",
    "uk": r"^про автора\b|^напишіть нам\b",
    "tr": r"^yazar hakkında\b|^bize yazın\b",
}
_AGENCY = re.compile(
    r"\(?(?:mit material (?:von|der) )?(?:sda|dpa|afp|ap|apa|aa|epd|kna|reuters|efe|ansa|pap|anp"
    r"|belga|lusa|tass|"
    r"unb|ani|pti|iha|dha|keystone-sda|itar-tass|ritzau|ntb|tt|stt|ctk|čtk|mti|agerpres|ukrinform)"
    r"(?:[/, ]{1,3}(?:[a-zäöü]{2,4}|dpa|afp|ap|apa|reuters))*\)?",
    re.IGNORECASE,
)
# An address or a handle behind a word of asking: nobody tells a story with it, wherever it stands.
_CONTACTS = {
    "any": r"""
        \b(?:e-?mail|contact|follow|reach(?:ed)?|write|got a (?:story|tip)
        |hinweise|schreiben sie|folgen sie
        |écrivez|suivez|escr[ií]b\w+|sigue|pista|escreva|siga|scrivi|segui|mail|volg|napisz|obserwuj
        |пишите|напишите|подписывайтесь|yazın)\b.{0,80}(?:\w@\w[\w-]*\.\w|(?<!\S)\(?@\w{3,})
        |^(?:about the (?:author|writer)|über (?:den autor|die autorin)|à propos de l'auteure?
        |sobre (?:la firma|el autor|la autora|o autor|a autora)|over de auteur|o (?:autorze|autorce)
        |об авторе|про автора)\b""",
}
_MAX_CONTACT_WORDS = 25
_is_bio = notice(_PHRASES, _MAX_WORDS)
_is_contact = notice(_CONTACTS, _MAX_CONTACT_WORDS)


def is_author_bio(line: str) -> bool:
    """Tell whether `line` is about its author or agency, or only that agency's mark."""
    return _is_bio(line) or bool(_AGENCY.fullmatch(line.strip()))


def find_author_bio(text: str) -> Iterator[Span]:
    """Yield lines about authors and agencies near the ends of `text`, and how to reach them."""
    lines = list(re.finditer(r"[^\n]+", text))
    behind = len(lines) - max(_LAST_LINES, round(_LAST_SHARE * len(lines)))
    for number, line in enumerate(lines):
        is_near_an_end = number < _FIRST_LINES or number >= behind
        if _is_contact(line[0]) or (is_near_an_end and is_author_bio(line[0])):
            yield line.span()


_MAX_MARKED_WORDS = 90
_LABELS = r"""
    author-?(?:bio|box|info|profile|card|desc|description|about|teaser|block|footer)|about-?(?:the-)?
    author|authorbox|bio|biography|writer-(?:profile|bio|box)|saboxplugin-(?:desc|wrap|authorname)
    |contributor-(?:bio|box|info)|agencies|article-container-agencies"""

RULE = Rule("author_bio", 1, find_author_bio, find_marked=labelled(_LABELS, _MAX_MARKED_WORDS))
