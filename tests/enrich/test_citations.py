from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "She told the BBC that it rained.", [("BBC", "bbc.co.uk", "outlet")]),
        ("en", "It rained, according to a report by Bloomberg.",
         [("Bloomberg", "bloomberg.com", "outlet")]),
        ("en", "The New York Times reported that it rained.",
         [("New York Times", "nytimes.com", "outlet")]),
        ("en", "He congratulated her in a post on Twitter.",
         [("Twitter", "twitter.com", "platform")]),
        ("de", "Das sagte sie der „Bild“.", [("Bild", "bild.de", "outlet")]),
        ("de", "Laut dem «Spiegel» regnet es.", [("Der Spiegel", "spiegel.de", "outlet")]),
        ("de", "Es regnet, wie die BBC berichtet.", [("BBC", "bbc.co.uk", "outlet")]),
        ("fr", "Selon Le Figaro, il pleut.", [("Le Figaro", "lefigaro.fr", "outlet")]),
        ("es", "Llueve, según El País.", [("El País", "elpais.com", "outlet")]),
        ("en", "The BBC cuts jobs and the CNN host left Twitter.", []),
        ("en", "She told the sun that it was time.", []),
        ("de", "Das Bild zeigt die Welt und den Stern.", []),
        ("ja", "BBCによると雨です。", []),
    ],
)  # fmt: skip
def test_who_is_cited(find, language, body, expected) -> None:
    found = [value for _, value in find("citations", body, language)]
    assert [(v["outlet"], v["domain"], v["kind"]) for v in found] == expected
