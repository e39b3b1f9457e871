"""All equilibria of a small game of two players: the extreme points of every component.

In reduced strategies the equilibria of a game are unions of products of polytopes whose corners are
pairs of vertices of the two best-response polyhedra in which each strategy has weight 0 or is a best
reply. All vertices are found exactly (`vertices`) and all pairs compared; pairs that share a vertex
belong to one connected component. Strategies that another one always beats are left out first.
Source: Mangasarian (1964), J. SIAM 12, 778-780; Avis, Rosenberg, Savani and von Stengel (2010),
Economic Theory 42, 9-37, sec. 3 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from standoff.game.records import Floats, Ints
from standoff.solvers.exact import exact_form
from standoff.solvers.reduced import allowed, plans
from standoff.solvers.sequences import SequenceForm, behaviour, complete_behaviour
from standoff.solvers.vertices import Words, vertices, words

Matrix = list[list[Fraction]]
SAME = 1e-11  # plays that differ by less are one row


@dataclass(frozen=True, slots=True)
class Extreme:
    """play : behaviours, one for each extreme equilibrium; component : int32[row]"""

    play: list[Floats]
    component: Ints


def extreme_equilibria(form: SequenceForm, most_rays: int) -> Extreme | None:
    """All extreme equilibria; None where the polyhedra have too many vertices."""
    choices = [plans(form, i) for i in range(2)]
    along = [allowed(form, choice) for choice in choices]
    first, second = _payoffs(form, along)
    rows, columns = _undominated(first, second)
    first = [[first[i][j] for j in columns] for i in rows]
    second = [[second[i][j] for j in columns] for i in rows]
    mine = vertices(second, most_rays)
    theirs = vertices([list(column) for column in zip(*first, strict=True)], most_rays)
    if mine is None or theirs is None:
        return None
    pairs = _complementary(mine.mask, _turned(theirs.mask, len(rows), len(columns)), len(rows) + len(columns))
    plans_ = [
        np.array(mixture, dtype=float) @ table
        for mixture, table in ((mine.mixture, along[0][rows]), (theirs.mixture, along[1][columns]))
    ]
    plays = []
    for p, q in pairs:
        plan = plans_[0][p] + plans_[1][q]  # own sequences of one are 0 for the other
        plan[0] = 1.0
        plays.append(complete_behaviour(form, behaviour(form, plan)))
    return _distinct(plays, pairs)


def _payoffs(form: SequenceForm, along: list[np.ndarray]) -> tuple[Matrix, Matrix]:
    """Exact payoffs of both players: each end counts in every pair of plans that allows it."""
    sizes = [len(table) for table in along]
    exact = exact_form(form).weight
    tables = [[[Fraction(0)] * sizes[1] for _ in range(sizes[0])] for _ in range(2)]
    for k, (s, t) in enumerate(form.sequence.tolist()):
        columns = np.flatnonzero(along[1][:, t]).tolist()
        for i in np.flatnonzero(along[0][:, s]).tolist():
            for player in range(2):
                line, more = tables[player][i], exact[k][player]
                if more:
                    for j in columns:
                        line[j] += more
    return tables[0], tables[1]


def _undominated(first: Matrix, second: Matrix) -> tuple[list[int], list[int]]:
    """Rows and columns left when strategies strictly beaten by another one go, again and again."""
    rows, columns = list(range(len(first))), list(range(len(first[0])))
    while True:
        beaten = [
            i for i in rows if any(all(first[k][j] > first[i][j] for j in columns) for k in rows if k != i)
        ]
        rows = [i for i in rows if i not in beaten]
        weak = [
            j
            for j in columns
            if any(all(second[i][k] > second[i][j] for i in rows) for k in columns if k != j)
        ]
        columns = [j for j in columns if j not in weak]
        if not beaten and not weak:
            return rows, columns


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


def _distinct(plays: list[Floats], pairs: list[tuple[int, int]]) -> Extreme:
    """Rows that differ, and their components: rows are linked by a shared vertex or the same play."""
    kept: list[Floats] = []
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(key: tuple[str, int]) -> tuple[str, int]:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    for play, (p, q) in zip(plays, pairs, strict=True):
        same = [k for k, other in enumerate(kept) if np.abs(other - play).max(initial=0.0) <= SAME]
        row = same[0] if same else len(kept)
        if not same:
            kept.append(play)
        root[find(("mine", p))] = find(("row", row))
        root[find(("theirs", q))] = find(("row", row))
    roots = [find(("row", k)) for k in range(len(kept))]
    names = {key: k for k, key in enumerate(dict.fromkeys(roots))}
    return Extreme(kept, np.array([names[key] for key in roots], dtype=np.int32))
