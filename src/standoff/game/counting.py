"""Counts what play comes to: expected totals of ledger items, by one pass over a game that is played.

The forward pass carries reach; an edge adds reach times an amount to its items. An item that depends
on more than the graph's nodes tell apart is *carried*: the edge on which histories begin to differ for
it adds reach times the item's expected total from there on, which is worked out backwards on a few
nodes of the item's own (carried nodes). What an item comes to is a fixed sum of fixed products, whatever
else is counted: so its last digit does not depend on the other items. With something observed, histories
through an edge that contradicts it count nothing: what an edge adds is weighted by the chance that no
such edge follows. Source: docs/design/002.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.game.counting_tables import Carried, Graph, Items, Numbers
from standoff.game.records import CHANCE, Floats, GameArrays


def totals(
    arrays: GameArrays,
    carried: Carried,
    cell: Floats,
    probability: Floats,
    contradicts: npt.NDArray[np.bool_],
) -> Floats:
    """Expected total of every ledger item under the true chances, over histories that are counted.

    Parameters
    ----------
    arrays : the graph with its items
    carried : what the items need beside it
    cell : float64[cell, draw]
    probability : float64[draw, action]
    contradicts : bool[edge]; a history through such an edge counts nothing

    Returns
    -------
    float64[draw, item]
    """
    from standoff.game.counting_kernel import count  # here, because reading a text needs no compiler

    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    first = arrays.first_edge[parent]
    action = arrays.first_action[arrays.infoset[parent]] + (np.arange(arrays.n_edges) - first)
    taken = np.where(arrays.kind[parent] == CHANCE, -1 - arrays.chance[:, 0], action).astype(np.int32)
    found = np.zeros((probability.shape[0], arrays.n_items))
    graph = Graph(parent.astype(np.int32), arrays.child, taken, contradicts, arrays.n_nodes)
    items = Items(arrays.item_first, arrays.item, arrays.item_cell)
    count(graph, items, carried, Numbers(cell, probability), found)
    return found
