"""Language, figures, keywords, headline style and reading time."""

from __future__ import annotations

import pytest

ENGLISH = "The council met in the old town hall and spoke about the dam for three long hours. "
GERMAN = "Der Rat traf sich im alten Rathaus und sprach drei lange Stunden über den Damm am Fluss."


def test_the_language_of_a_text_and_of_a_foreign_paragraph(find) -> None:
    body = f"{ENGLISH * 3}\n\n{GERMAN}"
    whole, part = find("language", body, None)
    assert whole[1] == {"scope": "text", "language": "en", "script": "Latin"}
    assert part == (GERMAN, {"scope": "paragraph", "language": "de", "script": "Latin"})


@pytest.mark.parametrize(
    ("body", "language", "script"),
    [("Ja.", None, "Latin"), ("Привет.", None, "Cyrillic"), ("12.5", None, None)],
)
def test_it_abstains_on_too_little(find, body, language, script) -> None:
    ((_, value),) = find("language", body, None)
    assert (value["language"], value["script"]) == (language, script)


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "It cost $1.5 million.", [("money", 1_500_000, "USD")]),
        ("en", "It cost £1,250.", [("money", 1250, "GBP")]),
        ("en", "Up 6.6 per cent.", [("percent", 6.6, None)]),
        ("en", "Some 1,300 people came.", [("count", 1300, "people")]),
        ("de", "Es kostet 277 Milliarden Euro.", [("money", 277_000_000_000, "EUR")]),
        ("de", "Ein Plus von 1,5 Prozent.", [("percent", 1.5, None)]),
        ("de", "Mehr als 120.000 Tickets.", [("count", 120_000, "Tickets")]),
        ("fr", "Plus de 5 000 messages.", [("count", 5000, "messages")]),
        ("es", "Unos 3,5 millones de euros.", [("money", 3_500_000, "EUR")]),
        ("en", "In 2024 it rained at 22:30 on 3.4.2021.", []),
    ],
)
def test_figures_as_values(find, language, body, expected) -> None:
    found = [value for _, value in find("figures", body, language)]
    shown = [(v["kind"], v["value"], v.get("currency", v.get("of"))) for v in found]
    assert shown == expected


@pytest.mark.parametrize(
    ("title", "labels", "traits"),
    [
        ("[OPINION] Who pays for the dam?", ["opinion"], ["question"]),
        ("LIVE: Dam breaks", ["live"], ["colon"]),
        ("Liveticker: Der Damm bricht", ["live"], ["colon"]),
        ("Dam ‘breaks’ in two", [], []),
        ("Live music returns", [], []),
        ("THIS DAM WILL BREAK!", [], ["exclamation", "shouting"]),
    ],
)
def test_the_style_of_a_headline(find, title, labels, traits) -> None:
    ((_, value),) = find("headline", "", title=title)
    assert (value["labels"], value["traits"]) == (labels, traits)


def test_scare_quotes_are_short_and_quotes_are_not(find) -> None:
    title = "Dam ‘will fall’ as mayor says ‘we did all that we could do’"
    ((_, value),) = find("headline", "", title=title)
    assert value["scare_quotes"] == ["will fall"]
    assert value["quotes"] == ["we did all that we could do"]


def test_what_a_text_is_about(find) -> None:
    body = "Anna Weber wants a dam. The dam, says the minister, needs a vote in parliament. " * 2
    ((_, value),) = find("keywords", body, title="Parliament votes on the dam")
    assert {"Anna Weber", "parliament", "vote"} <= set(value["keywords"])
    assert value["topics"] == ["politics"]
    assert find("keywords", body, "sw") == []


def test_reading_takes_as_long_as_its_language_does(find) -> None:
    ((_, english),) = find("reading_time", "word " * 238)
    ((_, german),) = find("reading_time", "Wort " * 238, "de")
    assert (english["words"], english["seconds"]) == (238, 60)
    assert german["seconds"] > 75
    assert find("reading_time", "") == []
