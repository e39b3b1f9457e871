"""Counts what play comes to: expected totals of ledger items, by one pass over a game that is played.

The forward pass carries reach; an edge adds reach times an amount to its items. An item that depends
on more than the graph's nodes tell apart is *carried*: the edge on which histories begin to differ for
it adds reach times the item's expected total from there on, which is worked out backwards on a few
nodes of the item's own (carried nodes). What an item comes to is a fixed sum of fixed products, whatever
else is counted: so its last digit does not depend on the other items. Source: docs/design/002.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from standoff.game.records import CHANCE, Floats, GameArrays, Ints


class Carried(NamedTuple):
    """Items that depend on more than the nodes of the graph tell apart.

    edge, item, node : int32[entry]; reach of the edge times the value of the carried node is added to
        the item, entries in the order of their edges
    first : int32[carried node + 1]; branches of carried node v are first[v] to first[v + 1]
    along : int32[branch], edge of the graph whose probability it has
    to : int32[branch], carried node of a smaller number, or -1
    pays : int32[branch + 1]; its amounts are the cells pay_cell[pays[b]:pays[b + 1]], 1 where that is -1
    """

    edge: Ints
    item: Ints
    node: Ints
    first: Ints
    along: Ints
    to: Ints
    pays: Ints
    pay_cell: Ints

    @property
    def n_nodes(self) -> int:
        return len(self.first) - 1


class Graph(NamedTuple):
    """The graph as the kernel reads it.

    parent, child : int32[edge], the nodes that it joins
    taken : int32[edge], its action, or -1 - the cell of its chance
    """

    parent: Ints
    child: Ints
    taken: Ints
    n_nodes: int


class Items(NamedTuple):
    """What edges add to items: `item_first`, `item` and `item_cell` of `GameArrays`."""

    first: Ints
    item: Ints
    cell: Ints


class Numbers(NamedTuple):
    """The numbers of all draws.

    cell : float64[cell, draw]
    probability : float64[draw, action]
    """

    cell: Floats
    probability: Floats


def totals(arrays: GameArrays, carried: Carried, cell: Floats, probability: Floats) -> Floats:
    """Expected total of every ledger item under the true chances.

    Parameters
    ----------
    arrays : the graph with its items
    carried : what the items need beside it
    cell : float64[cell, draw]
    probability : float64[draw, action]

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
    graph = Graph(parent.astype(np.int32), arrays.child, taken, arrays.n_nodes)
    items = Items(arrays.item_first, arrays.item, arrays.item_cell)
    count(graph, items, carried, Numbers(cell, probability), found)
    return found
