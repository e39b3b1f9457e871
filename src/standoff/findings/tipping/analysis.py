"""Tipping points: what would have to be otherwise for an actor to choose otherwise.

The base point has every uncertain number at its prior median. At each information set looked at, the
lead of the option that is best there over the best of the others is followed away from the base point
until it changes sign: in each number alone, in pairs, and in all numbers together. The game is solved
at every point asked about; crossings are closed in on by root-finding (`crossings`). Distances are in
prior standard deviations (normal scores), taken as independent.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from standoff.findings.context import Context
from standoff.findings.per_reading import each_reading, moves_of, weight_of
from standoff.findings.tipping.search import REACH, Search
from standoff.findings.tipping.sentences import nearest_tipping
from standoff.results.findings.tipping import ReadingTipping, Tipping
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading

READ = 2048  # draws that the base point is compared with


def tipping(
    context: Context, *, draws: int | None, workers: int, progress: Progress, moves: Collection[str] = ()
) -> Tipping:
    """Tipping points of the choices that matter most, under each reading.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : the run's first draws that the base point is compared with; 2,048 without it
    workers : processes; the same numbers with any
    progress : told as the work goes on
    moves : decision moves to look at; two of each actor without it

    Returns
    -------
    What stands in `findings/tipping.json`: for each reading and information set the best option at
    the base point and over draws, the margin by draw, tipping points in one number, in pairs with
    their contour, and in all; `nearest_tipping` is the most telling of them.

    Raises
    ------
    RunError
        S740 a move that is no open decision; S742 a process that dies.
    """
    n_draws = min(draws or READ, context.run.manifest.draws)
    wanted = moves_of(context, n_draws, moves)
    asked = {
        name: (context.seed, n_draws, weight_of(context, name, n_draws), wanted) for name in context.readings
    }
    found = each_reading(context, _searched, asked, workers=workers, progress=progress)
    nearest = nearest_tipping(next(iter(context.readings)), found)
    return Tipping(draws_read=n_draws, reach=REACH, nearest_tipping=nearest, readings=found)


def _searched(made: PreparedReading, asked: Any) -> tuple[ReadingTipping, int]:
    found = Search(made, *asked).tell()
    return found, found.points
