"""The endings side by side: whole dots that add up to 100, and their drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.svg import figure, tag
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.likelihood import words
from standoff.reports.text.numbers import chance, day, percent, percent_range, points
from standoff.results.run.folder import RunFiles
from standoff.results.run.summary import EndingEstimate

DOTS = 100
PER_ROW = 10
PITCH = 14.0
IMPOSSIBLE = "impossible under this reading"
RADIUS = 6.0


@dataclass(frozen=True, slots=True)
class EndingCell:
    """One ending under one reading, as the page writes it."""

    shown: str
    dots: int
    spread: str
    word: str
    error: str
    quarter: str
    half: str
    largest: bool


def largest_remainder(shares: Mapping[str, float], total: int = DOTS) -> dict[str, int]:
    """Whole numbers in proportion to the shares that add up to `total` (Hamilton's method).

    Each is within one of its exact quota. Ties go to the name that comes first.

    Examples
    --------
    >>> largest_remainder({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    {'a': 34, 'b': 33, 'c': 33}
    """
    weight = sum(shares.values())
    if weight <= 0:
        return dict.fromkeys(shares, 0)
    quota = {name: total * share / weight for name, share in shares.items()}
    whole = {name: int(q) for name, q in quota.items()}
    left = total - sum(whole.values())
    by_rest = sorted(quota, key=lambda name: (-round(quota[name] - whole[name], 9), name))
    for name in by_rest[:left]:
        whole[name] += 1
    return whole


def cells(files: RunFiles, endings: tuple[Ending, ...]) -> dict[str, dict[str, EndingCell]]:
    """`[reading][ending]`, as text."""
    out = {}
    for reading in files.readings:
        found = files.summary.readings[reading].endings
        dots = largest_remainder({name: max(0.0, e.probability) for name, e in found.items()})
        top = max((e.probability for e in found.values()), default=0.0)
        out[reading] = {e.name: _cell(found[e.name], dots[e.name], top) for e in endings if e.name in found}
    return out


def _cell(found: EndingEstimate, dots: int, top: float) -> EndingCell:
    low = found.probability if found.q05 is None else found.q05
    high = found.probability if found.q95 is None else found.q95
    return EndingCell(
        chance(found.probability),
        dots,
        percent_range(low, high),
        words(_unit(low), _unit(high)) if high > 0 else IMPOSSIBLE,
        points(found.mc_error),
        percent(found.quarter, 1),
        percent(found.half, 1),
        found.probability == top,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known since, as the page writes it."""

    on: str
    says: str
    source: str


def known_since(files: RunFiles) -> tuple[Known, ...]:
    """What the scenario says has happened since, in order of time."""
    found = sorted(files.words.happened.values(), key=lambda one: one.on)
    return tuple(Known(day(one.on), one.says or one.text, one.source) for one in found)


def _unit(share: float) -> float:
    return min(1.0, max(0.0, share))


def dots_drawing(reading_title: str, found: Mapping[str, EndingCell], endings: tuple[Ending, ...]) -> Markup:
    """One hundred dots for one reading, filled row by row; each run of an ending starts with its letter."""
    parts: list[Markup] = []
    place = 0
    for ending in endings:
        n = found[ending.name].dots if ending.name in found else 0
        for i in range(n):
            row, column = divmod(place, PER_ROW)
            x, y = PITCH * (column + 0.5), PITCH * (row + 0.5)
            parts.append(_dot(ending, x, y, lettered=i == 0))
            place += 1
    said = ", ".join(f"{found[e.name].dots} {e.title}" for e in endings if e.name in found)
    side = PITCH * PER_ROW
    return figure(*parts, size=(side, side), title=f"{reading_title}: of 100 dots, {said}", class_="dots")


def _dot(ending: Ending, x: float, y: float, *, lettered: bool) -> Markup:
    fill = "#ffffff" if ending.ring else ending.colour
    dot = tag(
        "circle",
        cx=x,
        cy=y,
        r=RADIUS - (0.8 if ending.ring else 0),
        fill=fill,
        stroke=ending.colour if ending.ring else None,
        stroke_width=1.8 if ending.ring else None,
    )
    if not lettered:
        return dot
    return dot + tag(
        "text",
        ending.letter,
        x=x,
        y=y + 3.1,
        text_anchor="middle",
        font_size=8.5,
        font_weight=700,
        fill=ending.ink,
    )
