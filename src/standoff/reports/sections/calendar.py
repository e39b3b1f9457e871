"""The calendar: when each dated move can be made, and the chance of each dated event by date.

A move has a window (or a day); the model says how likely each option is, not on which day of the
window it comes. `By date` tables therefore count a window's chance as spread evenly over its days,
and say so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import day_axis
from standoff.reports.figures.plot import BAR, LETTERS, SAID, Look, Mark, Rows, long_chart
from standoff.reports.figures.svg import shorten
from standoff.reports.text.numbers import day, percent, percent_range, plain_name, points
from standoff.results.run.details import DatedMove
from standoff.results.run.folder import RunFiles

MOST_MONTHS = 12
DECISION, BY_CHANCE = 0, 5  # numbers of colours
SAID_ROOM = 330.0  # pixels for what stands behind a bar
LEAST = 0.005  # options less likely than this are left off the chart's labels


@dataclass(frozen=True, slots=True)
class OptionRow:
    option: str
    probability: str
    error: str
    spread: str
    by_date: tuple[str, ...]
    shade: tuple[int, ...]  # 0 to 9, for the cell's tint


@dataclass(frozen=True, slots=True)
class DatedRow:
    """One dated move: its window in words, who makes it, and its options."""

    title: str
    mover: str
    window: str
    unverified: bool
    options: tuple[OptionRow, ...]


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """One reading's calendar."""

    chart: Chart
    dates: tuple[str, ...]
    rows: tuple[DatedRow, ...]


def calendar_part(files: RunFiles, reading: str) -> CalendarPart | None:
    """The calendar under one reading, None when nothing is dated."""
    dated = sorted(files.details[reading].calendar, key=lambda m: (_start(files, m), m.end, m.move))
    if not dated:
        return None
    ends = month_ends(min(_start(files, m) for m in dated), max(m.end for m in dated))
    rows = tuple(_row(files, move, ends) for move in dated)
    return CalendarPart(_chart(files, reading, dated), tuple(day(end) for end in ends), rows)


def month_ends(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Last days of months from `first` on that cover `last`, thinned out to a dozen."""
    ends: list[dt.date] = []
    year, month = first.year, first.month
    while not ends or ends[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        ends.append(dt.date(year, month, 1) - dt.timedelta(days=1))
    step = -(-len(ends) // MOST_MONTHS)
    return tuple(ends[::-1][::step][::-1])


def share_by(date: dt.date, start: dt.date, end: dt.date) -> float:
    """The part of a window (both ends within) that lies on or before `date`.

    Examples
    --------
    >>> share_by(dt.date(2031, 6, 30), dt.date(2031, 6, 1), dt.date(2031, 7, 30))
    0.5
    """
    if date >= end:
        return 1.0
    if date < start:
        return 0.0
    return ((date - start).days + 1) / ((end - start).days + 1)


def _start(files: RunFiles, move: DatedMove) -> dt.date:
    if move.start is not None:
        return min(move.start, move.end)
    return move.end if move.kind == "on" else min(files.summary.as_of, move.end)


def _title(files: RunFiles, move: DatedMove) -> str:
    said = files.words.moves.get(move.move)
    return move.title or (said.title if said else "") or plain_name(move.move)


def _mover(files: RunFiles, move: DatedMove) -> str:
    if move.actor is None:
        return "chance"
    said = files.words.actors.get(move.actor)
    return (said.title if said else "") or plain_name(move.actor)


def _window(move: DatedMove) -> str:
    if move.kind == "on" or move.start == move.end:
        text = f"on {day(move.end)}"
    elif move.start is None:
        text = f"by {day(move.end)}"
    else:
        text = f"{day(move.start)} to {day(move.end)}"
    for name, ends in (("start", move.start_range), ("end", move.end_range)):
        if ends:
            text += f"; {name} uncertain, {day(ends[0])} to {day(ends[1])} (5 to 95 %)"
    return text


def _row(files: RunFiles, move: DatedMove, ends: tuple[dt.date, ...]) -> DatedRow:
    start = _start(files, move)
    options = []
    for option in move.options:
        chances = [(option.probability or 0.0) * share_by(end, start, move.end) for end in ends]
        options.append(
            OptionRow(
                plain_name(option.option),
                percent(option.probability, 1),
                points(option.mc_error),
                percent_range(option.q05, option.q95),
                tuple(percent(chance) for chance in chances),
                tuple(min(9, int(10 * max(0.0, chance))) for chance in chances),
            )
        )
    return DatedRow(_title(files, move), _mover(files, move), _window(move), move.unverified, tuple(options))


def _chart(files: RunFiles, reading: str, dated: list[DatedMove]) -> Chart:
    """Windows as bars, options with their chance written after them."""
    title = f"Calendar of dated moves: {files.reading_title(reading)}"
    spans = [_span(files, move) for move in dated]
    last = max([files.summary.horizon, *(span[3] for span in spans)])
    first = min([files.summary.as_of, *(span[0] for span in spans)])
    days = max(30, (last - first).days)
    room = last + dt.timedelta(days=min((dt.date.max - last).days, int(0.6 * days)))
    marks = []
    for i, (move, span) in enumerate(zip(dated, spans, strict=True)):
        early, start, end, late = (float(one.toordinal()) for one in span)
        by = DECISION if move.actor is not None else BY_CHANCE
        marks.append(Mark(i, BAR, start, end + 1, series=by, depth=11))
        if early < start or late > end:
            marks.append(Mark(i, BAR, early, late + 1, series=by, depth=3))
        marks.append(Mark(i, SAID, late + 1, text=shorten(_said(move), SAID_ROOM, LETTERS)))
    names = tuple(f"{_title(files, move)}{' (unverified)' if move.unverified else ''}" for move in dated)
    guides = (float(files.summary.as_of.toordinal()), float(files.summary.horizon.toordinal()))
    axis = day_axis(first, last, until=room)
    look = Look(width=700.0, step=22.0, guides=guides, shaped=False)
    key = {DECISION: "decision", BY_CHANCE: "chance"}
    drawn = long_chart(title, Rows("", names, tuple(marks)), axis, look, key)
    caption = (
        "Thick bars are the windows in which a move can be made (at the median where a date is itself "
        "uncertain, with the 5 to 95 % range of the ends as thin bars); the dashed lines are the as-of date "
        "and the horizon. After each bar: the chance of each option."
    )
    return Chart(f"calendar-{files.readings.index(reading)}", title, caption, drawn)


def _span(files: RunFiles, move: DatedMove) -> tuple[dt.date, dt.date, dt.date, dt.date]:
    """A window and, around it, the 5 to 95 % range of its ends: earliest, start, end, latest."""
    start, end = _start(files, move), move.end
    early = min(start, move.start_range[0]) if move.start_range else start
    late = max(end, move.end_range[1]) if move.end_range else end
    return early, start, end, late


def _said(move: DatedMove) -> str:
    """The chance of each option, the likeliest first."""
    likely = [(o.probability, o.option) for o in move.options if o.probability and o.probability >= LEAST]
    shown = sorted(likely, key=lambda item: (-item[0], item[1]))
    said = ", ".join(f"{plain_name(option)} {percent(chance)}" for chance, option in shown) or "not made"
    return said + (" – unverified" if move.unverified else "")
