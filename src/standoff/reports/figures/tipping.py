"""Charts of tipping points: how far each choice is from flipping, and a map of two numbers with draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.reports.figures.altair_svg import (
    INK,
    READING_COLOURS,
    Chart,
    Row,
    Rows,
    data_of,
    heading,
    numbers_in,
    svg,
)
from standoff.reports.figures.axes import number_axis
from standoff.reports.figures.plot import BAR, SAID, Look, Mark, long_chart
from standoff.reports.figures.plot import Rows as Panel
from standoff.reports.text.numbers import number, plain_name
from standoff.results.findings.tipping import NearestInPair, PairContour, PlaceTipping

if TYPE_CHECKING:
    import altair as alt

Axis = TypeVar("Axis", bound="alt.X | alt.Y")
STEP = 34.0
WIDTH = 520.0
OTHER_KIND = 5  # its colour
MAP = (430, 300)
DRAWN = 250  # draws on a map: enough to see the cloud
DAY = 86_400_000.0  # milliseconds
EDGE = 0.01  # the map shows all but this share of draws at each end
KINDS = ("one number alone", "all numbers together")


@dataclass(frozen=True, slots=True)
class Bar:
    """The distance from the base point to a flip of one choice, with its label."""

    what: str
    kind: str
    distance: float
    shown: str


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a map in the units of its chart: (x, y, ray), and the base point."""

    points: tuple[tuple[float, float, int], ...]
    n_rays: int
    base: tuple[float, float]


def distance_chart(name: str, title: str, rows: list[Bar], reach: float) -> Chart:
    """Distances to the nearest flip as bars, two a choice."""
    order = list(dict.fromkeys(row.what for row in rows))
    marks = []
    for row in rows:
        place, lane = order.index(row.what), KINDS.index(row.kind)
        series = OTHER_KIND * lane
        marks.append(Mark(place, BAR, 0.0, row.distance, series=series, lane=lane, depth=11))
        marks.append(Mark(place, SAID, row.distance, lane=lane, text=row.shown))
    axis = number_axis(0.0, reach * 1.5, "Prior standard deviations from the middle")
    axis = replace(axis, ticks=tuple((at, said) for at, said in axis.ticks if at <= reach))
    look = Look(WIDTH, STEP, len(KINDS), shaped=False)
    key = {0: KINDS[0], OTHER_KIND: KINDS[1]}
    drawn = long_chart(title, Panel("", tuple(order), tuple(marks)), axis, look, key)
    caption = (
        "How far from the middle of their ranges numbers must be for another option to be best, and which. A "
        "short bar: the choice hangs on little. 1 standard deviation is passed by one draw in six on that "
        "side, 2 by one in forty. A choice without a bar does not flip within 3."
    )
    return Chart(name, title, caption, drawn)


def map_chart(
    name: str, place: PlaceTipping, pair: PairContour, nearest: NearestInPair, dated: frozenset[str]
) -> Chart:
    """The line at which a choice flips in two numbers, over the draws, coloured by their best option.

    nearest : the line's nearest point to the base point
    dated : parameters whose values are days since 1970
    """
    import altair as alt

    first, second = pair.parameters
    whole = _in_time(pair, dated)
    rows = _cloud(place, pair, dated)
    low_high = [_range(numbers_in(rows, axis), whole.base[i]) for i, axis in enumerate("xy")]
    line = [p for p in _line(whole) if _inside(p, low_high)]
    names = [plain_name(o.option) for o in place.options]
    title = f"{plain_name(place.move).capitalize()}: {plain_name(first)} and {plain_name(second)}"
    x = _scaled(alt.X("x:T" if first in dated else "x:Q", title=plain_name(first)), low_high[0])
    y = _scaled(alt.Y("y:T" if second in dated else "y:Q", title=plain_name(second)), low_high[1])
    colours = alt.Scale(domain=names, range=list(READING_COLOURS[: len(names)]))
    cloud: Any = alt.Chart(data_of(rows)).mark_circle(size=18, opacity=0.6, clip=True)
    cloud = cloud.encode(
        x=x, y=y, color=alt.Color("best:N", scale=colours, legend=alt.Legend(title="Best in the draw"))
    )
    edge: Any = alt.Chart(data_of(line)).mark_line(color=INK, strokeWidth=2, clip=True)
    edge = edge.encode(x=x, y=y, order="order:Q", detail="piece:N")
    spots = [{"x": whole.base[0], "y": whole.base[1], "mark": "+"}]
    middle: Any = alt.Chart(data_of(spots)).mark_text(fontSize=22, fontWeight="bold", color=INK)
    middle = middle.encode(x=x, y=y, text="mark:N")
    drawn: Any = alt.layer(cloud, edge, middle).properties(width=MAP[0], height=MAP[1], title=heading(title))
    caption = (
        f"Each dot is a draw, coloured by the option that is best in it. Beyond the line “"
        f"{plain_name(nearest.to)}” is best if all other numbers stand in the middle (+); the "
        "nearest point "
        f"of the line is {number(nearest.distance)} standard deviations away. Dots of another "
        "colour on this "
        "side of it are due to the other numbers. "
        f"{min(DRAWN, len(place.cloud.best))} draws, without the outermost; the line as far "
        "as 3 standard deviations."
    )
    return Chart(name, title, caption, svg(name, title, drawn))


def _scaled(channel: Axis, domain: list[float]) -> Axis:
    """The channel with its range, on a calendar where it is a date."""
    import altair as alt

    made: Any = channel  # its methods are not annotated in the library
    if made.shorthand.endswith(":T"):
        dated: Axis = made.scale(alt.Scale(type="utc", domain=domain, nice=False)).axis(
            format="%d %b %y", tickCount=5
        )
        return dated
    plain: Axis = made.scale(alt.Scale(domain=domain, nice=False))
    return plain


def _in_time(pair: PairContour, dated: frozenset[str]) -> Line:
    """The line and the middle with days as the milliseconds that charts take for dates."""
    by = [DAY if name in dated else 1.0 for name in pair.parameters]
    points = tuple((by[0] * x, by[1] * y, ray) for x, y, ray in pair.contour)
    return Line(points, pair.n_rays, (by[0] * pair.base[0], by[1] * pair.base[1]))


def _cloud(place: PlaceTipping, pair: PairContour, dated: frozenset[str]) -> Rows:
    x, y = (
        [DAY * v if name in dated else v for v in place.cloud.parameters[name][:DRAWN]]
        for name in pair.parameters
    )
    names = [plain_name(o.option) for o in place.options]
    best = place.cloud.best[:DRAWN]
    return [{"x": a, "y": b, "best": names[k]} for a, b, k in zip(x, y, best, strict=True)]


def _range(values: list[float], base: float) -> list[float]:
    ordered = sorted(values)
    cut = int(EDGE * len(ordered))
    low, high = ordered[cut], ordered[len(ordered) - 1 - cut]
    low, high = min(low, base), max(high, base)
    room = 0.03 * (high - low) or 1.0
    return [float(f"{low - room:.9g}"), float(f"{high + room:.9g}")]


def _line(whole: Line) -> Rows:
    """The points of the line in the order of their directions, in pieces where directions are missing."""
    points, n_rays = whole.points, whole.n_rays
    rays = [p[2] for p in points]
    gap = next((i for i in range(len(rays)) if (rays[i] - rays[i - 1]) % n_rays > 1), 0)
    ordered = points[gap:] + points[:gap]
    rows: Rows = []
    piece = 0
    for i, (x, y, ray) in enumerate(ordered):
        if i and (ray - ordered[i - 1][2]) % n_rays > 1:
            piece += 1
        rows.append({"x": float(f"{x:.9g}"), "y": float(f"{y:.9g}"), "order": i, "piece": piece})
    return rows


def _inside(point: Row, low_high: list[list[float]]) -> bool:
    """Whether a point is near enough to the map to be drawn (the rest is clipped)."""
    for axis, (low, high) in zip("xy", low_high, strict=True):
        room = 3 * (high - low)
        at = point[axis]
        if not isinstance(at, int | float) or not low - room <= at <= high + room:
            return False
    return True
