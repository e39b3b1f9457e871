"""Axes of a chart: a range, where its ticks stand and what they say; numbers, shares and days.

Ticks of numbers are the multiples of 1, 2 or 5 times a power of ten (Heckbert 1990, "Nice numbers for graph
labels", Graphics Gems, 61-63); those of days are the first days of months, thinned out.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

from standoff.reports.text.numbers import MINUS

Tick = tuple[float, str]
STEPS = (1.0, 2.0, 5.0, 10.0)
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows, from `low` to `high`, with its ticks and a title."""

    low: float
    high: float
    ticks: tuple[Tick, ...]
    title: str = ""

    def at(self, value: float, length: float) -> float:
        """Pixels from the axis's beginning; what lies outside stands at the end.

        Examples
        --------
        >>> Axis(0.0, 50.0, ()).at(10.0, 200.0)
        40.0
        """
        whole = self.high - self.low
        share = (value - self.low) / whole if whole > 0 else 0.5
        return length * min(1.0, max(0.0, share))


def number_axis(low: float, high: float, title: str = "", n_ticks: int = 6) -> Axis:
    """An axis for numbers: exactly from `low` to `high`, with ticks at round numbers between.

    Examples
    --------
    >>> [said for _, said in number_axis(-1.1, 1.1).ticks]
    ['−1.0', '−0.5', '0', '0.5', '1.0']
    """
    if not high > low:
        low, high = low - 0.5, low + 0.5
    rough = (high - low) / max(1, n_ticks)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * one for one in STEPS if power * one >= rough * 0.999), 10.0 * power)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    ticks = [(i * step, tick_text(i * step, decimals)) for i in range(first, last + 1)]
    return Axis(low, high, tuple(ticks), title)


def tick_text(value: float, decimals: int) -> str:
    """A round number on an axis; large ones in thousands and millions."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            unit = 1e3 if sign == "k" else size
            return f"{value / unit:.4g}{sign}".replace("-", MINUS)
    text = f"{value:.{decimals}f}" if decimals <= 6 else f"{value:.2g}"
    return "0" if float(text) == 0 else text.replace("-", MINUS)


def share_axis(title: str, high: float = 100.0) -> Axis:
    """An axis for shares in per cent, with room behind 100 where labels follow the bars."""
    return Axis(0.0, high, tuple((float(at), str(at)) for at in range(0, 101, 20)), title)


def in_percent(axis: Axis) -> Axis:
    """An axis of shares of one, its ticks written in per cent.

    Examples
    --------
    >>> [said for _, said in in_percent(number_axis(0.0, 0.4, n_ticks=2)).ticks]
    ['0 %', '20 %', '40 %']
    """
    ticks = tuple((at, f"{tick_text(100 * at, 0 if abs(100 * at) >= 1 else 1)} %") for at, _ in axis.ticks)
    return replace(axis, ticks=ticks)


def day_axis(first: dt.date, last: dt.date, *, until: dt.date | None = None, n_ticks: int = 7) -> Axis:
    """An axis for days: ticks at first days of months between `first` and `last`; it goes on to `until`.

    Examples
    --------
    >>> [said for _, said in day_axis(dt.date(2031, 3, 5), dt.date(2031, 9, 1), n_ticks=3).ticks]
    ['2031-05', '2031-07', '2031-09']
    """
    n_months = YEAR * (last.year - first.year) + last.month - first.month
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if n_months / s <= n_ticks), 600)
    ticks = []
    for i in range(n_months + 1):
        year, month = divmod(YEAR * first.year + first.month - 1 + i, YEAR)
        day = dt.date(year, month + 1, 1)
        whole = month % step == 0 if step < YEAR else month == 0 and year % (step // YEAR) == 0
        if day >= first and whole:
            ticks.append((float(day.toordinal()), f"{year}-{month + 1:02d}"))
    if not ticks:  # a span without a first day of a month that is taken
        ticks = [(float(first.toordinal()), first.isoformat())]
    end = last if until is None else max(last, until)
    return Axis(float(first.toordinal()), float(max(end.toordinal(), first.toordinal() + 1)), tuple(ticks))
