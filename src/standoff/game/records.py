"""The compiled game: its structure once (`GameArrays`), its numbers for a chunk of draws
(`BoundGame`), and what a solver answers (`Solution`).

The structure is a directed acyclic graph, not a tree: histories with equal futures are one node
(docs/design/002). A tree is the special case in which every node has one parent. Nodes are
numbered so that every child has a larger number than its parents: a loop from the last node to
the first is a backward induction, a loop from the first to the last carries reach forward.

Payoffs stand on edges: a payoff term is paid on the edge on which it becomes settled, so that
nodes whose future is equal can be merged whatever was paid before. A game with payoffs at
terminal nodes only is the special case in which the edges into terminal nodes carry them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from standoff.expressions import Expression

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

DECISION, CHANCE, TERMINAL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class GameArrays:
    """Structure of a finite extensive-form game.

    No path meets an information set twice. Players may forget their own moves: concepts over whole
    strategies refuse that (S630), those of the agent form do not mind.

    kind : int8[node], DECISION, CHANCE or TERMINAL
    first_edge : int32[node + 1], edges of node n are first_edge[n] to first_edge[n + 1]
    child : int32[edge], the node it leads to, always larger than the edge's own node
    infoset : int32[node], -1 unless a decision node
    infoset_player : int32[infoset]
    first_action : int32[infoset + 1], actions of information set h; the k-th edge of each of its
        nodes is its k-th action
    chance : int32[edge, 1 + player], cell with the probability of a chance edge: column 0 the
        true one, column 1 + i what player i believes; -1 on decision edges
    payoff : int32[edge, player], row of the payoff table that is paid on the edge, or -1 for 0
    sum_first, sum_cell : int32[sum + 1], int32[..]; row s of the payoff table is the sum of the
        cells sum_cell[sum_first[s]:sum_first[s + 1]]
    item_first, item, item_cell : int32[edge + 1], int32[..], int32[..]; the ledger. The edge adds
        to item[k] the value of cell item_cell[k], or 1 where that is -1. The true expected total
        of an item over all play is what endings, measures and expected payoffs are read from.
    group : int32[player], players of one group hold the same beliefs about all chance moves
    weight : float64[action], base weights of logit play, above 0, those of one information set add up to
        1; None where all options of each are alike. Play at precision 0 is `weight`; best responses and
        Nash concepts do not ask for it
    """

    kind: npt.NDArray[np.int8]
    first_edge: Ints
    child: Ints
    infoset: Ints
    infoset_player: Ints
    first_action: Ints
    chance: Ints
    payoff: Ints
    sum_first: Ints
    sum_cell: Ints
    item_first: Ints
    item: Ints
    item_cell: Ints
    group: Ints
    n_items: int
    n_cells: int
    weight: Floats | None = None

    @property
    def log_weight(self) -> Floats | None:
        """float64[action], what logit play adds to precision x value; None where that changes nothing."""
        return None if self.weight is None else np.log(self.weight)

    @property
    def n_nodes(self) -> int:
        return len(self.kind)

    @property
    def n_edges(self) -> int:
        return len(self.child)

    @property
    def n_players(self) -> int:
        return int(self.chance.shape[1]) - 1

    @property
    def n_infosets(self) -> int:
        return len(self.infoset_player)

    @property
    def n_actions(self) -> int:
        return int(self.first_action[-1])

    @property
    def n_sums(self) -> int:
        return len(self.sum_first) - 1


@dataclass(frozen=True, slots=True)
class Labels:
    """The user's own names for the numbers of a `GameArrays`."""

    player: tuple[str, ...]
    infoset: tuple[str, ...]
    action: tuple[str, ...]  # one an action, in the order of first_action
    item: tuple[str, ...]
    node_move: tuple[str, ...]  # name of the move that is made at the node, "" at terminal nodes
    edge_option: tuple[str, ...]  # name of the option on each edge


@dataclass(frozen=True, slots=True)
class ExactNumbers:
    """The numbers of a game as they are written, before they become floats; None where none is known.

    cell, payoff : one a cell, one a payoff row, the same in every draw
    """

    cell: tuple[Fraction | None, ...]
    payoff: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class BoundGame:
    """A game's structure with the numbers of a chunk of draws.

    Draws come last here (against the house's axes), because kernels run over 64 draws side by
    side and must find them next to each other in memory (docs/design/002).

    cell : float64[cell, draw]
    payoff : float64[sum, draw]
    precision : float64[player, draw], logit precision in 1 / payoff unit; infinity is `sharp`
    exact : the numbers as written in a file or a tree of records, for concepts that calculate without
        rounding; one that does not round to its float (another was put in its place) is not used
    """

    arrays: GameArrays
    cell: Floats
    payoff: Floats
    precision: Floats
    exact: ExactNumbers | None = None

    @property
    def n_draws(self) -> int:
        return int(self.precision.shape[1])


SOLVED, NOT_CONVERGED, DEGENERATE, REJECTED, FAILED = 0, 1, 2, 3, 4
STATUS = ("solved", "not_converged", "degenerate", "rejected", "failed")
ADVICE = (
    "The answer passed the independent check.",
    "No answer was reached: the fixed point was not, or a limit is not clear, as near-ties make it.",
    "Two options are worth the same (to 1e-12 where numbers are floats) and the tie was split evenly, or the "
    "limit is not unique.",
    "The independent check refused the answer: please report this game.",
    "A number of this draw is not finite, or a chance move's probabilities do not add up.",
)


@dataclass(frozen=True, slots=True)
class Solution:
    """One equilibrium for each draw of a chunk.

    probability : float64[draw, action]
    value : float64[draw, player], expected payoff at the root under the player's own beliefs
    item : float64[draw, item], true expected total of each ledger item
    gain : float64[draw, player], most that a player gains by deviating (at one information set at
        a time: the agent form), recomputed by `verify`
    residual : float64[draw], largest distance between a probability and the rule of play's answer
        to it, recomputed by `verify`
    status : int8[draw], index into STATUS
    unsure : bool[draw], True where the answer passed the check but may not be the equilibrium on the
        principal branch, the one that is reached from uniform play (or from the base weights) as
        precision grows; None where that was not asked
    """

    probability: Floats
    value: Floats
    item: Floats
    gain: Floats
    residual: Floats
    status: npt.NDArray[np.int8]
    method: str
    rounds: int
    seconds: float
    unsure: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """A cell that is what other cells, of smaller number, leave of 1."""

    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Game:
    """What the compiler makes of a scenario: structure, names, and the formula of each cell.

    cells : the expression (over parameters only) of each cell, or `Rest`
    precision : for each player the name of the parameter that is its precision, or None if sharp
    exact : the number of each cell as it is written, None where it is a formula; () if none is known
    """

    arrays: GameArrays
    labels: Labels
    cells: tuple[Expression | Rest, ...]
    precision: tuple[str | None, ...]
    exact: tuple[Fraction | None, ...] = ()
