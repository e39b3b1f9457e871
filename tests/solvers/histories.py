"""Logit play of one draw by a plain slow way: every history by itself, tiny steps from precision 0.

The compiled graph is unfolded into a tree of histories; nothing is merged, shared, packed or iterated in
blocks. Play at each step is the fixed point of the answers, from the last step's. Nothing here comes from
`standoff.solvers`. Source: McKelvey and Palfrey (1998), Experimental Economics 1, definition 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.game.records import BoundGame

STEPS = 8
MOST = 300  # iterations a step
SAME = 3e-13


@dataclass(frozen=True)
class Histories:
    """A draw's tree: a row for each history, parents before children.

    parent, action, infoset : the history before, the action that led here (or -1), who decides here (or -1)
    chance : float[history, 1 + player], of the edge that led here; the truth first
    paid : float[history, player], on that edge
    item : what that edge adds to the ledger
    """

    parent: list[int]
    action: list[int]
    infoset: list[int]
    chance: np.ndarray
    paid: np.ndarray
    item: list[list[tuple[int, float]]]


def unfolded(bound: BoundGame, draw: int) -> Histories:
    """The tree of a draw."""
    a, cell = bound.arrays, bound.cell[:, draw]
    pay, n = np.append(bound.payoff[:, draw], 0.0), bound.arrays.n_players
    node, parent, action = [0], [-1], [-1]
    chance, paid, item = [np.ones(1 + n)], [np.zeros(n)], [[]]
    for history, here in enumerate(node):  # grows as it is read
        h = int(a.infoset[here])
        for k, edge in enumerate(range(a.first_edge[here], a.first_edge[here + 1])):
            node.append(int(a.child[edge]))
            parent.append(history)
            action.append(int(a.first_action[h]) + k if h >= 0 else -1)
            chance.append(np.ones(1 + n) if h >= 0 else cell[a.chance[edge]])
            paid.append(pay[a.payoff[edge]])
            told = range(a.item_first[edge], a.item_first[edge + 1])
            item.append([(int(a.item[t]), float(np.append(cell, 1.0)[a.item_cell[t]])) for t in told])
    infoset = [int(a.infoset[k]) for k in node]
    return Histories(parent, action, infoset, np.array(chance), np.array(paid), item)


def solved(bound: BoundGame, draw: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Play [action], each player's value by its own beliefs, and the ledger's true totals."""
    tree, arrays = unfolded(bound, draw), bound.arrays
    weight = np.zeros(arrays.n_actions) if arrays.log_weight is None else arrays.log_weight
    precision = np.repeat(bound.precision[arrays.infoset_player, draw], np.diff(arrays.first_action))
    logs = scaled(weight, arrays.first_action)
    for step in range(1, STEPS + 1):
        for _ in range(MOST):
            before = logs
            worth, value = answered(tree, bound, logs)
            logs = scaled(weight + precision * step / STEPS * worth, arrays.first_action)
            if np.abs(logs - before).max() <= SAME * max(1.0, float(np.abs(logs).max())):
                break
        else:
            raise ArithmeticError("the answers do not settle")
    total, reach = np.zeros(arrays.n_items), [1.0]
    for k in range(1, len(tree.parent)):
        share = tree.chance[k, 0] if tree.action[k] < 0 else float(np.exp(logs[tree.action[k]]))
        reach.append(reach[tree.parent[k]] * share)
        for what, amount in tree.item[k]:
            total[what] += reach[k] * amount
    return np.exp(logs), value, total


def scaled(logs: np.ndarray, first_action: np.ndarray) -> np.ndarray:
    """Less what makes probabilities add up to 1 in each information set."""
    parts = np.split(logs, first_action[1:-1])
    return np.concatenate([p - p.max() - np.log(np.exp(p - p.max()).sum()) for p in parts])


def answered(tree: Histories, bound: BoundGame, logs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each action is worth to its mover under the mover's beliefs, and the values at the root."""
    arrays, n = bound.arrays, len(tree.parent)
    value, play = np.zeros((n, arrays.n_players)), np.exp(logs)
    for k in range(n - 1, 0, -1):
        share = tree.chance[k, 1:] if tree.action[k] < 0 else play[tree.action[k]]
        value[tree.parent[k]] += share * (value[k] + tree.paid[k])
    worth = np.zeros(arrays.n_actions)
    for i in range(arrays.n_players):
        believed = beliefs(tree, bound, logs, i)
        for k in range(1, n):
            if tree.parent[k] in believed:
                worth[tree.action[k]] += believed[tree.parent[k]] * (value[k, i] + tree.paid[k, i])
    return worth, value[0]


def beliefs(tree: Histories, bound: BoundGame, logs: np.ndarray, player: int) -> dict[int, float]:
    """A player's belief of each history where it decides; where all have chances of 0, the fewest count."""
    reach: list[tuple[int, float]] = [(0, 0.0)]
    for k in range(1, len(tree.parent)):
        zeros, log = reach[tree.parent[k]]
        chance = 1.0 if tree.action[k] >= 0 else float(tree.chance[k, 1 + player])
        step = logs[tree.action[k]] if tree.action[k] >= 0 else np.log(chance or 1.0)
        reach.append((zeros + (chance == 0.0), log + step))
    found: dict[int, float] = {}
    for h in np.flatnonzero(bound.arrays.infoset_player == player):
        mine = [k for k, home in enumerate(tree.infoset) if home == h]
        least = min(reach[k][0] for k in mine)
        mine = [k for k in mine if reach[k][0] == least]
        logs_here = np.array([reach[k][1] for k in mine])
        share = np.exp(logs_here - logs_here.max())
        found |= dict(zip(mine, share / share.sum(), strict=True))
    return found
