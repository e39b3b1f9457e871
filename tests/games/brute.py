"""Independent answers to small games, from the records and nothing else: no code of the package.

Recursion on the tree, strategies as dictionaries, SciPy's linear programme for constant sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import islice

import numpy as np
from scipy.optimize import linprog

from standoff.game import Chance, Decision, Terminal
from tests.games.game_cases import Play, Tree

Strategy = Mapping[str, str]
Table = np.ndarray


def label(node: Decision) -> str:
    """The name of a node's information set; nodes without one stand alone."""
    return node.infoset or f"#{id(node)}"


def count_nodes(root: Tree) -> int:
    """Nodes of the tree written out."""
    return 1 + sum(count_nodes(child) for _, child in children(root))


def children(node: Tree) -> list[tuple[str, Tree]]:
    """Names and nodes below."""
    if isinstance(node, Decision):
        return list(node.actions.items())
    if isinstance(node, Chance):
        return [(name, child) for name, (_, child) in node.branches.items()]
    return []


def _paid(node: Tree, n: int) -> Table:
    own = node.payoff if isinstance(node, Terminal) else node.paid
    return np.array([float(p) for p in own]) if own else np.zeros(n)


def strategies(root: Tree, player: str) -> list[dict[str, str]]:
    """All reduced strategies of a player."""
    return list(iterate(root, player))


def iterate(root: Tree, player: str) -> Iterator[dict[str, str]]:
    """Reduced strategies one after the other."""

    def go(open_nodes: tuple[Tree, ...], chosen: dict[str, str]) -> Iterator[dict[str, str]]:
        waiting: list[Decision] = []
        stack = list(open_nodes)
        while stack:
            node = stack.pop()
            if isinstance(node, Decision) and node.player == player:
                if label(node) in chosen:
                    stack.append(node.actions[chosen[label(node)]])
                else:
                    waiting.append(node)
            else:
                stack += [child for _, child in children(node)]
        if not waiting:
            yield chosen
            return
        first = waiting[0]
        for action in first.actions:
            yield from go(tuple(waiting), {**chosen, label(first): action})

    return go((root,), {})


def table(root: Tree, players: tuple[str, ...]) -> tuple[Table, list[list[dict[str, str]]]]:
    """float[strategy of each player..., player], and the strategies."""
    plans = [strategies(root, p) for p in players]
    n = len(players)
    found = np.zeros([len(p) for p in plans] + [n])

    def go(node: Tree, chance: float, paid: Table, open_: list[Table]) -> None:
        paid = paid + _paid(node, n)
        if isinstance(node, Terminal):
            share = reduce(np.multiply.outer, [o.astype(float) for o in open_]) * chance
            found[...] += share[..., None] * paid
            return
        if isinstance(node, Chance):
            for p, child in node.branches.values():
                go(child, chance * float(p), paid, open_)
            return
        i = players.index(node.player)
        for action, child in node.actions.items():
            takes = np.array([s.get(label(node)) == action for s in plans[i]])
            go(child, chance, paid, [o & takes if j == i else o for j, o in enumerate(open_)])

    go(root, 1.0, np.zeros(n), [np.ones(len(p), dtype=bool) for p in plans])
    return found, plans


def count_pure(root: Tree, players: tuple[str, ...]) -> int:
    """How many profiles of reduced strategies leave nobody anything to gain."""
    payoff, _ = table(root, players)
    stable = np.ones(payoff.shape[:-1], dtype=bool)
    for i in range(len(players)):
        own = payoff[..., i]
        stable &= own >= own.max(axis=i, keepdims=True) - 1e-9
    return int(stable.sum())


def value(root: Tree, players: tuple[str, ...]) -> float:
    """What the first of two players can make sure of, by a linear programme over strategies."""
    payoff = table(root, players)[0][..., 0]
    m, n = payoff.shape
    answer = linprog(
        np.append(np.zeros(m), -1.0),
        A_ub=np.column_stack([-payoff.T, np.ones(n)]),
        b_ub=np.zeros(n),
        A_eq=[np.append(np.ones(m), 0.0)],
        b_eq=[1.0],
        bounds=[(0, None)] * m + [(None, None)],
    )
    assert answer.status == 0
    return float(answer.x[-1])


def induction(root: Tree, players: tuple[str, ...]) -> tuple[Table, tuple[str, ...] | None]:
    """Payoffs and path of subgame-perfect play; no path where a tie is met anywhere."""
    tied = False

    def go(node: Tree) -> tuple[Table, tuple[str, ...]]:
        nonlocal tied
        paid = _paid(node, len(players))
        if isinstance(node, Terminal):
            return paid, ()
        if isinstance(node, Chance):
            below = [(float(p), go(child)) for p, child in node.branches.values()]
            likely = max(below, key=lambda b: b[0])
            return paid + sum(p * b[0] for p, b in below), likely[1][1]
        i = players.index(node.player)
        options = [(name, *go(child)) for name, child in node.actions.items()]
        best = max(options, key=lambda o: o[1][i])
        tied = tied or sum(o[1][i] >= best[1][i] - 1e-9 for o in options) > 1
        return paid + best[1], (best[0], *best[2])

    worth, path = go(root)
    return worth, None if tied else path


def expected(root: Tree, players: tuple[str, ...], play: Play) -> Table:
    """Expected payoffs of a profile; information sets that it leaves out are played evenly."""

    def go(node: Tree) -> Table:
        paid = _paid(node, len(players))
        if isinstance(node, Chance):
            return paid + sum(float(p) * go(child) for p, child in node.branches.values())
        if isinstance(node, Decision):
            own = play.get(label(node), {a: 1 / len(node.actions) for a in node.actions})
            assert set(own) == set(node.actions), (label(node), own)
            return paid + sum(own[a] * go(child) for a, child in node.actions.items())
        return paid

    return go(root)


def gains(root: Tree, players: tuple[str, ...], play: Play) -> list[float]:
    """What each player gains by its best reduced strategy against a profile."""
    base = expected(root, players, play)
    found = []
    for i, player in enumerate(players):
        best = max(
            expected(root, players, {**play, **_sure(root, player, s)})[i] for s in strategies(root, player)
        )
        found.append(float(best - base[i]))
    return found


def _sure(root: Tree, player: str, chosen: Strategy) -> dict[str, dict[str, float]]:
    play: dict[str, dict[str, float]] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Decision) and node.player == player:
            first = next(iter(node.actions))
            taken = chosen.get(label(node), first)
            play[label(node)] = {a: float(a == taken) for a in node.actions}
        stack += [child for _, child in children(node)]
    return play


def logit_residual(root: Tree, players: tuple[str, ...], play: Play, precision: float) -> float:
    """Largest distance of a profile from the logit answer to its own action values (small trees)."""
    far = 0.0
    sets: dict[str, list[tuple[Decision, float]]] = {}

    def go(node: Tree, reach: float) -> None:
        if isinstance(node, Chance):
            for p, child in node.branches.values():
                go(child, reach * float(p))
        elif isinstance(node, Decision):
            sets.setdefault(label(node), []).append((node, reach))
            for a, child in node.actions.items():
                go(child, reach * play[label(node)][a])

    go(root, 1.0)
    for name, nodes in sets.items():
        total = sum(r for _, r in nodes)
        i = players.index(nodes[0][0].player)
        worth = {
            a: sum(r / total * float(expected(n.actions[a], players, play)[i]) for n, r in nodes)
            for a in nodes[0][0].actions
        }
        top = max(worth.values())
        weight = {a: np.exp(precision * (w - top)) for a, w in worth.items()}
        far = max(far, *(abs(weight[a] / sum(weight.values()) - play[name][a]) for a in worth))
    return far


def has_small_form(root: Tree, players: tuple[str, ...], most: int = 3_000) -> bool:
    """Whether there are few enough profiles of reduced strategies to go through."""
    count = 1
    for player in players:
        own = len(list(islice(iterate(root, player), most + 1)))
        count *= own
        if count > most:
            return False
    return True
