"""What is read out of play, on a graph that play does not know: measures, dated moves, their conditions.

Each item is followed alone over the graph on which play is counted: a history is there a node and what
is left of the item's parts. Futures are numbered so that equal ones have one number. Where all
histories to a node have the same future of the item, the node is *plain* for it, and its edges add to
the item as they stand; an edge from a plain node to one that is not carries the item's future from
there on, until play comes to a plain node again. Nothing here depends on the other items, so an item
comes to the same number, to the last digit, whatever else is read out. Source: docs/design/002.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from standoff.compiler.expansion import Node
from standoff.compiler.packing import Packed, events_on
from standoff.compiler.residuals import DEAD, ONE_CELL, ZERO_CELL, Parts
from standoff.game.counting_tables import Carried
from standoff.game.records import Ints

NONE = 0  # the future in which nothing more is paid
Paid = tuple[int, ...]  # cells in the order of their formulas
Branch = tuple[int, int, Paid]  # edge whose probability it has, carried node (-1: none), amounts


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph on which play is counted, as the walk made it and as it is packed.

    nodes : of the walk, in postorder with the root last
    number : for each node of the walk, its number in `packed`
    """

    nodes: Sequence[Node]
    number: Sequence[int]
    packed: Packed


@dataclass(slots=True)
class Counts:
    """Collects, item by item, what every edge adds and what is carried."""

    graph: Graph
    parts: Parts
    order: Callable[[int], str]  # what amounts on one edge are sorted by: nothing of the other items
    added: list[tuple[int, int, int]] = field(default_factory=list)  # edge, item, cell
    entries: list[tuple[int, int, int]] = field(default_factory=list)  # edge, item, carried node
    branches: list[tuple[Branch, ...]] = field(default_factory=list)
    _known: dict[tuple[Branch, ...], int] = field(default_factory=dict)

    def follow(self, item: int, starts: Sequence[int], at_once: Sequence[int]) -> None:
        """Add one item: the states of its parts before any move, and the cells that it pays at once."""
        futures = _Futures(self.graph, self.parts, self.order)
        root = futures.number(len(self.graph.nodes) - 1, tuple(starts), tuple(at_once))
        futures.spread()
        _Item(self, item, futures).collect(root)

    def carried_node(self, branches: tuple[Branch, ...]) -> int:
        """The carried node with these branches; -1 where nothing is paid from it on."""
        if not branches:
            return -1
        if branches not in self._known:
            self._known[branches] = len(self.branches)
            self.branches.append(branches)
        return self._known[branches]

    def carried(self, renamed: Callable[[int], int]) -> Carried:
        """What is carried, as arrays; `renamed` gives a cell's number in the game that is counted."""
        branches = [branch for node in self.branches for branch in node]
        entries = sorted(self.entries)
        return Carried(
            edge=_ints([edge for edge, _, _ in entries]),
            item=_ints([item for _, item, _ in entries]),
            node=_ints([node for _, _, node in entries]),
            first=_offsets([len(node) for node in self.branches]),
            along=_ints([edge for edge, _, _ in branches]),
            to=_ints([to for _, to, _ in branches]),
            pays=_offsets([len(paid) for _, _, paid in branches]),
            pay_cell=_ints([renamed(cell) for _, _, paid in branches for cell in paid]),
        )

    @property
    def cells(self) -> set[int]:
        """The cells that are read, but 1."""
        own = {cell for _, _, cell in self.added}
        own |= {cell for node in self.branches for _, _, paid in node for cell in paid}
        return own - {ONE_CELL}


class _Futures:
    """Numbers the futures of one item's parts: what is paid on each edge, and the future after it."""

    def __init__(self, graph: Graph, parts: Parts, order: Callable[[int], str]) -> None:
        self.graph, self.parts, self.order = graph, parts, order
        self.known: list[tuple[tuple[int, Paid], ...]] = [()]  # NONE
        self.at: list[set[int]] = [set() for _ in range(graph.packed.arrays.n_nodes)]  # futures of a node
        self.gone = [False] * graph.packed.arrays.n_nodes  # some history has nothing left to pay there
        self._number: dict[tuple[tuple[int, Paid], ...], int] = {}
        self._seen: dict[tuple[int, tuple[int, ...]], int] = {}

    def number(self, node: int, states: tuple[int, ...], at_once: tuple[int, ...] = ()) -> int:
        """The future from a node of the walk on, of parts in these states."""
        states = tuple(sorted(state for state in states if state != DEAD))
        if not states and not at_once:
            self.gone[self.graph.number[node]] = True
            return NONE
        key = (node, states)
        if key not in self._seen:
            edges, reads = [], self.parts.reads
            for edge in self.graph.nodes[node].edges:
                left, cells = list(states), list(at_once)
                events = events_on(self.graph.nodes[node].place, edge.option, edge.skipped)
                for place, value in events:
                    for i, state in enumerate(left):
                        if place in reads[state]:
                            left[i], cell = self.parts.step(state, place, value)
                            if cell != ZERO_CELL:
                                cells.append(cell)
                edges.append((self.number(edge.child, tuple(left)), tuple(sorted(cells, key=self.order))))
            own = tuple(edges)
            nothing = all(after == NONE and not cells for after, cells in own)
            self._seen[key] = NONE if nothing else self._interned(own)
            self.at[self.graph.number[node]].add(self._seen[key])
        return self._seen[key]

    def spread(self) -> None:
        """Say of all that comes behind a node where nothing is left to pay that nothing is paid there."""
        arrays = self.graph.packed.arrays
        gone, first, child = self.gone, arrays.first_edge.tolist(), arrays.child.tolist()
        for node, past in enumerate(gone):  # children stand behind their parents
            if past:
                self.at[node].add(NONE)
                for edge in range(first[node], first[node + 1]):
                    gone[child[edge]] = True

    def _interned(self, own: tuple[tuple[int, Paid], ...]) -> int:
        if own not in self._number:
            self._number[own] = len(self.known)
            self.known.append(own)
        return self._number[own]

    def plain(self, node: int) -> bool:
        """Whether all histories to a node have the same future."""
        return len(self.at[node]) == 1


class _Item:
    """Puts one item's futures on the edges of the graph."""

    def __init__(self, counts: Counts, item: int, futures: _Futures) -> None:
        self.counts, self.item, self.futures = counts, item, futures
        self.arrays = counts.graph.packed.arrays
        self._carried: dict[tuple[int, int], int] = {}

    def collect(self, root: int) -> None:
        """Add what the edges of every plain node pay, and carry what is left on the way out of them."""
        assert self.futures.at[0] == {root}, "the root has one history"
        for node in range(self.arrays.n_nodes):
            if not self.futures.plain(node):
                continue
            (own,) = self.futures.at[node]
            for edge, (after, cells) in zip(self._edges(node), self.futures.known[own], strict=False):
                self.counts.added += [(edge, self.item, cell) for cell in cells]
                to = self._after(edge, after)
                if to >= 0:
                    self.counts.entries.append((edge, self.item, to))

    def _edges(self, node: int) -> range:
        return range(int(self.arrays.first_edge[node]), int(self.arrays.first_edge[node + 1]))

    def _after(self, edge: int, future: int) -> int:
        """The carried node behind an edge; -1 where nothing is left, or the graph counts on by itself."""
        child = int(self.arrays.child[edge])
        if future == NONE or self.futures.plain(child):
            return -1
        key = (child, future)
        if key not in self._carried:
            branches = [
                (own, self._after(own, after), cells)
                for own, (after, cells) in zip(self._edges(child), self.futures.known[future], strict=True)
            ]
            told = tuple(branch for branch in branches if branch[1] >= 0 or branch[2])
            self._carried[key] = self.counts.carried_node(told)
        return self._carried[key]


def with_items(packed: Packed, added: Sequence[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    """`item_first`, `item` and `item_cell` of a graph with more items on its edges."""
    arrays = packed.arrays
    rows: list[list[tuple[int, int]]] = [
        [
            (int(arrays.item[i]), int(arrays.item_cell[i]))
            for i in range(int(arrays.item_first[edge]), int(arrays.item_first[edge + 1]))
        ]
        for edge in range(arrays.n_edges)
    ]
    for edge, item, cell in added:
        rows[edge].append((item, cell if cell != ONE_CELL else -1))
    return (
        _offsets([len(row) for row in rows]),
        _ints([item for row in rows for item, _ in row]),
        _ints([cell for row in rows for _, cell in row]),
    )


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int32)


def _offsets(counts: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
