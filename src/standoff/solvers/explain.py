"""Why play is what it is: what each option is worth where it is chosen, and what is believed there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.game.records import BoundGame, Floats
from standoff.solvers.reference import (
    conditional_values,
    edge_probability,
    node_belief,
    node_reach,
    node_values,
    paid,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What lies behind given play.

    action_value : float64[draw, action], expected payoff from here on to the mover, given that the
        information set is reached, under the mover's own beliefs
    belief : float64[draw, node], the mover's belief in the node, given its information set (limit
        beliefs where that is not reached); 0 at chance and terminal nodes
    reach : float64[draw, node], true probability that the node is reached
    edge : float64[draw, edge], true probability of the edge, given its node
    value : float64[draw, node, player], expected payoff from the node on, under own beliefs
    """

    action_value: Floats
    belief: Floats
    reach: Floats
    edge: Floats
    value: Floats


def explain(bound: BoundGame, probability: Floats) -> Explanation:
    """Action values, beliefs, reach and values behind the play of every draw.

    Parameters
    ----------
    bound : the game with its numbers
    probability : float64[draw, action], as in `Solution.probability`

    Returns
    -------
    Explanation
        What each action, node and edge is worth and how likely it is, a row a draw.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, at_precision, build_tree
    >>> from standoff.solvers import explain, solve
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> bound = at_precision(build_tree(root, ("A",)).bound, 2.0)
    >>> explain(bound, solve(bound).probability).action_value
    array([[0., 1.]])
    """
    arrays, play = bound.arrays, probability.T
    n = bound.n_draws
    action_value = np.zeros((arrays.n_actions, n))
    belief = np.zeros((arrays.n_nodes, n))
    value = np.zeros((n, arrays.n_nodes, arrays.n_players))
    for i in range(arrays.n_players):
        chances, pay = edge_probability(bound, play, 1 + i), paid(bound, i)
        own = node_belief(bound, chances, i)
        action_value += conditional_values(bound, chances, pay, own)
        belief += own
        value[:, :, i] = node_values(bound, chances, pay).T
    true = edge_probability(bound, play, 0)
    return Explanation(action_value.T, belief.T, node_reach(bound, true).T, true.T, value)


def action_values(
    bound: BoundGame, probability: Floats, edge_pay: Floats, *, player: int, belief: Floats | None = None
) -> Floats:
    """What one payoff table adds to the value of each of a player's actions.

    Action values are linear in payoffs: the tables of a player's terms, each handed to this
    function, give parts that add up to `Explanation.action_value`.

    Parameters
    ----------
    bound : the game with its numbers
    probability : float64[draw, action]
    edge_pay : float64[edge, draw], what the term pays on each edge
    player : whose term it is; its chance beliefs are used
    belief : float64[draw, node], `Explanation.belief`, if it is at hand

    Returns
    -------
    float64[draw, action], 0 for the actions of others

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import action_values
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> bound = build_tree(root, ("A",)).bound
    >>> prize = np.array([[0.0], [3.0]])  # a term that is paid on the second edge, in the one draw
    >>> action_values(bound, np.array([[0.5, 0.5]]), prize, player=0)
    array([[0., 3.]])
    """
    chances = edge_probability(bound, probability.T, 1 + player)
    if belief is None:
        own = node_belief(bound, chances, player)
    else:
        arrays = bound.arrays
        mine = np.zeros(arrays.n_nodes, dtype=np.bool_)
        held = arrays.infoset >= 0
        mine[held] = arrays.infoset_player[arrays.infoset[held]] == player
        own = belief.T * mine[:, None]
    return conditional_values(bound, chances, edge_pay, own).T
