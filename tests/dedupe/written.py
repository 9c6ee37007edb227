"""Texts of our own making: sentences drawn from a small stock of words, always the same by seed."""

import random

_NAMES = [f"{a}{b}" for a in "Bar Cor Den Fal Gil Hov Jar Kel Lom Mar".split() for b in
          "bury dale ford ham holm mere ridge stead ton wick".split()]  # fmt: skip
_THINGS = (
    "harbour ferry council bridge library orchard tram museum reservoir clinic bakery pier mill "
    "quarry lighthouse archive market stadium greenhouse foundry chapel canal depot theatre"
).split()
_VERBS = "rebuilt closed sold opened flooded inspected painted funded insured leased".split()
_PEOPLE = "engineer mayor trustee warden curator surveyor treasurer gardener pilot nurse".split()
_TAILS = (
    "after a long winter|before the summer season|without asking the neighbours|to general relief"
    "|in spite of the cost|while the river was low|as nobody had expected|for a second time"
).split("|")


def article(seed: int, sentences: int = 40, sentences_per_paragraph: int = 4) -> str:
    """Return an article of that many sentences, with names and numbers of its own."""
    rng = random.Random(seed)
    lines = [_sentence(rng) for _ in range(sentences)]
    n = sentences_per_paragraph
    return "\n\n".join(" ".join(lines[i : i + n]) for i in range(0, sentences, n))


def prose(seed: int, words: int = 400) -> str:
    """Return a text of that many made-up words, no sentence like another."""
    rng = random.Random(seed)
    parts = "ba cor del fin gar hol ist jun kel lom mar nev ost pir qua ran sel tor ulm ven".split()
    made = ("".join(rng.choices(parts, k=rng.randint(1, 3))) for _ in range(words))
    return " ".join(made)


def characters(seed: int, count: int = 400) -> str:
    """Return a text in a script without spaces: characters drawn from 800, with full stops."""
    rng = random.Random(seed)
    stock = [chr(0x4E00 + 17 * i) for i in range(800)]
    text = [rng.choice(stock) for _ in range(count)]
    return "".join(c + ("。" if i % 15 == 14 else "") for i, c in enumerate(text))


def _sentence(rng: random.Random) -> str:
    who, what, verb = rng.choice(_PEOPLE), rng.choice(_THINGS), rng.choice(_VERBS)
    first, second = rng.sample(_NAMES, 2)
    return (
        f"The {who} of {first} {verb} the old {what} {rng.choice(_TAILS)}, and {second} paid "
        f"{rng.randrange(11, 9999)} crowns for its {rng.choice(_THINGS)} {rng.choice(_TAILS)}."
    )
