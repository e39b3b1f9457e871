"""What a profile of play means at each node: reach, beliefs, and what each option is worth and why.

Plain NumPy over draws, one node at a time: these numbers are for reading, over the first few
thousand draws, and are worked out apart from the solvers that found the profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game import BoundGame
from standoff.game.records import DECISION, Floats, GameArrays

TREMBLE = 1e-30  # a factor of 0 counts as this in beliefs, so that unreached sets have limit beliefs
TRUTH = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """A bound game with the play found for it.

    share : float64[believer, edge, draw], probability of each edge given its node; believer 0 is
        the truth, 1 + i is player i (they differ at chance nodes only)
    """

    bound: BoundGame
    share: Floats


def profile_of(bound: BoundGame, probability: Floats) -> Profile:
    """Spread a profile float64[draw, action] over the edges."""
    arrays = bound.arrays
    share = np.empty((1 + arrays.n_players, arrays.n_edges, bound.n_draws))
    for node in range(arrays.n_nodes):
        for k, edge in enumerate(_edges(arrays, node)):
            if arrays.kind[node] == DECISION:
                action = int(arrays.first_action[arrays.infoset[node]]) + k
                share[:, edge] = probability[:, action]
            else:
                share[:, edge] = bound.cell[arrays.chance[edge]]
    return Profile(bound, share)


def reach_of(profile: Profile, believer: int, *, tremble: float = 0.0) -> Floats:
    """float64[node, draw]: probability that play passes each node, as one believer sees it."""
    arrays = profile.bound.arrays
    reach = np.zeros((arrays.n_nodes, profile.bound.n_draws))
    reach[0] = 1.0
    for node in range(arrays.n_nodes):
        for edge in _edges(arrays, node):
            factor = profile.share[believer, edge]
            reach[arrays.child[edge]] += reach[node] * (np.maximum(factor, tremble) if tremble else factor)
    return reach


def conditioned(profile: Profile, contradicts: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Probability that play passes each node [node, draw] and edge [edge, draw] and nothing contradicts.

    Parameters
    ----------
    contradicts : bool[edge], what was observed is not what happens on the edge, before or after the node
    """
    arrays = profile.bound.arrays
    share = np.where(contradicts[:, None], 0.0, profile.share[TRUTH])
    reach = reach_of(Profile(profile.bound, share[None]), TRUTH)
    agrees = np.ones_like(reach)
    through = np.empty_like(share)
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = list(_edges(arrays, node))
        if edges:
            through[edges] = share[edges] * agrees[arrays.child[edges]]
            agrees[node] = through[edges].sum(axis=0)
            through[edges] *= reach[node]
    return reach * agrees, through


def members_of(arrays: GameArrays) -> list[list[int]]:
    """The nodes of each information set."""
    members: list[list[int]] = [[] for _ in range(arrays.n_infosets)]
    for node in range(arrays.n_nodes):
        if arrays.infoset[node] >= 0:
            members[int(arrays.infoset[node])].append(node)
    return members


def beliefs_of(profile: Profile, members: Sequence[Sequence[int]]) -> Floats:
    """float64[node, draw]: the mover's belief in each node of its information set (0 elsewhere)."""
    arrays = profile.bound.arrays
    belief = np.zeros((arrays.n_nodes, profile.bound.n_draws))
    for player in range(arrays.n_players):
        reach = reach_of(profile, 1 + player, tremble=TREMBLE)
        for infoset, nodes in enumerate(members):
            if arrays.infoset_player[infoset] == player:
                total = reach[nodes].sum(axis=0)
                belief[nodes] = reach[nodes] / np.where(total > 0, total, 1.0)
    return belief


def future_of(profile: Profile, believer: int, paid: Floats) -> Floats:
    """float64[node, draw]: expected total from each node on of what `paid` float64[edge, draw] pays."""
    arrays = profile.bound.arrays
    future = np.zeros((arrays.n_nodes, profile.bound.n_draws))
    for node in range(arrays.n_nodes - 1, -1, -1):
        for edge in _edges(arrays, node):
            future[node] += profile.share[believer, edge] * (paid[edge] + future[arrays.child[edge]])
    return future


def worth_of(
    profile: Profile, infoset_nodes: Sequence[int], belief: Floats, paid: Floats, future: Floats
) -> Floats:
    """float64[action, draw]: expected total of `paid` after each action of one information set."""
    arrays = profile.bound.arrays
    n_actions = len(_edges(arrays, infoset_nodes[0]))
    worth = np.zeros((n_actions, profile.bound.n_draws))
    for node in infoset_nodes:
        for k, edge in enumerate(_edges(arrays, node)):
            worth[k] += belief[node] * (paid[edge] + future[arrays.child[edge]])
    return worth


def _edges(arrays: GameArrays, node: int) -> range:
    return range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
