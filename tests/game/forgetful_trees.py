"""Random small trees whose players may forget their own moves, and what pure profiles are worth in them.

A node of a player joins one of that player's information sets of the same width, but none that stands
above it (no absent-mindedness). Chances may be as small as 1e-13, payoffs huge, tied or equal everywhere,
and labels repeat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

import numpy as np

from standoff.game import Chance, Decision, Terminal

PLAYERS = ("Ann", "Bob")
TINY = Fraction(1, 10**13)
Tree = Terminal | Decision | Chance
Choice = Mapping[tuple[str, str], str]  # (player, information set): action
KINDS = ("plain", "tied", "tiny", "huge", "symmetric", "constant")


@dataclass
class _Maker:
    rng: np.random.Generator
    kind: str
    joined: float = 0.6  # share of nodes that join an information set
    n_sets: int = 0
    width: dict[tuple[str, str], int] = field(default_factory=dict)

    def payoff(self) -> tuple[Fraction, ...]:
        k, size = self.rng.integers(-6, 7, size=2).tolist(), Fraction(1)
        if self.kind == "constant":
            return Fraction(1, 3), Fraction(1, 3)
        if self.kind == "tied":
            k = [x % 2 for x in k]
        if self.kind == "huge":
            size = Fraction(10) ** int(self.rng.integers(0, 290))
        below = int(self.rng.choice([1, 3, 7, 10]))
        a, b = (Fraction(x, below) * size for x in k)
        return (a, a) if self.kind == "symmetric" else (a, b)

    def chances(self, n: int) -> list[Fraction]:
        if self.kind == "tiny":
            return [TINY] * (n - 1) + [1 - (n - 1) * TINY]
        weight = self.rng.integers(1, 10, size=n).tolist()
        return [Fraction(w, sum(weight)) for w in weight]

    def grow(self, depth: int, above: frozenset[tuple[str, str]]) -> Tree:
        if depth == 0 or self.rng.random() < 0.15 * (depth < 3):
            return Terminal(self.payoff())
        n = int(self.rng.integers(2, 4)) if self.rng.random() < 0.3 else 2
        if self.rng.random() < 0.25:
            below = [self.grow(depth - 1, above) for _ in range(n)]
            return Chance({str(k): b for k, b in enumerate(zip(self.chances(n), below, strict=True))})
        player = PLAYERS[int(self.rng.integers(2))]
        free = [h for h, w in self.width.items() if h[0] == player and w == n and h not in above]
        if free and self.rng.random() < self.joined:
            key = free[int(self.rng.integers(len(free)))]
        else:
            self.n_sets += 1
            key = (player, f"h{self.n_sets}")
            self.width[key] = n
        actions = {str(k): self.grow(depth - 1, above | {key}) for k in range(n)}
        return Decision(player, actions, key[1])


def forgetful_tree(seed: int, depth: int = 4, joined: float = 0.6) -> Decision | Chance:
    """A random tree; the kinds of payoffs and chances take turns. With `joined` 0 nothing is hidden."""
    rng = np.random.default_rng(seed)
    while True:
        tree = _Maker(rng, KINDS[seed % len(KINDS)], joined).grow(depth, frozenset())
        if not isinstance(tree, Terminal):
            return tree


def sets_of(tree: Tree) -> dict[tuple[str, str], tuple[str, ...]]:
    """Information sets with their actions, as they are met depth first."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Decision):
            found.setdefault((node.player, node.infoset), tuple(node.actions))
            stack += reversed(tuple(node.actions.values()))
        elif isinstance(node, Chance):
            stack += [child for _, child in reversed(tuple(node.branches.values()))]
    return found


def worth(tree: Tree, play: Mapping[tuple[str, str], Mapping[str, object]]) -> tuple:
    """Expected payoffs of a behaviour from a node on, in the numbers that the play is given in."""
    if isinstance(tree, Terminal):
        return tree.payoff or (Fraction(0),) * len(PLAYERS)
    if isinstance(tree, Chance):
        below = [(p, worth(child, play)) for p, child in tree.branches.values()]
    else:
        own = play[tree.player, tree.infoset]
        below = [(own[a], worth(child, play)) for a, child in tree.actions.items() if own[a]]
    return tuple(sum(p * w[i] for p, w in below) for i in range(len(PLAYERS)))


def reduced_choices(tree: Tree, player: str) -> list[dict[tuple[str, str], str]]:
    """Pure strategies that differ at an information set that they reach: by full enumeration."""
    sets = {h: a for h, a in sets_of(tree).items() if h[0] == player}
    found: dict[tuple[tuple[tuple[str, str], str], ...], None] = {}
    for picks in product(*sets.values()):
        choice = dict(zip(sets, picks, strict=True))
        met = {h for h in _reached(tree, choice) if h in choice}
        found.setdefault(tuple((h, choice[h]) for h in choice if h in met))
    return [dict(reduced) for reduced in found]


def _reached(tree: Tree, choice: Choice) -> Iterator[tuple[str, str]]:
    if isinstance(tree, Decision):
        key = (tree.player, tree.infoset)
        yield key
        for action, child in tree.actions.items():
            if choice.get(key, action) == action:
                yield from _reached(child, choice)
    elif isinstance(tree, Chance):
        for _, child in tree.branches.values():
            yield from _reached(child, choice)
