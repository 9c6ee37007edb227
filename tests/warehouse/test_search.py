"""Full-text search: each language in its own way, kept up with what articles say now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from pipeline.warehouse import search
from pipeline.warehouse.search import search_articles, search_state, update_entries
from tests.warehouse import facts

TEXTS = {
    "en": "The councils were debating new bridges. “Nothing” was decided.",
    "de": "Die ÖFFENTLICHKEIT erfuhr von den Häusern am Fluss erst spät.",
    "fr": "Les élections régionales auront lieu à l’automne, dit la préfète.",
    "es": "Los trabajadores del puerto anunciaron huelgas para el otoño.",
    "pl": "Żółte tramwaje wróciły na ulice miasta po remoncie torów.",
    "ru": "ГОРОДА на реке готовятся к весеннему паводку, сообщили «Вести».",
    "uk": "Їжаки повернулися до міського парку, повідомили екологи.",
    "ar": "أعلنت الحكومة عن بناء مدارس جديدة في القرى الجبلية.",
    "hi": "नदी के किनारे नए पुल का निर्माण अगले वर्ष शुरू होगा।",
    "ja": "東京湾の新しい橋は来年の春に開通すると、市長が発表した。",
    "zh": "市政府宣布明年春天将在江边建设新的图书馆。",
    "ko": "서울에서 새로운 도서관이 문을 열었다.",
    "th": "นายกเทศมนตรีเปิดห้องสมุดแห่งใหม่ริมแม่น้ำ",
    None: "Qwghlm 7431 zzyzx.",
}


def url_of(language: str | None) -> str:
    return f"https://{language or 'none'}.example/a"


def say(language: str | None, body: str, hour: int = 1, title: str = "A title"):
    reading = facts.make_reading(url_of(language), hour, body)
    document = replace(reading.document, language=language, title=title)
    capture = replace(reading.capture, source_id=f"{language}-paper")
    return replace(reading, document=document, capture=capture)


def bring_up(warehouse) -> int:
    total, last = update_entries(warehouse)
    while last is not None:
        count, last = update_entries(warehouse, last)
        total += count
    return total


def found(warehouse, query: str, **narrowed) -> set[str]:
    rows = search_articles(warehouse, query, **narrowed)
    return {row["url"].partition("//")[2].partition(".")[0] for row in rows}


@pytest.fixture
def polyglot(warehouse):
    facts.load(warehouse, [say(language, body) for language, body in TEXTS.items()])
    assert bring_up(warehouse) == len(TEXTS)
    return warehouse


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("council bridge", {"en"}),  # another form of both words
        ("nothing", {"en"}),  # it stands in typographic quotes
        ("öffentlichkeit", {"de"}),
        ("Öffentlichkeiten haus", {"de"}),
        ("élection régionale", {"fr"}),
        ("automne", {"fr"}),  # behind a typographic apostrophe
        ("trabajador huelga", {"es"}),
        ("ŻÓŁTE tramwaje", {"pl"}),
        ("город", {"ru"}),
        ("вести", {"ru"}),
        ("їжаки", {"uk"}),
        ("مدرسة", set()),  # a broken plural: no stemmer knows it
        ("القرى", {"ar"}),
        ("पुल निर्माण", {"hi"}),
        ("東京湾", {"ja"}),
        ("東京 市長", {"ja"}),
        ("京東", set()),  # both characters stand there, not in this order
        ("图书馆", {"zh"}),
        ("明年春天", {"zh"}),
        ("春天明年", set()),
        ("도서관", {"ko"}),  # a particle sticks to it
        ("ห้องสมุด", {"th"}),
        ("7431", {"none"}),
        ("Ada Byron", {str(key or "none") for key in TEXTS}),  # authors
    ],
)
def test_each_language_is_searched_in_its_own_way(polyglot, query, expected):
    assert found(polyglot, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"new bridges"', {"en"}),
        ('"bridges new"', set()),
        ("bridges -councils", set()),
        ("bridges -harbour", {"en"}),
        ("tramwaje or huelga", {"pl", "es"}),
        ('bridges -"new bridges"', set()),
        ('"unclosed bridges', set()),
        ("-東京湾 市長", set()),
        ("", set()),
        ("!!! & | <-> :* \\ '", set()),
        ("the", set()),
    ],
)
def test_operators_are_those_of_a_web_search_and_nothing_is_a_syntax_error(
    polyglot, query, expected
):
    assert found(polyglot, query) == expected


def test_language_and_source_narrow_it_down(polyglot):
    assert found(polyglot, "Ada Byron", language="de") == {"de"}
    assert found(polyglot, "Ada Byron", source_id="ja-paper") == {"ja"}
    assert found(polyglot, "Ada Byron", language="de", source_id="ja-paper") == set()
    assert len(search_articles(polyglot, "Ada Byron", limit=3)) == 3


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("bridge", "**bridges**"),
        ("nothing", "**Nothing**"),
        ("huelga", "**huelgas**"),
        ("新しい橋", "東京湾の**新しい橋**は来年"),
    ],
)
def test_a_snippet_shows_what_was_found(polyglot, query, part):
    (row,) = search_articles(polyglot, query)
    assert part in row["snippet"]


def test_a_headline_counts_more_than_a_body(warehouse):
    facts.load(
        warehouse,
        [
            say("en", "Ferries are mentioned here, and much else of the harbour."),
            say("fr", "Something else of the harbour, and as long as that.", title="Ferries"),
        ],
    )
    bring_up(warehouse)
    rows = search_articles(warehouse, "ferries")
    assert [row["language"] for row in rows] == ["fr", "en"]
    assert rows[0]["rank"] > rows[1]["rank"] > 0


def test_only_what_an_article_says_now_is_found(warehouse):
    facts.load(warehouse, [say("en", "Sparrows.")])
    assert search_articles(warehouse, "sparrows") == []
    assert search_state(warehouse) == search.SearchState(indexed=0, behind=1)
    assert bring_up(warehouse) == 1
    assert found(warehouse, "sparrows") == {"en"}
    facts.load(warehouse, [say("en", "Blackbirds.", hour=2)])
    assert search_state(warehouse) == search.SearchState(indexed=1, behind=1)
    assert (bring_up(warehouse), bring_up(warehouse)) == (1, 0)
    assert (found(warehouse, "sparrows"), found(warehouse, "blackbirds")) == (set(), {"en"})
    facts.load(warehouse, [facts.make_reading(url_of("en"), 3, None)])
    bring_up(warehouse)
    assert found(warehouse, "blackbirds") == set()
    assert search_state(warehouse).behind == 0


def test_batches_go_through_all_and_a_killed_pass_is_gone_on_with(warehouse, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 3)
    facts.load(warehouse, [say(language, body) for language, body in TEXTS.items()])
    update_entries(warehouse)  # and killed
    assert search_state(warehouse).indexed == 3
    assert bring_up(warehouse) == len(TEXTS) - 3
    assert search_state(warehouse) == search.SearchState(indexed=len(TEXTS), behind=0)


def test_a_new_way_of_indexing_puts_all_behind(polyglot):
    with polyglot.begin() as connection:
        connection.execute(text("UPDATE search_entry SET search_version = 0"))
    assert search_state(polyglot).behind == len(TEXTS)
    assert bring_up(polyglot) == len(TEXTS)


@pytest.mark.parametrize(
    "body",
    ["word " * 2_000_000, "".join(map(chr, range(0x4E00, 0x9FFF))) * 10, "x" * 10_000_000, ""],
    ids=["ten megabytes", "each pair of Han once", "one word", "empty"],
)
def test_a_text_of_any_size_can_be_indexed(warehouse, body):
    facts.load(warehouse, [say("en", body)])
    assert bring_up(warehouse) == 1


def test_a_configuration_this_server_lacks_is_simple(warehouse):
    with warehouse.begin() as connection:
        ask = text("SELECT derived.search_config(:language)")
        got = {key: connection.execute(ask, {"language": key}).scalar_one()
               for key in ("en", "et", "pl", None)}  # fmt: skip
        known = connection.execute(
            text("SELECT count(*) FROM pg_ts_config WHERE cfgname = 'estonian'")
        ).scalar_one()
    assert got == {"en": "english", "et": "estonian" if known else "simple",
                   "pl": "simple", None: "simple"}  # fmt: skip
