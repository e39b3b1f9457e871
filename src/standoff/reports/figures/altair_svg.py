"""Charts by Vega-Altair, rendered to inline SVG without a browser, in the page's fonts and colours.

`svg` makes the result fit to stand in a page with others: ids are prefixed with the chart's name,
a title for screen readers takes the place of the renderer's labels (which tell dates in the
machine's time zone), the white background goes, and coordinates are rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from standoff.reports.figures.svg import FONT

if TYPE_CHECKING:
    import altair as alt

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


def theme() -> dict[str, Any]:
    """The look of all charts."""
    label = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": SOFT}
    axis = label | {
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


def data_of(rows: list[dict[str, Any]]) -> Any:
    """Rows as a chart's inline data."""
    import altair as alt

    make: Any = alt.Data  # not annotated in the library
    return make(values=rows)


def heading(title: str) -> Any:
    """A chart's title, set like the page's small headings."""
    import altair as alt

    return alt.TitleParams(title, anchor="start", fontSize=13, color=INK, offset=8)


def svg(name: str, title: str, chart: alt.Chart | alt.LayerChart) -> Markup:
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
