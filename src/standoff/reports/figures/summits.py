"""Charts of a summit: what is adopted, what members want and accept, the forecasts, who blocks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from standoff.reports.figures.altair_svg import (
    BAR,
    INK,
    READING_COLOURS,
    SOFT,
    Chart,
    Rows,
    data_of,
    distinct,
    heading,
    numbers_in,
    svg,
)
from standoff.reports.text.numbers import plain_name
from standoff.results.summits import SummitOption

if TYPE_CHECKING:
    import altair as alt

WIDTH, PANEL, ROW = 520, 240, 19
MOST_NAMED = 8  # options beyond which an axis shows their values, not their names
OVER_DRAWS, OVER_MODELS = "5 to 95 % over draws", "over sets of modelling options"
WANTS, ACCEPTS = "wants", "accepts up to"


def option_name(option: str) -> str:
    """An option of the ladder as words."""
    name = plain_name(option)
    return name[:1].upper() + name[1:]


def adopted_chart(name: str, title: str, options: Sequence[str], rows: Rows) -> Chart:
    """Share of draws in which each option is adopted, a panel for each history.

    Parameters
    ----------
    options : names of the options, the status quo first
    rows : `history`, `option`, `share` (in per cent), `shown`
    """
    import altair as alt

    y = alt.Y("option:N", sort=list(reversed(options)), title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 112], nice=False), title="Share of draws (%)")
    x = x.axis(values=[0, 25, 50, 75, 100], grid=True)
    histories = distinct(rows, "history")
    base: Any = alt.Chart().properties(
        width=PANEL if len(histories) > 1 else WIDTH, height=ROW * len(options)
    )
    bars = base.mark_bar(color=BAR, height=12).encode(x=x, y=y)
    labels = base.mark_text(align="left", dx=4, color=INK).encode(x=x, y=y, text="shown:N")
    panel = alt.Facet("history:N", sort=histories, title=None)
    layered: Any = alt.layer(bars, labels, data=data_of(rows))
    drawn: Any = layered.facet(panel, columns=2 if len(histories) > 1 else 1).properties(title=heading(title))
    caption = (
        "The ladder, the status quo at the bottom: in how many draws exactly this option is adopted. In one "
        "draw a summit is certain; the shares come from the uncertain numbers and are no probabilities."
    )
    return Chart(name, title, caption, svg(name, title, drawn))


def members_chart(
    name: str, title: str, ladder: Sequence[SummitOption], rows: Rows, marks: Sequence[tuple[str, float]]
) -> Chart:
    """What each member wants and accepts: median as a mark, 5 to 95 % range as a line.

    Parameters
    ----------
    rows : `member`, `kind` (wants, accepts up to), `low`, `middle`, `high`; in the order of the page
    marks : name and place of lines through the whole chart, as the weighted mean
    """
    import altair as alt

    members = distinct(rows, "member")
    kinds = distinct(rows, "kind")
    y = alt.Y("member:N", sort=members, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True))
    x = alt.X("low:Q", title=None, axis=_ladder_axis(ladder), scale=_scale(ladder, rows))
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=list(READING_COLOURS[: len(kinds)])),
        legend=alt.Legend(title=None, orient="top"),
    )
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"][: len(kinds)]))
    offset = alt.YOffset("kind:N", sort=kinds) if len(kinds) > 1 else alt.Undefined
    base: Any = alt.Chart(data_of(rows)).encode(y=y, color=colour, yOffset=offset)
    lines = base.mark_rule(strokeWidth=2, opacity=0.55).encode(x=x, x2="high:Q")
    dots = base.mark_point(filled=True, size=44, opacity=1).encode(x="middle:Q", shape=shape.legend(None))
    drawn: Any = alt.layer(*_marked(marks), lines, dots).properties(
        width=WIDTH, height=(ROW + 5 * (len(kinds) - 1)) * len(members), title=heading(title)
    )
    caption = (
        "Mark: median over draws; line: 5 to 95 % range. "
        + ("What lies right of a member's limit it opposes. " if len(kinds) > 1 else "")
        + "Dashed: "
        + ", ".join(what for what, _ in marks)
        + "."
    )
    return Chart(name, title, caption, svg(name, title, drawn))


def forecasts_chart(name: str, title: str, ladder: Sequence[SummitOption], rows: Rows) -> Chart:
    """The forecasts of where negotiation ends, side by side, each with its spread.

    Parameters
    ----------
    rows : `what`, `kind` (over draws, over options), `low`, `middle`, `high`
    """
    import altair as alt

    kinds = [kind for kind in (OVER_DRAWS, OVER_MODELS) if kind in distinct(rows, "kind")]
    order = distinct(rows, "what")
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True))
    x = alt.X("low:Q", title=None, axis=_ladder_axis(ladder), scale=_scale(ladder, rows))
    colours = {OVER_DRAWS: READING_COLOURS[0], OVER_MODELS: READING_COLOURS[1]}
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=[colours[kind] for kind in kinds]),
        legend=alt.Legend(title=None, orient="top"),
    )
    base: Any = alt.Chart(data_of(rows)).encode(y=y, color=colour)
    lines = base.mark_rule(strokeWidth=2, opacity=0.55).encode(x=x, x2="high:Q")
    dots = base.mark_point(filled=True, size=50, opacity=1).encode(x="middle:Q")
    drawn: Any = alt.layer(lines, dots).properties(
        width=WIDTH, height=(ROW + 3) * len(order), title=heading(title)
    )
    caption = "Median and 5 to 95 % range over draws. "
    if OVER_MODELS in kinds:
        caption = (
            "Above: median and 5 to 95 % range over draws. Below: every model on the same central numbers "
            "(each at its median); the line of the spatial model runs over its sets of options. "
        )
    caption += "No rule and no ladder is applied here."
    return Chart(name, title, caption, svg(name, title, drawn))


def blocks_chart(name: str, title: str, rows: Rows, *, highest: bool) -> Chart:
    """How often the next step fails with each member against it, and how often it alone is enough.

    Parameters
    ----------
    rows : `history`, `member`, `against`, `alone` (in per cent); those who block most first
    highest : whether a panel stands for several histories with other shares, of which these are the highest
    """
    import altair as alt

    members = distinct(rows, "member")
    histories = distinct(rows, "history")
    y = alt.Y("member:N", sort=members, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("against:Q", scale=alt.Scale(domain=[0, 100], nice=False), title="Share of draws (%)")
    base: Any = alt.Chart().properties(
        width=PANEL if len(histories) > 1 else WIDTH, height=ROW * len(members)
    )
    bars = base.mark_bar(color=BAR, opacity=0.35, height=12).encode(x=x, y=y)
    inner = base.mark_bar(color=BAR, height=12).encode(x="alone:Q", y=y)
    panel = alt.Facet("history:N", sort=histories, title=None)
    layered: Any = alt.layer(bars, inner, data=data_of(rows))
    drawn: Any = layered.facet(panel, columns=2 if len(histories) > 1 else 1).properties(title=heading(title))
    caption = (
        "Light: the next option up fails and the member is against it. Dark: its consent alone would have "
        "carried it. Members who never block, and those beyond the fifteen who block most, are left out."
    )
    if highest:
        caption += " Where a share is not the same in all histories of a panel, the highest is drawn."
    return Chart(name, title, caption, svg(name, title, drawn))


def _marked(marks: Sequence[tuple[str, float]]) -> list[alt.Chart]:
    """Dashed lines through the whole chart."""
    import altair as alt

    rows = [{"at": place} for _, place in marks]
    chart: Any = alt.Chart(data_of(rows))
    return [chart.mark_rule(color=SOFT, strokeDash=[4, 3]).encode(x="at:Q")]


def _scale(ladder: Sequence[SummitOption], rows: Rows) -> alt.Scale:
    """The ladder's scale, wider where limits lie beyond it."""
    import altair as alt

    low = min([ladder[0].value, *numbers_in(rows, "low")])
    high = max([ladder[-1].value, *numbers_in(rows, "high")])
    room = 0.03 * (high - low)
    return alt.Scale(domain=[round(low - room, 6), round(high + room, 6)], nice=False, zero=False)


def _ladder_axis(ladder: Sequence[SummitOption]) -> alt.Axis:
    """The options as the axis's labels, where there are few."""
    import altair as alt

    if len(ladder) > MOST_NAMED:
        return alt.Axis(grid=True, tickCount=8)
    named = "".join(f"datum.value == {o.value:.12g} ? {json.dumps(option_name(o.option))} : " for o in ladder)
    return alt.Axis(
        values=[o.value for o in ladder],
        labelExpr=f"{named}''",
        grid=True,
        labelOverlap="parity",
        labelFlush=True,
    )
