"""Each marker finds its form, keeps the address, and stays silent on a publisher's own words."""

from pathlib import Path

import pytest

import pipeline.provenance.markers as markers_package
from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance import find_evidence, versions
from pipeline.provenance.marker import DECLARED, HINTED, MARKED, NAMED, WEAK

MARKERS = Path(markers_package.__path__[0])
URL = "https://echoes.example/bridge-closed"
ORIGINAL = "https://paper.example/2024/bridge"
TEXT = "".join(
    f"<p>The old bridge over the Wend was closed on Monday, the council said in note {n}.</p>"
    for n in range(8)
)


def evidence_of(body: str = "", head: str = "", url: str = URL) -> tuple[Evidence, ...]:
    markup = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return find_evidence(Page.parse(url, markup.encode(), "text/html; charset=utf-8"))


def summary(*found: Evidence) -> list[tuple[str, str | None, str | None, float]]:
    return [(e.kind, e.origin_url, e.origin_name, e.strength) for e in found]


SOURCE = "source_read_full_article"
LINE = "source_line"
LINK = f'<a href="{ORIGINAL}?utm_source=echoes#top">'


@pytest.mark.parametrize(
    ("line", "url", "name", "strength"),
    [
        (f"<p>Source: {LINK}Read Full Article</a></p>", ORIGINAL, None, MARKED),
        (f"<p>{LINK}Source: Read Full Article</a></p>", ORIGINAL, None, MARKED),
        (f"<div><b>Source:</b> {LINK}Read Full Article</a></div>", ORIGINAL, None, MARKED),
        ("<p>Source: Read Full Article</p>", None, None, HINTED),
        ("<div>Source: Read Full Article</div>", None, None, HINTED),
        ("Source: Read Full Article", None, None, HINTED),
        ("<p>Last words.<br>Source: Read Full Article</p>", None, None, HINTED),
        (f"<p>{LINK}Source link</a></p>", ORIGINAL, None, MARKED),
        ("<p>Source link</p>", None, None, HINTED),
        (f"<p>{LINK}Source</a></p>", ORIGINAL, None, MARKED),
        (f"<p>{LINK}Read the original article here</a></p>", ORIGINAL, None, MARKED),
        ("<p>Source: The Daily Bridge</p>", None, "The Daily Bridge", NAMED),
        (f"<p>Source: {LINK}The Daily Bridge</a></p>", ORIGINAL, "The Daily Bridge", MARKED),
        (
            '<p>Source: <a href="https://paper.example/">The Daily Bridge</a></p>',
            None,
            "The Daily Bridge",
            NAMED,
        ),
        ("<p>Source: paper.example/2024/bridge</p>", ORIGINAL, "paper.example", MARKED),
        (f"<p>Quelle: {LINK}Brückenbote</a></p>", ORIGINAL, "Brückenbote", MARKED),
        ("<p>Fuente: El Puente</p>", None, "El Puente", NAMED),
        (f"<p>Fonte: {LINK}Il Ponte</a></p>", ORIGINAL, "Il Ponte", MARKED),
        (f"<p>Источник: {LINK}Мост</a></p>", ORIGINAL, "Мост", MARKED),
        (f"<p>来源：{LINK}桥报</a></p>", ORIGINAL, "桥报", MARKED),
    ],
)
def test_source_lines(line: str, url: str | None, name: str | None, strength: float) -> None:
    found = evidence_of(TEXT + line)
    kind = LINE if name else SOURCE
    assert summary(*found) == [(kind, url, name, strength)]
    assert found[0].place == "body:last"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Source: Echoes</p>",
        '<p>Source: <a href="/about">Read Full Article</a></p>',
        '<p><a href="https://www.echoes.example/x">Source link</a></p>',
        "<p>Sources close to the council said so.</p>",
        "<p>Source: a man who asked not to be named because he is not allowed to speak to us.</p>",
    ],
)
def test_no_source_line(line: str) -> None:
    assert evidence_of(TEXT + line) == ()


def test_a_source_line_in_the_middle_is_a_chart_credit() -> None:
    assert evidence_of("<p>Source: Office of Bridges</p>" + TEXT) == ()


def test_the_source_line_is_seen_with_furniture_behind_it() -> None:
    after = "<ul><li>Share</li><li>Tweet</li></ul><p>Advertisement</p>"
    found = evidence_of(TEXT + f"<p>Source: {LINK}Read Full Article</a></p>" + after)
    assert summary(*found) == [(SOURCE, ORIGINAL, None, MARKED)]


APPEARED = "originally_appeared"


@pytest.mark.parametrize(
    ("line", "url", "name", "strength"),
    [
        (
            f"<p><em>This article originally appeared on {LINK}The Daily Bridge</a>.</em></p>",
            ORIGINAL,
            "The Daily Bridge",
            MARKED,
        ),
        (
            "<p>This story was first published in The Daily Bridge.</p>",
            None,
            "The Daily Bridge",
            NAMED,
        ),
        ("<p>Originally published by The Daily Bridge</p>", None, "The Daily Bridge", NAMED),
        (
            f"<p>Dieser Artikel erschien zuerst auf {LINK}Brückenbote</a>.</p>",
            ORIGINAL,
            "Brückenbote",
            MARKED,
        ),
        ("<p>Dieser Artikel ist zuerst bei „Brücke“ erschienen.</p>", None, "Brücke", NAMED),
        (
            f"<p>Cet article est paru à l'origine sur {LINK}Le Pont</a>.</p>",
            ORIGINAL,
            "Le Pont",
            MARKED,
        ),
        (
            f"<p>Este artículo fue publicado originalmente en {LINK}El Puente</a>.</p>",
            ORIGINAL,
            "El Puente",
            MARKED,
        ),
    ],
)
def test_notes_of_republication(
    line: str, url: str | None, name: str | None, strength: float
) -> None:
    assert summary(*evidence_of(TEXT + line)) == [(APPEARED, url, name, strength)]
    assert summary(*evidence_of(line + TEXT)) == [(APPEARED, url, name, strength)]


@pytest.mark.parametrize(
    "line",
    [
        "<p>This article originally appeared on Echoes.</p>",
        '<p>This article originally appeared on <a href="/1">our old site</a>.</p>',
        "<p>This article was first published on July 12, 2024.</p>",
        "<p>His novel was originally published in Paris by a friend of the poet.</p>",
    ],
)
def test_no_note_of_republication(line: str) -> None:
    assert evidence_of(TEXT + line) == ()


def test_a_canonical_elsewhere() -> None:
    found = evidence_of(TEXT, f'<link rel="canonical" href="{ORIGINAL}?utm_medium=x">')
    assert summary(*found) == [("cross_domain_canonical", ORIGINAL, "paper.example", DECLARED)]


def test_an_open_graph_address_elsewhere_is_weak() -> None:
    found = evidence_of(TEXT, f'<meta property="og:url" content="{ORIGINAL}">')
    assert summary(*found) == [("cross_domain_og_url", ORIGINAL, "paper.example", WEAK)]


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{URL}">',
        '<link rel="canonical" href="https://www.echoes.example/other">',
        '<link rel="canonical" href="/x"><link rel="canonical" href="">',
        '<link rel="canonical" href="https://[broken/">',
        '<link rel="alternate" href="https://paper.example/x">',
    ],
)
def test_a_canonical_at_home(head: str) -> None:
    assert evidence_of(TEXT, head) == ()


def test_json_ld_based_on() -> None:
    head = f"""<script type="application/ld+json">{{"@type": "NewsArticle",
    "isBasedOn": {{"@type": "CreativeWork", "@id": "{ORIGINAL}", "name": "The Daily Bridge"}},
    "publisher": {{"name": "Bridge House", "url": "https://house.example/"}}}}</script>"""
    assert summary(*evidence_of(TEXT, head)) == [
        ("json_ld_based_on", ORIGINAL, "The Daily Bridge", DECLARED),
        ("json_ld_publisher", None, "Bridge House", WEAK),
    ]


def test_json_ld_at_home() -> None:
    head = f"""<script type="application/ld+json">{{"@type": "NewsArticle",
    "isBasedOn": "{URL}", "publisher": {{"url": "https://echoes.example/"}}}}</script>"""
    assert evidence_of(TEXT, head) == ()


def test_original_source_meta() -> None:
    head = f'<meta name="original-source" content="{ORIGINAL}">'
    assert summary(*evidence_of(TEXT, head)) == [
        ("original_source_meta", ORIGINAL, "paper.example", DECLARED)
    ]
    assert evidence_of(TEXT, f'<meta name="syndication-source" content="{URL}">') == ()


STORY = "The old bridge over the Wend was closed on Monday, the council said."


@pytest.mark.parametrize(
    ("start", "agency"),
    [
        ("LONDON (Reuters) - ", "Reuters"),
        ("WASHINGTON (AP) — ", "AP"),
        ("NEW YORK, May 23 (Thomson Reuters) -- ", "Reuters"),
        ("PARIS (AFP) – ", "AFP"),
        ("Berlin (dpa) - ", "dpa"),
        ("Kiel (dpa/lno) - ", "dpa"),
        ("Madrid, 23 may (EFE).- ", "EFE"),
        ("BEIJING, May 23 (Xinhua) -- ", "Xinhua"),
        ("(ANSA) - ", "ANSA"),
        ("(Reuters) - ", "Reuters"),
        ("PORT HALDEN (Meridian Wire) — ", "Meridian Wire"),
        ("МОСКВА (ТАСС) — ", "TASS"),
    ],
)
def test_datelines(start: str, agency: str) -> None:
    found = evidence_of(f"<p>{start}{STORY}</p>{TEXT}")
    assert summary(*found) == [("wire_dateline", None, agency, NAMED)]


@pytest.mark.parametrize(
    "line",
    [
        "The bridge in an old picture (AP) — it was closed on Monday, the council said.",
        "WENDTON (AP Photo/Anna Bell) — The old bridge over the Wend before it was closed.",
        "Photo: dpa",
        "(dpa)",
        "WENDTON (AP) — Closed.",
        "Wendton (Bridge Town) — The old bridge over the Wend was closed on Monday, it said.",
        "WENDTON (left) — The old bridge over the Wend was closed on Monday, the council said.",
        "JANE DOE (RECORDING): The old bridge over the Wend was closed on Monday, it said.",
        "SEN. JANE DOE (R): The old bridge over the Wend was closed on Monday, the council said.",
        "NATO (1949) — The alliance was founded by twelve states after long and hard talks.",
    ],
)
def test_no_dateline(line: str) -> None:
    assert evidence_of(f"<p>{line}</p>{TEXT}") == ()


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://www.reuters.com/x", "LONDON (Reuters) - "),
        ("https://apnews.com/article/1", "WASHINGTON (AP) — "),
        ("https://meridianwire.example/x", "PORT HALDEN (Meridian Wire) — "),
    ],
)
def test_a_dateline_on_the_agencys_own_page_is_a_signature(url: str, start: str) -> None:
    assert evidence_of(f"<p>{start}{STORY}</p>{TEXT}", url=url) == ()


def test_a_dateline_late_in_the_text_is_a_quotation() -> None:
    assert evidence_of(TEXT * 2 + f"<p>LONDON (Reuters) - {STORY}</p>") == ()


def test_hotlinked_images() -> None:
    body = TEXT + '<img src="https://paper.example/i/1.jpg"><img src="//paper.example/i/2.jpg">'
    found = evidence_of(body)
    assert summary(*found) == [("hotlinked_image", None, "paper.example", WEAK)]


@pytest.mark.parametrize(
    "source",
    [
        "/i/1.jpg",
        "https://img.echoes.example/1.jpg",
        "https://cdn.pictures.example/1.jpg",
        "https://echoes-media.example/1.jpg",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    ],
)
def test_images_at_home_or_on_a_shared_server(source: str) -> None:
    assert evidence_of(f'{TEXT}<img src="{source}">') == ()


def test_relative_addresses_follow_the_base() -> None:
    head = '<base href="https://paper.example/2024/">'
    found = evidence_of(TEXT + '<p>Source: <a href="bridge">Read Full Article</a></p>', head)
    assert found[0].origin_url == ORIGINAL


def test_markers_outside_an_article_element_are_seen() -> None:
    markup = (
        f"<html><body><div>{TEXT}<p>Source: {LINK}Read Full Article</a></p></div></body></html>"
    )
    found = find_evidence(Page.parse(URL, markup.encode(), "text/html"))
    assert summary(*found) == [(SOURCE, ORIGINAL, None, MARKED)]


def test_evidence_comes_strongest_first_and_once() -> None:
    canonical = f'<link rel="canonical" href="{ORIGINAL}">'
    line = f"<p>Source: {LINK}Read Full Article</a></p>"
    found = evidence_of(TEXT + line + line, canonical * 2)
    assert [e.kind for e in found] == ["cross_domain_canonical", SOURCE]


def test_a_plain_page_gives_none_and_the_tree_stays() -> None:
    page = Page.parse(URL, f"<body>{TEXT}</body>".encode(), "text/html")
    before = page.dom.text_content()
    assert find_evidence(page) == ()
    assert page.dom.text_content() == before


def test_every_marker_has_a_version() -> None:
    assert min(versions().values()) >= 1
    assert {path.stem for path in MARKERS.glob("[!_]*.py")} == set(versions())
