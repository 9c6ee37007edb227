import random
import re

import pytest

from pipeline.dedupe import ALGORITHM_VERSION, compare_texts, prepare_text, versions
from pipeline.model import CopyKind, CopyMeasures
from tests.dedupe.written import article, characters, prose


def measure(a: str, b: str) -> CopyMeasures | None:
    return compare_texts(prepare_text(a), prepare_text(b))


def trimmed(text: str, share: float) -> str:
    parts = re.findall(r"\S+\s*", text)
    return "".join(parts[: int(len(parts) * (1 - share))])


def padded(text: str, share: float) -> str:
    other = article(9_001).split()
    middle = len(text) // 2
    return f"{text[:middle]} {' '.join(other[: int(len(text.split()) * share)])} {text[middle:]}"


def reworded(text: str, share: float) -> str:
    rng = random.Random(3)
    stock = article(9_002).split()
    return " ".join(rng.choice(stock) if rng.random() < share else w for w in text.split())


def reordered(text: str) -> str:
    parts = text.split("\n\n")
    random.Random(5).shuffle(parts)
    return "\n\n".join(parts)


def updated(text: str) -> str:
    rng = random.Random(4)
    return re.sub(r"\d+", lambda m: m[0] if rng.random() > 0.3 else str(int(m[0]) + 7), text)


ALTERATIONS = {
    "marker added": lambda t: f"{t}\n\nSource: Read Full Article",
    "headline changed": lambda t: f"Quite another line over the same story\n\n{t}",
    "trimmed by 30": lambda t: trimmed(t, 0.3),
    "trimmed by 50": lambda t: trimmed(t, 0.5),
    "trimmed by 70": lambda t: trimmed(t, 0.7),
    "furniture 10": lambda t: padded(t, 0.1),
    "furniture 20": lambda t: padded(t, 0.2),
    "furniture 40": lambda t: padded(t, 0.4),
    "reordered": reordered,
    "reworded 5": lambda t: reworded(t, 0.05),
    "reworded 10": lambda t: reworded(t, 0.10),
    "reworded 15": lambda t: reworded(t, 0.15),
    "updated": updated,
    "trimmed, reworded, padded": lambda t: padded(reworded(trimmed(t, 0.5), 0.05), 0.2),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_every_alteration_is_found(name: str):
    for seed in range(5):
        original = article(seed)
        assert measure(original, ALTERATIONS[name](original)), f"{name} of text {seed}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("marker added", CopyKind.COPY),
        ("furniture 40", CopyKind.COPY),
        ("reworded 15", CopyKind.COPY),
        ("trimmed by 30", CopyKind.COPY),
        ("trimmed by 70", CopyKind.EXCERPT),
    ],
)
def test_a_part_is_an_excerpt_and_a_whole_a_copy(name: str, kind: CopyKind):
    found = measure(article(1), ALTERATIONS[name](article(1)))
    assert found
    assert found.kind is kind


@pytest.mark.parametrize("name", ALTERATIONS)
def test_comparing_is_symmetric(name: str):
    a, b = prepare_text(article(1)), prepare_text(ALTERATIONS[name](article(1)))
    assert compare_texts(a, b) == compare_texts(b, a)


def test_a_text_is_wholly_its_own_copy():
    found = measure(article(1), article(1))
    assert found
    assert (found.score, found.containment, found.lcs) == (1.0, 1.0, 1.0)
    assert found.algorithm_version == ALGORITHM_VERSION == versions()["dedupe:algorithm"]


def test_different_texts_of_one_style_are_no_copies():
    texts = [prepare_text(article(seed)) for seed in range(12)]
    assert not [1 for i, a in enumerate(texts) for b in texts[:i] if compare_texts(a, b)]


def test_numbers_in_parts_that_one_left_out_say_nothing():
    core = re.sub(r"paid \d+ crowns", "paid", article(1, 12))
    sums = " ".join(f"Lot {n} went for {n * 7} crowns." for n in range(11, 16))
    rows = " ".join(f"Boat {n} took {n * 3} minutes." for n in range(21, 26))
    found = measure(f"{core}\n\n{sums}", f"{core}\n\n{rows}")
    assert found
    assert found.number_agreement == 1.0


def test_other_numbers_in_the_same_places_are_another_event():
    text = article(1, 4)
    assert measure(text, text)
    assert measure(text, re.sub(r"\d+", lambda m: str(int(m[0]) + 1), text)) is None


def test_a_short_text_is_never_measured():
    assert measure("Ferry sinks off Kelwick.", "Ferry sinks off Kelwick.") is None


def test_copies_are_found_in_a_script_without_spaces():
    whole = characters(1)
    found = measure(whole, whole[:120])
    assert found
    assert found.kind is CopyKind.EXCERPT
    assert measure(whole, characters(2)) is None


def names_filled(seed: int) -> str:
    """Return a form in which names alone tell one event from another."""
    rng = random.Random(seed)
    town, other, third = rng.sample(["Kelwick", "Barham", "Lomstead", "Hovmere", "Jarton"], 3)
    name, heir = rng.sample(["Okafor", "Lindqvist", "Baptiste", "Moreau", "Szymanski"], 2)
    first, second = rng.sample(["Ottilie", "Thaddeus", "Perpetua", "Ignatius", "Wilhelmina"], 2)
    return (
        f"{first} {name} of {town} has died at home, with the family at the bedside. {name} was "
        f"born in {other} and worked as a joiner in {third} for the whole of a long life. Friends "
        f"remember a warm heart and a ready laugh. {first} is survived by {second} and by {heir}, "
        f"of {other}. The funeral will be held in the chapel of {town} and afterwards everyone is "
        f"asked to the hall of {third}, where {heir} and {second} will receive the mourners."
    )


def test_other_names_in_the_same_places_are_another_event():
    texts = [prepare_text(names_filled(seed)) for seed in range(20)]
    bodies = [names_filled(seed) for seed in range(20)]
    pairs = [(i, j) for i in range(20) for j in range(i) if bodies[i] != bodies[j]]
    assert not [pair for pair in pairs if compare_texts(texts[pair[0]], texts[pair[1]])]
    assert compare_texts(texts[0], texts[0])


def test_a_text_mixed_of_two_is_an_excerpt_of_both():
    first, second = prose(1), prose(2)
    blocks = [[t.split()[i : i + 40] for i in range(0, 400, 80)] for t in (first, second)]
    mixed = "\n\n".join(" ".join(b) for pair in zip(*blocks, strict=True) for b in pair)
    for origin in (first, second):
        found = measure(mixed, origin)
        assert found
        assert found.kind is CopyKind.EXCERPT
        assert found.verbatim >= 0.3


def test_a_quotation_in_common_is_no_copy():
    quoted = prose(3, 80)
    assert measure(f"{prose(1)}\n\n{quoted}", f"{quoted}\n\n{prose(2)}") is None


WEATHER = (
    "The coast around {town} will see {sky} on {day}, with highs of {high} degrees and a low of "
    "{low} overnight. Winds of {wind} kilometres an hour will come from the {side}. High tide at "
    "{town} is at {tide}. The outlook for the days to come: {sky} at first, then more of the same, "
    "with a {odds} per cent chance of rain by the evening. Small craft should take care off the "
    "breakwater, the harbour office says, and walkers should keep to the marked paths."
)
STOCKS = (
    "The index of the {town} exchange closed at {high} points on {day}, {odds} points from the day "
    "before. {firm} shares gained {low} per cent to {wind} crowns, while {other} lost {tide} per "
    "cent. Volume came to {volume} million shares. Dealers spoke of a quiet session before the "
    "figures on prices that are due later in the week. The crown stood at {rate} to the dollar in "
    "late trading, little changed, and the price of oil was {oil} dollars a barrel."
)
FOOTBALL = (
    "{firm} beat {other} {low}-{odds} at {town} on {day} in front of {volume} spectators. {scorer} "
    "scored after {high} minutes and again after {wind}. The visitors had their chances after the "
    "break but could not find a way past the goalkeeper. The winners go up to place {tide} of the "
    "table with {rate} points. The next match of the side is away, at the weekend, and the coach "
    "said that he was happy with the way his players had kept their calm."
)
LOTTERY = (
    "The numbers drawn in the regional lottery at {town} this evening were {high}, {wind}, {odds}, "
    "{rate} and {oil}. Tickets can be handed in at any shop that sells them, at the post office or "
    "at the lottery's own counter in the town hall, until noon on the second Friday of next month. "
    "Winners of more than the smallest prize are asked to bring a document with a photograph. "
    "Nobody may take part who is not of age, and playing can become a habit that does harm: those "
    "who want help with it find advice at the counter, in confidence and at no cost."
)


def filled(template: str, seed: int) -> str:
    rng = random.Random(seed)
    return template.format(
        town=rng.choice(["Kelwick", "Barham", "Lomstead", "Hovmere", "Jarton"]),
        sky=rng.choice(["sunny spells", "thick cloud", "drizzle", "fog"]),
        side=rng.choice(["north", "south-west", "east"]),
        day=rng.choice(["Monday", "Tuesday", "Friday", "Saturday"]),
        firm=rng.choice(["Denholm", "Falridge", "Gilford", "Corbury"]),
        other=rng.choice(["Marwick", "Keldale", "Jarham", "Lomton"]),
        scorer=rng.choice(["Okafor", "Lindqvist", "Baptiste", "Moreau"]),
        high=rng.randrange(11, 99),
        low=rng.randrange(1, 9),
        wind=rng.randrange(11, 89),
        tide=f"{rng.randrange(1, 12)}.{rng.randrange(10, 59)}",
        odds=rng.randrange(2, 95),
        volume=rng.randrange(1000, 90000),
        rate=rng.randrange(20, 90),
        oil=rng.randrange(50, 120),
    )


@pytest.mark.parametrize(
    "template",
    [WEATHER, STOCKS, FOOTBALL, LOTTERY],
    ids=["weather", "stocks", "football", "lottery"],
)
def test_one_template_filled_twice_is_no_copy(template: str):
    texts = [prepare_text(filled(template, seed)) for seed in range(25)]
    pairs = [(i, j) for i in range(25) for j in range(i) if compare_texts(texts[i], texts[j])]
    assert not pairs
    assert compare_texts(texts[0], texts[0])
