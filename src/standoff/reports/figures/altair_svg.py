"""Charts by Vega-Altair, rendered to inline SVG without a browser, in the page's fonts and colours.

`svg` makes the result fit to stand in a page with others: ids are prefixed with the chart's name,
a title for screen readers takes the place of the renderer's labels (which tell dates in the
machine's time zone), the white background goes, and coordinates are rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from standoff.reports.figures.svg import FONT
from standoff.reports.text.numbers import AXIS

if TYPE_CHECKING:
    import altair as alt
    from pydantic import JsonValue

    Drawing = alt.Chart | alt.LayerChart | alt.FacetChart | alt.ConcatChart | alt.HConcatChart

Cell = str | int | float | bool | None
Row = dict[str, Cell]  # of a chart's data
Rows = list[Row]
INK = "#1b1f24"
SOFT = "#5b6470"
GRID = "#e3e6ea"
BAR = "#0072B2"
# Okabe and Ito's colours in an order in which the first ones differ most, for readings.
READING_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#E69F00")
TAG = re.compile(r"<[^<>]*>")
LONG_DECIMAL = re.compile(r"(-?\d+\.\d{3,})")
ID = re.compile(r'\bid="([^"]+)"')
REFERENCE = re.compile(r'(url\(#|href="#)([^")]+)')
SPOKEN = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
BACKGROUND = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="white"/>')


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its SVG, a title, a sentence that says what is seen."""

    name: str
    title: str
    caption: str
    svg: Markup


def theme() -> dict[str, JsonValue]:
    """The look of all charts."""
    label: dict[str, JsonValue]
    label = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": SOFT}
    axis: dict[str, JsonValue] = label | {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": "#9aa3ad",
        "tickColor": "#9aa3ad",
        "labelLimit": 330,
        "titlePadding": 8,
    }
    return {
        "background": "white",
        "font": FONT,
        "axis": axis,
        "legend": label | {"labelFontSize": 11, "titleFontSize": 11, "labelLimit": 260},
        "header": label | {"labelFontSize": 11, "labelFontWeight": "bold", "labelLimit": 330},
        "view": {"stroke": None},
        "text": {"font": FONT, "fontSize": 11, "color": INK},
    }


def data_of(rows: Sequence[Mapping[str, object]]) -> alt.Data:
    """Rows as a chart's inline data."""
    import altair as alt

    make: Callable[..., alt.Data] = alt.Data  # not annotated in the library
    return make(values=rows)


def distinct(rows: Rows, name: str) -> list[str]:
    """The values of a column as they first appear, each once.

    Examples
    --------
    >>> distinct([{"reading": "base"}, {"reading": "cheap"}, {"reading": "base"}], "reading")
    ['base', 'cheap']
    """
    return list(dict.fromkeys(str(row[name]) for row in rows))


def numbers_in(rows: Rows, name: str) -> list[float]:
    """The numbers of a column, row by row.

    Examples
    --------
    >>> numbers_in([{"low": 0.25}, {"low": 1}], "low")
    [0.25, 1.0]
    """
    return [float(value) for row in rows if isinstance(value := row[name], int | float)]


def heading(title: str) -> alt.TitleParams:
    """A chart's title, set like the page's small headings."""
    import altair as alt

    return alt.TitleParams(title, anchor="start", fontSize=13, color=INK, offset=8)


def worth_axis(channel: alt.X) -> alt.X:
    """An axis for payoffs."""
    made: Any = channel  # its methods are not annotated in the library
    with_axis: alt.X = made.axis(format=AXIS, tickCount=6)
    return with_axis


def svg(name: str, title: str, chart: Drawing) -> Markup:
    """The chart as an inline SVG element with ids of its own and a `<title>`."""
    import vl_convert

    spec = chart.to_dict()
    spec["config"] = theme()
    return fit(name, title, vl_convert.vegalite_to_svg(spec))


def fit(name: str, title: str, drawn: str) -> Markup:
    """The renderer's SVG made fit for a page with others (see the head of this file)."""
    drawn = BACKGROUND.sub("", drawn, count=1)
    drawn = SPOKEN.sub("", drawn)  # written in the machine's time zone; title and table say it all
    drawn = ID.sub(lambda m: f'id="{name}-{m[1]}"', drawn)
    drawn = REFERENCE.sub(lambda m: f"{m[1]}{name}-{m[2]}", drawn)
    drawn = TAG.sub(lambda m: LONG_DECIMAL.sub(_rounded, m[0]), drawn)  # coordinates, never what is printed
    drawn = drawn.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1)
    drawn = drawn.replace('class="marks"', 'class="chart" role="img"', 1)
    end = drawn.index(">") + 1
    return Markup(f"{drawn[:end]}<title>{escape(title)}</title>{drawn[end:]}")


def _rounded(match: re.Match[str]) -> str:
    text = f"{float(match[1]):.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
