"""Games for the tests of whole-strategy concepts: random ones, and the same game written otherwise."""

from __future__ import annotations

import numpy as np

from standoff.game.records import CHANCE, DECISION, BoundGame
from tests.solvers.games import Edge, Tree, bind, chance, decide, end
from tests.solvers.random_games import random_tree

SHAPE = {"n_draws": 1, "n_items": 0}


def random_game(
    seed: int, *, n_players: int = 2, n_moves: int = 3, hidden: bool = True
) -> tuple[Tree, BoundGame]:
    """A random game of perfect recall with payoffs on inner edges."""
    rng = np.random.default_rng(seed)
    root = random_tree(rng, n_players=n_players, n_moves=n_moves, hidden=hidden, **SHAPE)
    return root, bind(root, n_players)


def opposed(node: Tree) -> Tree:
    """The same tree for two exact opponents: the second gets what the first loses."""
    edges = [
        Edge(
            opposed(e.child), None if e.pay is None else [e.pay[0], -np.asarray(e.pay[0])], e.chance, e.items
        )
        for e in node.edges
    ]
    return Tree(node.kind, edges, node.player, node.infoset)


def scaled(node: Tree, unit: list[float], origin: list[float], *, top: bool = True) -> Tree:
    """Payoffs in another unit and from another origin, one a player."""
    edges = []
    for e in node.edges:
        paid = [0.0] * len(unit) if e.pay is None else e.pay
        new = [u * np.asarray(x) + (o if top else 0.0) for u, o, x in zip(unit, origin, paid, strict=True)]
        edges.append(Edge(scaled(e.child, unit, origin, top=False), new, e.chance, e.items))
    return Tree(node.kind, edges, node.player, node.infoset)


def with_idle_branch(root: Tree, n_players: int) -> Tree:
    """A chance move before the game that never leads elsewhere."""
    elsewhere = decide(0, "idle", Edge(end(), [9.0] * n_players), Edge(end(), [-9.0] * n_players))
    return chance(n_players, (1.0, root), (0.0, elsewhere))


def with_split_chance(node: Tree) -> Tree:
    """The first option of every chance move becomes two of half its probability, with equal futures.

    Nobody sees which of the two it was: information sets keep their names.
    """
    edges = [Edge(with_split_chance(e.child), e.pay, e.chance, e.items) for e in node.edges]
    if node.kind == CHANCE:
        first = edges[0]
        half = [0.5 * np.asarray(p) for p in first.chance or []]
        twin = Edge(with_split_chance(node.edges[0].child), first.pay, half, first.items)
        edges = [Edge(first.child, first.pay, half, first.items), twin, *edges[1:]]
    return Tree(node.kind, edges, node.player, node.infoset)


def named(node: Tree, count: list[int] | None = None) -> Tree:
    """Every information set of one node gets a name, so that copies stay one information set."""
    count = [0] if count is None else count
    label = node.infoset
    if node.kind == DECISION and label is None:
        label = ("alone", count[0])
        count[0] += 1
    edges = [Edge(named(e.child, count), e.pay, e.chance, e.items) for e in node.edges]
    return Tree(node.kind, edges, node.player, label)
