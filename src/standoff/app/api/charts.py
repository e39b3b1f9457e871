"""Altair charts of stored data: a run's endings, a ranking, a front's hazard, a summit's votes.

Each holds its data, so that it is drawn offline, in a notebook or by `vl_convert`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.reports.figures.altair_svg import (
    BAR,
    READING_COLOURS,
    data_of,
    heading,
    theme,
)

if TYPE_CHECKING:
    import altair as alt

    from standoff.app.api.rankings import Ranking
    from standoff.reports.figures.altair_svg import Drawing

WIDTH, HEIGHT, STEP = 460, 220, 18
MOST_BARS = 20


def endings_chart(title: str, rows: Sequence[Mapping[str, object]]) -> Drawing:
    """Chances of the endings by reading as bars; a line is the 5 to 95 % range over draws.

    Parameters
    ----------
    rows : `reading`, `name`, `title`, `probability`, `q05`, `q95`
    """
    import altair as alt

    told = [{**row, "ending": str(row.get("title") or row["name"])} for row in rows]
    readings = list(dict.fromkeys(str(row["reading"]) for row in told))
    endings = list(dict.fromkeys(str(row["ending"]) for row in told))
    y = alt.Y("ending:N", sort=endings, title=None)
    offset = alt.YOffset("reading:N", sort=readings) if len(readings) > 1 else alt.Undefined
    base = alt.Chart(data_of(told)).encode(y=y, yOffset=offset, color=_by_reading(readings))
    x = alt.X("probability:Q", title="Probability", scale=alt.Scale(domain=[0, 1]))
    bars = base.mark_bar(opacity=0.75).encode(x=x)
    low = alt.X("q05:Q", title="Probability")
    spread = base.mark_rule(strokeWidth=1.5, opacity=0.9).encode(x=low, x2="q95:Q")
    step = STEP * max(1, len(readings))
    return _finished(alt.layer(bars, spread), title, step * len(endings))


def ranking_chart(ranking: Ranking) -> Drawing:
    """The rows of a ranking with the largest values as bars, with their errors where they are known."""
    import altair as alt

    rows = [row for row in ranking.rows if isinstance(row.get(ranking.value), int | float)]
    rows.sort(key=lambda row: -abs(float(str(row[ranking.value]))))
    told = [
        {
            **row,
            "label": " · ".join(str(row[name]) for name in ranking.labels if row.get(name) not in (None, "")),
            "low": float(str(row[ranking.value])) - _error(row),
            "high": float(str(row[ranking.value])) + _error(row),
        }
        for row in rows[:MOST_BARS]
    ]
    order = list(dict.fromkeys(str(row["label"]) for row in told))
    readings = list(dict.fromkeys(str(row["reading"]) for row in told if "reading" in row))
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=360))
    x = alt.X(f"{ranking.value}:Q", title=ranking.says)
    colour = _by_reading(readings) if len(readings) > 1 else alt.value(BAR)
    base = alt.Chart(data_of(told)).encode(y=y, color=colour)
    bars = base.mark_bar(opacity=0.75).encode(x=x)
    errors = base.mark_rule(strokeWidth=1.5).encode(x=alt.X("low:Q", title=ranking.says), x2="high:Q")
    return _finished(alt.layer(bars, errors), ranking.title, STEP * max(1, len(order)))


def hazard_chart(title: str, rows: Sequence[Mapping[str, object]]) -> Drawing:
    """The chance of a breakthrough in each month: mean as a line, 5 to 95 % range as a band.

    Parameters
    ----------
    rows : `month`, `hazard`, `q05`, `q95`
    """
    import altair as alt

    told = [{**row, "month": str(row["month"])} for row in rows]
    x = alt.X("month:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %y", grid=False))
    base = alt.Chart(data_of(told)).encode(x=x)
    said = "Chance of a breakthrough in the month"
    band = base.mark_area(opacity=0.2, color=BAR).encode(y=alt.Y("q05:Q", title=said), y2="q95:Q")
    line = base.mark_line(color=BAR, point=True).encode(y=alt.Y("hazard:Q", title=said))
    return _finished(alt.layer(band, line), title, HEIGHT)


def votes_chart(title: str, rows: Sequence[Mapping[str, object]]) -> Drawing:
    """By option of the ladder: in which share of draws it passes (light) and is adopted (dark).

    Parameters
    ----------
    rows : `option`, `passes`, `adopted`, the status quo first
    """
    import altair as alt

    order = [str(row["option"]) for row in reversed(rows)]
    y = alt.Y("option:N", sort=order, title=None)
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(data_of(rows)).encode(y=y)
    said = "Share of draws: passes (light), is adopted (dark)"
    passes = base.mark_bar(color=BAR, opacity=0.35).encode(x=alt.X("passes:Q", title=said, scale=scale))
    adopted = base.mark_bar(color=BAR, height=9).encode(x=alt.X("adopted:Q", title=said, scale=scale))
    return _finished(alt.layer(passes, adopted), title, STEP * max(1, len(order)))


def _by_reading(readings: Sequence[str]) -> alt.Color:
    import altair as alt

    colours = [READING_COLOURS[i % len(READING_COLOURS)] for i in range(len(readings))]
    legend = alt.Legend(title=None, orient="top") if len(readings) > 1 else None
    return alt.Color("reading:N", scale=alt.Scale(domain=list(readings), range=colours), legend=legend)


def _error(row: Mapping[str, object]) -> float:
    error = row.get("error")
    return float(error) if isinstance(error, int | float) else 0.0


def _finished(chart: alt.LayerChart | alt.FacetChart, title: str, height: int) -> Drawing:
    sized = chart.properties(width=WIDTH, height=height, title=heading(title))
    dressed: Callable[..., Drawing] = sized.configure
    return dressed(**theme())
