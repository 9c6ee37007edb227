"""Credits of pictures, and captions that say that they are captions."""

import re
from collections.abc import Iterator, Sequence

from pipeline.clean.rule import (
    Rule,
    Span,
    fold,
    is_prose,
    is_short,
    labelled,
    lines_that,
)
from pipeline.model import Mark

_MAX_WORDS = 45
_MAX_CREDIT_WORDS = 9
_MAX_AGENCY_WORDS = 14
_WORD = (
    r"(?:photos?|pictures?|images?|pics?|credits?|photo credits?|image credits?|photograph(?:s"
    r"|er)?|illustration|"
    r"fotos?|bild(?:er)?|aufmacherbild|titelbild|grafik|symbolbild|archivbild"
    r"|crédits?(?: photos?)?|"
    r"photos? d'illustration|photographies?|créditos?|crédito|fotograf[ií]as?|imagen|imágenes"
    r"|imagem|imagens|"
    r"crediti|fotografie|immagin[ei]|beeld|fotograaf|fot|zdjęci[ea]|źródło|фото|світлина"
    r"|ілюстрація|иллюстрация|"
    r"fotoğraf|görsel|写真|撮影|图片|圖片|图|圖|तस्वीर|صورة|تصوير)"
)
_BY = r"(?:by|von|de|par|di|van|da|door|courtesy of|via)"
# 'Photo: A Person / Agency', also in brackets and with the word behind a picture sign.
_CREDIT = re.compile(
    rf"^[(\[]?\s*(?:{_WORD})\s*(?:\.|{_BY}\b|[:：|©/]|\s-)\s*\S.*$|^[(\[]\s*{_WORD}\s+\S.*[)\]]$"
)
_LOUD = re.compile(r"^(?:PHOTO|FOTO|BILD|IMAGE|BEELD|Beeld|FOT|Fot)\.? +(?=[A-ZÀ-ÝŁŚŻ])")
_CAPTION = re.compile(
    r"^(?:(?:image |photo |picture )?captions?|bildunterschrift|bildtext|légende(?: de la photo)?"
    r"|pie de (?:foto|imagen)|"
    r"leyenda|legenda|didascalia|(?:foto)?bijschrift|fotobijschrift|podpis(?: pod zdjęciem)?"
    r"|подпись)\b\s*[,:]"
)
_AGENCIES = (
    r"(?:getty(?: images)?|reuters|afp|ap|ap photo|epa|efe|dpa|ansa|anp|pap|ntb|ritzau|lusa|tass"
    r"|тасс|риа новости|aa|"
    r"pa(?: images| wire)?|imago(?: images)?|picture alliance|shutterstock|istock(?:photo)?"
    r"|unsplash|alamy|adobe ?stock|"
    r"sipa|abaca|bestimage|europa press|lapresse|agência brasil|keystone|apa|bloomberg|xinhua"
    r"|wikimedia(?: commons)?|"
    r"flickr|pixabay|pexels|zuma(?: press)?|nurphoto|anadolu|instagram|twitter)"
)
# 'A Person/AFP via Getty Images' and '© A Person', and nothing else on the line.
_NAMED = re.compile(
    rf"^(?:©\s*)?[^.:!?/|©]{{2,50}}\s?[/|]\s?(?:[^.:!?]{{2,40}}[/|]\s?)?{_AGENCIES}(?: (?:via|/"
    rf"|images).{{0,30}})?$"
    rf"|^(?:©|\(c\)) ?(?!\d)(?!.*\b(?:rights|rechte|droits|derechos|direitos|diritti|rechten"
    rf"|prawa|права)\b)[^.:!?]{{2,50}}$"
    rf"|^(?:ap|afp|reuters|getty images|epa|imago) photo\b.{{0,60}}$|^{_AGENCIES}$"
)
# A caption whose credit stands at its end.
_ENDS_SO = re.compile(
    rf"(?:\(|[.!?'\")] ?|\bcaption\b.*)\s?{_WORD}\s*(?:\.|:|：|{_BY}\b)\s?[^.:!?]{{2,60}}[)\]]?\.?$"
    rf"|[.!?] [^.:!?/]{{2,40}}/ ?{_AGENCIES}$|\((?:pictured|im bild|abgebildet)\b[^()]*\)$"
    rf"|\((?:{_AGENCIES}) photo.{{0,30}}\)$"
    rf"|\b(?:foto|photo|bild): ?[^.:!?]{{2,60}}/ ?{_AGENCIES}$"
)


# 'The square on Tuesday. / A Person': a caption's credit as papers set it.
_SIGNED = re.compile(
    r"[^/|]{12,}\w[.!?]? / [^\W\d_][\w.'-]*(?: (?:[a-z]{1,3} )?[^\W\d_][\w.'-]*){0,3}$"
)


def is_photo_credit(line: str) -> bool:
    """Tell whether `line` is a picture's credit, or a caption that ends in one or says so."""
    if not is_short(line, _MAX_WORDS) or line.endswith(","):
        return False
    folded = fold(line)
    if _CAPTION.match(folded) or _ENDS_SO.search(folded) or _is_signed(line):
        return not folded.startswith('"')
    if is_short(line, _MAX_CREDIT_WORDS) and _is_credit(line, folded):
        return True
    return is_short(line, _MAX_AGENCY_WORDS) and bool(_NAMED.match(folded))


def _is_signed(line: str) -> bool:
    """Tell whether a name in capitals stands behind a slash at the end of a sentence."""
    name = line.rpartition(" / ")[2].split()
    return (
        bool(_SIGNED.fullmatch(line))
        and len(name) > 1
        and name[0][0].isupper()
        and name[-1][0].isupper()
    )


def _is_credit(line: str, folded: str) -> bool:
    if _LOUD.match(line):
        return not line.endswith((".", "!", "?"))
    return bool(_CREDIT.match(folded)) and not line.endswith(("!", "?"))


_MAX_MARKED_WORDS = 80
_LABELS = r"""
    (?<!has-)(?<!with-)(?<!no-)captions?|imgcaption|imagecaption|photocaption|figcaption|cutline
    |(?:image|img|photo|picture|media|video|foto|bild)-(?:caption|text|title|copyright|credits?
    |description|desc|source|author|legend|meta)|(?:photo|image|picture)-?credits?|photographer
    |image-image-widget|legende|legend|bildunterschrift|bildtext|bildnachweis|didascalia
    |pie-de-foto|bijschrift|leyenda|legenda"""
_find_labelled = labelled(_LABELS, _MAX_MARKED_WORDS)
_NO_CAPTIONS = {"tr", "td", "th", "h1", "h2", "h3", "h4"}
_FIRST_PARAGRAPHS = 4  # a story may open with a picture in its paragraph: sentences there stay


def find_caption(text: str, marks: Sequence[Mark]) -> Iterator[Span]:
    """Yield what is labelled as a caption, and what stands with nothing but a picture."""
    yield from _find_labelled(text, marks)
    for place, mark in enumerate(marks):
        if not mark.has_picture or _NO_CAPTIONS.intersection(mark.tags[:2]):
            continue
        if place >= _FIRST_PARAGRAPHS or not is_prose(text[mark.start : mark.end]):
            yield mark.start, mark.end


RULE = Rule("photo_credit", 1, lines_that(is_photo_credit), find_marked=find_caption)
