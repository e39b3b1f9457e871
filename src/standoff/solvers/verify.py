"""Independent check of an answer, from the definition: residual, gains and values of given play.

Nothing here is shared with the solver but arithmetic on lanes: values are taken back node by node
and reach forward edge by edge from `GameArrays`, without blocks, tapes or slots. Reach is held as
mantissa and exponent, so that beliefs at information sets that are hardly ever reached do not
underflow. An answer is accepted if play is the logit answer (or, where a player is sharp, a best
response) to the action values that it brings about.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, definition 1; the one-shot
deviation is theirs too: each information set is an agent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game.records import BoundGame, Floats, GameArrays
from standoff.solvers.plan import PACK

CLOSE = 1e-7  # values agree within this share of their size


@dataclass(frozen=True, slots=True)
class Check:
    """What the check found.

    residual : float64[draw], largest distance between a probability and the rule's answer
    gain : float64[player, draw], most that one deviation at one information set adds at the root
    value : float64[player, draw]
    valid : bool[draw], probabilities are finite, within [0, 1] and add up to 1
    """

    residual: Floats
    gain: Floats
    value: Floats
    valid: npt.NDArray[np.bool_]

    def agrees(self, value: Floats) -> npt.NDArray[np.bool_]:
        """Whether these values [player, draw] are those of the play."""
        size = 1.0 + np.abs(self.value)
        return np.asarray((np.abs(value - self.value) <= CLOSE * size).all(axis=0))


def verify(bound: BoundGame, probability: Floats) -> Check:
    """Check play of every draw against the rule of play.

    Parameters
    ----------
    bound : the game with its numbers
    probability : float64[draw, action], as in `Solution.probability`

    Examples
    --------
    >>> from standoff.solvers import verify  # verify(bound, solution.probability).residual.max()
    """
    return check(bound, np.ascontiguousarray(probability.T))


def check(bound: BoundGame, probability: Floats) -> Check:
    """As `verify`, with probabilities as [action, draw]."""
    from standoff.solvers.packs import check_packs

    n, n_players = bound.n_draws, bound.arrays.n_players
    game = book(bound.arrays)
    found = (np.zeros((n_players, n)), np.zeros(n), np.zeros(n), np.zeros((n_players, n)))
    check_packs(desk(bound.arrays), game, whole(bound), np.ascontiguousarray(probability), found)
    gain, residual, wrong, value = found
    return Check(residual, gain, value, wrong == 0.0)


def whole(bound: BoundGame) -> tuple[Floats, Floats, Floats]:
    """The tables as the kernels want them: rows without gaps."""
    return (
        np.ascontiguousarray(bound.cell),
        np.ascontiguousarray(bound.payoff),
        np.ascontiguousarray(bound.precision),
    )


def desk(arrays: GameArrays) -> Floats:
    """Room for the check of one pack."""
    return np.zeros((_rows(arrays)[-1] + 3 + arrays.n_players) * PACK)


def _rows(arrays: GameArrays) -> tuple[int, ...]:
    """First row of: cells, payoffs, precisions, play, values, reach, action values, beliefs,
    weights, results."""
    widest = int(np.diff(arrays.first_action).max(initial=1))
    hidden = arrays.n_nodes if (np.bincount(arrays.infoset[arrays.infoset >= 0]) > 1).any() else 0
    sizes = (
        arrays.n_cells,
        arrays.n_sums,
        arrays.n_players,
        arrays.n_actions,
        arrays.n_nodes * arrays.n_players,
        arrays.n_nodes,
        arrays.n_actions,
        2 * hidden,
        widest,
    )
    return (0, *np.cumsum(sizes).tolist())


def book(arrays: GameArrays) -> tuple[object, ...]:
    """What the check's kernel reads of a structure."""
    n_infosets = arrays.n_infosets
    held = np.flatnonzero(arrays.infoset >= 0)
    nodes = held[np.argsort(arrays.infoset[held], kind="stable")].astype(np.int32)
    count = np.bincount(arrays.infoset[held], minlength=n_infosets)
    first_node = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    alone = count == 1
    above = np.zeros(arrays.n_nodes, dtype=np.bool_)
    above[held] = ~alone[arrays.infoset[held]]
    starts = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    hidden = range(arrays.n_edges - 1, -1, -1) if above.any() else ()
    for edge in hidden:
        if above[arrays.child[edge]]:
            above[starts[edge]] = True
    return (
        np.array(_rows(arrays), dtype=np.int32),
        arrays.first_edge,
        arrays.child,
        arrays.infoset,
        arrays.infoset_player,
        arrays.first_action,
        arrays.chance,
        arrays.payoff,
        arrays.group,
        alone.astype(np.int32),
        above.astype(np.int32),
        nodes,
        first_node,
    )
