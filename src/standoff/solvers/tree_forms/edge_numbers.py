"""A game's chances and payoffs by edge and player: as fractions, or as the floats that they became.

A number of a file or of a tree of records counts as it is written; a float stands for the simplest
fraction that rounds to it (`tree.exact_number`). Larger games are calculated in floats, and say so.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from standoff.game.records import CHANCE, BoundGame, Floats
from standoff.solvers.tree_forms.tree import exact_number

MOST_EXACT = 20_000  # edges of a game that is calculated in fractions; larger ones within a tolerance
Objects = npt.NDArray[np.object_]


def exact_edges(bound: BoundGame, draw: int) -> tuple[Objects, Objects]:
    """Probabilities as each player believes them, and payoffs: Fraction[edge, player].

    Of one chance move the probabilities make 1: what misses it, by 1e-9 at most, is divided by its sum.
    """
    arrays = bound.arrays
    cells, sums = ((), ()) if bound.exact is None else (bound.exact.cell, bound.exact.payoff)
    cell = [exact_number(float(x), cells[k] if cells else None) for k, x in enumerate(bound.cell[:, draw])]
    paid = [exact_number(float(x), sums[k] if sums else None) for k, x in enumerate(bound.payoff[:, draw])]
    probability = np.full((arrays.n_edges, arrays.n_players), Fraction(1))
    pay = np.full((arrays.n_edges, arrays.n_players), Fraction(0))
    for edge, player in zip(*np.nonzero(arrays.payoff >= 0), strict=True):
        pay[edge, player] = paid[int(arrays.payoff[edge, player])]
    for node in np.flatnonzero(arrays.kind == CHANCE).tolist():
        edges = slice(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        for player in range(arrays.n_players):
            row = [cell[c] for c in arrays.chance[edges, 1 + player].tolist()]
            total = sum(row, Fraction(0))
            probability[edges, player] = [p / total if total else p for p in row]
    return probability, pay


def float_edges(bound: BoundGame, draw: int) -> tuple[Floats, Floats]:
    """As `exact_edges`, in float64[edge, player]."""
    arrays = bound.arrays
    cells, rows = arrays.chance[:, 1:], arrays.payoff
    cell = bound.cell[:, draw] if len(bound.cell) else np.ones(1)
    sums = bound.payoff[:, draw] if len(bound.payoff) else np.zeros(1)
    probability = np.where(cells >= 0, cell[np.maximum(cells, 0)], 1.0)
    return probability, np.where(rows >= 0, sums[np.maximum(rows, 0)], 0.0)


def written_draws(bound: BoundGame) -> npt.NDArray[np.bool_]:
    """bool[draw], where every chance and payoff is known as it was written, in a game of moderate size.

    All such draws have the same numbers: those of the file or the tree of records.
    """
    exact, arrays = bound.exact, bound.arrays
    known = np.zeros(bound.n_draws, dtype=np.bool_)
    if exact is None or arrays.n_edges > MOST_EXACT:
        return known
    known[:] = True
    for table, numbers, used in (
        (bound.cell, exact.cell, np.unique(arrays.chance[arrays.chance >= 0])),
        (bound.payoff, exact.payoff, np.unique(arrays.payoff[arrays.payoff >= 0])),
    ):
        for k in used.tolist():
            number = numbers[k]
            known &= False if number is None else table[k] == float(number)
    return known
