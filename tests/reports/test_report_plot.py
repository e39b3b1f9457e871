"""Charts that the page draws itself: axes, rows and lines stand where their numbers say."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.reports.figures.axes import day_axis, number_axis
from standoff.reports.figures.plot import BAR, MOST_HIGH, Look, Mark, Rows, long_chart, rows_chart


@given(st.floats(-1e7, 1e7), st.floats(1e-6, 1e7))
def test_ticks_of_any_range_are_inside_it_few_and_differ(low: float, width: float) -> None:
    axis = number_axis(low, low + width)
    room = 1e-6 * (axis.high - axis.low)
    assert all(axis.low - room <= at <= axis.high + room for at, _ in axis.ticks)
    assert len(axis.ticks) <= 8


def test_ticks_of_everyday_ranges_are_written_apart() -> None:
    for high in (0.004, 0.3, 1.0, 7.0, 42.0, 900.0, 45_000.0, 3e6):
        said = [text for _, text in number_axis(0.0, high).ticks]
        assert len(said) == len(set(said)) >= 3


@pytest.mark.parametrize("n_days", [0, 5, 40, 400, 4000, 40000])
def test_days_have_a_tick_and_no_more_than_have_room(n_days: int) -> None:
    first = dt.date(1982, 3, 19)
    axis = day_axis(first, first + dt.timedelta(days=n_days))
    assert 1 <= len(axis.ticks) <= 8
    assert axis.low < axis.high


def test_bars_are_as_long_as_their_numbers() -> None:
    panel = Rows("", ("a", "b"), (Mark(0, BAR, 0.0, 50.0), Mark(1, BAR, 25.0, 100.0)))
    text = rows_chart("Bars", [panel], number_axis(0.0, 100.0), Look(width=200.0))
    assert re.findall(r'<rect[^>]* width="([\d.]+)"', text) == ["100", "150"]


def test_long_chart_is_parts_of_a_page_each_and_loses_no_row() -> None:
    names = tuple(f"row {i}" for i in range(90))
    panel = Rows("", names, tuple(Mark(i, BAR, 0.0, i) for i in range(90)))
    text = long_chart("Many", panel, number_axis(0.0, 90.0), Look(step=20.0))
    heights = [float(found) for found in re.findall(r'<svg[^>]* height="([\d.]+)"', text)]
    assert len(heights) == 3
    assert max(heights) < MOST_HIGH + 100
    assert [name for name in names if f">{name}</text>" not in text] == []
    assert text.count("<rect") == 90


def test_names_of_rows_are_escaped() -> None:
    panel = Rows("<i>", ("<script>",), (Mark(0, BAR, 0.0, 1.0),))
    text = rows_chart('"><b>', [panel], number_axis(0.0, 1.0), Look())
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
