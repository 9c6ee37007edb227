"""Each rule takes its furniture and leaves the sentences of journalists that look like it."""

import pytest

from pipeline.clean import clean_text, restore_body
from pipeline.clean.rules import (
    advertisement,
    byline,
    copyright_footer,
    newsletter_box,
    notification_prompt,
    read_more,
    republication_note,
    share_bar,
    signup_notice,
    source_marker,
    tagged_links,
    video_caption,
)

A = "The council met on Monday to talk about the bridge, and nobody raised a hand."
B = "A second meeting is planned for the autumn, the mayor said."

SIGN_UP = (
    "Sign up to our evening letter. By giving us your address you agree that we may write to you. "
    "You can unsubscribe at any time."
)

FURNITURE = {
    read_more: [
        "READ MORE: Bridge could close for a year",
        "Trending now: ten towns that you have to see before the summer is over.",
        "Read more: Bridge could close for a year",
        "RELATED: The long history of a short bridge",
        "Related",
        "Don't miss: Ten bridges that fell",
        "► LESEN SIE AUCH: Die Brücke bleibt zu",
        "Lesen Sie auch: Die Brücke bleibt zu",
        "À LIRE AUSSI : Le pont reste fermé",
        "LEA TAMBIÉN: El puente sigue cerrado",
        "Te puede interesar:",
        "Leggi anche: Il ponte resta chiuso",
        "Читайте также: Мост закрыт",
    ],
    tagged_links: [
        "Why the bridge must go [OPINION]",
        "Bridge costs double [REPORT]",
        "Warum die Brücke weg muss [KOMMENTAR]",
        "Le pont coûte double [ENQUÊTE]",
    ],
    signup_notice: [
        SIGN_UP,
        "We use your sign-up to send what you’ve consented to. You can unsubscribe at any time.",
        "Abonnieren Sie unseren Brief. Mit der Anmeldung stimmen Sie zu, dass wir Ihnen schreiben. "
        "Sie können sich jederzeit wieder abmelden.",
        "Inscrivez-vous à notre lettre. Vous acceptez de recevoir nos offres. "
        "Vous pouvez vous désinscrire à tout moment.",
        "Suscríbase a nuestro boletín. Al darnos su dirección acepta recibir noticias. "
        "Puede darse de baja cuando quiera.",
    ],
    newsletter_box: [
        "Sign up for our weekly newsletter and never miss a bridge",
        "Get the best of the Paper delivered to your inbox",
        "Jetzt unseren Newsletter abonnieren",
        "Inscrivez-vous à notre newsletter",
        "Suscríbete a nuestro boletín",
    ],
    notification_prompt: [
        "Love stories like this? Tap the bell so that you never miss one.",
        "Follow us on Instagram",
        "Folgen Sie uns auf Facebook",
        "Suivez-nous sur WhatsApp",
    ],
    share_bar: ["Share on Facebook", "Facebook Twitter WhatsApp", "Share", "Teilen Merken Drucken"],
    advertisement: [
        "Advertisement",
        "ADVERTISEMENT - CONTINUE READING BELOW",
        "Story continues below this ad",
        "- Anzeige -",
        "Publicité",
        "Publicidad",
    ],
    source_marker: [
        "Source: Read Full Article",
        "Source link",
        "Source",
        "Source: The Daily Bridge",
        "Read the original article here",
        "Read full story at The Daily Bridge",
        "Quelle: Brückenbote",
        "Fuente: El Puente",
        "Источник: Мостовые вести",
        "来源：桥报",
    ],
    republication_note: [
        "This article originally appeared on The Daily Bridge.",
        "Dieser Artikel erschien zuerst auf Brückenbote.",
        "Cet article est paru à l'origine sur Le Pont.",
        "Republished with permission from The Daily Bridge.",
    ],
    copyright_footer: [
        "© 2024 The Daily Bridge. All rights reserved.",
        "Copyright 2024 The Daily Bridge",
        "Alle Rechte vorbehalten.",
    ],
}
AT_THE_END = [(module, line) for module, lines in FURNITURE.items() for line in lines]


@pytest.mark.parametrize(("module", "line"), AT_THE_END, ids=lambda v: getattr(v, "__name__", v))
def test_furniture_goes(module, line: str) -> None:
    text = f"{A}\n\n{B}\n\n{line}"
    body, ledger = clean_text(text, [module.RULE])
    assert body == f"{A}\n\n{B}"
    assert [span.rule for span in ledger] == [module.RULE.id]
    assert restore_body(body, ledger) == text


SENTENCES = {
    read_more: [
        "Read more books, the minister told the pupils.",
        "Related costs have doubled since 2019.",
        "Related: that is what the two men said they were, until a test proved them wrong.",
        "Don't miss the last bus, residents warned one another.",
        "Recommended doses were exceeded in nine cases.",
        "Weiterlesen wollte danach niemand mehr.",
    ],
    tagged_links: [
        "“We never saw [the report] before,” he said.",
        "He wrote that it was there fault [sic]",
        "“It was there fault [SIC]",
        "The agency was told to stop. [UPDATE]",
        "The ship is listed in the register as number [4711]",
        "A very long sentence that goes on and on about the bridge and its many builders, and that "
        "ends with a remark by the editors of the paper [EDITOR]",
    ],
    signup_notice: [
        "You can unsubscribe at any time, the company told its customers in March.",
        "“By signing up you agree to everything, and you can unsubscribe at any time,” it said.",
        "Subscribe numbers fell by a third, the paper said.",
    ],
    newsletter_box: [
        "Newsletter writers earn more than reporters, a study found.",
        "Subscribers left the paper in droves after the merger.",
    ],
    notification_prompt: [
        "He asked the sexton to tap the bell before the bishop came in.",
        "The bell at the crossing rang twice, the driver said.",
    ],
    share_bar: [
        "Share prices fell on Facebook news.",
        "Twitter and Facebook were blocked on Monday.",
        "Facebook and Twitter",
    ],
    advertisement: [
        "Advertisement revenue fell by a tenth.",
        "Werbung für Tabak bleibt verboten.",
        "Anzeige gegen Unbekannt",
    ],
    source_marker: [
        "Source: a bridge engineer who asked not to be named because he is not allowed to speak.",
        "Sources close to the talks said so.",
        "The source is a spring above the village.",
    ],
    republication_note: [
        "This article was first published on 12 July. It was updated to correct a name.",
        "This story was first published on July 12, 2020.",
        "The novel was originally published in 1922 and has never been out of print.",
    ],
    copyright_footer: [
        "Copyright law is older than the printing press of the town.",
    ],
    byline: [
        "By Christmas the bridge should be open.",
        "By Train",
        "On 12 May 2024 the bridge fell.",
        "Von der Leyen kam zu spät.",
    ],
    video_caption: [
        "Bridge: where nobody crosses",
        "Watch: that is what they did, for hours.",
        "Video footage shows the fall of the bridge",
    ],
}


@pytest.mark.parametrize(
    ("module", "line"),
    [(module, line) for module, lines in SENTENCES.items() for line in lines],
    ids=lambda v: getattr(v, "__name__", v),
)
def test_sentences_stay(module, line: str) -> None:
    for text in (f"{line}\n\n{A}\n\n{B}", f"{A}\n\n{line}\n\n{B}", f"{A}\n\n{B}\n\n{line}"):
        assert clean_text(text, [module.RULE])[0] == text


@pytest.mark.parametrize(
    "line",
    [
        "By Anna Bell",
        "Von Jörg van der Meer",
        "Curated by Anand P.",
        "Redaktion | 06/01/2026 14:20",
        "23 May 2022, 10:15 am",
        "Updated May 23, 2022",
    ],
)
def test_bylines_go_from_the_top_only(line: str) -> None:
    assert clean_text(f"{line}\n\n{A}", [byline.RULE])[0] == A
    at_the_end = f"{A}\n\n{B}\n\n{A}\n\n{line}"
    assert clean_text(at_the_end, [byline.RULE])[0] == at_the_end


def test_source_lines_in_the_middle_stay() -> None:
    text = "\n\n".join(["Source: The Daily Bridge", *[A] * 5])
    assert clean_text(text, [source_marker.RULE])[0] == text


@pytest.mark.parametrize(
    "line", ["WATCH: The bridge falls", "Video: Die Brücke fällt", "VIDEO | x y"]
)
def test_captions_that_say_so(line: str) -> None:
    assert clean_text(f"{A}\n\n{line}\n\n{B}", [video_caption.RULE])[0] == f"{A}\n\n{B}"


def test_a_caption_beside_a_sign_up_box() -> None:
    caption = "Mayor: Engineer reveals why he left"
    beside = f"{caption}\n\n{SIGN_UP}\n\n{A}"
    alone = f"{caption}\n\n{A}\n\n{SIGN_UP}"
    late = f"{A}\n\n{B}\n\n{A}\n\n{caption}\n\n{SIGN_UP}"
    assert clean_text(beside, [video_caption.RULE])[0] == f"{SIGN_UP}\n\n{A}"
    assert clean_text(alone, [video_caption.RULE])[0] == alone
    assert clean_text(late, [video_caption.RULE])[0] == late


def test_a_sentence_beside_a_sign_up_box_stays() -> None:
    text = f"Mayor: I am leaving.\n\n{SIGN_UP}\n\n{A}"
    assert clean_text(text, [video_caption.RULE])[0] == text


def test_tagged_lines_each_have_a_span_of_their_own() -> None:
    lines = ["Why the bridge must go [OPINION]", "Bridge costs double [REPORT]"]
    text = "\n\n".join([A, "\n".join(lines), B])
    body, ledger = clean_text(text, [tagged_links.RULE])
    assert body == f"{A}\n\n{B}"
    assert [span.text for span in ledger] == [f"{lines[0]}\n", f"{lines[1]}\n\n"]
