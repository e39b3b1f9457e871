"""Margins: how much the best option of an information set is worth more than the others, at any point.

With logit play the worth of an option follows from play itself: probabilities are in the ratio
exp(precision x difference of worth), times that of base weights where options have any (McKelvey and
Palfrey 1998, equation 3), and the play is a checked fixed point, so that differences of logarithms (less
those of base weights) divided by the precision are differences of worth. Where
a player is sharp the worth is worked out by `solvers.explain`. Worth is the mover's expected payoff from
there on, on its own beliefs, given what the others and it itself will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.findings.context import CHUNK, Floats, columns_at
from standoff.game import BoundGame, bind
from standoff.game.records import SOLVED, GameArrays
from standoff.solvers import explain, solve
from standoff.solvers.reference import edge_probability, node_reach
from standoff.study.rows import PreparedReading

SLOW_DRAWS = 64  # sharp play where something is hidden takes a tenth of a second a draw
LEAST = 1e-300  # a probability below this counts as this: its option is far behind in any case
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Played:
    """The play found at some points.

    probability : float64[point, action]
    behind : float64[point, action], worth of the action less that of the best of its information set:
        0 for the best, below 0 for others; meaningless where not solved
    reach : float64[point, infoset], true probability of coming there; no columns unless asked for
    solved : bool[point]
    """

    probability: Floats
    behind: Floats
    reach: Floats
    solved: Bools

    def of_solved(self) -> Played:
        """The points that were solved, alone."""
        kept = self.solved
        return Played(self.probability[kept], self.behind[kept], self.reach[kept], kept[kept])


def is_slow(made: PreparedReading) -> bool:
    """Whether the game is sharp with something hidden: its answer is the end of a followed path."""
    return made.compiled.scenario.play.sharp and not made.plan.perfect_information


def play_at(
    made: PreparedReading, drawn: Mapping[str, Floats], *, seed: int, n_draws: int, with_reach: bool = False
) -> Played:
    """The game solved at points, with what each action is behind the best of its information set.

    A point at which chances leave [0, 1] or play is not found is not solved; nothing is raised.

    Parameters
    ----------
    drawn : float64[point] of every drawn parameter that some result depends on
    seed : of the run, which decides the steps of fronts
    """
    columns = columns_at(made, drawn, seed=seed, n_draws=n_draws)
    pieces = []
    for first in range(0, n_draws, CHUNK):
        stop = min(n_draws, first + CHUNK)
        piece = {name: np.ascontiguousarray(column[first:stop]) for name, column in columns.items()}
        pieces.append(_played(made, bind(made.compiled.game, piece, stop - first), with_reach=with_reach))
    return Played(
        np.concatenate([p.probability for p in pieces]),
        np.concatenate([p.behind for p in pieces]),
        np.concatenate([p.reach for p in pieces]),
        np.concatenate([p.solved for p in pieces]),
    )


def _played(made: PreparedReading, bound: BoundGame, *, with_reach: bool) -> Played:
    solution = solve(bound, plan=made.plan)
    solved: Bools = solution.status == SOLVED
    play = solution.probability
    behind = np.where(solved[:, None], behind_best(bound, play), np.nan)
    reach = np.zeros((bound.n_draws, 0))
    if with_reach:
        reach = reach_of_infosets(bound, np.where(solved[:, None], play, 0.0))
    return Played(play, behind, reach, solved)


def behind_best(bound: BoundGame, probability: Floats) -> Floats:
    """What each action is worth less the best of its information set, float64[draw, action]."""
    arrays = bound.arrays
    player = _by_action(arrays, arrays.infoset_player)
    precision = bound.precision[player].T  # [draw, action]
    logs = np.log(np.maximum(probability, LEAST))
    logs = logs if arrays.log_weight is None else logs - arrays.log_weight
    worth = logs / np.where(np.isinf(precision), 1.0, precision)
    if np.isinf(precision).any():
        worth = np.where(np.isinf(precision), explain(bound, probability).action_value, worth)
    if arrays.n_infosets == 0:
        return worth
    best = np.maximum.reduceat(worth, arrays.first_action[:-1], axis=1)
    found: Floats = worth - best[:, _by_action(arrays, np.arange(arrays.n_infosets))]
    return found


def reach_of_infosets(bound: BoundGame, probability: Floats) -> Floats:
    """True probability of coming to each information set, float64[draw, infoset]."""
    arrays = bound.arrays
    node = node_reach(bound, edge_probability(bound, probability.T, 0))
    found = np.zeros((arrays.n_infosets, bound.n_draws))
    held = np.flatnonzero(arrays.infoset >= 0)
    np.add.at(found, arrays.infoset[held], node[held])
    return found.T


def _by_action(arrays: GameArrays, by_infoset: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """What is known of information sets, for each of their actions."""
    return np.repeat(by_infoset, np.diff(arrays.first_action)).astype(np.int64)


def lead_of(behind: Floats, action: int, others: Sequence[int]) -> Floats:
    """float64[point]: worth of one action less that of the best other one; 0 where they are equal."""
    found: Floats = behind[:, action] - behind[:, list(others)].max(axis=1)
    return found


def margin_of(behind: Floats, first: int, last: int) -> Floats:
    """float64[point]: worth of the best action of an information set less that of the second-best."""
    ordered = np.sort(behind[:, first:last], axis=1)
    found: Floats = ordered[:, -1] - ordered[:, -2]
    return found
