"""Charts of a front: a quantity over dates with its band, a panel for each history; drivers as bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import day_axis, number_axis
from standoff.reports.figures.lines import Curve, Lines, Point, Size, lines_chart
from standoff.reports.figures.plot import BAR, SAID, Look, Mark, Rows, rows_chart
from standoff.reports.text.numbers import number, plain_name
from standoff.results.run.fronts import Driver

PAST = "Past months (climatology)"
PANEL = (316, 150)
DRIVER_STEP = 22
BESIDE = 6  # the grey of what a model is set beside


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """A quantity on a date (ISO) after one history: what the line takes, and the ends of the band."""

    history: str
    kind: str
    at: str
    low: float
    mean: float
    high: float
    middle: float = 0.0


def levels_chart(name: str, title: str, caption: str, axis: str, rows: Sequence[LevelPoint]) -> Chart:
    """Means as lines and 5 to 95 % ranges as bands over dates, a panel for each history.

    Parameters
    ----------
    rows : `history` is the panel, `kind` the colour
    """
    kinds = list(dict.fromkeys(row.kind for row in rows))
    histories = list(dict.fromkeys(row.history for row in rows))
    panels = [
        Lines(history, tuple(_curve(rows, history, kind, i) for i, kind in enumerate(kinds)))
        for history in histories
    ]
    days = [dt.date.fromisoformat(row.at) for row in rows]
    low = min(0.0, min(row.low for row in rows))
    high = max(max(row.high, row.mean) for row in rows) or 1.0
    axes = (day_axis(min(days), max(days), n_ticks=5), number_axis(low, high, axis, n_ticks=5))
    named = {_colour(kind, i): kind for i, kind in enumerate(kinds)} if len(kinds) > 1 else {}
    drawn = lines_chart(title, panels, axes, Size(PANEL[0], PANEL[1], 2), named)
    return Chart(name, title, caption, drawn)


def _curve(rows: Sequence[LevelPoint], history: str, kind: str, i_kind: int) -> Curve:
    """One line of a panel, in the order of its days."""
    own = sorted((row for row in rows if (row.history, row.kind) == (history, kind)), key=lambda row: row.at)
    points = (
        Point(float(dt.date.fromisoformat(row.at).toordinal()), row.mean, row.low, row.high) for row in own
    )
    return Curve(_colour(kind, i_kind), tuple(points), dashed=kind == PAST)


def _colour(kind: str, i_kind: int) -> int:
    return BESIDE if kind == PAST else i_kind


def drivers_chart(name: str, drivers: Sequence[Driver]) -> Chart:
    """Rank correlations as bars, the largest first."""
    marks = [
        mark
        for i, one in enumerate(drivers)
        for mark in (
            Mark(i, BAR, 0.0, one.rank),
            Mark(i, SAID, one.rank, text=number(one.rank), before=one.rank < 0),
        )
    ]
    panel = Rows("", tuple(plain_name(one.parameter) for one in drivers), tuple(marks))
    title = "What the chance of a breakthrough depends on"
    axis = number_axis(-1.15, 1.15, "Rank correlation (Spearman)")
    drawn = rows_chart(title, [panel], axis, Look(step=DRIVER_STEP, guides=(0.0,)))
    caption = (
        "Rank correlation over draws of each uncertain number with the chance of a breakthrough by the "
        "horizon, in the first of the histories: 1 or -1 is complete, 0 is none. The ten largest."
    )
    return Chart(name, title, caption, drawn)
