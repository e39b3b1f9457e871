"""The second implementation, in plain NumPy over draws: node by node, no blocks, no tapes.

The kernels are tested against it, and the report's details are made with it (explain.py). Reach is
carried in logarithms, play is answered everywhere at once (Jacobi), and the step is halved in the
draws in which the answers swing. With perfect information it ends after as many rounds as the
game has levels; with hidden moves it needs a modest precision.
"""

from __future__ import annotations

import numpy as np

from standoff.game.records import CHANCE, BoundGame, Floats
from standoff.solvers.tolerances import TIE

SURPRISE = -1e7  # logarithm that stands for a chance of 0 where beliefs are formed


def edge_probability(bound: BoundGame, probability: Floats, column: int) -> Floats:
    """Probability of every edge, float64[edge, draw]: play, and chance as `column` has it.

    Parameters
    ----------
    bound : the game with its numbers
    probability : float64[action, draw]
    column : 0 for the truth, 1 + i for what player i believes
    """
    arrays = bound.arrays
    found = np.empty((arrays.n_edges, bound.n_draws))
    for node in range(arrays.n_nodes):
        edges = slice(arrays.first_edge[node], arrays.first_edge[node + 1])
        if arrays.kind[node] == CHANCE:
            found[edges] = bound.cell[arrays.chance[edges, column]]
        elif arrays.infoset[node] >= 0:
            h = arrays.infoset[node]
            found[edges] = probability[arrays.first_action[h] : arrays.first_action[h + 1]]
    return found


def paid(bound: BoundGame, player: int) -> Floats:
    """What every edge pays a player, float64[edge, draw]."""
    row = bound.arrays.payoff[:, player]
    found = np.zeros((bound.arrays.n_edges, bound.n_draws))
    found[row >= 0] = bound.payoff[row[row >= 0]]
    return found


def node_values(bound: BoundGame, chances: Floats, pay: Floats) -> Floats:
    """Expected total of `pay` from every node on, float64[node, draw]."""
    arrays = bound.arrays
    value = np.zeros((arrays.n_nodes, bound.n_draws))
    for node in range(arrays.n_nodes - 1, -1, -1):
        for edge in range(arrays.first_edge[node], arrays.first_edge[node + 1]):
            value[node] += chances[edge] * (pay[edge] + value[arrays.child[edge]])
    return value


def node_reach(bound: BoundGame, chances: Floats) -> Floats:
    """Probability that every node is reached, float64[node, draw]."""
    arrays = bound.arrays
    reach = np.zeros((arrays.n_nodes, bound.n_draws))
    reach[0] = 1.0
    for node in range(arrays.n_nodes):
        for edge in range(arrays.first_edge[node], arrays.first_edge[node + 1]):
            reach[arrays.child[edge]] += reach[node] * chances[edge]
    return reach


def node_belief(bound: BoundGame, chances: Floats, player: int) -> Floats:
    """Belief over the nodes of each of a player's information sets, float64[node, draw].

    Limit beliefs where the information set is not reached: a chance of 0 is less than any other factor.
    Zero at the nodes of others.
    """
    arrays = bound.arrays
    log_reach = np.full((arrays.n_nodes, bound.n_draws), -np.inf)
    log_reach[0] = 0.0
    with np.errstate(divide="ignore"):
        factor = np.maximum(np.log(chances), SURPRISE)
    for node in range(arrays.n_nodes):
        for edge in range(arrays.first_edge[node], arrays.first_edge[node + 1]):
            child = arrays.child[edge]
            log_reach[child] = np.logaddexp(log_reach[child], log_reach[node] + factor[edge])
    belief = np.zeros_like(log_reach)
    for h in np.flatnonzero(arrays.infoset_player == player):
        nodes = np.flatnonzero(arrays.infoset == h)
        weight = np.exp(log_reach[nodes] - log_reach[nodes].max(axis=0))
        belief[nodes] = weight / weight.sum(axis=0)
    return belief


def conditional_values(bound: BoundGame, chances: Floats, pay: Floats, belief: Floats) -> Floats:
    """Value of each action to its mover, given that its information set is reached.

    Returns
    -------
    float64[action, draw]; zero where `belief` is zero on the whole information set
    """
    arrays = bound.arrays
    value = node_values(bound, chances, pay)
    found = np.zeros((arrays.n_actions, bound.n_draws))
    for node in np.flatnonzero(arrays.infoset >= 0):
        first = arrays.first_action[arrays.infoset[node]]
        for k, edge in enumerate(range(arrays.first_edge[node], arrays.first_edge[node + 1])):
            found[first + k] += belief[node] * (pay[edge] + value[arrays.child[edge]])
    return found


def respond(bound: BoundGame, probability: Floats) -> Floats:
    """The rule of play's answer to given play, float64[action, draw]."""
    arrays = bound.arrays
    answer = np.ones_like(probability)
    for player in range(arrays.n_players):
        chances = edge_probability(bound, probability, 1 + player)
        belief = node_belief(bound, chances, player)
        values = conditional_values(bound, chances, paid(bound, player), belief)
        for h in np.flatnonzero(arrays.infoset_player == player):
            actions = slice(arrays.first_action[h], arrays.first_action[h + 1])
            base = np.ones(values[actions].shape[0]) if arrays.weight is None else arrays.weight[actions]
            answer[actions] = _choice(values[actions], bound.precision[player], base)
    return answer


def _choice(value: Floats, precision: Floats, base: Floats) -> Floats:
    best = value.max(axis=0)
    tied = value >= best - TIE * np.maximum(np.abs(value).max(axis=0), 1e-300)
    finite = np.where(np.isinf(precision), 0.0, precision)
    weight = np.where(np.isinf(precision), tied, np.exp(finite * (value - best)))
    weight = base[:, None] * weight
    share: Floats = weight / weight.sum(axis=0)
    return share


def solve_plainly(bound: BoundGame, *, tolerance: float = 1e-12, rounds: int = 5000) -> Floats:
    """Play of every draw by plain iteration from uniform play (or the base weights), float64[draw, action].

    Rows that have not settled after `rounds` hold nan: the caller sees at once.

    Examples
    --------
    >>> from standoff.solvers.reference import solve_plainly  # solve_plainly(bound)
    """
    arrays = bound.arrays
    width = np.diff(arrays.first_action)
    start = np.repeat(1.0 / width, width) if arrays.weight is None else arrays.weight
    play = start[:, None] * np.ones(bound.n_draws)
    step = np.ones(bound.n_draws)
    last = np.full(bound.n_draws, np.inf)
    change = last
    for _ in range(rounds):
        answer = respond(bound, play)
        change = np.abs(answer - play).max(axis=0, initial=0.0)
        if (change <= tolerance).all():
            break
        step = np.where(change > last, np.maximum(0.5 * step, 0.01), step)
        last = change
        play = play + step * (answer - play)
    return np.where(change <= tolerance, play, np.nan).T


def root_values(bound: BoundGame, probability: Floats) -> Floats:
    """Each player's expected payoff under its own beliefs, float64[draw, player]."""
    play = probability.T
    found = [
        node_values(bound, edge_probability(bound, play, 1 + i), paid(bound, i))[0]
        for i in range(bound.arrays.n_players)
    ]
    return np.array(found).reshape(-1, bound.n_draws).T


def item_totals(bound: BoundGame, probability: Floats) -> Floats:
    """True expected total of every ledger item, float64[draw, item]."""
    arrays = bound.arrays
    chances = edge_probability(bound, probability.T, 0)
    reach = node_reach(bound, chances)
    total = np.zeros((arrays.n_items, bound.n_draws))
    for node in range(arrays.n_nodes):
        for edge in range(arrays.first_edge[node], arrays.first_edge[node + 1]):
            for k in range(arrays.item_first[edge], arrays.item_first[edge + 1]):
                cell = arrays.item_cell[k]
                counted = 1.0 if cell < 0 else bound.cell[cell]
                total[arrays.item[k]] += reach[node] * chances[edge] * counted
    return total.T
