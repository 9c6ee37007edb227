"""Known lines of furniture, put into real pages as such pages have them.

The lines are of our own writing (`furniture_lines/LANGUAGE.txt`, one kind a section). They are
split into a half to tune rules on and one to test by the hash of their wording, within each
language and kind, and the names that fill their slots are split likewise: no wording, headline or
name that a rule was tuned on is met again in the test.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import lxml.html

LINES = Path(__file__).parent / "furniture_lines"
LINES_A_PAGE = 5
_MIN_LETTERS = 80
_MIN_PARAGRAPHS = 4
_SEED = 20261124

_START = {"share", "live_blog", "video_caption", "photo_caption"}
_END = {"copyright", "author_bio", "comments", "paywall", "support", "share", "tagged"}

_SLOTS = {
    "outlet": ["Morning Lantern", "Hafenblatt", "El Faro Diario", "La Vigie", "Il Molo", "De Kade",
               "Kurier Miejski", "Gazeta do Cais", "The Quay Post", "Nordlicht"],
    "person": ["Ada Brook", "Jonas Feld", "Inés Valle", "Luc Morel", "Carla Nobile", "Daan Vos",
               "Ewa Lis", "Rui Prado", "Mia Sand", "Tom Harrow"],
    "town": ["Lowmoor", "Steinbrück", "Valdeoro", "Rochefleur", "Castelmare", "Zandwijk",
             "Zalesie", "Portovelho", "Eastmere", "Nordheim"],
    "headline": ["Council delays vote on harbour bridge", "Why the old mill must be saved",
                 "Stadtrat verschiebt Abstimmung über Brücke", "Der lange Streit um die Mühle",
                 "Le conseil reporte le vote sur le pont", "El pleno aplaza la votación del puente",
                 "Il consiglio rinvia il voto sul ponte", "Raad stelt stemming over brug uit",
                 "Rada odkłada głosowanie w sprawie mostu", "Câmara adia votação sobre a ponte"],
    "handle": ["adabrook", "j_feld", "inesvalle", "lucmorel"],
    "domain": ["lantern.example", "hafenblatt.example", "faro.example", "vigie.example"],
    "year": ["2022", "2023", "2024", "2025"],
    "clock": ["14.35", "09:10", "18:42", "7:05"],
    "n": ["12", "27", "34", "48"],
}  # fmt: skip

_CLASSES = {
    "related": "related-links", "tagged": "more-stories", "share": "share-buttons",
    "comments": "comments-link",
    "photo_caption": "image-caption", "video_caption": "video-caption",
    "newsletter": "newsletter-signup",
    "signup": "signup-form", "consent": "consent-notice", "advertisement": "ad-label",
    "copyright": "copyright", "author_bio": "author-bio", "paywall": "paywall",
    "live_blog": "live-header",
    "support": "support-box", "app": "app-promo",
}  # fmt: skip
_FORMS = (
    "<p>{}</p>",
    "<p>{}</p>",
    "<p><strong>{}</strong></p>",
    "<p><a href='/elsewhere/page-1'>{}</a></p>",
    "<div>{}</div>",
    "<div><p>{}</p></div>",
    "<ul><li>{}</li></ul>",
    "<aside><p>{}</p></aside>",
    "<p class='{class_}'>{}</p>",
    "<div class='{class_}'><p>{}</p></div>",
    "<aside class='{class_}'><p>{}</p></aside>",
    "<ul class='{class_}'><li><a href='/elsewhere/page-2'>{}</a></li></ul>",
)


@dataclass(frozen=True, slots=True)
class KnownLine:
    """One line of furniture as it was put into a page, and in which form."""

    kind: str
    language: str
    text: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class InjectedPage:
    """A real page with known lines in it, beside the page as it was."""

    id: str
    url: str
    before: str
    html: str
    lines: tuple[KnownLine, ...]


def known_lines(half: str) -> list[KnownLine]:
    """Return the wordings of `half` ('tune' or 'test'), their slots still open, in fixed order."""
    found: list[KnownLine] = []
    for path in sorted(LINES.glob("*.txt")):
        for kind, texts in _sections(path):
            ordered = sorted(texts, key=lambda text: hashlib.sha256(text.encode()).hexdigest())
            found += [KnownLine(kind, path.stem, text) for text in ordered[half == "test" :: 2]]
    return found


def inject(pages: Sequence[tuple[str, str, str]], half: str) -> list[InjectedPage]:
    """Return `pages` (id, url, html) with lines of `half` in them, `LINES_A_PAGE` each.

    Lines are dealt in turns, so that each wording comes about equally often; pages without a run
    of paragraphs into which one could put anything are left out.
    """
    chance = random.Random(f"{_SEED}-{half}")
    dealt = known_lines(half)
    chance.shuffle(dealt)
    deck = cycle(dealt)
    injected: list[InjectedPage] = []
    for key, url, html in pages:
        if (page := _inject_one(key, url, html, half, deck, chance)) is not None:
            injected.append(page)
    return injected


def _sections(path: Path) -> Iterator[tuple[str, list[str]]]:
    kind, texts = "", list[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            if kind:
                yield kind, texts
            kind, texts = line.strip("[]"), []
        elif line:
            texts.append(line)
    yield kind, texts


def _inject_one(
    key: str, url: str, html: str, half: str, deck: Iterator[KnownLine], chance: random.Random
) -> InjectedPage | None:
    dom = lxml.html.document_fromstring(html.encode(), parser=_parser())
    story = _story_paragraphs(dom)
    if len(story) < _MIN_PARAGRAPHS:
        return None
    before = _markup(dom)
    lines = []
    for line in (_filled(next(deck), half, chance) for _ in range(LINES_A_PAGE)):
        form = chance.choice(_FORMS)
        _put(story, line, form, chance)
        lines.append(KnownLine(line.kind, line.language, line.text, form))
    return InjectedPage(key, url, before, _markup(dom), tuple(lines))


def _story_paragraphs(dom: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Return the long paragraphs of the element that directly holds most of them."""
    homes: dict[lxml.html.HtmlElement, list[lxml.html.HtmlElement]] = {}
    for paragraph in dom.iter("p"):
        if len(paragraph.text_content().strip()) >= _MIN_LETTERS:
            homes.setdefault(paragraph.getparent(), []).append(paragraph)
    return max(homes.values(), key=len, default=[])


def _filled(line: KnownLine, half: str, chance: random.Random) -> KnownLine:
    text = line.text
    for slot, values in _SLOTS.items():
        own = values[half == "test" :: 2]
        while f"{{{slot}}}" in text:
            text = text.replace(f"{{{slot}}}", chance.choice(own), 1)
    return KnownLine(line.kind, line.language, text)


def _put(
    story: Sequence[lxml.html.HtmlElement], line: KnownLine, form: str, chance: random.Random
) -> None:
    markup = form.replace("{class_}", _CLASSES[line.kind]).replace("{}", _escaped(line.text))
    element = lxml.html.fragment_fromstring(markup)
    place = chance.random()
    if line.kind in _START and place < 0.5:
        story[0].addprevious(element)
    elif line.kind in _END:
        _add_behind(story[-1], element)
    else:
        _add_behind(chance.choice(story[:-1]), element)


def _add_behind(paragraph: lxml.html.HtmlElement, element: lxml.html.HtmlElement) -> None:
    element.tail, paragraph.tail = paragraph.tail, None
    paragraph.addnext(element)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)


def _markup(dom: lxml.html.HtmlElement) -> str:
    return str(lxml.html.tostring(dom, encoding="unicode", doctype="<!doctype html>"))
