"""Texts that are filled into a form again and again: alike in wording, never copies of each other.

Every family is a function of a random generator; two texts of one family are two events.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from bench.copies.texts import Text
from bench.copies.words import COMPANIES, FIRST_NAMES, SURNAMES, TEAMS, TOWNS

_SKIES = "cloudy|bright|mostly dry|changeable|overcast|sunny|misty|unsettled".split("|")
_WINDS = "north south east west north-east south-east north-west south-west".split()
_WEEK = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def templates(each: int, seed: int) -> list[Text]:
    """Return `each` texts of every family; `kind` is the family's name."""
    return [
        Text(f"template-{name}-{n}", f"{name} {n}", make(random.Random(f"{seed}/{name}/{n}")),
             origins=(f"template-{name}-{n}",), kind=name)
        for name, make in FAMILIES.items()
        for n in range(each)
    ]  # fmt: skip


def _weather(rng: random.Random) -> str:
    town = rng.choice(TOWNS)
    days = [
        f"{day} will be {rng.choice(_SKIES)} with a high of {rng.randint(-4, 33)} degrees and a low"
        f" of {rng.randint(-12, 18)}. Winds from the {rng.choice(_WINDS)} at {rng.randint(3, 60)}"
        f" kilometres an hour, and a {rng.randint(0, 20) * 5} per cent chance of rain."
        for day in _WEEK
    ]
    return (
        f"Here is the forecast for {town} and the surrounding area for the week ahead.\n\n"
        + "\n\n".join(days)
        + "\n\nThe outlook is made by the regional office and brought up to date twice a day."
        " Drivers are asked to allow for longer journeys where roads are wet."
    )


def _stocks(rng: random.Random) -> str:
    moves = [
        f"Shares of {company} {rng.choice(('rose', 'fell'))} {rng.uniform(0.1, 9):.1f} per cent to"
        f" {rng.uniform(3, 400):.2f} crowns, with {rng.randint(10, 900)},{rng.randint(100, 999)}"
        " shares changing hands."
        for company in rng.sample(COMPANIES, 7)
    ]
    return (
        f"The main index closed {rng.choice(('up', 'down'))} {rng.uniform(0.1, 3):.2f} per cent at"
        f" {rng.randint(3000, 9000)}.{rng.randint(10, 99)} points on {rng.choice(_WEEK)}, as"
        " traders weighed the outlook for interest rates against company results.\n\n"
        + "\n\n".join(moves)
        + "\n\nThe crown traded at "
        f"{rng.uniform(0.8, 1.4):.4f} against the euro, and the yield on ten-year bonds stood at"
        f" {rng.uniform(1, 5):.2f} per cent. Markets open again at nine o'clock."
    )


def _sport(rng: random.Random) -> str:
    home, away = (f"{rng.choice(TOWNS)} {rng.choice(TEAMS)}" for _ in range(2))
    scorer, keeper, other = (rng.choice(SURNAMES) for _ in range(3))
    first, second = rng.randint(1, 44), rng.randint(46, 90)
    return (
        f"{home} beat {away} {rng.randint(2, 6)}-{rng.randint(0, 1)} at home on"
        f" {rng.choice(_WEEK)} in front of a crowd of {rng.randint(2, 60)},{rng.randint(100, 999)}."
        f"\n\n{scorer} opened the scoring after {first} minutes with a low shot from the edge of"
        f" the area that goalkeeper {keeper} could not keep out. The visitors had the better of the"
        f" play until the break but found no way through.\n\nIn the second half {other} doubled the"
        f" lead in minute {second} from a corner. The referee showed {rng.randint(1, 8)} yellow"
        f" cards.\n\n{home} are now {rng.randint(1, 20)}th in the table with {rng.randint(3, 80)}"
        f" points, and play {rng.choice(TOWNS)} {rng.choice(TEAMS)} next week."
    )


def _results(rng: random.Random) -> str:
    company = rng.choice(COMPANIES)
    return (
        f"{company} reported net income of {rng.randint(10, 900)} million crowns for the quarter"
        f" that ended in {rng.choice(('March', 'June', 'September', 'December'))}, against"
        f" {rng.randint(10, 900)} million a year earlier.\n\nOn a per-share basis, the company said"
        f" that it had earnings of {rng.uniform(0.1, 5):.2f} crowns. Analysts had expected"
        f" {rng.uniform(0.1, 5):.2f} crowns a share.\n\nRevenue came to"
        f" {rng.uniform(1, 40):.2f} billion crowns in the period, which was"
        f" {rng.choice(('above', 'below'))} what the market had looked for.\n\nFor the full year"
        f" the company expects earnings of between {rng.uniform(1, 9):.2f} and"
        f" {rng.uniform(9, 15):.2f} crowns a share. Its shares have moved {rng.randint(2, 70)} per"
        " cent since the beginning of the year. This report was made from the company's figures."
    )


def _police(rng: random.Random) -> str:
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(SURNAMES)}"
    return (
        f"A {rng.randint(18, 80)}-year-old from {rng.choice(TOWNS)} was taken to hospital after an"
        f" accident on {rng.choice(_WEEK)} evening.\n\nThe police said that {name} had lost control"
        f" of the car on the road to {rng.choice(TOWNS)} at about {rng.randint(5, 11)} o'clock and"
        " hit a tree. Nobody else was hurt. The fire brigade freed the driver from the wreck and an"
        f" ambulance brought the injured person to the hospital of {rng.choice(TOWNS)}.\n\nThe"
        f" road was closed for {rng.randint(2, 9)} hours. The damage is put at"
        f" {rng.randint(2, 60)},000 crowns. Witnesses are asked to call the station in"
        f" {rng.choice(TOWNS)}; the number is {rng.randint(100, 999)} {rng.randint(1000, 9999)}."
    )


def _obituary(rng: random.Random) -> str:
    first, last = rng.choice(FIRST_NAMES), rng.choice(SURNAMES)
    town, job = rng.choice(TOWNS), rng.choice("teacher baker nurse clerk farmer joiner".split())
    partner, child, other = (rng.choice(FIRST_NAMES) for _ in range(3))
    return (
        f"{first} {last} of {town} has died at home, with the family at the bedside.\n\n{last} was"
        f" born in {rng.choice(TOWNS)} and went to school in {rng.choice(TOWNS)} before coming to"
        f" {town} as a {job}. Friends remember a warm heart, a ready laugh and a garden that was"
        f" open to all.\n\n{first} is survived by {partner}, by the children {child} and {other}"
        f" and by the grandchildren {rng.choice(FIRST_NAMES)} and {rng.choice(FIRST_NAMES)}. The"
        f" funeral will be held in the church of {rng.choice(TOWNS)}, with {rng.choice(SURNAMES)}"
        " and Sons in charge of the arrangements. The family asks for no flowers."
    )


FAMILIES: dict[str, Callable[[random.Random], str]] = {
    "weather": _weather,
    "stocks": _stocks,
    "sport": _sport,
    "results": _results,
    "police": _police,
    "obituary": _obituary,
}
