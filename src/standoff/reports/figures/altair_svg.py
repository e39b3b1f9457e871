"""Charts by Vega-Altair, rendered to inline SVG without a browser, in the page's fonts and colours.

`svg` makes the result fit to stand in a page with others: ids are prefixed with the chart's name,
a title for screen readers takes the place of the renderer's labels (which tell dates in the
machine's time zone), the white background and what nobody sees goes, and coordinates are rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from standoff.reports.figures.renderer import Asked, drawn
from standoff.reports.figures.svg import FONT
from standoff.reports.text.numbers import AXIS

if TYPE_CHECKING:
    import altair as alt
    from pydantic import JsonValue

    Drawing = alt.Chart | alt.LayerChart | alt.FacetChart | alt.ConcatChart | alt.HConcatChart

Cell = str | int | float | bool | None
Row = dict[str, Cell]  # of a chart's data
Rows = list[Row]
MARK = "\x02"  # no text of a page holds it: `standoff.letters` replaces it
MARKED = re.compile(f"{MARK}(\\d+){MARK}")
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
# what the renderer writes and a static page does not need: invisible shapes, defaults, names of marks
UNSEEN = re.compile(r'<path(?=[^>]*class="(?:back|fore)ground")(?![^>]*(?:fill|stroke)="(?!none))[^>]*/>')
DEFAULT = re.compile(
    r' (?:pointer-events="[a-z]+"'
    r'|opacity="1"|stroke-width="1"|transform="translate\(0,0\)"|class="mark-[^"]*"'
    r'|class="(?:back|fore)ground"|font-family="[^"]*")'
)
EMPTY = re.compile(r"<g(?![^>]*\bid=)(?: [^>]*)?></g>")
BACKGROUND = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="white"/>')


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its SVG, a title, a sentence that says what is seen."""

    name: str
    title: str
    caption: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A chart of a page that is being made."""

    name: str
    title: str
    spec: dict[str, Any]


_WAITING: ContextVar[list[_Waiting] | None] = ContextVar("charts that wait to be drawn", default=None)


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
    """Rows as a chart's inline data; in a tuple, which the library does not copy at each of its steps."""
    import altair as alt

    make: Callable[..., alt.Data] = alt.Data  # not annotated in the library
    return make(values=tuple(rows))


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


def cells(row: Row, *names: str) -> tuple[str, ...]:
    """Some words of a row.

    Examples
    --------
    >>> cells({"reading": "base", "low": 0.25}, "reading")
    ('base',)
    """
    return tuple(str(row[name]) for name in names)


def levels(row: Row, *names: str) -> tuple[float, ...]:
    """Some numbers of a row.

    Examples
    --------
    >>> levels({"reading": "base", "low": 0.25, "high": 1}, "low", "high")
    (0.25, 1.0)
    """
    return tuple(float(str(row[name])) for name in names)


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
    """The chart as an inline SVG element with ids of its own and a `<title>`.

    While a page is made (`drawn_together`) a mark stands for it, and all are drawn at the end.
    """
    spec = chart.to_dict()
    spec["config"] = theme()
    waiting = _WAITING.get()
    if waiting is None:
        return _drawn([_Waiting(name, title, spec)])[0]
    waiting.append(_Waiting(name, title, spec))
    return Markup(f"{MARK}{len(waiting) - 1}{MARK}")


def drawn_together(make: Callable[[], str]) -> str:
    """The text of a page, its charts drawn by one process in the places where they belong."""
    waiting: list[_Waiting] = []
    before = _WAITING.set(waiting)
    try:
        text = make()
    finally:
        _WAITING.reset(before)
    made = _drawn(waiting) if waiting else []
    return MARKED.sub(lambda found: str(made[int(found[1])]), text)


def _drawn(waiting: Sequence[_Waiting]) -> list[Markup]:
    found = drawn([Asked("vegalite_to_svg", one.spec) for one in waiting])
    return [
        _left_out(one.title) if svg is None else fit(one.name, one.title, svg.decode("utf-8"))
        for one, svg in zip(waiting, found, strict=True)
    ]


def _left_out(title: str) -> Markup:
    """What stands where a chart cannot be drawn."""
    said = "could not be drawn: the drawing library failed, or ended. The numbers are in the tables."
    return Markup(f'<p class="note">The chart “{escape(title)}” {said}</p>')


def fit(name: str, title: str, text: str) -> Markup:
    """The renderer's SVG made fit for a page with others (see the head of this file)."""
    text = BACKGROUND.sub("", text, count=1)
    text = SPOKEN.sub("", text)  # written in the machine's time zone; title and table say it all
    text = ID.sub(lambda m: f'id="{name}-{m[1]}"', text)
    text = REFERENCE.sub(lambda m: f"{m[1]}{name}-{m[2]}", text)
    text = TAG.sub(lambda m: LONG_DECIMAL.sub(_rounded, m[0]), text)  # coordinates, never what is printed
    text = text.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1)
    family = f' font-family="{escape(FONT)}"' if "font-family=" in text else ""  # once, for all letters
    text = DEFAULT.sub("", UNSEEN.sub("", text))
    while EMPTY.search(text):
        text = EMPTY.sub("", text)
    text = text.replace('class="marks"', f'class="chart" role="img"{family}', 1)
    end = text.index(">") + 1
    return Markup(f"{text[:end]}<title>{escape(title)}</title>{text[end:]}")


def _rounded(match: re.Match[str]) -> str:
    text = f"{float(match[1]):.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
