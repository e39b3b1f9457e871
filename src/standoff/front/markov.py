"""The stochastic Lanchester model: a Markov chain of single losses, and who is left at its end.

P(x, y), the chance that the defender is annihilated first, follows from the chance A that the next
loss is the defender's: P(x, y) = A P(x, y-1) + (1 - A) P(x-1, y), P(x, 0) = 1, P(0, y) = 0.
Source: Brown (1963), Operations Research 11, 418-425. Where strengths are large, the mean of the
chain before the end is the deterministic law.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from standoff.errors import Problem
from standoff.front.records import Amount, Floats
from standoff.front.running import FrontError

LARGEST = 5_000  # persons or units on a side: the table has as many rows
Law = Literal["square", "linear"]


def win_chance(attackers: int, defenders: int, advantage: Amount, *, law: Law = "square") -> Floats:
    """The chance that the attackers annihilate the defenders: float64[draw].

    Parameters
    ----------
    attackers, defenders : whole numbers, of units that are lost one by one
    advantage : float64[draw] or one number; `square`: r, how much better an attacker is than a
        defender, A = r x / (r x + y); `linear`: p, the chance that the next loss is the defender's
    law : "square" (aimed fire) or "linear" (area fire, or duels)

    Returns
    -------
    float64[draw], probabilities

    Raises
    ------
    FrontError
        S642 where a number is out of range.

    Source
    ------
    Brown (1963), Operations Research 11, 418-425.

    Examples
    --------
    >>> round(float(win_chance(3, 2, 1.0)), 12), round(float(win_chance(3, 2, 0.5, law="linear")), 12)
    (0.775, 0.6875)
    """
    given = np.asarray(advantage, np.float64)
    _check(attackers, defenders, given, law)
    # Row by row of attackers; a row holds P(x, 0 .. y) for every draw.
    row = np.zeros((defenders + 1, *given.shape))
    row[0] = 1.0
    for x in range(1, attackers + 1):
        above = row.copy()
        row[0] = 1.0
        for y in range(1, defenders + 1):
            hit = given * x / (given * x + y) if law == "square" else given
            row[y] = hit * row[y - 1] + (1.0 - hit) * above[y]
    if attackers == 0:
        row[1:] = 0.0
    return np.asarray(row[defenders], np.float64)


def _check(attackers: int, defenders: int, advantage: Floats, law: str) -> None:
    problems = [
        Problem("S642", f"`{name}` is {number}.", f"Expected a whole number from 0 to {LARGEST:,}.",
                "Count in larger units where there are more.")
        for name, number in (("attackers", attackers), ("defenders", defenders))
        if not 0 <= number <= LARGEST
    ]  # fmt: skip
    inside = (advantage > 0) if law == "square" else (advantage >= 0) & (advantage <= 1)
    if not np.all(inside & np.isfinite(advantage)):
        expected = "a number above 0" if law == "square" else "a number from 0 to 1"
        i = int(np.argmin(np.atleast_1d(inside)))
        problems.append(
            Problem("S642", f"`advantage` is {np.atleast_1d(advantage)[i]:g} in draw {i}.",
                    f"Expected {expected}.", "Check the parameter that it comes from.")
        )  # fmt: skip
    if problems:
        raise FrontError(problems)
