"""The game of a session drawn: the report's own folding and layout, as records that a page draws.

The play that is explained is that of a preview's draws; the boxes are the report's (`reports.figures`), so
that a page and a report show the same tree.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from standoff.game import bind
from standoff.game.records import Floats
from standoff.reports.figures.tree import THINNEST, WIDEST, frames_of
from standoff.reports.figures.tree_boxes import Box, Shown, shown_graph
from standoff.reports.figures.tree_layout import Line, place
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import plain_name
from standoff.results.run.details import Details
from standoff.results.run.texts import Words
from standoff.results.session import PictureShown, TreeBox, TreeLine, TreeRow
from standoff.solvers import solve
from standoff.study.rows import PreparedReading
from standoff.study.summaries.details import details
from standoff.study.summaries.summary import Kept, dated_moves

LETTERS = string.ascii_uppercase


@dataclass(frozen=True, slots=True)
class _Explained:
    """The words of a text and the play of one reading, as the report's figures take them."""

    words: Words
    details: Mapping[str, Details]


def picture_of(
    made: PreparedReading, columns: Mapping[str, Floats], kept: Kept, words: Words
) -> PictureShown:
    """The tree and the calendar of a game.

    Parameters
    ----------
    columns : float64[draw] of the numbers that it reads; kept : the rows of the same draws
    words : titles of moves, actors and endings
    """
    compiled, n_draws = made.compiled, len(kept.weight)
    scenario = compiled.scenario
    reading = scenario.reading
    solution = solve(bind(compiled.game, columns, n_draws), plan=made.plan)
    bound = bind(compiled.count.game, columns, n_draws)
    told = details(compiled, bound, solution, dated_moves(kept, compiled.moves), columns, parts=False)
    explained = TypeAdapter(Details).validate_python(told)
    shown = shown_graph(_Explained(words, {reading: explained}), reading, _endings(words))
    placed = place(shown)
    return PictureShown(
        reading=reading,
        draws=explained.draws,
        boxes=[_box(shown.boxes[node], placed.position[node]) for node in sorted(shown.boxes)],
        lines=[_line(shown, line) for line in placed.lines],
        frames=frames_of(shown, placed),
        width=placed.size[0],
        height=placed.size[1],
        folded=shown.limit,
        shown=shown.n_shown,
        nodes=shown.n_nodes,
        calendar=explained.calendar,
        as_of=scenario.as_of,
        horizon=scenario.horizon,
    )


def _endings(words: Words) -> tuple[Ending, ...]:
    """With the letters of the page's list of endings; colours are the page's."""
    names = words.order.endings
    titles = [words.endings[name].title if name in words.endings else "" for name in names]
    told = zip(names, titles, strict=True)
    return tuple(
        Ending(name, title or plain_name(name), LETTERS[i % len(LETTERS)], "", False)
        for i, (name, title) in enumerate(told)
    )


def _box(box: Box, corner: tuple[float, float]) -> TreeBox:
    rows = [
        TreeRow(option=row.option, text=row.text, share=row.share, flag=row.flag.name if row.flag else "")
        for row in box.rows
    ]
    return TreeBox(
        kind=box.kind,
        move=box.move,
        ending=box.flag.name if box.flag else "",
        x=corner[0],
        y=corner[1],
        width=box.width,
        height=box.height,
        body=box.head_height,
        head=list(box.head),
        notes=list(box.notes),
        rows=rows,
        tops=[box.port(i) for i in range(len(rows))],
    )


def _line(shown: Shown, line: Line) -> TreeLine:
    row = shown.boxes[line.source].rows[line.i_row]
    width = max(THINNEST, WIDEST * min(1.0, row.reach))
    return TreeLine(points=list(line.points), width=width, ending=row.flag.name if row.flag else "")
