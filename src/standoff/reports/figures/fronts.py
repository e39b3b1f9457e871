"""Charts of a front: a quantity over dates with its band, a panel for each history; drivers as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from standoff.reports.figures.altair_svg import BAR, INK, READING_COLOURS, SOFT, Chart, data_of, heading, svg
from standoff.reports.text.numbers import number, plain_name
from standoff.results.fronts import Driver

PAST = "Past months (climatology)"
PANEL = (316, 150)
DRIVER_STEP = 22


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
    import altair as alt

    kinds = list(dict.fromkeys(row.kind for row in rows))
    histories = list(dict.fromkeys(row.history for row in rows))
    colours = [
        SOFT if kind == PAST else READING_COLOURS[i % len(READING_COLOURS)] for i, kind in enumerate(kinds)
    ]
    dashes = [[5, 4] if kind == PAST else [1, 0] for kind in kinds]
    legend = alt.Legend(title=None, orient="top") if len(kinds) > 1 else None
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=legend)
    x = alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%b %y", grid=False, tickCount=5),
    )
    base = alt.Chart().properties(width=PANEL[0], height=PANEL[1])
    band = base.mark_area(opacity=0.18).encode(
        x=x, y=alt.Y("low:Q", title=axis, axis=alt.Axis(tickCount=5)), y2="high:Q", color=colour
    )
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=dashes), legend=None)
    line = base.mark_line(strokeWidth=2).encode(x=x, y="mean:Q", color=colour, strokeDash=dash)
    panel = alt.Facet("history:N", sort=histories, title=None)
    layered: Any = alt.layer(band, line, data=data_of([asdict(row) for row in rows]))
    drawn: Any = layered.facet(panel, columns=2).properties(title=heading(title))
    return Chart(name, title, caption, svg(name, title, drawn))


def drivers_chart(name: str, drivers: Sequence[Driver]) -> Chart:
    """Rank correlations as bars, the largest first."""
    import altair as alt

    rows = [
        {"what": plain_name(d.parameter), "rank": round(d.rank, 4), "shown": number(d.rank)} for d in drivers
    ]
    order = [plain_name(d.parameter) for d in drivers]
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    base: Any = alt.Chart(data_of(rows)).encode(y=y)
    scale = alt.Scale(domain=[-1.1, 1.1], nice=False)
    x = alt.X(
        "rank:Q",
        scale=scale,
        title="Rank correlation (Spearman)",
        axis=alt.Axis(values=[-1, -0.5, 0, 0.5, 1]),
    )
    bars = base.mark_bar(color=BAR, height=12).encode(x=x)
    behind = base.transform_filter("datum.rank >= 0").mark_text(align="left", dx=4, color=INK)
    before = base.transform_filter("datum.rank < 0").mark_text(align="right", dx=-4, color=INK)
    labels = [mark.encode(x=x, text="shown:N") for mark in (behind, before)]
    title = "What the chance of a breakthrough depends on"
    drawn: Any = alt.layer(bars, *labels).properties(
        width=520, height=DRIVER_STEP * len(rows), title=heading(title)
    )
    caption = (
        "Rank correlation over draws of each uncertain number with the chance of a breakthrough by the "
        "horizon, in the first of the histories: 1 or -1 is complete, 0 is none. The ten largest."
    )
    return Chart(name, title, caption, svg(name, title, drawn))
