from __future__ import annotations

import pytest


@pytest.fixture
def names(find):
    def run(body: str, language: str | None = "en"):
        found = find("entities", body, language)
        for words, value in found:
            assert all(body[a:b] for a, b in value["mentions"])
            start, end = value["mentions"][0]
            assert body[start:end] == words
        return {(value["kind"], value["name"]) for _, value in found}

    return run


P, O, L = "person", "organisation", "place"  # noqa: E741


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "Professor Ovtshe Marram of Estval University came to Geneva.",
         {(P, "Ovtshe Marram"), (O, "Estval University"), (L, "Geneva")}),
        ("en", "Ovtshe Marram, 42, met Tom Reed. Marram left.",
         {(P, "Ovtshe Marram"), (P, "Tom Reed")}),
        ("en", "The Harbour Rescue Board (HRB) met. The HRB said no.",
         {(O, "Harbour Rescue Board")}),
        ("en", "PARIS, May 3 - Jack London spoke to the FBI.",
         {(L, "Paris"), (P, "Jack London"), (O, "Federal Bureau of Investigation")}),
        ("de", "Verdi-Sprecher Ovtshe Marram (SPD) sprach in Münchens Mitte mit Anna Weber.",
         {(P, "Ovtshe Marram"), (P, "Anna Weber"), (L, "Munich"), (O, "SPD"), (O, "Verdi")}),
        ("de", "Der FC Liverpool gewann. Liverpool jubelte.", {(O, "Liverpool FC")}),
        ("fr", "Mme Marram est arrivée à l’Elysée depuis l’Allemagne.",
         {(P, "Marram"), (L, "Elysée"), (L, "Allemagne")}),
        ("es", "La Junta de Estval recibió a Carlos Marram en Francia.",
         {(O, "Junta de Estval"), (P, "Carlos Marram"), (L, "Francia")}),
    ],
)  # fmt: skip
def test_names_are_found_by_evidence(names, language, body, expected) -> None:
    assert names(body, language) == expected


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Nobody knows the Lovely Green Hat of Monday."),
        ("en", "The State of the Union was long, said nobody."),
        ("de", "Die Große Freude der Kinder war ein Lichtblick."),
        ("sw", "Rais Samia alikutana na Joe Biden mjini Paris."),
        (None, "Joe Biden went to Paris."),
    ],
)
def test_no_name_is_invented(names, language, body) -> None:
    assert names(body, language) == set()


def test_all_mentions_of_a_person_are_one_row(find) -> None:
    body = "Mayor Anna Weber spoke. Weber left, and nobody saw Anna Weber again."
    ((words, value),) = find("entities", body)
    assert words == "Anna Weber"
    assert [body[a:b] for a, b in value["mentions"]] == ["Anna Weber", "Weber", "Anna Weber"]
