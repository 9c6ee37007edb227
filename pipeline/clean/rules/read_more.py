"""Lines that lead to another article: READ MORE, LESEN SIE AUCH, À LIRE AUSSI, LEA TAMBIÉN."""

import re

from pipeline.clean.rule import Rule, fold, is_prose, is_short, lines_that

_MAX_WORDS = 35
_MAX_LABEL_WORDS = 8
_MARKS = " \t•-–—»>▶►*|"
_LEADS = (
    "read more", "read also", "also read", "read next", "read this", "see also", "see more",
    "more", "recommended reading",
    "more on this story", "more on this", "more on this topic", "related", "related story",
    "related stories", "related reading",
    "related article", "related articles", "related content", "related news", "related posts",
    "recommended",
    "don't miss", "must read", "trending now", "most read", "you may also like",
    "you might also like", "you may also be interested in",
    "more from", "further reading", "editor's picks", "in case you missed it", "keep reading",
    "more stories", "explore more", "up next",
    "lesen sie auch", "lesen sie mehr", "lesen sie hier", "lesen sie dazu", "lesen sie dazu auch",
    "lies auch", "lest auch", "lesetipp",
    "mehr zum thema", "auch interessant", "meistgelesen", "passend dazu", "zum thema",
    "weitere artikel", "weitere artikel zum thema",
    "das könnte sie auch interessieren", "das könnte sie interessieren", "mehr dazu",
    "weiterlesen", "hintergrund", "mehr lesen",
    "a lire aussi", "à lire aussi", "lire aussi", "à lire également", "lire également", "à lire",
    "voir aussi", "à voir aussi",
    "sur le même sujet", "a lire également", "les plus lus", "à découvrir", "à découvrir aussi",
    "lire la suite", "pour aller plus loin",
    "nos articles sur le sujet", "notre sélection d'articles sur le sujet", "notre dossier",
    "en savoir plus", "dans la même rubrique",
    "lea también", "lee también", "lea además", "leer más", "lea más", "lee más",
    "te puede interesar", "le puede interesar",
    "te podría interesar", "ver también", "vea también", "más información", "noticia relacionada",
    "noticias relacionadas", "no te pierdas",
    "lo más leído", "relacionado", "relacionadas", "también te puede interesar",
    "artículos relacionados", "más sobre este tema", "más noticias",
    "leggi anche", "leggi di più", "leggi tutto", "vedi anche", "potrebbe interessarti",
    "potrebbe interessarti anche", "ti potrebbe interessare",
    "articoli correlati", "per approfondire", "approfondimenti", "correlati", "notizie correlate",
    "da non perdere",
    "lees ook", "lees meer", "lees verder", "bekijk ook", "gerelateerd", "gerelateerde artikelen",
    "meer over dit onderwerp", "meer lezen", "zie ook",
    "leia também", "leia mais", "saiba mais", "veja também", "veja mais", "notícias relacionadas",
    "matérias relacionadas", "artigos relacionados",
    "relacionados", "ler mais", "ver mais", "não perca", "confira também",
    "czytaj też", "czytaj także", "czytaj więcej", "czytaj również", "zobacz też", "zobacz także",
    "zobacz również", "zobacz więcej",
    "przeczytaj też", "przeczytaj także", "przeczytaj również", "polecamy", "powiązane artykuły",
    "powiązane", "więcej na ten temat",
    "čtěte také", "læs også", "les også", "läs också", "lue myös", "olvassa el", "citește și",
    "читайте также", "читайте еще", "читайте ещё", "читайте далее", "по теме", "смотрите также",
    "материалы по теме", "еще по теме",
    "читайте також", "читайте ще", "дивіться також", "за темою", "матеріали за темою",
    "i̇lgili haberler", "ilgili haberler", "i̇lgili haber", "ayrıca okuyun",
    "i̇lginizi çekebilir", "ilginizi çekebilir", "bunlar da ilginizi çekebilir",
    "اقرأ أيضا", "اقرأ أيضًا", "اقرأ المزيد", "شاهد أيضا", "مواضيع ذات صلة", "यह भी पढ़ें",
    "ये भी पढ़ें", "संबंधित खबरें",
    "関連記事", "あわせて読みたい", "相关阅读", "相关新闻",
    "延伸阅读", "延伸閱讀", "相關新聞", "관련기사",
)  # fmt: skip
_SURE = frozenset({
    "trending now", "read more", "read next", "lesen sie auch", "lesen sie dazu", "à lire aussi",
    "lire aussi", "see also", "auch interessant",
    "lea también", "lee también", "leggi anche", "lees ook", "leia também", "czytaj też",
    "czytaj także", "читайте также", "читайте також",
    "you may also be interested in", "recommended reading", "te puede interesar",
    "potrebbe interessarti", "passend dazu", "veja também",
    "ver también", "zobacz także", "przeczytaj również", "lees meer", "read also", "also read",
    "à lire également", "voir aussi", "vedi anche",
})  # fmt: skip
# Words that nobody begins a sentence with: a headline may follow without a mark.
_UNMARKED = frozenset({
    "lire aussi", "à lire aussi", "a lire aussi", "leggi anche", "lees ook", "leia também",
    "lea también", "lee también",
    "czytaj też", "czytaj także", "читайте также", "читайте також", "lesen sie auch",
    "à lire également", "i̇lginizi çekebilir", "関連記事",
})  # fmt: skip
_LEAD = re.compile(
    rf"(?P<lead>{'|'.join(sorted(map(re.escape, _LEADS), key=len, reverse=True))})"
    r"(?P<mark>\s*(?:[:>|»：]|\.(?:\.\.)?(?=\s)|…|-\s))?\s*(?P<rest>.*)$"
)


def is_read_more(line: str) -> bool:
    """Tell whether `line` leads elsewhere.

    It begins with such words, and then comes a colon or another mark, or nothing at all; words in
    capitals need no mark. What reads as told (it ends in a full stop) stays, unless the words are
    in capitals with a mark, or nobody would tell anything with them and a colon.
    """
    if not is_short(line, _MAX_WORDS):
        return False
    stripped = line.strip(_MARKS)
    found = _LEAD.match(fold(stripped))
    if not found:
        return False
    is_loud = stripped[: len(found["lead"])].isupper()
    has_mark = found["mark"] is not None
    if not found["rest"]:
        return True
    if found["lead"] in _UNMARKED and not is_prose(line):
        return True
    if has_mark and ":" in found["mark"] and found["lead"] in _SURE:
        return True
    return (is_loud and has_mark) or ((is_loud or has_mark) and not is_prose(line))


def is_bare_lead(line: str) -> bool:
    """Tell whether `line` is such words and nothing else: what they lead to stands behind it."""
    found = _LEAD.match(fold(line.strip(_MARKS))) if is_short(line, _MAX_LABEL_WORDS) else None
    return found is not None and not found["rest"]


RULE = Rule("read_more", 2, lines_that(is_read_more))
