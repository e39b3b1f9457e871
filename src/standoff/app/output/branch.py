"""The branch of quantal response as `standoff solve --concept qre_branch` prints and draws it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import Problem, RunError
from standoff.game import STATUS, Game
from standoff.letters import clean
from standoff.reports.figures.altair_svg import Rows, data_of
from standoff.results.solved_game import BranchFound, BranchPoint, InfosetNames, SolvedGame
from standoff.solvers import Branch

if TYPE_CHECKING:
    from standoff.reports.figures.altair_svg import Drawing

KINDS = (".svg", ".png")
MOST_SHOWN = 14  # points of the branch in a table; JSON has all
MOST_DRAWN = 12  # information sets in a chart
SHORTEST = 1e4  # the axis begins at this part of the highest precision, or where the branch does
INK, SOFT, GRID = "#1b1f24", "#5b6470", "#e3e6ea"
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31"]
ENDED = {
    "reached": "followed to the end",
    "arithmetic": "followed as far as the arithmetic carries",
    "too many steps": "not followed to the end: too many steps",
    "no way on": "not followed to the end: no way on was found",
    "turned back to 0": "turned back to precision 0",
}


def found_branch(game: Game, answer: Branch) -> BranchFound:
    """A branch as it is printed: its points in the order in which they are followed."""
    labels, arrays = game.labels, game.arrays
    sets = [
        InfosetNames(
            player=labels.player[int(arrays.infoset_player[h])],
            infoset=labels.infoset[h],
            actions=list(labels.action[int(arrays.first_action[h]) : int(arrays.first_action[h + 1])]),
        )
        for h in range(arrays.n_infosets)
    ]
    points = [
        BranchPoint(
            precision=float(answer.precision[k]),
            probability=[
                answer.probability[k, arrays.first_action[h] : arrays.first_action[h + 1]].tolist()
                for h in range(arrays.n_infosets)
            ],
            value=dict(zip(labels.player, answer.value[k].tolist(), strict=True)),
            residual=float(answer.residual[k]),
        )
        for k in range(answer.n_points)
    ]
    return BranchFound(
        status=STATUS[answer.status],
        ended=ENDED.get(answer.ended, answer.ended),
        turns=list(answer.turns),
        crossings=list(answer.crossings),
        ratio=dict(zip(labels.player, answer.ratio.tolist(), strict=True)),
        infosets=sets,
        branch=points,
    )


def branch_text(found: BranchFound) -> list[str]:
    """A table for each information set: precision, then the probability of each action."""
    points = found.branch
    shown = sorted({int(k) for k in np.linspace(0, len(points) - 1, min(MOST_SHOWN, len(points)))})
    lines = []
    if found.turns:
        lines.append(f"  turns back near precision {_listed(found.turns)}")
    if found.crossings:
        lines.append(
            f"  another branch crosses near precision {_listed(found.crossings)}: past it, play on this "
            "branch is one choice of several"
        )
    for h, one in enumerate(found.infosets):
        width = [max(len(name), 8) for name in one.actions]
        names = "  ".join(f"{name:>{w}}" for name, w in zip(one.actions, width, strict=True))
        lines += ["", f"{one.player}  {one.infoset}", f"   precision  {names}"]
        for k in shown:
            row = points[k].probability[h]
            told = "  ".join(f"{p:>{w}.6f}" for p, w in zip(row, width, strict=True))
            lines.append(f"   {points[k].precision:>9.4g}  {told}")
    if len(shown) < len(points):
        lines += ["", f"{len(shown)} of {len(points)} points; --json has them all, --chart draws them."]
    return lines


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{x:.4g}" for x in numbers)


def write_chart(found: SolvedGame, path: Path) -> None:
    """Draw a branch into an SVG or PNG file.

    Raises
    ------
    RunError
        S904 for an answer that is no branch, or a file of another kind.
    """
    if found.found_branch is None:
        what = f"`--chart` was given, and `{found.concept}` has no chart."
        raise RunError(Problem("S904", what, fix="Use `--concept qre_branch`."))
    if path.suffix.lower() not in KINDS:
        what = f"The chart's file `{path.name}` is of no known kind."
        raise RunError(Problem("S904", what, fix="Name it NAME.svg or NAME.png."))
    from standoff.reports.figures.renderer import Asked, drawn_alone
    from standoff.results.run.files import write_bytes

    drawing = branch_chart(found.found_branch, found.title or found.game).to_dict()
    if path.suffix.lower() == ".svg":
        write_bytes(
            path, clean(drawn_alone(Asked("vegalite_to_svg", drawing)).decode("utf-8")).encode("utf-8")
        )
    else:
        write_bytes(path, drawn_alone(Asked("vegalite_to_png", drawing, {"scale": 2})))


def branch_chart(found: BranchFound, title: str) -> Drawing:
    """The drawing: a panel for each information set, a line for each action."""
    import altair as alt

    panels = [_panel(found, h) for h in range(min(MOST_DRAWN, len(found.infosets)))]
    left = len(found.infosets) - len(panels)
    said = "Points of the branch in the order in which it is followed." + (
        f" {left} more information sets are not drawn." if left else ""
    )
    heading = alt.TitleParams(f"Play by precision: {title}", subtitle=said, anchor="start", offset=14)
    beside = alt.concat(*panels, columns=3, spacing=30).resolve_scale(color="independent")
    whole = beside.properties(title=heading)
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
        .configure_title(color=INK, subtitleColor=SOFT)
    )
    return look


def _panel(found: BranchFound, h: int) -> Drawing:
    import altair as alt

    one = found.infosets[h]
    scale = [point.precision for point in found.branch]
    least = max(0.3 * min((x for x in scale if x > 0), default=1.0), max(scale) / SHORTEST)  # 0 has no log
    rows: Rows = [
        {"step": k, "precision": max(point.precision, least), "action": name, "probability": p}
        for k, point in enumerate(found.branch)
        for name, p in zip(one.actions, point.probability[h], strict=True)
    ]
    panel: Drawing = (
        alt.Chart(data_of(rows), title=f"{one.player}: {one.infoset}")
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X(
                "precision:Q", title="precision", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g")
            ),
            y=alt.Y("probability:Q", title="probability", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "action:N",
                title=None,
                sort=one.actions,
                scale=alt.Scale(range=COLOURS),
                legend=alt.Legend(),
            ),
            order="step:Q",
        )
        .properties(width=220, height=150)
    )
    return panel
