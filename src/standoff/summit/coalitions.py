"""Coalitions of the willing: who joins where it takes only some, and what can be expected of it.

Volunteer's dilemma (after Diekmann 1985): one is enough, each gains b if anybody joins, joining
costs c. Threshold participation (after Palfrey and Rosenthal 1988): k of n are needed, each knows
only its own cost. There can be several equilibria, of which one is often that nobody joins: all
are returned. Sequential entry: members decide in turn and see what was decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import comb, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError

HALVINGS = 200
TOUCH = 1e-12  # a curve this close to a line at its turning point touches it


@dataclass(frozen=True)
class Volunteers:
    """join : float64, the probability that one member joins; nobody : that no one does."""

    join: Array
    nobody: Array


def volunteers(n: int, benefit: ArrayLike, cost: ArrayLike) -> Volunteers:
    """The symmetric equilibrium of the volunteer's dilemma, after Diekmann.

    Parameters
    ----------
    n : int
        How many members could volunteer; at least 2.
    benefit : float64
        What everybody gets if one does.
    cost : float64
        What volunteering costs, between 0 and the benefit.

    Returns
    -------
    Volunteers
        Probabilities that a member joins, and that nobody does.

    Raises
    ------
    SummitError
        S689 for fewer than two members, or a cost that is not between 0 and the benefit.

    Source
    ------
    Diekmann (1985), Journal of Conflict Resolution 29, 605-610.

    Examples
    --------
    >>> found = volunteers(2, 2.0, 1.0)
    >>> found.join.item(), found.nobody.item()
    (0.5, 0.25)
    """
    b, c = np.asarray(benefit, dtype=np.float64), np.asarray(cost, dtype=np.float64)
    if n < 2 or not np.all((c > 0) & (c < b)):
        told = f"There are {n} members, and some cost is not between 0 and the benefit."
        raise SummitError(Problem("S689", told, "With fewer, or a dearer or free task, there is no dilemma."))
    stay = (c / b) ** (1 / (n - 1))
    return Volunteers(np.asarray(1 - stay), np.asarray(stay**n))


@dataclass(frozen=True)
class Participation:
    """All symmetric equilibria of threshold participation; one row an equilibrium.

    Attributes
    ----------
    draw : int64[row]
    join : float64[row]
        Probability that a member joins, rising within a draw.
    success : float64[row]
        Probability that enough join.
    stable : bool[row]
        A little more or less participation leads back to it.
    """

    draw: NDArray[np.int64]
    join: Array
    success: Array
    stable: NDArray[np.bool_]


def threshold_participation(
    n: int, k: int, benefit: ArrayLike, *, dearest: float = 1.0, cheapest: float = 0.0
) -> Participation:
    """All symmetric equilibria where k of n are needed, after Palfrey and Rosenthal.

    A member joins when its private cost, uniform between `cheapest` and `dearest`, is below the
    benefit times the chance that exactly k-1 of the others join. All roots are isolated: that
    chance has two turning points of its slope, known in closed form, hence it crosses a line at
    most once between the places where its slope equals the line's.

    Parameters
    ----------
    n, k : int
        How many members there are, and how many are needed.
    benefit : float64
        What each gets where enough join; not negative.
    dearest, cheapest : float
        The range of the private costs.

    Returns
    -------
    Participation
        One row an equilibrium: the probability that a member joins, and that enough do.

    Raises
    ------
    SummitError
        S689 where k is not from 1 to n, a benefit is negative, or the costs are no range.

    Source
    ------
    Palfrey and Rosenthal (1988), Journal of Public Economics 35, 309-332.

    Examples
    --------
    >>> threshold_participation(5, 3, 3.0).join.round(5).tolist()
    [0.0, 0.06332, 0.72275]
    """
    gains = np.atleast_1d(np.asarray(benefit, dtype=np.float64))
    if not (1 <= k <= n and n >= 2 and np.all(gains >= 0) and 0 <= cheapest < dearest):
        told = (
            f"{k} of {n} are needed, the least benefit is {gains.min():g}, costs {cheapest:g} to {dearest:g}."
        )
        raise SummitError(
            Problem("S689", told, "Expected 1 <= k <= n, n >= 2, 0 <= benefit, a range of costs.")
        )
    rows: list[tuple[int, float, bool]] = []
    for draw, gain in enumerate(gains.tolist()):
        game = _Threshold(n, k, gain, cheapest, dearest)
        rows += [(draw, x, game.stable(x)) for x in game.roots()]
    join = np.array([x for _, x, _ in rows])
    return Participation(
        np.array([draw for draw, _, _ in rows], dtype=np.int64),
        join,
        sum((comb(n, m) * join**m * (1 - join) ** (n - m) for m in range(k, n + 1)), np.zeros_like(join)),
        np.array([stable for _, _, stable in rows]),
    )


@dataclass(frozen=True)
class _Threshold:
    """The excess of willingness over participation, and where it is nothing."""

    n: int
    k: int
    benefit: float
    cheapest: float
    dearest: float

    def pivot(self, x: float) -> float:
        """Chance that exactly k-1 of the others join."""
        return comb(self.n - 1, self.k - 1) * x ** (self.k - 1) * (1 - x) ** (self.n - self.k)

    def excess(self, x: float) -> float:
        """Benefit times pivot less the cost of the marginal member."""
        return self.benefit * self.pivot(x) - self.cheapest - (self.dearest - self.cheapest) * x

    def slope(self, x: float) -> float:
        """The derivative of the excess."""
        a, c = self.k - 1, self.n - self.k
        rise = a * x ** (a - 1) * (1 - x) ** c if a else 0.0
        fall = c * x**a * (1 - x) ** (c - 1) if c else 0.0
        return self.benefit * comb(self.n - 1, self.k - 1) * (rise - fall) - (self.dearest - self.cheapest)

    def bends(self) -> list[float]:
        """Where the slope turns, in the open interval."""
        a, c = self.k - 1, self.n - self.k
        total = a + c
        if total < 2:
            return []
        wide = sqrt(a * c / (total - 1))
        return sorted(x for x in {(a - wide) / total, (a + wide) / total} if 0 < x < 1)

    def roots(self) -> list[float]:
        """All equilibria, the corners among them, rising."""
        knots = [0.0, *self.bends(), 1.0]
        turns = [x for pair in pairwise(knots) for x in _crossing(self.slope, *pair)]
        marks = sorted({0.0, *turns, 1.0})
        found = [x for pair in pairwise(marks) for x in _crossing(self.excess, *pair)]
        found += [x for x in turns if abs(self.excess(x)) <= TOUCH]
        found += [0.0] if self.excess(0.0) <= 0 else []
        found += [1.0] if self.excess(1.0) >= 0 else []
        kept: list[float] = []
        for x in sorted(found):
            if not kept or x - kept[-1] > 1e-9:
                kept.append(x)
        return kept

    def stable(self, x: float) -> bool:
        """Whether willingness is above participation just below, and below it just above."""
        step = 1e-6
        below = x < step or self.excess(x - step) > 0
        above = x > 1 - step or self.excess(x + step) < 0
        return below and above


def _crossing(curve: Callable[[float], float], low: float, high: float) -> list[float]:
    """The root strictly between two points where a monotone curve changes sign, if it does."""
    first = curve(low)
    if not first * curve(high) < 0:
        return []
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if (curve(middle) > 0) == (first > 0):
            low = middle
        else:
            high = middle
    return [(low + high) / 2]


@dataclass(frozen=True)
class Entry:
    """joins : bool[draw, member]; formed : bool[draw], whether enough joined."""

    joins: NDArray[np.bool_]
    formed: NDArray[np.bool_]


def sequential_entry(
    benefit: ArrayLike, cost: ArrayLike, needed: int, *, alone: ArrayLike = 0.0, joined: int = 0
) -> Entry:
    """Members decide in the order of the axis, each seeing what was decided: subgame-perfect play.

    The common benefit comes when `needed` have joined, to all. Those who can leave it to later ones
    do: the last who can still make the difference carry it.

    Parameters
    ----------
    benefit, cost : float64[member] or [draw, member]
        What the coalition is worth to a member, and what joining costs it.
    needed : int
        How many have to join in all.
    alone : float64, [member] or [draw, member]
        What joining is worth in itself, whether enough join or not.
    joined : int
        How many have joined already: the leader.

    Returns
    -------
    Entry
        `joins` is bool[draw, member].

    Examples
    --------
    >>> sequential_entry([3.0, 3.0, 3.0], [1.0, 1.0, 1.0], 2, joined=1).joins.tolist()
    [[False, False, True]]
    """
    price = np.atleast_2d(np.asarray(cost, dtype=np.float64)) - np.asarray(alone, dtype=np.float64)
    gain, price = np.broadcast_arrays(np.atleast_2d(np.asarray(benefit, dtype=np.float64)), price)
    draws, n = gain.shape
    if not (1 <= needed <= n + joined and joined >= 0 and np.all(np.isfinite(gain - price))):
        told = f"{needed} are needed, {joined} have joined and {n} are to decide."
        raise SummitError(Problem("S689", told, "Nobody can reach more than all."))
    # final[draw, m]: how many have joined at the end if m have by now
    final = np.broadcast_to(np.arange(n + joined + 1), (draws, n + joined + 1))
    choices = []
    for i in range(n - 1, -1, -1):
        with_it, without = final[:, 1:] >= needed, final[:, :-1] >= needed
        joins = gain[:, i, None] * (with_it.astype(float) - without) > price[:, i, None]
        choices.append(joins)
        final = np.where(joins, final[:, 1:], final[:, :-1])
    count = np.full(draws, joined)
    chosen = np.zeros((draws, n), dtype=bool)
    for i, joins in enumerate(reversed(choices)):
        chosen[:, i] = joins[np.arange(draws), count]
        count = count + chosen[:, i]
    return Entry(chosen, np.asarray(count >= needed))
