"""Random games of perfect recall: moves in a row, each seen by some, with chance and early ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.game.records import CHANCE
from tests.solvers.games import Edge, Tree, decide, end


def random_tree(
    rng: np.random.Generator,
    *,
    n_players: int = 3,
    n_moves: int = 4,
    n_draws: int = 5,
    hidden: bool = True,
    subjective: bool = False,
    n_items: int = 2,
    spread: float = 1.0,
) -> Tree:
    """A tree whose payoffs stand on edges, a part of them before the end."""
    moves = []
    for t in range(n_moves):
        player = int(rng.integers(-1, n_players)) if t < n_moves - 1 else int(rng.integers(n_players))
        seen = {i for i in range(n_players) if not hidden or i == player or rng.random() < 0.5}
        n_options = int(rng.integers(2, 4))
        odds = rng.dirichlet(np.ones(n_options), n_draws).T
        own = [rng.dirichlet(np.ones(n_options), n_draws).T if subjective else odds for _ in range(n_players)]
        stops = rng.random(n_options) < 0.2
        moves.append((player, seen, n_options, [odds, *own], stops))

    def pays() -> list[Any] | None:
        return None if rng.random() < 0.3 else [spread * rng.normal(size=n_draws) for _ in range(n_players)]

    def items() -> list[tuple[int, Any]]:
        if not n_items or rng.random() < 0.5:
            return []
        return [(int(rng.integers(n_items)), None if rng.random() < 0.5 else rng.random(n_draws))]

    def grow(t: int, path: tuple[int, ...]) -> Tree:
        if t == n_moves:
            return end()
        player, _, n_options, odds, stops = moves[t]
        edges = []
        for k in range(n_options):
            child = end() if stops[k] else grow(t + 1, (*path, k))
            edges.append(Edge(child, pays(), None, items()))
        if player < 0:
            for k, e in enumerate(edges):
                e.chance = [o[k] for o in odds]
            return Tree(CHANCE, edges)
        known = tuple(k for s, k in enumerate(path) if player in moves[s][1])
        return decide(player, (t, known), *edges)

    return grow(0, ())


def relabelled(node: Tree, players: list[int], rng: np.random.Generator) -> Tree:
    """The same game with players renumbered and each information set's actions in another order."""
    orders: dict[Any, list[int]] = {}

    def turn(at: Tree) -> Tree:
        edges = []
        key = (at.player, at.infoset) if at.infoset is not None else id(at)
        order = orders.setdefault(key, list(rng.permutation(len(at.edges))))
        for k in order:
            e = at.edges[k]
            pay = None if e.pay is None else [e.pay[players.index(i)] for i in range(len(players))]
            odds = e.chance
            if odds is not None:
                odds = [odds[0], *(odds[1 + players.index(i)] for i in range(len(players)))]
            edges.append(Edge(turn(e.child), pay, odds, e.items))
        player = players[at.player] if at.player >= 0 else -1
        return Tree(at.kind, edges, player, at.infoset)

    return turn(node)
