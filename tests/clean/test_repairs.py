"""What is put right is in the ledger with what stood there, and can be undone."""

import pytest

from pipeline.clean import Rule, clean_text, restore_body
from pipeline.clean.rules import advertisement, encoded_text, mojibake, photo_credit

REPAIRS = [mojibake.RULE, encoded_text.RULE]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        (
            "FranÃ§ois a dit que le pont â€œn'existe pasâ€\u009d.",
            "François a dit que le pont “n'existe pas”.",
        ),
        ("Die BrÃ¼cke bleibt zu.", "Die Brücke bleibt zu."),
        ("El puente estÃ¡ cerrado.", "El puente está cerrado."),
        ("ÐœÐ¸Ñ€ Ð·Ð°ÐºÑ€Ñ‹Ñ‚.", "Мир закрыт."),
        ("The mayor&#8217;s bridge &amp; mill", "The mayor’s bridge & mill"),
        ("&amp;quot;Nobody&amp;quot; crosses&nbsp;it", '"Nobody" crosses it'),
        (r"The mayor\u2019s bridge \ud83d\ude00", "The mayor’s bridge 😀"),
        ("The mayor=E2=80=99s bridge", "The mayor’s bridge"),
    ],
)
def test_damage_is_put_right_and_can_be_undone(damaged: str, whole: str) -> None:
    text = f"Before it.\n\n{damaged}\n\nBehind it."
    body, ledger = clean_text(text, REPAIRS)
    assert body == f"Before it.\n\n{whole}\n\nBehind it."
    assert {span.stage for span in ledger} == {1}
    assert all(span.replacement and text[span.start : span.end] == span.text for span in ledger)
    assert restore_body(body, ledger) == text


@pytest.mark.parametrize(
    "line",
    [
        "“Naïve façades”, said Zoë in Köln; 5 € the pair.",
        "Der Ausdruck &lt;b&gt; macht Wörter fett.",
        "AT&T; that is a company",
        "The sum a=B0 and the colour =EF stay",
        "Das „Straßenmusikanten‘-Problem – ein Anfang …",
        "日本語の記事、そして続き。",
        "मेयर ने कहा कि पुल बंद रहेगा।",
        r"The folder C:\users is full.",
    ],
)
def test_what_is_whole_stays(line: str) -> None:
    assert clean_text(line, REPAIRS) == (line, ())


def test_furniture_is_read_after_the_repair() -> None:
    text = "The bridge is closed.\n\nPublicitÃ©\n\nFoto: JosÃ© PÃ©rez/EFE"
    body, ledger = clean_text(text, [*REPAIRS, advertisement.RULE, photo_credit.RULE])
    assert body == "The bridge is closed."
    assert [(span.stage, span.rule) for span in ledger] == [
        (1, "mojibake"),
        (1, "mojibake"),
        (2, "advertisement"),
        (2, "photo_credit"),
    ]
    assert restore_body(body, ledger) == text


def test_a_replacement_that_would_be_cut_is_left_out() -> None:
    whole = Rule("a", 1, lambda _: [(0, 6)])
    late = Rule("b", 1, lambda _: [(4, 9, "xyz")])
    body, ledger = clean_text("bridge is closed", [whole, late])
    assert [span.rule for span in ledger] == ["a"]
    assert restore_body(body, ledger) == "bridge is closed"
