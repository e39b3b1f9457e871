"""Where sharp play starts from: every draw's logit play on its principal branch, at a high precision.

Precisions are tried from the highest down. Near the end of a branch play is nearly that of the limit, but
rounding ends the way of some draws there: these start lower. No start is taken as certain unless
`principal_branch` met no other curve on the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game.records import BoundGame, Floats
from standoff.solvers.batch.tables import part
from standoff.solvers.batch.workspace import Plan, Tapes
from standoff.solvers.path.equations import payoff_range
from standoff.solvers.path.spectrum import Indices, symmetries
from standoff.solvers.principal_branch import FINER, follow_principal

# precision x payoff range of the logit answer from which the end is looked for: all but the last are tried
# once, for rounding ends the way of some draws there
STARTS = (1e4, 1e3, 256.0)


@dataclass(frozen=True, slots=True)
class Start:
    """A draw's logit play on its principal branch.

    log_play : float64[action]
    scale : its precision, 0 where there is none
    certain : whether no other branch was met on the way
    classes : symmetries of the draw
    """

    log_play: Floats
    scale: float
    certain: bool
    classes: Indices | None

    @classmethod
    def none(cls) -> Start:
        return cls(np.zeros(0), 0.0, False, None)


@dataclass(frozen=True, slots=True)
class Starts:
    """`Start` of every draw: float64[draw, action], float64[draw], bool[draw], and a list."""

    log_play: Floats
    scale: Floats
    certain: npt.NDArray[np.bool_]
    classes: list[Indices | None]

    def of(self, draw: int) -> Start:
        """That of one draw."""
        return Start(
            self.log_play[draw], float(self.scale[draw]), bool(self.certain[draw]), self.classes[draw]
        )


def logit_starts(bound: BoundGame, plan: Plan) -> Starts:
    """Logit play of each draw on its principal branch, at the highest precision that was reached."""
    n, n_players = bound.n_draws, bound.arrays.n_players
    unit = np.maximum(payoff_range(bound.arrays, bound.payoff)[0].max(axis=0), 1e-300)
    logs, scale = np.zeros((n, bound.arrays.n_actions)), np.zeros(n)
    certain = np.zeros(n, dtype=np.bool_)
    for high in STARTS:
        left = np.flatnonzero(~certain)
        if not len(left):
            break
        here = part(bound, left)
        precision = np.ascontiguousarray(np.broadcast_to(high / unit[left], (n_players, len(left))))
        finite = BoundGame(here.arrays, here.cell, here.payoff, precision)
        branch = follow_principal(finite, plan, tries=len(FINER) if high == STARTS[-1] else 1)
        for followed in branch.parts:
            mine = followed.draw[branch.found[followed.draw]]
            logit = followed.logit[:, branch.found[followed.draw]]
            logs[left[mine]] = _log_play(part(finite, mine), followed.tapes, logit)
            scale[left[mine]], certain[left[mine]] = high / unit[left[mine]], branch.certain[mine]
    classes = symmetries(bound, plan, np.zeros(n_players), np.ones(n_players))
    return Starts(logs, scale, certain, classes)


def _log_play(bound: BoundGame, tapes: Tapes, logit: Floats) -> Floats:
    """Logarithms of play [draw, action], of what moves beliefs from its logits [unknown, draw].

    Those of the rest are at least -700: no belief hangs on them.
    """
    from standoff.solvers.logit import finish

    play = finish(bound, tapes, logit, np.zeros(bound.arrays.n_players, dtype=np.int32)).probability
    logs: Floats = np.log(np.maximum(play, np.exp(-700.0)))
    unknowns, at = tapes.unknowns, tapes.at
    for first, width, row in zip(unknowns.first, unknowns.width, unknowns.row, strict=True):
        mine, here = logit[first : first + width], slice(row - at.probability, row - at.probability + width)
        if len(tapes.log_weight):
            mine = mine + tapes.log_weight[here, None]
        top = mine - mine.max(axis=0)
        logs[here] = top - np.log(np.exp(top).sum(axis=0))
    return logs.T
