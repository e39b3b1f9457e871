"""The logit equations of one draw and their exact derivatives, for the tests' own tracer of the branch.

Unknowns are log-odds: x[h, k] = log p[h, k] - log p[h, 0] of every information set h with several
actions, k > 0. Play is a logit equilibrium at scale s where

    F(x, s) = x - s * precision * (Q[h, k] - Q[h, 0]) - log (w[h, k] / w[h, 0]) = 0,

w being the base weights, or 1 where there are none, and
Q[h, k] being what action k is worth to the mover given that h is reached, under the mover's own beliefs
about chance. Reach is carried in logarithms from the root, values back from the ends, and the
derivatives of both go along (forward differentiation by hand). What a player rules out (chance 0) is a
surprise: of the nodes of an information set only those with the fewest surprises count, and they are
weighed by all else that is known. Nothing here comes from `standoff.solvers`.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, section 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from standoff.game.records import CHANCE, BoundGame

NEVER = 1_000_000  # surprises of a node that no path leads to


class Equations(NamedTuple):
    """One draw of a game, ready for the kernel.

    first_edge, child, infoset, first_action, owner : as in `GameArrays`
    first_unknown : int64[infoset + 1]; information set h has the unknowns first_unknown[h] on
    is_chance : bool[node]
    chance : float64[edge, player], what each player believes; 1 at decision edges
    live : bool[edge, player], the edge lies on a way to its child with the fewest surprises
    counts : bool[node], the node is among those of its information set with the mover's fewest surprises
    paid : float64[edge, player]
    precision : float64[player]
    log_odds : float64[unknown], of the base weights
    """

    first_edge: np.ndarray
    child: np.ndarray
    infoset: np.ndarray
    first_action: np.ndarray
    owner: np.ndarray
    first_unknown: np.ndarray
    is_chance: np.ndarray
    chance: np.ndarray
    live: np.ndarray
    counts: np.ndarray
    paid: np.ndarray
    precision: np.ndarray
    log_odds: np.ndarray

    @property
    def n_unknowns(self) -> int:
        return int(self.first_unknown[-1])


def equations_of(bound: BoundGame, draw: int = 0) -> Equations:
    """The equations of one draw; players whose precision is infinite in all columns get 1 each."""
    a = bound.arrays
    paid = np.where(a.payoff >= 0, bound.payoff[a.payoff, draw] if len(bound.payoff) else 0.0, 0.0)
    is_chance = a.kind == CHANCE
    chance = np.ones((a.n_edges, a.n_players))
    for node in np.flatnonzero(is_chance):
        edges = slice(a.first_edge[node], a.first_edge[node + 1])
        chance[edges] = bound.cell[a.chance[edges, 1:], draw]
    surprises = np.full((a.n_nodes, a.n_players), NEVER)
    surprises[0] = 0
    for node in range(a.n_nodes):
        for edge in range(a.first_edge[node], a.first_edge[node + 1]):
            through = surprises[node] + (chance[edge] == 0.0)
            surprises[a.child[edge]] = np.minimum(surprises[a.child[edge]], through)
    parent = np.repeat(np.arange(a.n_nodes), np.diff(a.first_edge))
    live = (surprises[parent] + (chance == 0.0) == surprises[a.child]) & (surprises[parent] < NEVER)
    counts = np.zeros(a.n_nodes, dtype=bool)
    for h in range(a.n_infosets):
        nodes = np.flatnonzero(a.infoset == h)
        mine = surprises[nodes, a.infoset_player[h]]
        counts[nodes] = (mine == mine.min()) & (mine < NEVER)
    precision = bound.precision[:, draw].astype(float)
    if np.isinf(precision).all():
        precision = np.ones(a.n_players)
    whole = [t.astype(np.int64) for t in (a.first_edge, a.child, a.infoset, a.first_action, a.infoset_player)]
    first = np.concatenate([[0], np.cumsum(np.diff(whole[3]) - 1)]).astype(np.int64)
    told = first, is_chance, chance, live, counts, np.ascontiguousarray(paid), precision
    return Equations(*whole, *told, _log_odds(bound))


def _log_odds(bound: BoundGame) -> np.ndarray:
    """Logarithms of each option's base weight over the first option's, float64[unknown]."""
    a = bound.arrays
    weight = np.ones(a.n_actions) if a.weight is None else a.weight
    odds = [np.log(own[1:] / own[0]) for own in np.split(weight, a.first_action[1:-1])] if a.n_actions else []
    return np.concatenate([np.zeros(0), *odds])


def unit_of(eq: Equations) -> float:
    """The widest range of a player's payoffs over all ends, times that player's precision."""
    n_nodes = len(eq.first_edge) - 1
    low, high = np.zeros((2, n_nodes, len(eq.precision)))
    for node in range(n_nodes - 1, -1, -1):
        edges = slice(eq.first_edge[node], eq.first_edge[node + 1])
        if edges.stop > edges.start:
            low[node] = (eq.paid[edges] + low[eq.child[edges]]).min(axis=0)
            high[node] = (eq.paid[edges] + high[eq.child[edges]]).max(axis=0)
    return float(((high[0] - low[0]) * eq.precision).max(initial=0.0))


@njit(cache=True)
def log_play_of(eq: Equations, x: np.ndarray) -> np.ndarray:
    """Logarithms of all probabilities, float64[action]."""
    log_play = np.zeros(eq.first_action[-1])
    for h in range(len(eq.owner)):
        first, u = eq.first_action[h], eq.first_unknown[h]
        n = eq.first_action[h + 1] - first
        top = 0.0
        for k in range(1, n):
            log_play[first + k] = x[u + k - 1]
            top = max(top, x[u + k - 1])
        total = 0.0
        for k in range(n):
            total += np.exp(log_play[first + k] - top)
        for k in range(n):
            log_play[first + k] -= top + np.log(total)
    return log_play


@njit(cache=True)
def _values(eq: Equations, play: np.ndarray, player: int) -> tuple[np.ndarray, np.ndarray]:
    """Expected total from every node on, float64[node], and its derivative, float64[node, unknown]."""
    n_nodes, n = len(eq.first_edge) - 1, eq.first_unknown[-1]
    value, slope = np.zeros(n_nodes), np.zeros((n_nodes, n))
    for node in range(n_nodes - 1, -1, -1):
        h, start = eq.infoset[node], eq.first_edge[node]
        for edge in range(start, eq.first_edge[node + 1]):
            p = eq.chance[edge, player] if h < 0 else play[eq.first_action[h] + edge - start]
            child = eq.child[edge]
            value[node] += p * (eq.paid[edge, player] + value[child])
            for j in range(n):
                slope[node, j] += p * slope[child, j]
        if h >= 0:  # dp[k] = p[k] (dx[k] - sum of p dx)
            for k in range(1, eq.first_edge[node + 1] - start):
                worth = eq.paid[start + k, player] + value[eq.child[start + k]]
                at = eq.first_unknown[h] + k - 1
                slope[node, at] += play[eq.first_action[h] + k] * (worth - value[node])
    return value, slope


@njit(cache=True)
def _reach(
    eq: Equations, log_play: np.ndarray, play: np.ndarray, player: int
) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of every node's reach among the fewest surprises, and its derivative."""
    n_nodes, n = len(eq.first_edge) - 1, eq.first_unknown[-1]
    log_reach, slope = np.full(n_nodes, -np.inf), np.zeros((n_nodes, n))
    log_reach[0] = 0.0
    for node in range(n_nodes):  # children stand after their parents: the node's own sum is complete
        h, start = eq.infoset[node], eq.first_edge[node]
        for edge in range(start, eq.first_edge[node + 1]):
            if not eq.live[edge, player]:
                continue
            child, along = eq.child[edge], log_reach[node]
            action = -1
            if h >= 0:
                action = eq.first_action[h] + edge - start
                along += log_play[action]
            elif eq.chance[edge, player] > 0.0:
                along += np.log(eq.chance[edge, player])
            total = np.logaddexp(log_reach[child], along)
            old, new = np.exp(log_reach[child] - total), np.exp(along - total)
            log_reach[child] = total
            for j in range(n):
                slope[child, j] = old * slope[child, j] + new * slope[node, j]
            if h >= 0:
                for k in range(1, eq.first_edge[node + 1] - start):
                    own = 1.0 if k == edge - start else 0.0
                    at = eq.first_unknown[h] + k - 1
                    slope[child, at] += new * (own - play[eq.first_action[h] + k])
    return log_reach, slope


@njit(cache=True)
def advantages(eq: Equations, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each action is worth more than the first, times precision.

    Returns
    -------
    float64[unknown], its derivative float64[unknown, unknown], and beliefs float64[node]
    """
    n, n_nodes = eq.first_unknown[-1], len(eq.infoset)
    gain, slope, belief = np.zeros(n), np.zeros((n, n)), np.zeros(n_nodes)
    log_play = log_play_of(eq, x)
    play = np.exp(log_play)
    for player in range(len(eq.precision)):
        value, d_value = _values(eq, play, player)
        log_reach, d_reach = _reach(eq, log_play, play, player)
        for h in range(len(eq.owner)):
            if eq.owner[h] != player or eq.first_unknown[h + 1] == eq.first_unknown[h]:
                continue
            top, total, mean = -np.inf, 0.0, np.zeros(n)
            for node in range(n_nodes):
                if eq.infoset[node] == h and eq.counts[node]:
                    top = max(top, log_reach[node])
            for node in range(n_nodes):
                if eq.infoset[node] == h and eq.counts[node]:
                    belief[node] = np.exp(log_reach[node] - top)
                    total += belief[node]
            for node in range(n_nodes):
                if eq.infoset[node] == h and eq.counts[node]:
                    belief[node] /= total
                    mean += belief[node] * d_reach[node]
            for node in range(n_nodes):
                if eq.infoset[node] != h or belief[node] == 0.0:
                    continue
                start, u = eq.first_edge[node], eq.first_unknown[h]
                base = eq.child[start]
                for k in range(1, eq.first_edge[node + 1] - start):
                    child = eq.child[start + k]
                    more = eq.paid[start + k, player] - eq.paid[start, player] + value[child] - value[base]
                    weight = belief[node] * eq.precision[player]
                    gain[u + k - 1] += weight * more
                    for j in range(n):
                        slope[u + k - 1, j] += weight * (
                            more * (d_reach[node, j] - mean[j]) + d_value[child, j] - d_value[base, j]
                        )
    return gain, slope, belief
