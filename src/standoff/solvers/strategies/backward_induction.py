"""Backward induction: subgame-perfect equilibria in pure moves where nothing is hidden.

From the last node to the first each mover takes an option of the highest value, in fractions: a file's
numbers as they are written, others as the simplest fraction that rounds to them; in floats, with a
tolerance that is told, in games of more than 20,000 branches. Where several are
worth the same there are several equilibria: the first option in order is taken, and the row is
`degenerate`, or all solutions are listed. A merged game is solved as it stands: what is chosen at a
node does not depend on how it was reached, as subgame perfection needs where payoffs add up.
Source: Selten (1965); Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2.
"""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.records import CHANCE, DECISION, BoundGame, Floats, GameArrays
from standoff.solvers.results import Equilibria, Setting
from standoff.solvers.strategies.acceptance import Rows, equilibria
from standoff.solvers.strategies.refusals import refusal
from standoff.solvers.tolerances import TIE
from standoff.solvers.tree_forms.edge_numbers import MOST_EXACT, exact_edges, float_edges
from standoff.solvers.tree_forms.tree import grow

LIMIT = 10_000


def sees_all(arrays: GameArrays) -> bool:
    """Whether every information set is one node."""
    held = arrays.infoset[arrays.infoset >= 0]
    return len(held) == len(np.unique(held))


def backward_induction(
    bound: BoundGame, draw: int = 0, *, all_solutions: bool = False, limit: int = LIMIT
) -> Equilibria:
    """Subgame-perfect equilibrium in pure moves, ties reported.

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it
    all_solutions : list all pure subgame-perfect equilibria, not only that which takes the first of
        equal options in order
    limit : most rows; `complete` is False where there are more

    Returns
    -------
    Equilibria
        `degenerate` rows where a tie was met; `settings["tied"]` names the information sets.

    Raises
    ------
    StandoffError
        S633 where somebody moves without knowing where; S622 if `limit` is not positive.

    Source
    ------
    Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import backward_induction
    >>> answer = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": answer}), ("A", "B"))
    >>> backward_induction(entry.bound).probability
    array([[0., 1., 0., 1.]])
    """
    started = time.perf_counter()
    if limit < 1:
        raise StandoffError(Problem("S622", f"`limit` is {limit}.", "At least 1 row was expected."))
    if not sees_all(bound.arrays):
        raise refusal(
            "somebody moves without knowing where, and backward induction needs that nothing is hidden.",
            "`nash`, `nash_all`, `pure_equilibria` and `agent_quantal_response` accept hidden moves.",
        )
    tree = grow(bound, draw)
    plays, tied, whole = _solutions(bound, draw, limit if all_solutions else 1)
    complete = whole if all_solutions else not tied
    settings: dict[str, Setting] = {"tied": tied, "all_solutions": all_solutions}
    reason = ""
    if bound.arrays.n_edges > MOST_EXACT:
        complete = False
        reason = f"the game has more than {MOST_EXACT:,} branches, so that ties are told within {TIE:g}"
    rows = Rows(plays, tied=bool(tied), complete=complete, settings=settings, reason=reason)
    return equilibria(tree, rows, "backward induction", started)


def _solutions(bound: BoundGame, draw: int, limit: int) -> tuple[list[Floats], tuple[int, ...], bool]:
    """Plays, information sets at which a tie was met, and whether that is all of them.

    Depth first over the ties: a state is the node to go on from, values behind it and the play.
    """
    arrays = bound.arrays
    exact = arrays.n_edges <= MOST_EXACT
    probability, pay = exact_edges(bound, draw) if exact else float_edges(bound, draw)
    scale = np.maximum(np.abs(pay.astype(np.float64)).sum(axis=0), 1e-300)
    play = np.zeros(arrays.n_actions)
    nothing = np.full((arrays.n_nodes, arrays.n_players), Fraction(0) if exact else 0.0)
    stack = [(arrays.n_nodes - 1, nothing, play)]
    found: list[Floats] = []
    tied: set[int] = set()
    while stack and len(found) < limit:
        node, value, play = stack.pop()
        while node >= 0:
            edges = slice(arrays.first_edge[node], arrays.first_edge[node + 1])
            worth = pay[edges] + value[arrays.child[edges]]
            if arrays.kind[node] == CHANCE:
                value[node] = (probability[edges] * worth).sum(axis=0)
            elif arrays.kind[node] == DECISION:
                h = int(arrays.infoset[node])
                best = _best(worth[:, arrays.infoset_player[h]], float(scale[arrays.infoset_player[h]]))
                if len(best) > 1:
                    tied.add(h)
                    if limit > 1:
                        stack.extend(_other(arrays, node, k, (worth, value, play)) for k in best[:0:-1])
                value[node] = worth[best[0]]
                play[arrays.first_action[h] + best[0]] = 1.0
            node -= 1
        found.append(play)
    return found, tuple(sorted(tied)), not stack and (limit > 1 or not tied)


def _other(
    arrays: GameArrays, node: int, option: int, state: tuple[Floats, Floats, Floats]
) -> tuple[int, Floats, Floats]:
    worth, value, play = state[0], state[1].copy(), state[2].copy()
    value[node] = worth[option]
    play[arrays.first_action[arrays.infoset[node]] + option] = 1.0
    return node - 1, value, play


def _best(worth: Floats, scale: float) -> list[int]:
    """Options worth as much as the best, in order: exactly, where the numbers are fractions."""
    if worth.dtype == object:
        return [k for k, x in enumerate(worth.tolist()) if x == max(worth.tolist())]
    size = max(float(np.abs(worth).max()), 1e-12 * scale)
    return [int(k) for k in np.flatnonzero(worth >= worth.max() - TIE * size)]
