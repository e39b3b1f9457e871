"""Small games for the solvers' tests: a tree of plain records, and its `BoundGame`.

A node that is used twice (the same object) becomes one node of a graph, unless it is unfolded.
Numbers may be floats or arrays over draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from standoff.game.records import CHANCE, DECISION, TERMINAL, BoundGame, GameArrays


@dataclass(eq=False)
class Tree:
    """A node: its edges are (child, payoffs paid on the edge or None, ledger items)."""

    kind: int
    edges: list[Edge] = field(default_factory=list)
    player: int = -1
    infoset: Any = None


@dataclass(eq=False)
class Edge:
    child: Tree
    pay: Sequence[Any] | None = None
    chance: Sequence[Any] | None = None  # true, player 0, player 1, ...
    items: Sequence[tuple[int, Any]] = ()  # (item, number or None for 1)


def end() -> Tree:
    return Tree(TERMINAL)


def pay(*payoffs: Any, items: Sequence[tuple[int, Any]] = ()) -> Edge:
    """An edge into a terminal node."""
    return Edge(end(), payoffs, items=items)


def edge(to: Tree | Edge) -> Edge:
    return Edge(to.child, to.pay, to.chance, to.items) if isinstance(to, Edge) else Edge(to)


def decide(player: int, infoset: Any, *to: Tree | Edge) -> Tree:
    return Tree(DECISION, [edge(t) for t in to], player, infoset)


def chance(n_players: int, *branches: tuple[Any, Tree | Edge]) -> Tree:
    """A chance move; a probability may be a list: the true one, then each player's own."""
    node = Tree(CHANCE)
    for p, to in branches:
        e = edge(to)
        e.chance = list(p) if isinstance(p, (list, tuple)) else [p] * (1 + n_players)
        node.edges.append(e)
    return node


class _Cells:
    def __init__(self, n_draws: int) -> None:
        self.n_draws, self.rows, self.known = n_draws, [], {}

    def row(self, number: Any) -> int:
        values = np.broadcast_to(np.asarray(number, dtype=float), (self.n_draws,))
        key = values.tobytes()
        if key not in self.known:
            self.known[key] = len(self.rows)
            self.rows.append(values)
        return self.known[key]

    def table(self) -> np.ndarray:
        return np.array(self.rows, dtype=float).reshape(len(self.rows), self.n_draws)


def nodes_of(root: Tree, unfold: bool = False) -> list[Tree]:
    """All nodes, each before its children (depth-first order for a tree)."""
    if unfold:
        return nodes_of(_copy(root))
    seen: set[int] = set()
    order: list[Tree] = []
    stack: list[tuple[Tree, int]] = [(root, 0)]
    seen.add(id(root))
    while stack:
        node, k = stack.pop()
        last = len(node.edges) - 1 - k
        if last >= 0:
            stack.append((node, k + 1))
            child = node.edges[last].child
            if id(child) not in seen:
                seen.add(id(child))
                stack.append((child, 0))
        else:
            order.append(node)
    return order[::-1]


def _copy(node: Tree) -> Tree:
    edges = [Edge(_copy(e.child), e.pay, e.chance, e.items) for e in node.edges]
    return Tree(node.kind, edges, node.player, node.infoset)


def bind(
    root: Tree,
    n_players: int,
    precision: Any = 1.0,
    *,
    n_draws: int = 1,
    n_items: int = 0,
    unfold: bool = False,
) -> BoundGame:
    """The game with its numbers; `precision` is a number, an array over draws, or one a player."""
    nodes = nodes_of(root, unfold)
    index = {id(node): k for k, node in enumerate(nodes)}
    cells, sums = _Cells(n_draws), _Cells(n_draws)
    infosets: dict[Any, int] = {}
    owners: list[tuple[int, int]] = []
    first_edge, child, chances, pays, item_first, item, item_cell = [0], [], [], [], [0], [], []
    infoset = []
    for node in nodes:
        h = -1
        if node.kind == DECISION:
            label = id(node) if node.infoset is None else (node.player, node.infoset)
            h = infosets.setdefault(label, len(infosets))
            if h == len(owners):
                owners.append((node.player, len(node.edges)))
        infoset.append(h)
        for e in node.edges:
            child.append(index[id(e.child)])
            chances.append([-1] * (1 + n_players) if e.chance is None else [cells.row(p) for p in e.chance])
            pays.append([-1] * n_players if e.pay is None else [sums.row(v) for v in e.pay])
            for k, number in e.items:
                item.append(k)
                item_cell.append(-1 if number is None else cells.row(number))
            item_first.append(len(item))
        first_edge.append(len(child))
    chance_array = np.array(chances, dtype=np.int32).reshape(len(child), 1 + n_players)
    keys = [chance_array[:, 1 + i].tobytes() for i in range(n_players)]
    n_sums = len(sums.rows)
    arrays = GameArrays(
        kind=np.array([n.kind for n in nodes], dtype=np.int8),
        first_edge=np.array(first_edge, dtype=np.int32),
        child=np.array(child, dtype=np.int32),
        infoset=np.array(infoset, dtype=np.int32),
        infoset_player=np.array([o[0] for o in owners], dtype=np.int32),
        first_action=np.concatenate([[0], np.cumsum([o[1] for o in owners])]).astype(np.int32),
        chance=chance_array,
        payoff=np.array(pays, dtype=np.int32).reshape(len(child), n_players),
        sum_first=np.arange(n_sums + 1, dtype=np.int32),
        sum_cell=np.arange(n_sums, dtype=np.int32),
        item_first=np.array(item_first, dtype=np.int32),
        item=np.array(item, dtype=np.int32),
        item_cell=np.array(item_cell, dtype=np.int32),
        group=np.array([sorted(set(keys), key=keys.index).index(k) for k in keys], dtype=np.int32),
        n_items=n_items,
        n_cells=len(cells.rows),
    )
    precision = np.asarray(precision, dtype=float)
    if precision.shape == (n_players,) and n_players != n_draws:
        precision = precision[:, None]
    return BoundGame(
        arrays, cells.table(), sums.table(), np.array(np.broadcast_to(precision, (n_players, n_draws)))
    )
