"""Copyright lines at the end of a text."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, fold, is_short, paragraph_spans

_MAX_WORDS = 45
_LAST_PARAGRAPHS = 12
_FOOTER = re.compile(
    r"^(?:(?:content )?copyrights?\b[:,]?\s*)?(?:©|\(c\)|@ ?\d{4})\s*.{0,20}(?:\d{4}|rights"
    r"|rechte|droits|derechos|direitos|diritti|"
    r"rechten|prawa|права|riservata|dpa|[A-Z])|^copyrights?\b,?\s*(?:by\b|©|@|\d{4}|\(c\))|^(?:©"
    r"|\(c\)) ?\S.{0,60}$"
    r"|^issn \d|\ball rights reserved\b|\b(?:is|are) (?:the )?copyright (?:of|by)\b"
    r"|^our standards: the"
    r"|\b(?:may|must) not be (?:published|reproduced|republished|copied|redistributed|rewritten)\b"
    r"|\bnot to be (?:republished|reproduced|copied)\b"
    r"|\bnot responsible for the content of external\b"
    r"|\balle rechte vorbehalten|\b(?:weiterverbreitung|vervielfältigung|nachdruck"
    r"|verwendung)\b.{0,60}\b(?:nicht gestattet|untersagt|verboten|nur mit)\b"
    r"|\bunterliegt dem urheberrecht|\btous droits (?:de reproduction|réservés)"
    r"|\b(?:toute )?reproduction (?:interdite|totale ou partielle)"
    r"|\btodos los derechos reservados|\bprohibida (?:la|toda|su) reproducci[oó]n"
    r"|\btodos os direitos reservados|\bproibida a reprodução"
    r"|\btutti i diritti riservati|\briproduzione riservata|\balle rechten voorbehouden"
    r"|\bovername\b.{0,60}\bniet toegestaan"
    r"|\bwszelkie prawa zastrzeżone|\b(?:kopiowanie|rozpowszechnianie"
    r"|przedruk)\b.{0,60}\b(?:zabronione|wzbronion[ey])"
    r"|все права защищены|(?:перепечатка|копирование)\b.{0,60}(?:запрещен|только)"
    r"|усі права захищені|всі права захищені"
    r"|tüm hakları saklıdır|abonelik için lütfen|جميع الحقوق محفوظة|सर्वाधिकार सुरक्षित"
    r"|無断転載|版权所有|版權所有"
)
# Words of lawyers that no report has in so short a line, wherever it stands.
_MAX_FORMULA_WORDS = 14
_FORMULA = re.compile(
    r"^(?:©|copyrights?\b,?\s*(?:by\b|©|\(c\)|(?:19|20)\d{2}\b)).{0,80}$"
    r"|^(?!.*[\"']).*\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati"
    r"|riproduzione riservata|alle rechten voorbehouden|wszelkie prawa zastrzeżone"
    r"|все права защищены|(?:усі|всі) права захищені|tüm hakları saklıdır)\b"
)
_QUOTED = re.compile(r"^[\"'>]")


def find_copyright_footer(text: str) -> Iterator[Span]:
    """Yield the copyright lines among the last paragraphs of `text`, and formulas anywhere."""
    spans = paragraph_spans(text)
    for place, (start, end) in enumerate(spans):
        line = text[start:end]
        is_last = place >= len(spans) - _LAST_PARAGRAPHS
        if is_short(line, _MAX_WORDS if is_last else _MAX_FORMULA_WORDS) and (
            is_copyright(line) if is_last else _FORMULA.search(fold(line))
        ):
            yield start, end


def is_copyright(line: str) -> bool:
    """Tell whether `line` says whose the text is and what nobody else may do with it."""
    folded = fold(line)
    return bool(_FOOTER.search(folded)) and not _QUOTED.match(folded)


RULE = Rule("copyright_footer", 2, find_copyright_footer)
