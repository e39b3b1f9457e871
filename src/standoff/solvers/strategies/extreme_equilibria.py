"""All equilibria of a small game in which two players have a choice: the corners of every component.

In reduced strategies the equilibria of a game are unions of products of polytopes whose corners are
pairs of vertices of the two best-response polyhedra in which each strategy has weight 0 or is a best
reply. All vertices are found exactly (`vertices`) and all pairs compared; pairs that share a vertex
belong to one connected component. Strategies that another one always beats are left out first; where
that leaves no more than two players a choice, the game may have any number of players.
Source: Mangasarian (1964), J. SIAM 12, 778-780; Avis, Rosenberg, Savani and von Stengel (2010),
Economic Theory 42, 9-37, sec. 3 and 7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from standoff.game.records import Ints
from standoff.solvers.strategies.vertices import Vertices, Words, vertices, words
from standoff.solvers.tree_forms.rational import ExactForm
from standoff.solvers.tree_forms.reduced_form import allowed, plans

Table = npt.NDArray[Any]  # whole numbers of any size, as Python holds them
Plan = tuple[Fraction, ...]  # own weight of every sequence of the tree; 0 for the others' sequences
Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Strategic:
    """The reduced strategic form without rounding, and what elimination leaves of it.

    along : bool[plan, 1 + action] for each player
    table : int[plan of player 0, plan of player 1, ...] for each player
    left : each player's plans that are not strictly beaten by another, again and again
    """

    exact: ExactForm
    along: list[npt.NDArray[np.bool_]]
    table: list[Table]
    left: list[list[int]]

    @property
    def active(self) -> list[int]:
        """Players to whom elimination leaves a choice."""
        return [i for i, kept in enumerate(self.left) if len(kept) > 1]


@dataclass(frozen=True, slots=True)
class Corners:
    """plan : for each extreme equilibrium the plans of all players together, own sequences being
    different ones; component : int32[row]
    """

    plan: list[Plan]
    component: Ints


def strategic(exact: ExactForm) -> Strategic:
    """The exact strategic form of a game of few reduced strategies."""
    form = exact.form
    along = [allowed(form, plans(form, i)) for i in range(form.n_players)]
    table = _payoffs(exact, along)
    return Strategic(exact, along, table, undominated(table))


def corners(game: Strategic, most_rays: int, tell: Tell | None = None) -> Corners | None:
    """All extreme equilibria; None where the polyhedra have too many vertices.

    At most two players may be `active`.
    """
    rows, columns, (mine, theirs) = two_sides(game)
    first, second = two_tables(game, rows, columns)
    n_rows, n_columns = len(first), len(first[0])
    total = n_rows + n_columns
    by_row = vertices(second, most_rays, tell and (lambda done, _: tell(done, total)))
    if by_row is None:
        return None
    turned = [list(column) for column in zip(*first, strict=True)]
    by_column = vertices(turned, most_rays, tell and (lambda done, _: tell(n_columns + done, total)))
    if by_column is None:
        return None
    pairs = _complementary(by_row.mask, _turned(by_column.mask, n_rows, n_columns), total)
    fixed = _fixed_plan(game, {rows, columns})
    sides = [
        [_plan(game, rows, mine, x) for x in by_row.mixture],
        [_plan(game, columns, theirs, x) for x in by_column.mixture],
    ]
    return _distinct(sides, pairs, fixed)


def two_sides(game: Strategic) -> tuple[int, int, tuple[list[int], list[int]]]:
    """The two players who choose, and their plans that are left; -1 is a player who has one plan."""
    active = game.active
    others = [i for i in range(len(game.left)) if i not in active]
    chosen = sorted([*active, *others, -1][:2]) if len(game.left) > 1 else [0, -1]
    kept = [game.left[i] if i >= 0 else [0] for i in chosen]
    return chosen[0], chosen[1], (kept[0], kept[1])


def two_tables(game: Strategic, rows: int, columns: int) -> tuple[list[list[int]], list[list[int]]]:
    """Payoffs of the two, [row][column], everybody else playing the one plan that is left."""
    found = []
    for player in (rows, columns):
        if player < 0:
            found.append([[0] for _ in game.left[rows]])
            continue
        part = game.table[player][np.ix_(*game.left)]
        shape = (len(game.left[rows]), len(game.left[columns]) if columns >= 0 else 1)
        found.append(part.reshape(shape).tolist())
    return found[0], found[1]


def vertices_of(game: Strategic, player: int, most_rays: int) -> list[Plan] | None:
    """The player's plans at the vertices of its best-response polyhedron, whatever the other plays."""
    rows, columns, sides = two_sides(game)
    first, second = two_tables(game, rows, columns)
    other = second if player == rows else [list(column) for column in zip(*first, strict=True)]
    found = vertices(other, most_rays)
    kept = sides[0] if player == rows else sides[1]
    return None if found is None else [_plan(game, player, kept, x) for x in found.mixture]


def _payoffs(exact: ExactForm, along: list[npt.NDArray[np.bool_]]) -> list[Table]:
    """Whole payoffs of all players: each end counts in every profile of plans that allows it."""
    sizes = [len(table) for table in along]
    tables = [np.full(sizes, 0, dtype=object) for _ in sizes]
    for sequences, whole in zip(exact.form.sequence.tolist(), exact.whole, strict=True):
        if any(whole):
            place = np.ix_(*(np.flatnonzero(a[:, s]) for a, s in zip(along, sequences, strict=True)))
            for table, more in zip(tables, whole, strict=True):
                if more:
                    table[place] += more
    return tables


def undominated(tables: list[Table]) -> list[list[int]]:
    """Each player's strategies left when those strictly beaten by another go, again and again."""
    if len(tables) == 1:
        return [np.flatnonzero(tables[0] == tables[0].max()).tolist()]
    left = [list(range(size)) for size in tables[0].shape]
    while True:
        kept = []
        for i, table in enumerate(tables):
            worth = np.moveaxis(table[np.ix_(*left)], i, 0).reshape(len(left[i]), -1)
            beaten = [
                any(bool((worth[j] > worth[k]).all()) for j in range(len(worth)) if j != k)
                for k in range(len(worth))
            ]
            kept.append([k for k, gone in zip(left[i], beaten, strict=True) if not gone])
        if kept == left:
            return left
        left = kept


def _fixed_plan(game: Strategic, choosing: set[int]) -> Plan:
    """The empty sequence, and the one plan that is left to each player who has no choice."""
    total = [Fraction(0)] * game.along[0].shape[1]
    for i, kept in enumerate(game.left):
        if i not in choosing:
            for s in np.flatnonzero(game.along[i][kept[0]]).tolist():
                total[s] = Fraction(1)
    total[0] = Fraction(1)
    return tuple(total)


def _plan(game: Strategic, player: int, kept: list[int], mixture: list[Fraction]) -> Plan:
    """The weight of each own sequence in a mixture of plans, the empty one left to `_fixed_plan`."""
    total = [Fraction(0)] * game.along[0].shape[1]
    if player >= 0:
        for k, weight in zip(kept, mixture, strict=True):
            if weight:
                for s in np.flatnonzero(game.along[player][k]).tolist()[1:]:
                    total[s] += weight
    return tuple(total)


def _turned(mask: Words, m: int, n: int) -> Words:
    """The second player's bits (own n first, then m) in the first player's order (m first)."""
    bits = [int(sum(int(w) << (64 * k) for k, w in enumerate(line))) for line in mask]
    own = (1 << n) - 1
    return words([((b & own) << m) | (b >> n) for b in bits], m + n)


def _complementary(mine: Words, theirs: Words, n_bits: int) -> list[tuple[int, int]]:
    full = words([(1 << n_bits) - 1], n_bits)[0]
    found: list[tuple[int, int]] = []
    for p, line in enumerate(mine):
        found.extend((p, int(q)) for q in np.flatnonzero(((line | theirs) == full).all(axis=1)))
    return found


def _distinct(sides: list[list[Plan]], pairs: list[tuple[int, int]], fixed: Plan) -> Corners:
    """Rows that differ, and their components: rows are linked by a plan that they share.

    Mixtures that weigh every sequence alike are one plan: no payoff tells them apart (Kuhn 1953).
    """
    number: list[dict[Plan, int]] = [{}, {}]
    root: dict[tuple[int, int], tuple[int, int]] = {}

    def find(key: tuple[int, int]) -> tuple[int, int]:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    rows: dict[tuple[int, int], Plan] = {}
    for pair in pairs:
        mine, theirs = (sides[side][k] for side, k in enumerate(pair))
        own = [number[side].setdefault(plan, len(number[side])) for side, plan in enumerate((mine, theirs))]
        key = own[0], own[1]
        if key not in rows:
            rows[key] = tuple(a or b or c for a, b, c in zip(mine, theirs, fixed, strict=True))
            root[find((0, key[0]))] = find((1, key[1]))
    roots = [find((0, key[0])) for key in rows]
    names = {key: k for k, key in enumerate(dict.fromkeys(roots))}
    return Corners(list(rows.values()), np.array([names[key] for key in roots], dtype=np.int32))


__all__ = ["Corners", "Plan", "Strategic", "Vertices", "corners", "strategic", "undominated", "vertices_of"]
