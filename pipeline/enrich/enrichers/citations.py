"""Outlets and platforms that a text names as its source: 'told the BBC', 'laut dpa', 'on X'.

An edge from the text to an outlet, weaker than a tie between copies: the outlet was first with
something of it. An outlet that a text is about is none ('the BBC cuts jobs').
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.gazetteer import Outlet, bare_outlets, outlets
from pipeline.enrich.subject import Subject

_QUOTE = r"[«„“\"‹›»‘']?\s?"

# Each language: what stands before the outlet, what after it, and what before a platform.
_BEFORE = {
    "en": r"(?:told|tells|telling)(?: [A-Z]\w+ [A-Z]\w+,[^.]{0,40}? (?:of|for|at|from))?(?: reporters (?:from|at))?"
    r"|according to(?: (?:a|an) (?:report|reports|article|story|investigation) (?:by|in|from))?"
    r"|(?:report|reports|article|story|investigation|interview|poll|op-ed|column|essay)"
    r"(?: \w+){0,3}? (?:by|in|with|from|for)|interview(?:ed)? (?:by|with|on)|statement to|speaking to|spoke to"
    r"|spoke with|speaking with|speaking on|said on|told|reported by|published (?:by|in)|obtained by|seen by|reviewed by"
    r"|first reported (?:by|in)|as quoted by|quoted by|cited by|wrote in|writing in|said in an interview (?:with|on)"
    r"|pushed? back (?:\w+ ){0,2}against an?|confirmed (?:\w+ ){0,4}to|speaking exclusively to|appearing on|appearance on",
    "de": r"[Ll]aut(?: (?:einem|eines) (?:Bericht|Berichts|Berichtes) (?:der|des|von))?(?: (?:der|dem|den|des))?"
    r"|[Nn]ach (?:Informationen|Angaben|einem Bericht|Berichten)(?: (?:der|des|von))?|[Bb]ericht(?:s|es)? (?:der|des|von|im|in der)"
    r"|(?:sagte|sagt|erklärte|erklärt|teilte|bestätigte|äußerte)(?: \w+){0,6}? (?:der|dem|den|im|in der|gegenüber der|gegenüber dem|gegenüber|zu|bei|auf)"
    r"|(?:berichtet|berichtete|berichten|schreibt|schrieb|meldet|meldete|zitiert|zitierte)(?: zuerst| zuvor)?(?: (?:die|der|das|den))?"
    r"|[Gg]espräch mit (?:der|dem)|[Ii]nterview (?:mit|der|des|in der|im)(?: (?:der|dem))?|[Ww]ie (?:die|der|das)(?: \w+)?(?: \w+)?|gegenüber (?:der|dem)",
    "fr": r"[Ss]elon(?: (?:le|la|les|l[’']))?|[Dd][’']après(?: (?:le|la|les|l[’']))?|(?:livre|livré|confie|confié|déclaré|dit|expliqué|accordé|indiqué|affirmé|assuré)(?: [\w-]+){0,4}? (?:au|à la|à l[’']|à)"
    r"|portrait (?:du|de la|de l[’']|dans)|(?:entretien|interview)(?: [\w-]+){0,2} (?:au|à la|à l[’']|à|avec|dans|sur)(?: (?:le|la|l[’']))?|[Rr]apporte(?: (?:le|la|l[’']))?|[Rr]évèle(?: (?:le|la|l[’']))?|cité par|micro d[e’']|auprès d[eu]|colonnes d[eu]",
    "es": r"[Ss]egún(?: (?:el diario|el periódico|la cadena|la agencia|ha publicado|publica|informa|el|la))?|(?:dijo|dice|declaró|declaraciones|explicó|comenta|contó|aseguró|confirmó|entrevista)(?:[^.;“\"«]{0,60}?)? (?:a|al|a la|con|en|para)|[Ii]nforma(?:do|ron)?(?: por)?|publicado (?:por|en)|micrófonos de|periodista de|investigaciones realizadas por|adelantado por|revelado por",
    "it": r"[Ss]econdo(?: (?:il|la|l[’']))?|(?:detto|dichiarato|intervista|spiegato|raccontato)(?: \w+){0,3}? (?:a|al|alla|all[’']|con|di)|[Rr]iporta(?: (?:il|la))?|scrive(?: (?:il|la))?",
    "pt": r"[Ss]egundo(?: (?:o|a))?|[Dd]e acordo com(?: (?:o|a))?|(?:disse|declarou|afirmou|entrevista|contou)(?: \w+){0,3}? (?:ao|à|a)",
}  # fmt: skip
_AFTER = {
    "en": r"(?:has |have |had |first |previously |also )*(?:reported|reports|revealed|reveals|wrote|quoted|learned|understands|investigation|review|obtained|said)(?! (?:it|they|its|the company|in a statement))",
    "de": r"(?:zuvor |zuerst |am \w+ )*(?:berichtet|berichtete|berichten|schreibt|schrieb|weiter schrieb|meldet|meldete|zufolge)",
    "fr": r"(?:a |avait )?(?:rapporte|rapporté|révèle|révélé|indique|indiqué|écrit)",
    "es": r"(?:ha |había )?(?:informa|informó|publicó|publicado|publica|reveló|adelantó)",
    "it": r"(?:ha )?(?:riporta|riportato|scrive|scritto|rivela|rivelato)",
    "pt": r"(?:informou|publicou|revelou|noticiou)",
}
_ON_PLATFORM = {
    "en": r"(?:post(?:ed|s|ing)?|wrote|writing|said|tweet(?:ed)?|message|statement|video|account|shared?|announced)(?: [\w’']+){0,4}? (?:on|to|via)",
    "de": r"(?:schrieb|schreibt|postete|teilte|Post|Beitrag|Nachricht|veröffentlichte|erklärte)(?: \w+){0,4}? (?:auf|bei|über|via)(?: \w+dienst| \w+plattform)?",
    "fr": r"(?:publi\w+|écrit|message|post|partag\w+|posté|annonc\w+)(?: [\w’']+){0,5}? (?:sur|via)(?: sa plateforme)?",
    "es": r"(?:publi\w+|escri\w+|mensaje|post|compart\w+|tuit\w*)(?: \w+){0,4}? (?:en|a través de)(?: la red social)?",
    "it": r"(?:scri\w+|post|messaggio|pubblic\w+|condivi\w+)(?: \w+){0,4}? (?:su|via)",
    "pt": r"(?:escreveu|post|mensagem|publicou|compartilhou)(?: \w+){0,4}? (?:no|na|em|via)",
}  # fmt: skip


def find_citations(subject: Subject) -> Iterator[Found]:
    """Yield each place where an outlet is cited: its name, its domain, and by which words."""
    if subject.language not in _BEFORE:
        return
    body, done = subject.body, -1
    for found in _names().finditer(body):
        outlet, is_bare = _outlet(found[0])
        cue = _cue(body, found.start(), found.end(), subject.language, outlet, is_bare)
        if cue is not None and found.start() > done:
            done = found.end()
            kind = "platform" if outlet.is_platform else "outlet"
            value = {"kind": kind, "outlet": outlet.name, "domain": outlet.domain, "cue": cue}
            yield found.start(), found.end(), found[0], value


def _cue(
    body: str, start: int, end: int, language: str, outlet: Outlet, is_bare: bool
) -> str | None:
    before = body[max(0, start - 120) : start]
    before = before[before.rfind("\n") + 1 :]
    if outlet.is_platform:
        found = _platform_before(language).search(before)
        return found[1] if found else None
    if found := _outlet_before(language).search(before):
        return found[1]
    if is_bare or _follows_a_name(before):
        return None
    after = _outlet_after(language).match(body[end : end + 60])
    return after[1] if after else None


def _follows_a_name(before: str) -> bool:
    """True for 'Fox News host': the outlet is said of somebody."""
    return bool(re.search(r"\b(?:of|at|für|von|de|del) $", before))


def _outlet(name: str) -> tuple[Outlet, bool]:
    known = outlets().get(name)
    return (known, False) if known else (bare_outlets()[name], True)


@lru_cache
def _names() -> re.Pattern[str]:
    names = sorted({*outlets(), *bare_outlets()}, key=len, reverse=True)
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, names))})(?![\w-])(?!\s(?:[A-Z]\w+ed\b))")


@lru_cache
def _outlet_before(language: str) -> re.Pattern[str]:
    article = {"en": r"(?:the |an? )?", "fr": r"(?:le |la |l[’'])?", "de": r"(?:der |dem |den |die |das )?(?:\w*[Ss]ender |\w*[Zz]eitung |\w*[Mm]agazin |\w*agentur |\w*portal )?", "es": r"(?:el |la )?"}  # fmt: skip
    return re.compile(rf"(?<!\w)({_BEFORE[language]})\s+{article.get(language, '')}{_QUOTE}$")


@lru_cache
def _outlet_after(language: str) -> re.Pattern[str]:
    return re.compile(rf"^[»“”\"›’']?,?\s+({_AFTER[language]})(?!\w)")


@lru_cache
def _platform_before(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({_ON_PLATFORM[language]})\s+(?:the )?{_QUOTE}$")


ENRICHER = Enricher("citations", 1, find_citations)
