"""Shares of what a coalition is worth: Shapley values, and how far shares are from the core.

A game in coalitional form is an array `worth[draw, coalition]`, where coalition number c holds
member i if bit i of c is set; coalition 0 is nobody. Costs are worths with a minus. Exact, for as
many members as the table can hold: 2 to the number of members.

Source: Shapley (1953); Gillies (1959) for the core; Maschler, Peleg and Shapley (1979), least core.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError

MOST_MEMBERS = 16


def shapley(worth: ArrayLike) -> Array:
    """float64[draw, member]: what each member adds, averaged over all orders of joining.

    Parameters
    ----------
    worth : float64[coalition] or [draw, coalition]
        What each coalition is worth; member i is in coalition c where bit i of c is set.

    Returns
    -------
    float64[draw, member], in the unit of the worth

    Raises
    ------
    SummitError
        S660 where the table has no power of 2 of coalitions, S688 for more than 16 members.

    Source
    ------
    Shapley (1953), A value for n-person games.

    Examples
    --------
    >>> shapley([0.0, 1.0, 2.0, 5.0]).tolist()
    [[2.0, 3.0]]
    """
    table = _table(worth)
    n = _members(table)
    coalition = np.arange(table.shape[1])
    size = np.array([bin(c).count("1") for c in coalition])
    value = np.empty((table.shape[0], n))
    for i in range(n):
        without = coalition[(coalition >> i) & 1 == 0]
        weight = np.array([1 / (n * comb(n - 1, s)) for s in size[without]])
        value[:, i] = (table[:, without | (1 << i)] - table[:, without]) @ weight
    return value


def excess(worth: ArrayLike, share: ArrayLike) -> Array:
    """float64[draw]: the most that a coalition could gain by leaving; at most 0 in the core.

    share : float64[member] or [draw, member], which should add to what all are worth together.

    Parameters
    ----------
    worth : float64[coalition] or [draw, coalition]
        As for `shapley`.
    share : float64[member] or [draw, member]
        What each member gets; adds up to what all are worth together.

    Returns
    -------
    float64[draw], in the unit of the worth

    Examples
    --------
    >>> excess([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0], [0.5, 0.5, 0.0]).round(6).tolist()
    [0.5]
    """
    table = _table(worth)
    n = _members(table)
    given = np.atleast_2d(np.asarray(share, dtype=np.float64))
    inside = (np.arange(1, table.shape[1] - 1)[:, None] >> np.arange(n)) & 1
    if not inside.size:
        return np.zeros(table.shape[0])
    return np.asarray((table[:, 1:-1] - given @ inside.T).max(axis=1))


@dataclass(frozen=True)
class LeastCore:
    """share : float64[draw, member]; gap : float64[draw], at most 0 where the core is not empty."""

    share: Array
    gap: Array


def least_core(worth: ArrayLike) -> LeastCore:
    """Shares that leave the best-off deserter with the least: in the core, where there is one.

    Parameters
    ----------
    worth : float64[coalition] or [draw, coalition]
        As for `shapley`.

    Returns
    -------
    LeastCore
        Shares, float64[draw, member], and the gap that is left, in the unit of the worth.

    Source
    ------
    Maschler, Peleg and Shapley (1979), Mathematics of Operations Research 4, 303-338.

    Examples
    --------
    >>> found = least_core([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0])   # any two of three can do it
    >>> found.gap.round(6).tolist()
    [0.333333]
    """
    from scipy.optimize import linprog

    table = _table(worth)
    n = _members(table)
    inside = (np.arange(1, table.shape[1] - 1)[:, None] >> np.arange(n)) & 1
    share, gap = np.empty((table.shape[0], n)), np.empty(table.shape[0])
    goal = np.append(np.zeros(n), 1.0)
    upper = np.hstack([-inside, -np.ones((len(inside), 1))])
    for d, row in enumerate(table):
        if n == 1:
            share[d], gap[d] = row[1], 0.0
            continue
        solved = linprog(
            goal,
            A_ub=upper,
            b_ub=-row[1:-1],
            A_eq=np.append(np.ones(n), 0.0)[None, :],
            b_eq=[row[-1]],
            bounds=(None, None),
        )
        share[d], gap[d] = solved.x[:n], solved.x[n]
    return LeastCore(share, gap)


def _table(worth: ArrayLike) -> Array:
    table = np.atleast_2d(np.asarray(worth, dtype=np.float64))
    n = table.shape[1]
    if n < 2 or n & (n - 1) or table.ndim != 2:
        told = f"The table of worths has the shape {table.shape}."
        raise SummitError(Problem("S660", told, "Expected [coalition] or [draw, coalition], 2^n coalitions."))
    if not np.all(np.isfinite(table)) or np.any(table[:, 0] != 0):
        raise SummitError(
            Problem("S661", "A worth is not finite, or nobody is worth something.", "Nobody is worth 0.")
        )
    return table


def _members(table: Array) -> int:
    n = int(table.shape[1]).bit_length() - 1
    if n > MOST_MEMBERS:
        raise SummitError(
            Problem("S688", f"There are {n} members.", f"Shares are exact up to {MOST_MEMBERS}.")
        )
    return n
