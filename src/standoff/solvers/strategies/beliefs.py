"""Beliefs that support a play, sought among limits of fully mixed play, without rounding.

If every unplayed action a is taken with probability c(a) epsilon^e(a), the belief at an information
set tends, as epsilon falls to 0, to the nodes whose paths have the least sum of e, in proportion to
the products of c, of the played probabilities and of chance along them. Such beliefs are consistent
by definition; several e and c are tried, c also such that a mixture off the path becomes
indifferent. What is found proves a sequential equilibrium; that nothing is found proves nothing.
The other way round, where no belief whatever over an information set supports what is played there,
no consistent one does.
Source: Kreps and Wilson (1982), Econometrica 50, sec. 5 and lemma A1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from standoff.game.records import CHANCE
from standoff.solvers.tree_forms.sequence_form import Bools
from standoff.solvers.tree_forms.tree import Tree, exact_chance

Play = tuple[Fraction, ...]
MOST_TRIALS = 40
PASSES = 4


@dataclass(frozen=True, slots=True)
class Tremble:
    """order : int >= 1, coefficient : > 0, one an action; they count where the action is not played"""

    order: list[int]
    coefficient: list[Fraction]


class Supports:
    """Looks for beliefs in one game."""

    def __init__(self, tree: Tree, paid: list[list[Fraction]]) -> None:
        self.tree, self.paid = tree, paid
        self.chance = exact_chance(tree)
        self.kids = [
            tree.child[tree.first_child[n] : tree.first_child[n + 1]].tolist() for n in range(tree.n_nodes)
        ]
        self.held = [np.flatnonzero(tree.infoset == h).tolist() for h in range(tree.n_infosets)]
        self.path = self._paths()
        self.odds, self.zeros = self._chances()

    def _paths(self) -> list[tuple[int, ...]]:
        """The actions on the way to each node."""
        tree = self.tree
        path: list[tuple[int, ...]] = [()]
        for node in range(1, tree.n_nodes):
            above = int(tree.parent[node])
            h = int(tree.infoset[above])
            more = (int(tree.first_action[h] + tree.branch[node]),) if h >= 0 else ()
            path.append(path[above] + more)
        return path

    def _chances(self) -> tuple[list[list[Fraction]], list[list[int]]]:
        """The chance of the way to each node by player, chances of 0 left out, and their number."""
        n = self.tree.n_players
        odds, zeros = [[Fraction(1)] * n], [[0] * n]
        for node in range(1, self.tree.n_nodes):
            above = int(self.tree.parent[node])
            step = self.chance[node]
            odds.append([o * p if p else o for o, p in zip(odds[above], step, strict=True)])
            zeros.append([z + (not p) for z, p in zip(zeros[above], step, strict=True)])
        return odds, zeros

    def possible(self, h: int) -> list[int]:
        """Nodes of an information set that its mover can believe in: chances of 0 only where they must be."""
        mover = int(self.tree.player[h])
        least = min(self.zeros[node][mover] for node in self.held[h])
        return [node for node in self.held[h] if self.zeros[node][mover] == least]

    def actions(self, h: int) -> range:
        """The actions of an information set."""
        return range(int(self.tree.first_action[h]), int(self.tree.first_action[h + 1]))

    def found(self, play: Play, still_open: Bools) -> bool:
        """Whether beliefs are found under which no move can be bettered; open moves are chosen to fit."""
        for number, tremble in enumerate(self._trembles(play)):
            if number >= MOST_TRIALS:
                return False
            if self._fits(play, still_open, tremble):
                return True
        return False

    def refuted(self, play: Play, ruled_out: Bools) -> bool:
        """Whether at some information set no belief supports what is played there."""
        low = self._values(play, ruled_out, min)
        high = self._values(play, ruled_out, max)
        return any(not ruled_out[h] and self._is_hopeless(h, play, low, high) for h in range(len(self.held)))

    def _is_hopeless(self, h: int, play: Play, low: list[list[Fraction]], high: list[list[Fraction]]) -> bool:
        mover, nodes, actions = int(self.tree.player[h]), self.possible(h), self.actions(h)
        gains = []  # of one action over a played one, at least, at each node
        for a, taken in enumerate(actions):
            if play[taken]:
                for b in range(len(actions)):
                    if b != a:
                        kids = [(self.kids[x][b], self.kids[x][a]) for x in nodes]
                        gains.append([low[y][mover] - high[z][mover] for y, z in kids])
        if any(all(g > 0 for g in gain) for gain in gains):
            return True
        if len(nodes) != 2:
            return False
        least, most = Fraction(0), Fraction(1)  # of the belief in the first node
        for at_first, at_second in gains:  # belief * at_first + (1 - belief) * at_second <= 0
            slope = at_first - at_second
            if slope > 0:
                most = min(most, -at_second / slope)
            elif slope < 0:
                least = max(least, -at_second / slope)
        return least > most

    def _values(self, play: Play, open_: Bools | None, take: object = None) -> list[list[Fraction]]:
        """Fraction[node][player], worth from the node on; bounds where open moves may be any."""
        tree, n = self.tree, self.tree.n_players
        value = [list(paid) for paid in self.paid]
        for node in range(tree.n_nodes - 1, -1, -1):
            kids, h = self.kids[node], int(tree.infoset[node])
            if not kids:
                continue
            if h >= 0 and open_ is not None and open_[h] and callable(take):
                value[node] = [take(value[kid][i] for kid in kids) for i in range(n)]
                continue
            if tree.kind[node] == CHANCE:
                steps = [self.chance[kid] for kid in kids]
            else:
                steps = [[play[a]] * n for a in self.actions(h)]
            value[node] = [
                sum((s[i] * value[kid][i] for s, kid in zip(steps, kids, strict=True) if s[i]), Fraction(0))
                for i in range(n)
            ]
        return value

    def _belief(self, h: int, play: Play, tremble: Tremble) -> list[tuple[int, Fraction]]:
        """Nodes that are believed in, each with its weight."""
        mover, nodes = int(self.tree.player[h]), self.possible(h)
        order = [sum(tremble.order[a] for a in self.path[x] if not play[a]) for x in nodes]
        least = min(order)
        found = []
        for x, e in zip(nodes, order, strict=True):
            if e == least:
                weight = self.odds[x][mover]
                for a in self.path[x]:
                    weight *= play[a] or tremble.coefficient[a]
                found.append((x, weight))
        return found

    def _worth(
        self, h: int, belief: list[tuple[int, Fraction]], value: list[list[Fraction]]
    ) -> list[Fraction]:
        mover = int(self.tree.player[h])
        return [
            sum((w * value[self.kids[x][k]][mover] for x, w in belief), Fraction(0))
            for k in range(len(self.actions(h)))
        ]

    def _fits(self, play: Play, still_open: Bools, tremble: Tremble) -> bool:
        """Whether beliefs of one tremble support the play, open moves being best responses to it."""
        tree = self.tree
        for _ in range(PASSES if still_open.any() else 1):
            changed = False
            value = self._values(play, None)
            for h in range(tree.n_infosets - 1, -1, -1):
                actions = self.actions(h)
                worth = self._worth(h, self._belief(h, play, tremble), value)
                best = max(worth)
                if all(w == best for a, w in zip(actions, worth, strict=True) if play[a]):
                    continue
                if not still_open[h]:
                    if not still_open.any():
                        return False
                    changed = True
                    continue
                own = list(play)
                for k, a in enumerate(actions):
                    own[a] = Fraction(int(k == worth.index(best)))
                play, changed = tuple(own), True
                value = self._values(play, None)
            if not changed:
                return True
        return False

    def _trembles(self, play: Play) -> Iterator[Tremble]:
        """Even mistakes; mistakes that balance a mixture; one mistake more or less likely; drawn ones."""
        n = len(play)
        idle = [a for a in range(n) if not play[a]]
        even = [Fraction(1)] * n
        yield Tremble([1] * n, even)
        yield from self._balanced(play)
        for a in idle:
            yield Tremble([1 if b == a else 2 for b in range(n)], even)
        for a in idle:
            yield Tremble([2 if b == a else 1 for b in range(n)], even)
        rng = np.random.default_rng(0)
        for _ in range(MOST_TRIALS):
            yield Tremble(rng.integers(1, 4, n).tolist(), even)

    def _balanced(self, play: Play) -> Iterator[Tremble]:
        """Coefficients that make a mixture of two actions off the path indifferent between two nodes."""
        value = self._values(play, None)
        n = len(play)
        for h, held in enumerate(self.held):
            actions = self.actions(h)
            mixed = [k for k, a in enumerate(actions) if play[a]]
            if len(held) < 2 or len(mixed) < 2:
                continue
            even = Tremble([1] * n, [Fraction(1)] * n)
            belief = self._belief(h, play, even)
            mover = int(self.tree.player[h])
            for x, weight in belief:
                for y, other in belief:
                    mine, theirs = self._mistake(x, y, play), self._mistake(y, x, play)
                    if x == y or mine is None:
                        continue
                    gap = [
                        value[self.kids[z][mixed[0]]][mover] - value[self.kids[z][mixed[1]]][mover]
                        for z in (x, y)
                    ]
                    if gap[0] * gap[1] < 0:
                        coefficient = list(even.coefficient)
                        coefficient[mine] = -gap[1] * other / (gap[0] * weight)
                        rest = {b for z, _ in belief for b in self.path[z] if not play[b]} - {mine, theirs}
                        yield Tremble([3 if b in rest else 1 for b in range(n)], coefficient)

    def _mistake(self, node: int, other: int, play: Play) -> int | None:
        """An unplayed action on the way to one node and not on the way to the other."""
        for a in self.path[node]:
            if not play[a] and a not in self.path[other]:
                return a
        return None
