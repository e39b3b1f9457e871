"""What the counting kernel reads: the graph, its items, what they need beside it, the numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats, Ints


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
    contradicts : bool[edge]; a history through it counts nothing
    """

    parent: Ints
    child: Ints
    taken: Ints
    contradicts: npt.NDArray[np.bool_]
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
