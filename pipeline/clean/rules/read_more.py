"""Lines that lead to another article: READ MORE, LESEN SIE AUCH, À LIRE AUSSI, LEA TAMBIÉN."""

import re

from pipeline.clean.rule import Rule, is_prose, is_short, lines_that
from pipeline.text import fold

_MAX_WORDS = 35
_LEADS = (
    "read more", "read also", "also read", "read next", "read this", "see also", "see more",
    "more on this story", "more on this", "related", "related story", "related stories",
    "related article", "related articles", "related content", "related news", "recommended",
    "don't miss", "must read", "trending now", "most read", "meistgelesen", "les plus lus",
    "lo más leído", "you may also like", "you might also like", "more from",
    "lesen sie auch", "lesen sie mehr", "lesen sie hier", "lies auch", "lest auch",
    "mehr zum thema", "auch interessant",
    "das könnte sie auch interessieren", "mehr dazu", "weiterlesen",
    "a lire aussi", "à lire aussi", "lire aussi", "à lire également", "lire également",
    "à lire", "voir aussi", "sur le même sujet", "a lire également",
    "lea también", "lee también", "lea además", "leer más", "lea más", "te puede interesar",
    "le puede interesar", "ver también", "más información", "noticia relacionada",
    "noticias relacionadas", "leggi anche", "leggi di più", "lees ook", "leia também",
    "leia mais", "saiba mais", "veja também", "czytaj też", "czytaj także", "zobacz też",
    "čtěte také", "læs også", "les også", "läs också", "lue myös", "читайте также",
    "читайте еще", "читайте ещё", "читайте також",
)  # fmt: skip
_SURE = frozenset({
    "trending now", "read more", "read next", "lesen sie auch", "à lire aussi", "lire aussi",
    "lea también", "lee también", "leggi anche",
})  # fmt: skip
_LEAD = re.compile(
    rf"(?P<lead>{'|'.join(sorted(map(re.escape, _LEADS), key=len, reverse=True))})"
    r"(?P<mark>\s*(?:[:>|»]|\.{3}|-\s))?\s*(?P<rest>.*)$"
)


def is_read_more(line: str) -> bool:
    """Tell whether `line` leads elsewhere.

    It begins with such words, and then comes a colon or another mark, or nothing at all; words in
    capitals need no mark. What reads as told (it ends in a full stop) stays, unless the words are
    in capitals with a mark, or nobody would tell anything with them and a colon.
    """
    if not is_short(line, _MAX_WORDS):
        return False
    stripped = line.strip(" \t•-–—»>▶►*|")
    found = _LEAD.match(fold(stripped))
    if not found:
        return False
    is_loud = stripped[: len(found["lead"])].isupper()
    has_mark = found["mark"] is not None
    if not found["rest"]:
        return True
    if has_mark and ":" in found["mark"] and found["lead"] in _SURE:
        return True
    return (is_loud and has_mark) or ((is_loud or has_mark) and not is_prose(line))


RULE = Rule("read_more", 1, lines_that(is_read_more))
