"""Words for numbers and for no, openings of correction notes, in the larger languages of Europe."""

from __future__ import annotations

import re

_COUNTED = {
    "two three four five six seven eight nine ten eleven twelve": 2,
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf": 2,
    "deux trois quatre cinq six sept huit neuf dix onze douze": 2,
    "dos tres cuatro cinco seis siete ocho nueve diez once doce": 2,
    "due tre quattro cinque sei sette otto nove dieci undici dodici": 2,
    "dois três quatro cinco seis sete oito nove dez onze doze": 2,
    "twee drie vier vijf zes zeven acht negen tien elf twaalf": 2,
    "två tre fyra fem sex sju åtta nio tio elva tolv": 2,
    "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć": 2,
    "два три четыре пять шесть семь восемь девять десять": 2,
}

NUMBER_WORDS = {
    word: str(number)
    for words, first in _COUNTED.items()
    for number, word in enumerate(words.split(), first)
    if word not in {"six", "once", "sei", "elf", "acht", "sex", "tien"}  # other languages' words
} | {"six": "6"}
"""Numbers in words, in digits; not the words for one, which are articles in most languages."""

MAGNITUDES = frozenset(
    "hundred thousand million millions billion billions trillion trillions bn m "
    "hundert tausend million millionen milliarde milliarden billion billionen mio mrd "
    "cent mille millions milliard milliards "
    "cien mil millón millones billón billones "
    "mila milione milioni miliardo miliardi "
    "milhão milhões bilhão bilhões miljoen miljard miljon miljoner miljarder "
    "tysiąc tysiące tysięcy milion miliony milionów miliard miliardów mln mld "
    "тысяч тысячи миллион миллиона миллионов миллиард миллиарда миллиардов млн млрд".split()
)
"""Words that multiply the number before them."""

CURRENCIES = frozenset("$€£¥₽₴")

_NO = frozenset(
    "not never no none nobody nothing nicht nie niemals kein keine keinen keinem keiner keines "
    "ne pas jamais nunca jamás non mai niet geen nooit não inte aldrig ikke aldri "
    "не нет никогда".split()
)


def says_no(word: str) -> bool:
    """Return whether a word of `words_of` turns a sentence into its contrary."""
    return word in _NO or word.endswith("n't")


_NOTE_OPENINGS = (
    r"corrections?(?: and clarifications?)?\s*[:.–—(-]", r"clarification\s*[:.–—(-]",
    r"editor'?s?'? note\s*[:.–—-]", r"update\s*\(?[^:]{0,30}\)?\s*:", r"updated?\s*:",
    r"korrektur(?:hinweis)?\s*[:.–—-]", r"berichtigung\s*[:.–—-]", r"richtigstellung\s*[:.–—-]",
    r"(?:anmerkung|hinweis|anm\.) der redaktion\s*[:.–—-]", r"transparenzhinweis\s*[:.–—-]",
    r"rectificatif\s*[:.–—-]", r"correctif\s*[:.–—-]", r"erratum\s*[:.–—-]",
    r"précision\s*[:.–—-]", r"note de la rédaction\s*[:.–—-]", r"mise à jour\s*[:.–—-]",
    r"corrección\s*[:.–—-]", r"fe de (?:errores|erratas)\s*[:.–—-]", r"rectificación\s*[:.–—-]",
    r"nota (?:de la redacción|del editor)\s*[:.–—-]", r"aclaración\s*[:.–—-]",
    r"correzione\s*[:.–—-]", r"errata corrige\s*[:.–—-]", r"correção\s*[:.–—-]",
    r"errata\s*[:.–—-]",
    r"correctie\s*[:.–—-]", r"rectificatie\s*[:.–—-]", r"rettifica\s*[:.–—-]",
    r"sprostowanie\s*[:.–—-]", r"rättelse\s*[:.–—-]", r"rettelse\s*[:.–—-]",
    r"oikaisu\s*[:.–—-]", r"oprava\s*[:.–—-]", r"helyesbítés\s*[:.–—-]", r"erată\s*[:.–—-]",
    r"düzeltme\s*[:.–—-]", r"διόρθωση\s*[:.–—-]", r"(?:исправление|уточнение|поправка)\s*[:.–—-]",
    r"(?:виправлення|уточнення)\s*[:.–—-]", r"訂正", r"お詫び|おわび", r"更正",
)  # fmt: skip

_NOTE_PHRASES = (
    r"this (?:article|story|report|piece|headline) (?:was|has been|is being) "
    r"(?:amended|corrected|updated|edited|revised|changed|clarified)",
    r"(?:an|the) (?:earlier|previous|original) version of this (?:article|story|report|headline)",
    r"in einer (?:früheren|vorherigen|ersten|älteren) (?:version|fassung)",
    r"(?:dieser|der) (?:artikel|text|beitrag) wurde (?:nachträglich |am [^.]{3,25} )?"
    r"(?:korrigiert|geändert|aktualisiert|berichtigt|ergänzt)",
    r"une (?:première|précédente) version de cet article",
    r"cet article a été (?:modifié|corrigé|mis à jour|amendé)",
    r"en una (?:primera versión|versión anterior) de (?:este|esta)",
    r"(?:este artículo|esta noticia|esta información) (?:ha sido|fue) "
    r"(?:corregid|modificad|actualizad|rectificad)[oa]",
    r"una versione precedente di questo articolo",
    r"uma versão anterior deste artigo",
)

CORRECTION_NOTE = re.compile(
    rf"^\W*(?:{'|'.join(_NOTE_OPENINGS)})|\b(?:{'|'.join(_NOTE_PHRASES)})", re.IGNORECASE
)
"""Found in a paragraph by which a publisher tells of a change."""
