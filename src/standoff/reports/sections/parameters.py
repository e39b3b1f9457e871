"""Every number that was left open: its range, who set it, the claims behind it, what readings change."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.altair_svg import READING_COLOURS
from standoff.reports.figures.svg import figure, tag
from standoff.reports.text.numbers import count, level, number, percent, plain_name
from standoff.results.run.folder import RunFiles
from standoff.results.run.parameters import ParameterRow
from standoff.results.run.texts import Claim

GROUPS = (
    ("assumed", "Assumed: resting on nothing but judgement"),
    ("elicited", "Elicited: judged by somebody, with reasons"),
    ("quote", "Taken from a text"),
    ("data", "Taken from data"),
)
DERIVED = "Following from other numbers"
OTHER = "Set in another way"
WIDTH, HEIGHT, PAD = 150.0, 14.0, 4.0
UNIT_INTERVAL = frozenset(("probability", "share"))


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """A claim as it is printed beside what rests on it."""

    name: str
    says: str
    claimant: str
    hedge: str
    document: str
    unverified: bool
    against: bool


@dataclass(frozen=True, slots=True)
class Range:
    """A parameter under one reading. `reading` is empty for the base reading."""

    reading: str
    text: str
    low: str
    middle: str
    high: str
    strip: Markup


@dataclass(frozen=True, slots=True)
class Number:
    """One row of the table: a parameter, its range under each reading that differs, its support."""

    name: str
    says: str
    unit: str
    kind: str
    ranges: tuple[Range, ...]
    claims: tuple[ClaimNote, ...]
    source: str
    unverified: bool
    used: bool
    undefined: str  # in how many draws it is not a number, by reading; empty where in none


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    numbers: tuple[Number, ...]


def grouped(files: RunFiles) -> tuple[Group, ...]:
    """All parameters of all readings, grouped by how they were set, in the order of the text."""
    by_name: dict[str, dict[str, ParameterRow]] = {}
    for reading in files.readings:
        for row in files.parameters[reading]:
            by_name.setdefault(row.name, {})[reading] = row
    groups: dict[str, list[Number]] = {}
    titles = dict(GROUPS)
    for rows in by_name.values():
        first = next(iter(rows.values()))
        title = DERIVED if first.kind == "derived" else titles.get(first.set_by, OTHER)
        groups.setdefault(title, []).append(_number(files, rows))
    return tuple(Group(t, tuple(groups[t])) for t in (*titles.values(), OTHER, DERIVED) if t in groups)


def correlation_rows(files: RunFiles) -> list[tuple[str, str, str, str, str]]:
    """Reading, the two numbers, rank correlation asked and reached, draws from which it is read."""
    return [
        (
            files.reading_title(reading),
            " and ".join(plain_name(name) for name in pair.between),
            number(pair.asked),
            number(pair.reached),
            count(pair.draws),
        )
        for reading in files.readings
        for pair in files.summary.readings[reading].correlations
    ]


def claim_notes(
    files: RunFiles, because: list[str] | tuple[str, ...], against: list[str] | tuple[str, ...]
) -> tuple[ClaimNote, ...]:
    """The claims for and against, in our own words, with claimant and hedge."""
    return tuple(
        _note(files, name, turned) for names, turned in ((because, False), (against, True)) for name in names
    )


def _note(files: RunFiles, name: str, against: bool) -> ClaimNote:
    claim = files.words.claims.get(name, Claim())
    document = files.words.documents.get(claim.document)
    return ClaimNote(
        name,
        claim.says,
        claim.claimant,
        claim.hedge or "",
        document.title if document else claim.document,
        claim.unverified,
        against,
    )


def _number(files: RunFiles, rows: dict[str, ParameterRow]) -> Number:
    base = next(iter(rows))
    first = rows[base]
    shown = {base: first} | {
        r: row for r, row in rows.items() if r != base and (row.changed or base != files.base)
    }
    scale = _scale(files, list(shown.values()))
    ranges = tuple(_range(files, r, row, scale) for r, row in shown.items())
    names_for = dict.fromkeys(name for row in shown.values() for name in row.because)
    names_against = dict.fromkeys(name for row in shown.values() for name in row.against)
    notes = claim_notes(files, tuple(names_for), tuple(names_against))
    sources = dict.fromkeys(row.source for row in shown.values() if row.source)
    return Number(
        first.name,
        first.says or plain_name(first.name),
        "" if first.unit == "1" else first.unit,
        first.kind,
        ranges,
        notes,
        "; ".join(sources),
        any(row.unverified for row in shown.values()),
        any(row.used for row in rows.values()),
        _undefined(files, rows),
    )


def _undefined(files: RunFiles, rows: dict[str, ParameterRow]) -> str:
    shares = {percent(row.undefined): name for name, row in rows.items() if row.undefined}
    if not shares:
        return ""
    told = (f"{share} (‘{files.reading_title(name)}’)" for share, name in shares.items())
    parts = list(shares) if len(shares) == 1 else list(told)
    return f"undefined in {', '.join(parts)} of draws"


def _value(value: float | dt.date | None) -> float | None:
    return float(value.toordinal()) if isinstance(value, dt.date) else value


def _scale(files: RunFiles, rows: list[ParameterRow]) -> tuple[float, float]:
    """One scale for a parameter over all readings: [0, 1] for shares, else what holds its ranges and 0."""
    found = [v for row in rows for v in (_value(row.q05), _value(row.q50), _value(row.q95)) if v is not None]
    if not found:
        return (0.0, 1.0)
    if any(isinstance(row.q50, dt.date) for row in rows):
        return (
            min(*found, float(files.summary.as_of.toordinal())),
            max(*found, float(files.summary.horizon.toordinal())),
        )
    if rows[0].unit in UNIT_INTERVAL and min(found) >= 0 and max(found) <= 1:
        return (0.0, 1.0)
    low, high = -_round_up(-min(0.0, *found)), _round_up(max(0.0, *found))
    return (low, high) if high > low else (-1.0, 1.0)


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10 times a power of ten: the end of a scale."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((power * step for step in (1, 2, 5) if power * step >= value), 10 * power)


def _range(files: RunFiles, reading: str, row: ParameterRow, scale: tuple[float, float]) -> Range:
    shown = "" if reading == files.base else files.reading_title(reading)
    colour = READING_COLOURS[files.readings.index(reading) % len(READING_COLOURS)]
    low, middle, high = level(row.q05), level(row.q50), level(row.q95)
    said = f"{plain_name(row.name)}{f', {shown}' if shown else ''}: {low}, {middle}, {high} on a scale of "
    ends = [dt.date.fromordinal(int(v)) if isinstance(row.q50, dt.date) else v for v in scale]
    strip = _strip(row, scale, colour, said + f"{level(ends[0])} to {level(ends[1])}")
    return Range(shown, row.text, low, middle, high, strip)


def _strip(row: ParameterRow, scale: tuple[float, float], colour: str, title: str) -> Markup:
    """Axis line with a tick at its ends (and at 0), the 5 to 95 % range, a mark at the median."""

    def place(value: float) -> float:
        part = (value - scale[0]) / (scale[1] - scale[0]) if scale[1] > scale[0] else 0.5
        return PAD + (WIDTH - 2 * PAD) * min(1.0, max(0.0, part))

    middle_y = HEIGHT / 2
    parts = [tag("line", x1=PAD, x2=WIDTH - PAD, y1=middle_y, y2=middle_y, stroke="#c3c9d0", stroke_width=1)]
    ticks = [scale[0], scale[1], *((0.0,) if scale[0] < 0 < scale[1] else ())]
    parts += [tag("line", x1=place(t), x2=place(t), y1=3.0, y2=HEIGHT - 3, class_="t") for t in ticks]
    low, middle, high = _value(row.q05), _value(row.q50), _value(row.q95)
    if low is not None and high is not None and high > low:
        parts.append(
            tag(
                "rect",
                x=place(low),
                y=middle_y - 3,
                width=max(1.0, place(high) - place(low)),
                height=6.0,
                rx=1.5,
                fill=colour,
                fill_opacity=0.55,
            )
        )
    if middle is not None:
        parts.append(
            tag("circle", cx=place(middle), cy=middle_y, r=3.4, fill=colour, stroke="#ffffff", stroke_width=1)
        )
    return figure(*parts, size=(WIDTH, HEIGHT), title=title, class_="strip")
