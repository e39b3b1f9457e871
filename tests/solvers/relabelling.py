"""The same bound game under other labels: players in another order, every option list reversed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from standoff.game.records import BoundGame


@dataclass(frozen=True)
class Relabelled:
    """The other game, and where its actions stand in the first one: play[action] is that of the other."""

    bound: BoundGame
    action: np.ndarray


def relabelled(bound: BoundGame, players: np.ndarray) -> Relabelled:
    """Player i becomes players[i]; the options of every move stand in reverse order."""
    a = bound.arrays
    old = np.argsort(players) if len(players) else np.zeros(0, dtype=int)  # old[new] = the player before
    edge = np.concatenate(
        [np.arange(a.first_edge[n + 1] - 1, a.first_edge[n] - 1, -1) for n in range(a.n_nodes)]
    ).astype(int)
    sizes = np.diff(a.item_first)[edge]
    items = [np.arange(a.item_first[e], a.item_first[e + 1]) for e in edge]
    item = np.concatenate(items).astype(int) if items else np.zeros(0, dtype=int)
    action = [np.arange(a.first_action[h + 1] - 1, a.first_action[h] - 1, -1) for h in range(a.n_infosets)]
    arrays = replace(
        a,
        child=a.child[edge],
        infoset_player=np.asarray(players, dtype=np.int32)[a.infoset_player],
        chance=np.ascontiguousarray(a.chance[edge][:, np.concatenate([[0], 1 + old]).astype(int)]),
        payoff=np.ascontiguousarray(a.payoff[edge][:, old]),
        item_first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        item=a.item[item],
        item_cell=a.item_cell[item],
        group=a.group[old],
        weight=None if a.weight is None else a.weight[np.concatenate(action).astype(int)],
    )
    other = BoundGame(arrays, bound.cell, bound.payoff, np.ascontiguousarray(bound.precision[old]))
    return Relabelled(other, np.concatenate(action).astype(int) if action else np.zeros(0, dtype=int))
