"""Some draws of a game as the kernels take them: their numbers, the plan, and room for one pack."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.records import BoundGame, Floats, Ints
from standoff.kernels import PACK
from standoff.solvers.batch.workspace import Tapes


class Tables(NamedTuple):
    """The numbers of some draws, draws last: [cell, draw], [sum, draw], [player, draw]."""

    cell: Floats
    payoff: Floats
    precision: Floats


class Batch(NamedTuple):
    """What a kernel works on: room for one pack, the plan, the draws' numbers, and who is sharp.

    work : float64[rows x PACK]
    sharp : int32[player]
    """

    work: Floats
    tapes: Tapes
    tables: Tables
    sharp: Ints


def batch_of(bound: BoundGame, tapes: Tapes) -> Batch:
    """Some draws, nobody sharp."""
    sharp = np.zeros(bound.arrays.n_players, dtype=np.int32)
    return Batch(np.zeros(tapes.at.rows * PACK), tapes, whole(bound), sharp)


def whole(bound: BoundGame) -> Tables:
    """The tables as the kernels want them: rows without gaps, arrays that may be written to.

    An array for reading alone is another type to the compiler, which would compile all again for it.
    """
    return Tables(
        *(np.require(one, requirements=("C", "W")) for one in (bound.cell, bound.payoff, bound.precision))
    )


def part(bound: BoundGame, draws: npt.NDArray[np.int64]) -> BoundGame:
    """Some draws of a game."""
    return BoundGame(bound.arrays, bound.cell[:, draws], bound.payoff[:, draws], bound.precision[:, draws])
