"""The calendar: when each dated move can be made, and the chance of each dated event by date.

A move has a window (or a day); the model says how likely each option is, not on which day of the
window it comes. `By date` tables therefore count a window's chance as spread evenly over its days,
and say so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from standoff.reports.figures.altair_svg import BAR, INK, SOFT, Chart, Row, data_of, distinct, heading, svg
from standoff.reports.text.numbers import day, percent, percent_range, plain_name, points
from standoff.results.details import DatedMove
from standoff.results.folder import RunFiles

MOST_MONTHS = 12
CHANCE_COLOUR, DECISION_COLOUR = "#E69F00", BAR
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
    import altair as alt

    rows = [_bar(files, move, i) for i, move in enumerate(dated)]
    title = f"Calendar of dated moves: {files.reading_title(reading)}"
    last = max([files.summary.horizon.isoformat(), *distinct(rows, "late")])
    first = min([files.summary.as_of.isoformat(), *distinct(rows, "early")])
    days = max(30, (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days)
    left = (dt.date.max - dt.date.fromisoformat(last)).days  # an uncertain date can lie far off
    room = dt.date.fromisoformat(last) + dt.timedelta(days=min(left, int(0.45 * days)))
    x = alt.X(
        "start:T",
        title="Date (day, UTC)",
        scale=alt.Scale(type="utc", domain=[first, room.isoformat()], nice=False),
        axis=alt.Axis(
            format="%b %Y", values=_month_starts(first, last), labelOverlap="greedy", labelSeparation=8
        ),
    )
    y = alt.Y(
        "row:N",
        sort=distinct(rows, "row"),
        title=None,
        axis=alt.Axis(labelLimit=330, domain=False, ticks=False),
    )
    colour = alt.Color(
        "mover:N",
        scale=alt.Scale(domain=["decision", "chance"], range=[DECISION_COLOUR, CHANCE_COLOUR]),
        legend=alt.Legend(title="Made by", orient="top"),
    )
    base = alt.Chart(data_of(rows))
    marks = [{"d": date.isoformat()} for date in (files.summary.as_of, files.summary.horizon)]
    drawn = (
        base.mark_bar(height=11).encode(x=x, x2="end:T", y=y, color=colour)
        + base.mark_bar(height=3).encode(x="early:T", x2="late:T", y=y, color=colour)
        + base.mark_text(align="left", dx=6, limit=330, fontSize=10.5, color=INK).encode(
            x="late:T", y=y, text="said:N"
        )
        + alt.Chart(data_of(marks)).mark_rule(color=SOFT, strokeDash=[4, 3]).encode(x="d:T")
    ).properties(width=700, height=22 * len(rows), title=heading(title))
    caption = (
        "Thick bars are the windows in which a move can be made (at the median where a date is itself "
        "uncertain, with the 5 to 95 % range of the ends as thin bars); the dashed lines are the as-of date "
        "and the horizon. After each bar: the chance of each option."
    )
    name = f"calendar-{files.readings.index(reading)}"
    return Chart(name, title, caption, svg(name, title, drawn))


def _month_starts(first: str, last: str) -> list[str]:
    """First days of months inside the span, thinned out: where the axis has its ticks."""
    low, high = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    starts = [end + dt.timedelta(days=1) for end in month_ends(low, high)]
    return [start.isoformat() for start in (low.replace(day=1), *starts) if low <= start <= high]


def _bar(files: RunFiles, move: DatedMove, i: int) -> Row:
    start, end = _start(files, move), move.end
    early = min(start, move.start_range[0]) if move.start_range else start
    late = max(end, move.end_range[1]) if move.end_range else end
    likely = [(o.probability, o.option) for o in move.options if o.probability and o.probability >= LEAST]
    shown = sorted(likely, key=lambda item: (-item[0], item[1]))
    said = ", ".join(f"{plain_name(option)} {percent(chance)}" for chance, option in shown) or "not made"
    mark = " (unverified)" if move.unverified else ""
    return {
        "row": f"{_title(files, move)}{mark}{chr(0x200B) * i}",  # equal titles must stay two rows
        "mover": "chance" if move.actor is None else "decision",
        "start": start.isoformat(),
        "end": (end + dt.timedelta(days=1)).isoformat(),
        "early": early.isoformat(),
        "late": (late + dt.timedelta(days=1)).isoformat(),
        "said": said + (" – unverified" if move.unverified else ""),
    }
