"""The chart of `standoff summit`: the members' positions round by round, to SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from standoff.errors import Problem
from standoff.letters import clean
from standoff.summit import SummitError

KINDS = (".svg", ".png")
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31"]
INK, SOFT, GRID = "#1b1f24", "#5b6470", "#e3e6ea"
NAMED = 12  # ends of lines that are named; of more members the most capable ones


def write(told: dict[str, Any], path: Path) -> None:
    """Draw the rounds of an answer into a file; the kind follows from its name.

    Raises
    ------
    SummitError
        S665 for a file that is neither `.svg` nor `.png`, S666 for a model without rounds.
    """
    if path.suffix.lower() not in KINDS:
        what = f"The chart's file `{path.name}` is of no known kind."
        raise SummitError(Problem("S665", what, fix="Name it NAME.svg or NAME.png."))
    if "rounds" not in told:
        what = f"The model `{told['model']}` has no rounds to draw."
        raise SummitError(Problem("S666", what, fix="Use `--model smp` or `--model challenge`."))
    from standoff.reports.figures.renderer import Asked, drawn_alone
    from standoff.results.files import write_bytes

    drawing = spec(told)
    if path.suffix.lower() == ".svg":
        write_bytes(
            path, clean(drawn_alone(Asked("vegalite_to_svg", drawing)).decode("utf-8")).encode("utf-8")
        )
    else:
        write_bytes(path, drawn_alone(Asked("vegalite_to_png", drawing, {"scale": 2})))


def spec(told: dict[str, Any]) -> dict[str, Any]:
    """The Vega-Lite description: one panel a dimension, one line a member, the benchmark dashed."""
    import altair as alt

    panels = [_panel(told, k) for k in range(len(told["dimensions"]))]
    name = told["title"] or told["file"]
    said = (
        f"Thickness: capability. Dashed: weighted mean. Model: {told['model']}; one run, no forecast alone."
    )
    whole = alt.hconcat(*panels, spacing=36).properties(
        title=alt.TitleParams(f"Positions by round: {name}", subtitle=said, anchor="start", offset=14)
    )
    drawn: dict[str, Any] = _look(whole).to_dict()
    return drawn


def _look(chart: Any) -> Any:
    return (
        chart.configure_view(stroke=None)
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


def _panel(told: dict[str, Any], k: int) -> Any:
    import altair as alt

    data: Any = alt.Data
    rounds, members = told["rounds"], told["members"]
    names = [member["name"] for member in members]
    power = {member["name"]: member["capability"] for member in members}
    rows = [
        {"round": t, "member": name, "position": rounds[t][i][k], "capability": power[name]}
        for t in range(len(rounds))
        for i, name in enumerate(names)
    ]
    low, high = told["scale"]
    x = alt.X("round:Q", axis=alt.Axis(tickMinStep=1, grid=False, title="round"), scale=alt.Scale(nice=False))
    y = alt.Y("position:Q", scale=alt.Scale(domain=[low, high]), axis=alt.Axis(title=told["dimensions"][k]))
    colour = alt.Color("member:N", scale=alt.Scale(domain=names, range=_colours(len(names))), legend=None)
    width = alt.Size(
        "capability:Q", scale=alt.Scale(domain=[0, max(power.values())], range=[0.6, 4.0]), legend=None
    )
    lines = alt.Chart(data(values=rows)).mark_trail(opacity=0.8).encode(x=x, y=y, color=colour, size=width)
    mean = alt.Chart(data(values=[{"mean": told["benchmark"]["weighted_mean"][k]}]))
    rule = mean.mark_rule(strokeDash=[5, 4], color=SOFT).encode(
        y=alt.Y("mean:Q", title=told["dimensions"][k])
    )
    labels = alt.Chart(data(values=_labels(told, k)))
    text = labels.mark_text(align="left", dx=5, fontSize=10).encode(
        x="round:Q", y=alt.Y("shown:Q", title=told["dimensions"][k]), text="member:N", color=colour
    )
    return alt.layer(lines, rule, text).properties(width=300, height=320)


def _colours(n: int) -> list[str]:
    return [COLOURS[i % len(COLOURS)] for i in range(n)]


def _labels(told: dict[str, Any], k: int) -> list[dict[str, Any]]:
    """Names at the ends of the lines, moved apart so that none covers another."""
    last = told["rounds"][-1]
    order = sorted(range(len(last)), key=lambda i: (-told["members"][i]["capability"], i))[:NAMED]
    order.sort(key=lambda i: (last[i][k], i))
    low, high = told["scale"]
    shown = _apart([last[i][k] for i in order], (high - low) / 28)
    name = [member["name"] for member in told["members"]]
    return [
        {"round": len(told["rounds"]) - 1, "member": name[i], "shown": y}
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
