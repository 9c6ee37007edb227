from __future__ import annotations

import pytest

from pipeline.enrich.enrichers.quotes import fingerprints
from pipeline.enrich.quoted import find_quoted


def spoken(found):
    return [(words, value["speaker"], value["cue"]) for words, value in found]


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "“The dam will hold for now,” said Ana Ruiz.",
         ("The dam will hold for now,", "Ana Ruiz", "said")),
        ("en", 'Ana Ruiz, 42, a lecturer from Leeds, said: "The dam will hold."',
         ("The dam will hold.", "Ana Ruiz", "said")),
        ("en", "Ana Ruiz is an engineer. “It will hold until May,” the engineer added.",
         ("It will hold until May,", "Ana Ruiz", "added")),
        ("en", "Ana Ruiz built the dam. “It will hold until May,” she said.",
         ("It will hold until May,", "Ana Ruiz", "said")),
        ("en", "“It will hold until May,” a city official said.",
         ("It will hold until May,", "a city official", "said")),
        ("en", "The dam “will hold until May,” according to Ana Ruiz.",
         ("will hold until May,", "Ana Ruiz", "according to")),
        ("en", "“It will hold until May,” Ovtsheran told reporters.",
         ("It will hold until May,", "Ovtsheran", "told")),
        ("de", "„Der Damm hält bis Mai“, sagte Sprecherin Anna Weber.",
         ("Der Damm hält bis Mai", "Anna Weber", "sagte")),
        ("de", "Anna Weber baut Dämme. »Der Damm hält bis Mai«, erklärt sie.",
         ("Der Damm hält bis Mai", "Anna Weber", "erklärt")),
        ("de", "«Der Damm hält bis Mai», so der Trainer Karl Huber weiter.",
         ("Der Damm hält bis Mai", "Karl Huber", "so")),
        ("fr", "« Le barrage tiendra bien », a déclaré Anne Dupont.",
         ("Le barrage tiendra bien", "Anne Dupont", "déclaré")),
        ("fr", "Anne Dupont est ingénieure. « Il tiendra bien », souligne-t-elle.",
         ("Il tiendra bien", "Anne Dupont", "souligne-t-elle")),
        ("es", "“La presa aguantará bien”, dijo Ana Ruiz.",
         ("La presa aguantará bien", "Ana Ruiz", "dijo")),
        ("es", "Ana Ruiz dirige la presa. “Aguantará bien hoy”, zanjó.",
         ("Aguantará bien hoy", "Ana Ruiz", "zanjó")),
        ("es", "“Aguantará bien hasta mayo”. Con esas palabras lo ha descrito Ana Ruiz.",
         ("Aguantará bien hasta mayo", "Ana Ruiz", "descrito")),
        ("it", "«La diga reggerà bene», ha detto Anna Rossi.",
         ("La diga reggerà bene", "Anna Rossi", "detto")),
        ("pt", "“A barragem vai aguentar”, disse Ana Costa.",
         ("A barragem vai aguentar", "Ana Costa", "disse")),
    ],
)  # fmt: skip
def test_a_quote_has_its_speaker_and_cue(find, language, body, expected) -> None:
    direct = [f for f in find("quotes", body, language) if f[1]["kind"] == "direct"]
    assert spoken(direct) == [expected]


def test_continuation_paragraphs_are_one_quote(find) -> None:
    body = "Ana Ruiz said: “The dam will hold.\n\n“But the bridge will not.”\n\nIt rained."
    ((words, value),) = find("quotes", body)
    assert words == "The dam will hold.\n\nBut the bridge will not."
    assert value["speaker"] == "Ana Ruiz"
    assert len(value["fingerprints"]) == 1, "the first sentence is too short to be told from others"


def test_a_quote_split_by_its_cue_has_one_speaker(find) -> None:
    body = "“The dam will hold,” said Ana Ruiz of the BBC. “The bridge over it will not.”"
    assert [s for _, s, _ in spoken(find("quotes", body))] == ["Ana Ruiz", "Ana Ruiz"]


@pytest.mark.parametrize(
    "body",
    [
        "The “special operation” went on.",
        "She read “The Old Dam”.",
        "The workers’ rights and the bosses’ duties were discussed by all.",
        "Nobody knows 'em, and rock 'n' roll is here.",
    ],
)
def test_marks_that_hold_nobodys_words(find, body) -> None:
    assert find("quotes", body) == []


def test_a_pronoun_without_a_person_has_no_speaker(find) -> None:
    found = find("quotes", "“It is a very long way from here to the sea.” Then he said nothing.")
    assert [value["speaker"] for _, value in found] == [None]


def test_what_is_said_in_other_words(find) -> None:
    body = "Ana Ruiz said that the dam would hold until the end of May."
    ((words, value),) = find("quotes", body)
    assert (value["kind"], value["speaker"]) == ("indirect", "Ana Ruiz")
    assert words == "the dam would hold until the end of May."


def test_an_unknown_language_has_no_quotes(find) -> None:
    assert find("quotes", "「ダムは五月まで持つ」とルイスは言った。", "ja") == []


def test_fingerprints_are_of_the_words_alone() -> None:
    told = fingerprints("The dam will hold until May. And so on.")
    assert told == fingerprints("the dam — will “hold” until May!")
    assert told != fingerprints("The dam will hold until June.")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('He said "one" and "two".', ["one", "two"]),
        ("„Eins“ und ‚zwei drei‘.", ["Eins"]),
        ("«Uno» y »zwei«.", ["Uno", "zwei"]),
        ("“One “two” three” four.", ["One “two” three"]),
        ("“Open to the end", ["Open to the end"]),
        ("No marks’ here.", []),
    ],
)
def test_marks_are_paired_in_every_style(body, expected) -> None:
    found = find_quoted(body, [(0, len(body))])
    assert [quote.text_in(body) for quote in found] == expected
