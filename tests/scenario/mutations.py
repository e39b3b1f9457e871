"""Mutants of a scenario's text: numbers, dates, names, signs and lines changed at random, from a seed.

A mutant is meant to be read: most of what it changes stays in the form of the language, so that a share
of the mutants is accepted and goes on through compiling, solving and the report.
"""

from __future__ import annotations

import random
import re

NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.-])")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
NAME = re.compile(r"\b[a-z][a-z0-9_]{2,}\b")
SIGN = re.compile(r" (?:[-+*/]|\*\*|<=|>=|==|<|>|and|or) ")
CALL = re.compile(r"\b(?:beta|normal|uniform|lognormal|triangular|gamma|exponential)\([^()]*\)")

NUMBERS = ("0", "1", "-1", "0.5", "2", "1e100", "-1e100", "1e-100", "1e20", "1e6", "0.999999", "366")
DATES = ("0001-01-01", "1000-02-28", "1969-12-31", "2024-02-29", "9999-12-30", "9999-12-31")
SIGNS = (" + ", " - ", " * ", " / ", " ** ", " <= ", " >= ", " == ", " < ", " > ", " and ", " or ")
CALLS = (
    *("uniform(-1, 1)", "normal(0, 1e50)", "lognormal(0, 30)", "beta(0.01, 0.01)"),
    *("uniform(0, 1e-99)", "0", "beta(2, 2)"),
)


def mutant(text: str, rng: random.Random) -> str:
    """The text with one to three changes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text = rng.choice(WAYS)(text, rng)
    return text


def _swapped(pattern: re.Pattern[str], others: tuple[str, ...], text: str, rng: random.Random) -> str:
    places = list(pattern.finditer(text))
    if not places:
        return text
    place = rng.choice(places)
    return text[: place.start()] + rng.choice(others) + text[place.end() :]


def _number(text: str, rng: random.Random) -> str:
    return _swapped(NUMBER, NUMBERS, text, rng)


def _other_number(text: str, rng: random.Random) -> str:
    """One number of the text in the place of another."""
    return _swapped(NUMBER, tuple(NUMBER.findall(text)) or NUMBERS, text, rng)


def _date(text: str, rng: random.Random) -> str:
    return _swapped(DATE, (*DATES, *DATE.findall(text)), text, rng)


def _name(text: str, rng: random.Random) -> str:
    return _swapped(NAME, tuple(NAME.findall(text)), text, rng)


def _sign(text: str, rng: random.Random) -> str:
    return _swapped(SIGN, SIGNS, text, rng)


def _call(text: str, rng: random.Random) -> str:
    return _swapped(CALL, CALLS, text, rng)


def _dropped(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return "".join(lines)


def _exchanged(text: str, rng: random.Random) -> str:
    """Two lines of one indentation in each other's places."""
    lines = text.splitlines(keepends=True)
    first = rng.randrange(len(lines))
    depth = len(lines[first]) - len(lines[first].lstrip())
    alike = [i for i, line in enumerate(lines) if len(line) - len(line.lstrip()) == depth]
    second = rng.choice(alike)
    lines[first], lines[second] = lines[second], lines[first]
    return "".join(lines)


def _sharp(text: str, rng: random.Random) -> str:
    return re.sub(
        r"precision: .*", rng.choice(("precision: sharp", "precision: 1e100", "precision: 1e-100")), text
    )


WAYS = (_number, _number, _other_number, _date, _name, _name, _sign, _call, _dropped, _exchanged, _sharp)
