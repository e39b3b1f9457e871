"""Charts of rows drawn as SVG by the page itself: bars, ranges, marks and labels over one axis.

A row has a name at its left and marks in lanes; panels with the same axis stand side by side. Colours are
classes (`s0` to `s6`), so that the style sheet gives them another ink on a dark page, and a description
does not repeat them for each mark. Why not by the drawing library: docs/design/025.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from standoff.reports.figures.axes import Axis
from standoff.reports.figures.svg import figure, shorten, tag, text_width

LETTERS, HEAD = 11.0, 13.0
MOST_LABEL, LABEL_GAP = 330.0, 8.0
TITLE_ROOM, LEGEND_ROOM, PANEL_ROOM, AXIS_ROOM, AXIS_TITLE = 24.0, 20.0, 20.0, 18.0, 16.0
GAP_X, GAP_Y, EDGE = 34.0, 14.0, 4.0
MOST_HIGH = 760.0  # of the rows of a drawing: it has to stay whole on a printed page
ENDINGS = 10  # numbers of series from here on are colours of endings, the last one the grey of the rest
BAR, RULE, DOT, SAID = "bar", "rule", "dot", "said"
# around (0, 0), as wide as a circle of radius 3.7
SHAPES = (
    "M-3.7 0a3.7 3.7 0 1 0 7.4 0a3.7 3.7 0 1 0-7.4 0z",
    "M-3.4-3.4h6.8v6.8h-6.8z",
    "M0-4.4L4.6 3.6h-9.2z",
    "M0-5L5 0 0 5-5 0z",
    "M-1.5-4.4h3v2.9h2.9v3h-2.9v2.9h-3v-2.9h-2.9v-3h2.9z",
    "M0 4.4L4.6-3.6h-9.2z",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a line from `low` to `high`, a point at `low`, or words behind it.

    series : number of the colour, and of a point's shape; lane : which of the row's lanes
    depth : height of a bar; soft : in a lighter tint; before : words end at `low` in place of beginning there
    shape : of a point, where it is not its series'
    """

    row: int
    kind: str
    low: float
    high: float = 0.0
    series: int = 0
    lane: int = 0
    text: str = ""
    depth: float = 12.0
    soft: bool = False
    before: bool = False
    shape: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """One panel: its heading (none where it is empty), the names of its rows, what is drawn in them."""

    heading: str
    names: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart of rows is set: width of a panel's plot, height of a row, lanes of a row, panels beside.

    guides : places of dashed lines through every panel; rows_ruled : whether a thin line marks each row
    shaped : whether points differ in shape as in colour; label : width of the names, at least
    """

    width: float = 520.0
    step: float = 20.0
    n_lanes: int = 1
    columns: int = 1
    guides: tuple[float, ...] = ()
    rows_ruled: bool = False
    shaped: bool = True
    label: float = 0.0


Key = Mapping[int, str]  # number of a series and its name; empty where there is but one
NO_KEY: Key = {}


def long_chart(title: str, panel: Rows, axis: Axis, look: Look, series: Key = NO_KEY) -> Markup:
    """One panel of rows, in as many drawings as a printed page needs to hold each."""
    most = max(1, int(MOST_HIGH / look.step))
    n_rows = len(panel.names)
    n_parts = -(-n_rows // most)
    if n_parts <= 1:
        return rows_chart(title, [panel], axis, look, series)
    size = -(-n_rows // n_parts)
    wanted = max(text_width(name, LETTERS) for name in panel.names)
    look = replace(look, label=min(MOST_LABEL, wanted))
    drawn = []
    for first in range(0, n_rows, size):
        marks = [m for m in panel.marks if first <= m.row < first + size]
        part = Rows(
            "", panel.names[first : first + size], tuple(replace(m, row=m.row - first) for m in marks)
        )
        drawn.append(rows_chart(f"{title}, from “{part.names[0]}” on", [part], axis, look, series))
    return Markup("\n").join(drawn)


def rows_chart(title: str, panels: Sequence[Rows], axis: Axis, look: Look, series: Key = NO_KEY) -> Markup:
    """Panels of rows over one axis.

    Parameters
    ----------
    title : stands above, and is what a screen reader says
    series : the key

    Examples
    --------
    >>> from standoff.reports.figures.axes import share_axis
    >>> panel = Rows("", ("war", "peace"), (Mark(0, BAR, 0, 40), Mark(1, BAR, 0, 60)))
    >>> str(rows_chart("How it ends", [panel], share_axis("Share (%)"), Look())).count('class="s0"')
    2
    """
    wanted = max((text_width(name, LETTERS) for panel in panels for name in panel.names), default=0.0)
    label = max(look.label, min(MOST_LABEL, wanted)) + LABEL_GAP
    wide = label + look.width
    columns = min(look.columns, len(panels))
    whole = columns * wide + GAP_X * (columns - 1) + 2 * EDGE + 14
    parts = [heading(title)]
    key, y = legend(series, EDGE, TITLE_ROOM, whole, shaped=look.shaped)
    parts += key
    y += 4
    for row in _rows(panels, columns):
        bottom = y
        for i, panel in enumerate(row):
            drawn, end = _panel(panel, axis, look, (EDGE + label + i * (wide + GAP_X), y), label)
            parts += drawn
            bottom = max(bottom, end)
        y = bottom + GAP_Y
    return figure(*parts, size=(whole, y - GAP_Y + 4), title=title, class_="plot")


def _rows(panels: Sequence[Rows], columns: int) -> list[Sequence[Rows]]:
    return [panels[i : i + columns] for i in range(0, len(panels), columns)]


def colour_class(series: int) -> str:
    """The class of a series: its own colour, or, from `ENDINGS` on, that of an ending.

    Examples
    --------
    >>> colour_class(2), colour_class(ENDINGS + 7)
    ('s2', 'e7')
    """
    return f"s{series % 7}" if series < ENDINGS else f"e{(series - ENDINGS) % 8}"


def heading(title: str) -> Markup:
    """A chart's title, set like the page's small headings."""
    return tag("text", title, x=EDGE, y=14.0, font_size=HEAD, font_weight=700, class_="c-ink")


def legend(
    series: Key, left: float, y: float, room: float, *, shaped: bool, lines: bool = False
) -> tuple[list[Markup], float]:
    """The key over a chart, in as many lines as it needs; and where it ends."""
    if not series:
        return [], y
    parts: list[Markup] = []
    x = left
    y += 12
    for i, name in series.items():
        said = shorten(name, room - 24, LETTERS)
        wide = 16 + text_width(said, LETTERS) + 14
        if x > left and x + wide > room:
            x, y = left, y + 16
        if lines:
            parts.append(tag("line", x1=x, x2=x + 12, y1=y - 4, y2=y - 4, class_=f"{colour_class(i)} c-line"))
        else:
            parts.append(_dot(i, x + 6, y - 4, shaped=shaped))
        parts.append(tag("text", said, x=x + 16, y=y, class_="c-ink"))
        x += wide
    return parts, y + 6


def _panel(
    panel: Rows, axis: Axis, look: Look, corner: tuple[float, float], label: float
) -> tuple[list[Markup], float]:
    """A panel's drawing, and the height at which it ends."""
    left, y = corner
    parts: list[Markup] = []
    if panel.heading:
        said = shorten(panel.heading, label + look.width, LETTERS, bold=True)
        parts.append(tag("text", said, x=left - label, y=y + 12, font_weight=700, class_="c-ink"))
        y += PANEL_ROOM
    deep = look.step * len(panel.names)
    grid = "".join(f"M{_at(axis, at, left, look)} {y:.1f}v{deep:.1f}" for at, _ in axis.ticks)
    if look.rows_ruled:
        grid += "".join(
            f"M{left:.1f} {y + look.step * (i + 0.5):.1f}h{look.width:.1f}" for i in range(len(panel.names))
        )
    parts.append(tag("path", d=grid, class_="c-grid"))
    if look.guides:
        ways = "".join(f"M{_at(axis, at, left, look)} {y:.1f}v{deep:.1f}" for at in look.guides)
        parts.append(tag("path", d=ways, class_="c-guide"))
    for i, name in enumerate(panel.names):
        said = shorten(name, label - LABEL_GAP, LETTERS)
        middle = y + look.step * (i + 0.5) + 3.8
        parts.append(tag("text", said, x=left - LABEL_GAP, y=middle, text_anchor="end", class_="c-ink"))
    parts += [_mark(mark, axis, look, (left, y)) for mark in panel.marks]
    return parts + x_axis(axis, left, y + deep, look.width), y + deep + axis_room(axis)


def axis_room(axis: Axis) -> float:
    """How high the labels below a panel are."""
    return AXIS_ROOM + (AXIS_TITLE if axis.title else 0.0)


def x_axis(axis: Axis, left: float, y: float, width: float) -> list[Markup]:
    """The line, the labels of the ticks that have room, and the title."""
    parts = [tag("path", d=f"M{left:.1f} {y:.1f}h{width:.1f}", class_="c-axis")]
    free = -1e9
    for at, said in axis.ticks:
        half = text_width(said, LETTERS) / 2
        x = left + axis.at(at, width)
        if said and x - half >= free + 6:
            parts.append(tag("text", said, x=x, y=y + 14, text_anchor="middle", class_="c-soft"))
            free = x + half
    if axis.title:
        middle = left + width / 2
        parts.append(tag("text", axis.title, x=middle, y=y + 30, text_anchor="middle", class_="c-soft"))
    return parts


def _at(axis: Axis, value: float, left: float, look: Look) -> str:
    return f"{left + axis.at(value, look.width):.1f}"


def _mark(mark: Mark, axis: Axis, look: Look, corner: tuple[float, float]) -> Markup:
    left, top = corner
    lane = look.step / look.n_lanes
    y = top + look.step * mark.row + lane * (mark.lane + 0.5)
    if look.n_lanes > 1:  # lanes keep together, rows apart
        y = top + look.step * (mark.row + 0.5) + 0.78 * lane * (mark.lane + 0.5 - look.n_lanes / 2)
    first = left + axis.at(mark.low, look.width)
    colour = f"{colour_class(mark.series)}{' c-tint' if mark.soft else ''}"
    if mark.kind == DOT:
        return _dot(mark.series, first, y, shaped=look.shaped, shape=mark.shape)
    if mark.kind == SAID:
        x, anchor = (first - 5, "end") if mark.before else (first + 5, None)
        return tag("text", mark.text, x=x, y=y + 3.8, text_anchor=anchor, class_="c-ink")
    last = left + axis.at(mark.high, look.width)
    if mark.kind == RULE:
        return tag("line", x1=first, x2=max(last, first + 0.5), y1=y, y2=y, class_=f"{colour} c-rule")
    first, last = min(first, last), max(first, last)
    box = {"x": first, "y": y - mark.depth / 2, "width": max(last - first, 0.5), "height": mark.depth}
    return tag("rect", class_=colour, **box)


def _dot(series: int, x: float, y: float, *, shaped: bool, shape: int | None = None) -> Markup:
    which = series if shape is None else shape
    drawn = SHAPES[which % len(SHAPES)] if shaped or shape is not None else SHAPES[0]
    return tag("path", d=drawn, transform=f"translate({x:.1f} {y:.1f})", class_=colour_class(series))
