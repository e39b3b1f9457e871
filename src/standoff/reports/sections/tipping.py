"""Where choices flip: for each choice the numbers that would have to be otherwise, in words and charts."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.tipping import Bar, distance_chart, map_chart
from standoff.reports.text.findings import by_reading, stored, value_of
from standoff.reports.text.numbers import count, listed, number, percent, plain_name
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.findings.finding import UNKNOWN
from standoff.results.findings.tipping import Crossing, PlaceTipping, ReadingTipping, Tipping
from standoff.results.run.folder import RunFiles

ROWS = 8
NAMED = 3
MOST_MOVED = 0.03  # a number that is less of the way to the nearest point is not named


@dataclass(frozen=True, slots=True)
class FlipRow:
    """One number that alone makes another option best."""

    name: str
    title: str
    base: str
    flips: str
    share: str
    to: str
    beyond: str
    before: str


@dataclass(frozen=True, slots=True)
class FlipPart:
    """One choice under one reading."""

    title: str
    knows: str
    says: tuple[str, ...]
    rows: tuple[FlipRow, ...]
    n_more: int
    map: Chart | None


@dataclass(frozen=True, slots=True)
class FlipReading:
    title: str
    base: bool
    counted: str
    refused: str
    chart: Chart | None
    parts: tuple[FlipPart, ...]


def flip_readings(files: RunFiles) -> tuple[FlipReading, ...]:
    """The part on tipping points, a reading at a time; empty where the run has no such findings."""
    told = stored(files, Tipping)
    if told is None:
        return ()
    return tuple(_reading(files, name, said, told.reach) for name, said in by_reading(files, told.readings))


def _reading(files: RunFiles, name: str, said: ReadingTipping, reach: float) -> FlipReading:
    base = name == files.base
    parts = tuple(_part(files, name, k, place, said) for k, place in enumerate(said.places))
    chart = None
    if parts:
        title = f"How far each choice is from flipping: {files.reading_title(name)}"
        rows = [row for place in said.places for row in _distances(files, place)]
        chart = distance_chart(f"flips-{files.readings.index(name)}", title, rows, reach) if rows else None
    counted = (
        f"{count(said.n_parameters)} uncertain numbers were searched, each alone and all "
        "together, and the "
        f"leading ones in pairs; the game was solved at {count(said.points)} points "
        f"({count(said.unsolved_points)} of them without an answer). Compared with "
        f"{count(said.n_draws - said.n_failed)} draws"
    )
    counted += f"; {count(said.n_failed)} unsolved left out." if said.n_failed else "."
    return FlipReading(files.reading_title(name), base, counted, said.refused, chart, parts)


def _distances(files: RunFiles, place: PlaceTipping) -> list[Bar]:
    """The nearest flip in one number and in all, as rows of the chart."""
    what = f"{actor_title(files, place.actor)}: {plain_name(place.move)}"
    rows = []
    if place.one:
        one = place.one[0]
        shown = f"{plain_name(one.parameter)} {value_of(one.value)}: {plain_name(one.to)}"
        rows.append(Bar(what, "one number alone", one.distance, shown))
    if place.all is not None:
        rows.append(Bar(what, "all numbers together", place.all.distance, plain_name(place.all.to)))
    return rows


def _part(files: RunFiles, reading: str, k: int, place: PlaceTipping, said: ReadingTipping) -> FlipPart:
    shown = place.one[:ROWS]
    key = f"map-{files.readings.index(reading)}-{k}"
    pair = next((p for p in place.pairs if p.nearest), None) if reading == files.base else None
    return FlipPart(
        f"{actor_title(files, place.actor)}: {place.title or move_title(files, place.move)}",
        _knows(files, reading, place),
        tuple(s for s in (_base(place), _one(files, place, said), _all(place)) if s),
        tuple(_row(one, said) for one in shown),
        len(place.one) - len(shown),
        map_chart(key, place, pair, pair.nearest, _dated(said)) if pair and pair.nearest else None,
    )


def _dated(said: ReadingTipping) -> frozenset[str]:
    return frozenset(name for name, facts in said.parameters.items() if facts.unit == "date")


def _knows(files: RunFiles, reading: str, place: PlaceTipping) -> str:
    """What the actor knows there, as the section on choices tells it."""
    infosets = {h.id: h for h in files.details[reading].infosets}
    here = infosets.get(place.infoset)
    if here is None or here.move != place.move:
        return ""
    known = [f"{move_title(files, m)} – {plain_name(option)}" for m, option in here.knows.items()]
    seen = "; ".join(known) or "nothing that still matters"
    return f"Here it knows: {seen}. Play comes here with probability {percent(place.reach, 1)}."


def _base(place: PlaceTipping) -> str:
    others = sorted((o for o in place.options if o.option != place.best), key=lambda o: -o.behind_at_base)
    second = plain_name(others[0].option)
    return (
        f"With every number in the middle of its range “{plain_name(place.best)}” is best, by "
        f"{number(place.margin_at_base)} over “{second}”; it is best in "
        f"{percent(place.same_as_base)} of "
        f"draws. In half of all draws the best option leads by less than {number(place.margin.q50)}."
    )


def _one(files: RunFiles, place: PlaceTipping, said: ReadingTipping) -> str:
    if not place.one:
        return "No single number makes another option best within three standard deviations of its middle."
    one = place.one[0]
    title = said.parameters.get(one.parameter, UNKNOWN).title
    meant = f" ({title})" if title and title != plain_name(one.parameter) else ""
    told = (
        f"Nearest in one number: if {plain_name(one.parameter)}{meant} were {_or_so(one)} instead of "
        f"{value_of(one.base)}, all else in the middle, {actor_title(files, place.actor)} would find "
        f"“{plain_name(one.to)}” better. It is that far in {percent(one.share_beyond)} of draws"
    )
    if one.otherwise_beyond is None or one.otherwise_before is None:
        return told + "."
    return (
        f"{told}; another option is then really best in {percent(one.otherwise_beyond)} of them, and in "
        f"{percent(one.otherwise_before)} of the others, because the other numbers vary too."
    )


def _or_so(one: Crossing) -> str:
    """`6.1 or more`, `1 Jun 2024 or later`."""
    if isinstance(one.value, str):
        return f"{value_of(one.value)} or {'later' if one.direction == 'more' else 'earlier'}"
    return f"{value_of(one.value)} or {one.direction}"


def _all(place: PlaceTipping) -> str:
    every = place.all
    if every is None:
        return "Nor do all numbers together, as far as was found, within that distance."
    moved = [m for m in every.moved if m.part >= MOST_MOVED][:NAMED]
    names = listed([f"{plain_name(m.parameter)} ({value_of(m.base)} → {value_of(m.value)})" for m in moved])
    part = sum(m.part for m in moved)
    return (
        f"Nearest in all numbers together: {number(every.distance)} standard deviations away “"
        f"{plain_name(every.to)}” is best; {percent(part)} of the way is {names}."
    )


def _row(one: Crossing, said: ReadingTipping) -> FlipRow:
    return FlipRow(
        plain_name(one.parameter),
        said.parameters.get(one.parameter, UNKNOWN).title,
        value_of(one.base),
        _or_so(one) + (" (a jump)" if one.jump else ""),
        percent(one.share_beyond),
        plain_name(one.to),
        percent(one.otherwise_beyond),
        percent(one.otherwise_before),
    )
