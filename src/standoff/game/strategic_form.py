"""What each profile of pure strategies is worth: expected payoffs over chance, in fractions or in floats.

Each history counts for the profiles that allow it, with its chance. Histories that the same strategies
allow are added up first. In fractions each player's sums are whole numbers over one denominator.
Source: Osborne and Rubinstein (1994), A Course in Game Theory, definition 95.1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from standoff.game.records import CHANCE, TERMINAL, BoundGame, ExactNumbers, Floats, GameArrays

MOST_BITS = 16_384  # of the denominator that a player's payoffs share
Bools = npt.NDArray[np.bool_]
Allows = Sequence[Sequence[Bools]]  # [infoset][action]: which of its mover's strategies take it
Open = tuple[bytes, ...]  # of each player, the strategies that allow a history: bools


@dataclass(frozen=True, slots=True)
class WholePayoffs:
    """payoff : int[player, strategy of player 0, ...], any size; unit : the denominator of each player"""

    payoff: npt.NDArray[np.object_]
    unit: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """odds : by cell; paid : by edge and player; one : 1 of their kind"""

    odds: Sequence[Any]
    paid: Sequence[Sequence[Any]]
    one: Any


def written_numbers(bound: BoundGame, draw: int) -> ExactNumbers | None:
    """The exact numbers of a draw, if every one of its chances and payoffs is known as it was written.

    Examples
    --------
    >>> from standoff.game.trees import Decision, Terminal, build_tree
    >>> bound = build_tree(Decision("A", {"l": Terminal((0.1,)), "r": Terminal((1,))}), ("A",)).bound
    >>> written_numbers(bound, 0).payoff
    (Fraction(1, 10), Fraction(1, 1))
    """
    exact, arrays = bound.exact, bound.arrays
    if exact is None:
        return None
    for table, known, used in (
        (bound.cell, exact.cell, np.unique(arrays.chance[arrays.chance >= 0])),
        (bound.payoff, exact.payoff, np.unique(arrays.payoff[arrays.payoff >= 0])),
    ):
        for k in used.tolist():
            number = known[k]
            if number is None or float(number) != table[k, draw]:
                return None
    return exact


def whole_payoffs(
    arrays: GameArrays, exact: ExactNumbers, allows: Allows, shape: Sequence[int]
) -> WholePayoffs | None:
    """Expected payoffs without rounding; None where a denominator has more than 16,384 binary digits."""
    nothing = Fraction(0)
    paid = [[exact.payoff[r] if r >= 0 else nothing for r in row] for row in arrays.payoff.tolist()]
    found = _by_open(arrays, _Numbers(exact.cell, paid, Fraction(1)), allows, shape)
    unit = [1] * arrays.n_players
    for row in found.values():
        unit = [math.lcm(u, w.denominator) for u, w in zip(unit, row, strict=True)]
        if max(unit).bit_length() > MOST_BITS:
            return None
    table = np.zeros((arrays.n_players, *shape), dtype=np.object_)
    _add(table, {k: [int(w * u) for w, u in zip(row, unit, strict=True)] for k, row in found.items()})
    return WholePayoffs(table, tuple(unit))


def float_payoffs(bound: BoundGame, draw: int, allows: Allows, shape: Sequence[int]) -> Floats:
    """float64[player, strategy of player 0, strategy of player 1, ...]"""
    arrays = bound.arrays
    payoff = np.append(bound.payoff[:, draw], 0.0)
    numbers = _Numbers(bound.cell[:, draw].tolist(), payoff[arrays.payoff].tolist(), 1.0)
    table = np.zeros((arrays.n_players, *shape))
    _add(table, _by_open(arrays, numbers, allows, shape))
    return table


def by_profile(table: npt.NDArray[Any]) -> list[list[Any]]:
    """A row of payoffs for each profile, the first player's strategies fastest."""
    found: list[list[Any]] = table.reshape(len(table), -1, order="F").T.tolist()
    return found


def _by_open(
    arrays: GameArrays, numbers: _Numbers, allows: Allows, shape: Sequence[int]
) -> dict[Open, list[Any]]:
    """Chance times payoffs of all histories, by the strategies that allow them."""
    found: dict[Open, list[Any]] = {}
    nothing = [0 * numbers.one] * arrays.n_players
    stack = [(0, numbers.one, nothing, [np.ones(n, dtype=np.bool_) for n in shape])]
    while stack:
        node, chance, paid, open_ = stack.pop()
        if arrays.kind[node] == TERMINAL:
            key = tuple(own.tobytes() for own in open_)
            so_far = found.get(key, nothing)
            found[key] = [s + chance * x for s, x in zip(so_far, paid, strict=True)]
            continue
        first = int(arrays.first_edge[node])
        for edge in range(first, int(arrays.first_edge[node + 1])):
            below, odds = open_, chance
            if arrays.kind[node] == CHANCE:
                odds = chance * numbers.odds[arrays.chance[edge, 0]]
            else:
                infoset = int(arrays.infoset[node])
                player = int(arrays.infoset_player[infoset])
                below = list(open_)
                below[player] = open_[player] & allows[infoset][edge - first]
                if not below[player].any():
                    continue
            more = [s + x for s, x in zip(paid, numbers.paid[edge], strict=True)]
            stack.append((int(arrays.child[edge]), odds, more, below))
    return found


def _add(table: npt.NDArray[Any], sums: dict[Open, list[Any]]) -> None:
    for key, row in sums.items():
        where = np.ix_(*(np.flatnonzero(np.frombuffer(own, dtype=np.bool_)) for own in key))
        for i, number in enumerate(row):
            if number:
                table[i][where] += number
