"""The chart of `standoff summit`: the members' positions round by round, to SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import Problem
from standoff.letters import clean
from standoff.reports.figures.altair_svg import Rows, data_of
from standoff.results.forecasts import DecisionForecast, Point
from standoff.summit import SummitError

if TYPE_CHECKING:
    from standoff.reports.figures.altair_svg import Drawing

KINDS = (".svg", ".png")
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31"]
INK, SOFT, GRID = "#1b1f24", "#5b6470", "#e3e6ea"
Rounds = tuple[tuple[Point, ...], ...]  # [round][member][dimension]
NAMED = 12  # ends of lines that are named; of more members the most capable ones


def write(told: DecisionForecast, path: Path) -> None:
    """Draw the rounds of an answer into a file; the kind follows from its name.

    Raises
    ------
    SummitError
        S665 for a file that is neither `.svg` nor `.png`, S666 for a model without rounds.
    """
    if path.suffix.lower() not in KINDS:
        what = f"The chart's file `{path.name}` is of no known kind."
        raise SummitError(Problem("S665", what, fix="Name it NAME.svg or NAME.png."))
    from standoff.reports.figures.renderer import Asked, drawn_alone
    from standoff.results.run.files import write_bytes

    drawing = rounds_chart(told).to_dict()
    if path.suffix.lower() == ".svg":
        write_bytes(
            path, clean(drawn_alone(Asked("vegalite_to_svg", drawing)).decode("utf-8")).encode("utf-8")
        )
    else:
        write_bytes(path, drawn_alone(Asked("vegalite_to_png", drawing, {"scale": 2})))


def rounds_chart(told: DecisionForecast) -> Drawing:
    """One panel a dimension, one line a member, the benchmark dashed.

    Raises
    ------
    SummitError
        S666 for a model without rounds.
    """
    import altair as alt

    if told.rounds is None:
        what = f"The model `{told.model}` has no rounds to draw."
        raise SummitError(Problem("S666", what, fix="Use `--model smp` or `--model challenge`."))
    panels = [_panel(told, told.rounds, k) for k in range(len(told.dimensions))]
    name = told.title or told.file
    said = f"Thickness: capability. Dashed: weighted mean. Model: {told.model}; one run, no forecast alone."
    whole = alt.hconcat(*panels, spacing=36).properties(
        title=alt.TitleParams(f"Positions by round: {name}", subtitle=said, anchor="start", offset=14)
    )
    look: Drawing = (
        whole.configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=SOFT,
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
            titleFontWeight="normal",
        )
        .configure_title(color=INK, subtitleColor=SOFT, fontSize=14)
    )
    return look


def _panel(told: DecisionForecast, rounds: Rounds, k: int) -> Drawing:
    import altair as alt

    names = [member.name for member in told.members]
    power = {member.name: member.capability for member in told.members}
    rows: Rows = [
        {"round": t, "member": name, "position": rounds[t][i][k], "capability": power[name]}
        for t in range(len(rounds))
        for i, name in enumerate(names)
    ]
    title = told.dimensions[k]
    x = alt.X("round:Q", axis=alt.Axis(tickMinStep=1, grid=False, title="round"), scale=alt.Scale(nice=False))
    y = alt.Y("position:Q", scale=alt.Scale(domain=list(told.scale)), axis=alt.Axis(title=title))
    colour = alt.Color("member:N", scale=alt.Scale(domain=names, range=_colours(len(names))), legend=None)
    width = alt.Size(
        "capability:Q", scale=alt.Scale(domain=[0, max(power.values())], range=[0.6, 4.0]), legend=None
    )
    lines = alt.Chart(data_of(rows)).mark_trail(opacity=0.8).encode(x=x, y=y, color=colour, size=width)
    mean = alt.Chart(data_of([{"mean": told.benchmark.weighted_mean[k]}]))
    rule = mean.mark_rule(strokeDash=[5, 4], color=SOFT).encode(y=alt.Y("mean:Q", title=title))
    labels = alt.Chart(data_of(_labels(told, rounds, k)))
    text = labels.mark_text(align="left", dx=5, fontSize=10).encode(
        x="round:Q", y=alt.Y("shown:Q", title=title), text="member:N", color=colour
    )
    return alt.layer(lines, rule, text).properties(width=300, height=320)


def _colours(n: int) -> list[str]:
    return [COLOURS[i % len(COLOURS)] for i in range(n)]


def _labels(told: DecisionForecast, rounds: Rounds, k: int) -> Rows:
    """Names at the ends of the lines, moved apart so that none covers another."""
    last = rounds[-1]
    order = sorted(range(len(last)), key=lambda i: (-told.members[i].capability, i))[:NAMED]
    order.sort(key=lambda i: (last[i][k], i))
    low, high = told.scale
    shown = _apart([last[i][k] for i in order], (high - low) / 28)
    return [
        {"round": len(rounds) - 1, "member": told.members[i].name, "shown": y}
        for i, y in zip(order, shown, strict=True)
    ]


def _apart(wanted: list[float], step: float) -> list[float]:
    """Places in the same order, at least a step apart: each heap is centred on what its members want."""
    heaps: list[list[float]] = []
    for place in wanted:
        heaps.append([place])
        while len(heaps) > 1 and _top(heaps[-2], step) + step > _bottom(heaps[-1], step):
            last = heaps.pop()
            heaps[-1] += last
    return [_bottom(heap, step) + i * step for heap in heaps for i in range(len(heap))]


def _bottom(heap: list[float], step: float) -> float:
    return sum(heap) / len(heap) - step * (len(heap) - 1) / 2


def _top(heap: list[float], step: float) -> float:
    return sum(heap) / len(heap) + step * (len(heap) - 1) / 2
