"""Random games of tiny chances and mixed scales as game files, and their equilibria by brute force.

No code is shared with the solvers: the text is written here, strategies are enumerated as
dictionaries, payoffs are added up in fractions, and the corners of all equilibria of two players are
pairs of vertices, each found by solving every choice of tight constraints by elimination.
Source: Mangasarian (1964), J. SIAM 12, 778-780, for the corners.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np

Plan = dict[int, int]  # action chosen at each own information set that the plan itself does not rule out
Key = frozenset[tuple[int, int, Fraction]]  # (information set, action, weight of the own moves up to it)
ODDS = ("1e-12", "1e-9", "0.000001", "1/1000", "0.1", "1/3", "0.1234567", "1/7", "0.5", "0", "1e-12", "0.25")
SCALES = ("0.000001", "0.001", "1", "1", "1000", "1000000")
MOST_PLANS, MOST_PROFILES = 6, 128  # reduced strategies of a player; profiles of information sets


@dataclass
class Node:
    """player : -1 for chance, -2 for an ending; infoset : number of the information set or chance move"""

    player: int
    infoset: int = -1
    children: list[Node] = field(default_factory=list)
    odds: list[str] = field(default_factory=list)
    paid: tuple[str, ...] = ()


@dataclass
class Ending:
    """chance, payoffs, and the own moves of each player on the way."""

    chance: Fraction
    paid: tuple[Fraction, ...]
    need: dict[int, int]
    nodes: tuple[int, ...]


class Written:
    """A random game; `number` makes it."""

    def __init__(self, number: int) -> None:
        self.rng = np.random.default_rng([number, 1202])
        while True:
            self.n_players = int(self.rng.choice([1, 2, 2, 2, 2, 3]))
            self._draw()
            if self.n_full > MOST_PROFILES:
                continue
            sizes = [len(self.plans(i)) for i in range(self.n_players)]
            if max(sizes) <= MOST_PLANS:
                return

    def _draw(self) -> None:
        rng = self.rng
        self.size: list[int] = []  # actions of each information set
        self.owner: list[int] = []
        self._sets: dict[Any, int] = {}
        self.n_chances = 0
        self.pool = [self._payoff() for _ in range(int(rng.integers(2, 6)))]
        self.spare = rng.random() < 0.5  # payoffs from a small pool: ties and repeated rows
        self.moves = self._at_once() if rng.random() < 0.5 else self._in_a_row()
        self.repeat = rng.random() < 0.2
        self.root = self._grow(0, ())
        self.ends: list[Ending] = []
        self.n_nodes = 0
        self.below: list[tuple[int, int]] = []
        self.sets_below: list[set[int]] = []
        self.place: list[int] = []
        self._list(self.root, Fraction(1), {}, ())
        self.n_full = prod(self.size)
        self._past: dict[int, dict[int, int]] = {}

    def _at_once(self) -> list[Any]:
        """Everybody moves unseen, after an outside option or before a chance move in some games."""
        rng, nobody = self.rng, np.zeros(4, dtype=bool)
        moves = [
            (i, {i}, int(rng.choice([2, 2, 3, 3, 4, 1])), nobody, self._odds(rng))
            for i in range(self.n_players)
        ]
        if rng.random() < 0.3:
            leaves = np.array([True, False, False, False])
            everybody = set(range(self.n_players))
            moves.insert(0, (int(rng.integers(self.n_players)), everybody, 2, leaves, self._odds(rng)))
        if rng.random() < 0.5:
            at = int(rng.choice([0, len(moves)]))
            seen = {i for i in range(self.n_players) if rng.random() < 0.3}
            moves.insert(at, (-1, seen, int(rng.choice([2, 3])), nobody, self._odds(rng)))
        return moves

    def _in_a_row(self) -> list[Any]:
        """Moves one after the other, each seen by some, with early ends."""
        rng, n_moves, moves = self.rng, int(self.rng.integers(1, 5)), []
        for t in range(n_moves):
            player = (
                int(rng.integers(-1, self.n_players))
                if t < n_moves - 1
                else int(rng.integers(self.n_players))
            )
            seen = {i for i in range(self.n_players) if i == player or rng.random() < 0.4}
            stops = rng.random(4) < 0.25
            moves.append((player, seen, int(rng.choice([1, 2, 2, 2, 3])), stops, self._odds(rng)))
        return moves

    def _odds(self, rng: np.random.Generator) -> list[str]:
        return [str(rng.choice(ODDS)), str(rng.choice(ODDS[:-1]))]

    def _payoff(self) -> tuple[str, ...]:
        rng = self.rng
        found = []
        for _ in range(self.n_players):
            kind = rng.random()
            if kind < 0.4:
                found.append(str(int(rng.integers(-2, 3))))
            elif kind < 0.5:
                found.append(f"{int(rng.integers(1, 9))}/{int(rng.choice([3, 7, 9]))}")
            else:
                exact = Fraction(int(rng.integers(-999, 1000)), 100) * Fraction(str(rng.choice(SCALES)))
                found.append(f"{exact.numerator}/{exact.denominator}")
        return tuple(found)

    def _grow(self, t: int, path: tuple[int, ...]) -> Node:
        if t == len(self.moves):
            paid = self.pool[int(self.rng.integers(len(self.pool)))] if self.spare else self._payoff()
            return Node(-2, paid=paid)
        player, _, n_options, stops, odds = self.moves[t]
        if player < 0:
            self.n_chances += 1
            number = self.n_chances
            first = Fraction(odds[0])
            texts = [odds[0], _said(1 - first)] if n_options < 3 else self._three(odds)
            children = [self._child(t, path, k, stops) for k in range(len(texts))]
            return Node(-1, number, children, texts)
        known = tuple(k for s, k in enumerate(path) if player in self.moves[s][1])
        h = self._sets.setdefault((t, known), len(self._sets))
        if h == len(self.size):
            self.size.append(n_options)
            self.owner.append(player)
        children = [self._child(t, path, k, stops) for k in range(n_options)]
        if self.repeat and n_options > 1 and t == len(self.moves) - 1:
            children[-1] = children[0]
        return Node(player, h, children)

    def _three(self, odds: list[str]) -> list[str]:
        first, second = Fraction(odds[0]), Fraction(odds[1])
        if first + second > 1:
            second = (1 - first) / 2
        return [odds[0], _said(second), _said(1 - first - second)]

    def _child(self, t: int, path: tuple[int, ...], k: int, stops: Any) -> Node:
        return self._grow(len(self.moves), path) if stops[k] else self._grow(t + 1, (*path, k))

    def _list(self, node: Node, chance: Fraction, need: dict[int, int], above: tuple[int, ...]) -> set[int]:
        here = self.n_nodes
        self.n_nodes += 1
        self.place.append(node.infoset if node.player >= 0 else -1)
        self.below.append((here, here))
        self.sets_below.append(set())
        if node.player == -2:
            self.ends.append(Ending(chance, tuple(Fraction(p) for p in node.paid), need, (*above, here)))
            return set()
        found = {node.infoset} if node.player >= 0 else set()
        for k, child in enumerate(node.children):
            odds = Fraction(node.odds[k]) if node.player == -1 else Fraction(1)
            more = {**need, node.infoset: k} if node.player >= 0 else need
            found |= self._list(child, chance * odds, more, (*above, here))
        self.below[here], self.sets_below[here] = (here, self.n_nodes - 1), found
        return found

    def text(self) -> str:
        """The game as an `.efg` file; information sets are labelled `hK`, actions `0`, `1`, ..."""
        players = " ".join(f'"P{i}"' for i in range(self.n_players))
        lines = [f'EFG 2 R "" {{ {players} }}', '""']
        numbers = {h: 1 + self.owner[:h].count(self.owner[h]) for h in range(len(self.size))}
        stack, outcome = [self.root], 0
        while stack:
            node = stack.pop()
            if node.player == -2:
                outcome += 1
                lines.append(f't "" {outcome} "" {{ {", ".join(node.paid)} }}')
            elif node.player == -1:
                said = " ".join(f'"{k}" {p}' for k, p in enumerate(node.odds))
                lines.append(f'c "" {node.infoset} "" {{ {said} }} 0')
            else:
                said = " ".join(f'"{k}"' for k in range(len(node.children)))
                h = node.infoset
                lines.append(f'p "" {node.player + 1} {numbers[h]} "h{h}" {{ {said} }} 0')
            stack += reversed(node.children)
        return "\n".join(lines) + "\n"

    def plans(self, player: int) -> list[Plan]:
        """All reduced strategies of a player."""
        own = [h for h in range(len(self.size)) if self.owner[h] == player]
        found: list[Plan] = []
        for choice in product(*(range(self.size[h]) for h in own)):
            full = dict(zip(own, choice, strict=True))
            reduced = {h: a for h, a in full.items() if self._allows(full, h)}
            if reduced not in found:
                found.append(reduced)
        return found

    def _allows(self, full: Plan, h: int) -> bool:
        before = self.before(h)
        return all(full[g] == a for g, a in before.items())

    def before(self, h: int) -> dict[int, int]:
        """Own moves on the way to an information set: the same at all its nodes, by perfect recall."""
        if h in self._past:
            return self._past[h]
        for end in self.ends:
            if h in end.need:
                steps = list(end.need.items())
                k = [g for g, _ in steps].index(h)
                self._past[h] = {g: a for g, a in steps[:k] if self.owner[g] == self.owner[h]}
                return self._past[h]
        return {}

    def worth(self, profile: Plan, root: int = 0) -> tuple[Fraction, ...]:
        """Expected payoffs of a profile of all players from a node on, given that it is reached."""
        total = [Fraction(0)] * self.n_players
        for end in self.ends:
            if root in end.nodes:
                inside = end.need
                if root:
                    inside = {h: a for h, a in end.need.items() if h in self.sets_below[root]}
                if all(profile.get(h) == a for h, a in inside.items()):
                    total = [
                        x + self._odds_below(end, root) * p for x, p in zip(total, end.paid, strict=True)
                    ]
        return tuple(total)

    def _odds_below(self, end: Ending, root: int) -> Fraction:
        if root == 0:
            return end.chance
        node, odds, here = self.root, Fraction(1), 0
        for step in end.nodes[1:]:
            for k, child in enumerate(node.children):
                low, high = self._range(here, k)
                if low <= step <= high:
                    if node.player == -1 and here >= root:
                        odds *= Fraction(node.odds[k])
                    node, here = child, step
                    break
        return odds

    def _range(self, here: int, k: int) -> tuple[int, int]:
        at = here + 1
        for _ in range(k):
            at = self.below[at][1] + 1
        return self.below[at]

    def subgames(self) -> list[int]:
        """First nodes of proper subgames and of the game: every information set below is whole."""
        roots = [0]
        for node in range(1, self.n_nodes):
            low, high = self.below[node]
            sets = self.sets_below[node]
            inside = [x for x in range(self.n_nodes) if self.place[x] in sets and self.place[x] >= 0]
            if sets and all(low <= x <= high for x in inside):
                roots.append(node)
        return roots


def _said(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


def pure_keys(game: Written) -> set[Key]:
    """All pure Nash equilibria in reduced strategies."""
    choices = [game.plans(i) for i in range(game.n_players)]
    worth = {
        place: game.worth({h: a for i, k in enumerate(place) for h, a in choices[i][k].items()})
        for place in product(*(range(len(c)) for c in choices))
    }
    found = set()
    for place, now in worth.items():
        if all(
            worth[(*place[:i], k, *place[i + 1 :])][i] <= now[i]
            for i in range(game.n_players)
            for k in range(len(choices[i]))
        ):
            chosen = [choices[i][k] for i, k in enumerate(place)]
            found.add(frozenset((h, a, Fraction(1)) for plan in chosen for h, a in plan.items()))
    return found


def agent_profiles(game: Written) -> set[tuple[int, ...]]:
    """All profiles in which no information set gains by changing its action alone."""
    sets = range(len(game.size))
    worth = {
        full: game.worth(dict(enumerate(full))) for full in product(*(range(game.size[h]) for h in sets))
    }
    return {
        full
        for full, now in worth.items()
        if all(
            worth[(*full[:h], a, *full[h + 1 :])][game.owner[h]] <= now[game.owner[h]]
            for h in sets
            for a in range(game.size[h])
        )
    }


def perfect_profiles(game: Written) -> set[tuple[int, ...]]:
    """All pure profiles that are an equilibrium of every subgame."""
    sets = range(len(game.size))
    fulls = list(product(*(range(game.size[h]) for h in sets)))
    roots = game.subgames()
    good = set(fulls)
    for root in roots:
        inside = [h for h in sets if h in game.sets_below[root]]
        worth: dict[tuple[int, ...], tuple[Fraction, ...]] = {}
        for full in fulls:
            part = tuple(full[h] for h in inside)
            if part not in worth:
                worth[part] = game.worth(dict(enumerate(full)), root)
        for full in list(good):
            part = tuple(full[h] for h in inside)
            for i in range(game.n_players):
                mine = [k for k, h in enumerate(inside) if game.owner[h] == i]
                for choice in product(*(range(game.size[inside[k]]) for k in mine)):
                    other = list(part)
                    for k, a in zip(mine, choice, strict=True):
                        other[k] = a
                    if worth[tuple(other)][i] > worth[part][i]:
                        good.discard(full)
    return good


def corner_keys(game: Written) -> set[Key]:
    """The corners of all equilibria of one or two players."""
    choices = [game.plans(i) if i < game.n_players else [{}] for i in range(2)]
    tables = [
        [
            [
                (*game.worth({**a, **b}), Fraction(0))[i] if i < game.n_players else Fraction(0)
                for b in choices[1]
            ]
            for a in choices[0]
        ]
        for i in range(2)
    ]
    turned = [list(column) for column in zip(*tables[0], strict=True)]
    mine, theirs = _vertices(tables[1]), _vertices(turned)
    found = set()
    for x, by_x in mine:
        for y, by_y in theirs:
            if all(j in by_x for j, w in enumerate(y) if w) and all(i in by_y for i, w in enumerate(x) if w):
                found.add(_key(choices[0], x) | _key(choices[1], y))
    return found


def _key(plans: list[Plan], mixture: tuple[Fraction, ...]) -> Key:
    weight: dict[tuple[int, int], Fraction] = {}
    for plan, w in zip(plans, mixture, strict=True):
        for place in plan.items():
            weight[place] = weight.get(place, Fraction(0)) + w
    return frozenset((h, a, w) for (h, a), w in weight.items() if w)


def _vertices(payoff: list[list[Fraction]]) -> list[tuple[tuple[Fraction, ...], set[int]]]:
    """Mixtures of the rows at which the other's best replies change, with these replies."""
    m, n = len(payoff), len(payoff[0])
    found: dict[tuple[Fraction, ...], set[int]] = {}
    for tight in combinations(range(m + n), m):
        if all(k < m for k in tight):
            continue  # nothing is played
        rows = []
        for k in tight:
            if k < m:
                rows.append([Fraction(int(i == k)) for i in range(m)] + [Fraction(0), Fraction(0)])
            else:
                rows.append([payoff[i][k - m] for i in range(m)] + [Fraction(-1), Fraction(0)])
        rows.append([Fraction(1)] * m + [Fraction(0), Fraction(1)])
        solved = _solve(rows)
        if solved is None or any(x < 0 for x in solved[:m]):
            continue
        worth = [sum(payoff[i][j] * solved[i] for i in range(m)) for j in range(n)]
        if all(w <= solved[m] for w in worth):
            found[tuple(solved[:m])] = {j for j in range(n) if worth[j] == solved[m]}
    return list(found.items())


def _solve(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The one solution of a square system with its right side last, or None."""
    rows, n = [list(row) for row in rows], len(rows)
    for k in range(n):
        pivot = next((r for r in range(k, n) if rows[r][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for r in range(n):
            if r != k and rows[r][k]:
                rows[r] = [x - rows[r][k] * y for x, y in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]
