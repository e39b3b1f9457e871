"""Charts of lines drawn as SVG by the page itself: a quantity over days or numbers, with its band.

Panels share both axes and stand side by side; a key above names the lines. See `figures.plot` for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.axes import Axis
from standoff.reports.figures.plot import (
    EDGE,
    GAP_X,
    LETTERS,
    NO_KEY,
    PANEL_ROOM,
    TITLE_ROOM,
    Key,
    axis_room,
    colour_class,
    heading,
    legend,
    x_axis,
)
from standoff.reports.figures.svg import figure, shorten, tag, text_width

GAP_Y = 12.0


@dataclass(frozen=True, slots=True)
class Point:
    """Where a line is: its place, the line's height, and the ends of its band (equal where there is none)."""

    x: float
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: the number of its colour, its points from left to right; dashed for what it is set beside."""

    series: int
    points: tuple[Point, ...]
    dashed: bool = False
    stepped: bool = False
    said: str = ""  # at its end


@dataclass(frozen=True, slots=True)
class Lines:
    """One panel: its heading, its lines, and its own axis where panels do not share one."""

    heading: str
    curves: tuple[Curve, ...]
    x: Axis | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a panel's plot, panels beside each other, room at the right for what lines say."""

    width: float = 316.0
    height: float = 150.0
    columns: int = 2
    room: float = 0.0


def lines_chart(
    title: str, panels: Sequence[Lines], axes: tuple[Axis, Axis], size: Size, series: Key = NO_KEY
) -> Markup:
    """Panels of lines.

    Parameters
    ----------
    axes : of x and y, of all panels
    series : the key

    Examples
    --------
    >>> from standoff.reports.figures.axes import number_axis
    >>> panel = Lines("", (Curve(0, (Point(0, 1, 0, 2), Point(1, 2, 1, 3))),))
    >>> axes = (number_axis(0, 1), number_axis(0, 3))
    >>> str(lines_chart("A quantity", [panel], axes, Size(columns=1))).count("<path")
    4
    """
    x, y = axes
    label = max((text_width(said, LETTERS) for _, said in y.ticks), default=0.0) + 8 + (16 if y.title else 0)
    wide = label + size.width + size.room
    columns = max(1, min(size.columns, len(panels)))
    whole = 2 * EDGE + columns * wide + GAP_X * (columns - 1) + 10
    key, top = legend(series, EDGE, TITLE_ROOM, whole, shaped=False, lines=True)
    parts = [heading(title), *key]
    headed = PANEL_ROOM if any(panel.heading for panel in panels) else 6.0
    deep = headed + size.height + max(axis_room(panel.x or x) for panel in panels) + GAP_Y
    for i, panel in enumerate(panels):
        row, column = divmod(i, columns)
        corner = (EDGE + label + column * (wide + GAP_X), top + 4 + row * deep)
        if panel.heading:
            said = shorten(panel.heading, wide - 2, LETTERS, bold=True)
            parts.append(
                tag("text", said, x=corner[0] - label, y=corner[1] + 12, font_weight=700, class_="c-ink")
            )
        parts.append(_panel(panel, (panel.x or x, y), size, (corner[0], corner[1] + headed), label))
    n_rows = -(-len(panels) // columns)
    return figure(*parts, size=(whole, top + 4 + n_rows * deep), title=title, class_="plot")


def _panel(
    panel: Lines, axes: tuple[Axis, Axis], size: Size, corner: tuple[float, float], label: float
) -> Markup:
    (x, y), (left, top) = axes, corner
    bottom = top + size.height
    grid = "".join(f"M{left:.1f} {bottom - y.at(at, size.height):.1f}h{size.width:.1f}" for at, _ in y.ticks)
    parts = [tag("path", d=grid, class_="c-grid")]
    for at, said in y.ticks:
        place = bottom - y.at(at, size.height) + 3.8
        parts.append(tag("text", said, x=left - 6, y=place, text_anchor="end", class_="c-soft"))
    if y.title:
        turned = f"translate({left - label + 11:.1f} {top + size.height / 2:.1f}) rotate(-90)"
        said = shorten(y.title, size.height + PANEL_ROOM, LETTERS)
        parts.append(tag("text", said, transform=turned, text_anchor="middle", class_="c-soft"))
    for curve in panel.curves:
        parts += _curve(curve, axes, size, (left, bottom))
    parts += _ends(panel.curves, axes, size, (left, bottom))
    parts += x_axis(x, left, bottom, size.width)
    return tag("g", *parts)


def _curve(curve: Curve, axes: tuple[Axis, Axis], size: Size, corner: tuple[float, float]) -> list[Markup]:
    x, y = axes
    left, bottom = corner

    def place(at: float, value: float) -> str:
        return f"{left + x.at(at, size.width):.1f} {bottom - y.at(value, size.height):.1f}"

    parts, colour = [], colour_class(curve.series)
    if any(point.low < point.high for point in curve.points):
        there = [place(point.x, point.high) for point in curve.points]
        back = [place(point.x, point.low) for point in reversed(curve.points)]
        parts.append(tag("path", d=f"M{'L'.join([*there, *back])}z", class_=f"{colour} c-band"))
    line = f"M{'L'.join(place(point.x, point.middle) for point in curve.points)}"
    if curve.stepped:
        line = f"M{place(curve.points[0].x, curve.points[0].middle)}" + "".join(
            f"H{left + x.at(p.x, size.width):.1f}V{bottom - y.at(p.middle, size.height):.1f}"
            for p in curve.points[1:]
        )
    parts.append(tag("path", d=line, class_=f"{colour} c-line{' c-dash' if curve.dashed else ''}"))
    return parts


def _ends(
    curves: Sequence[Curve], axes: tuple[Axis, Axis], size: Size, corner: tuple[float, float]
) -> list[Markup]:
    """What lines say at their ends, the upper ones first and none over another."""
    (x, y), (left, bottom) = axes, corner
    told = [curve for curve in curves if curve.said and curve.points]
    told.sort(key=lambda curve: -curve.points[-1].middle)
    parts, free = [], -1e9
    for i, curve in enumerate(told):
        end = curve.points[-1]
        wanted = bottom - y.at(end.middle, size.height) + 3.8
        most = bottom + 3.8 - 10.0 * (len(told) - 1 - i)  # the others need room below
        free = min(max(wanted, free + 10.0), max(most, free + 10.0))
        place = {"x": left + x.at(end.x, size.width) + 5, "y": free}
        parts.append(tag("text", curve.said, class_="c-ink", **place))
    return parts
