"""Sharing a burden: who contributes to a good that all enjoy (after Olson and Zeckhauser 1966).

Each member values its own consumption y and the total Q of the contributions by y^(1-a) Q^a, has
the income I, and takes the others' contributions as given. Those contribute whose income is above
((1-a)/a) Q; together they give Q = a sum(I) / (a + n(1-a)), less than the efficient a sum(I): the
rich give more than in proportion, the poor ride free. The form is a minimal one derived here.

Source: Olson and Zeckhauser (1966), *Review of Economics and Statistics* 48.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError


@dataclass(frozen=True)
class Burden:
    """contribution : float64[draw, member]; total, efficient : float64[draw]."""

    contribution: Array
    total: Array
    efficient: Array

    @property
    def share(self) -> Array:
        """float64[draw, member]: of the total."""
        return np.asarray(self.contribution / self.total[:, None])


def contributions(income: ArrayLike, taste: ArrayLike) -> Burden:
    """The Nash equilibrium of voluntary contributions, after Olson and Zeckhauser.

    Parameters
    ----------
    income : float64[member] or [draw, member]
        Not negative, and somebody has some.
    taste : float64 or float64[draw]
        The exponent a of the common good, between 0 and 1.

    Returns
    -------
    Burden
        What each member gives, float64[draw, member], in the unit of the incomes.

    Raises
    ------
    SummitError
        S689 for incomes or tastes out of range.

    Source
    ------
    Olson and Zeckhauser (1966), Review of Economics and Statistics 48, 266-279.

    Examples
    --------
    >>> contributions([10.0, 6.0], 0.5).contribution.round(5).tolist()
    [[4.66667, 0.66667]]
    """
    wealth = np.atleast_2d(np.asarray(income, dtype=np.float64))
    alpha = np.atleast_1d(np.asarray(taste, dtype=np.float64))
    if not (np.all(wealth >= 0) and np.all(wealth.sum(axis=1) > 0) and np.all(np.isfinite(wealth))):
        raise SummitError(Problem("S689", "An income is negative or not finite, or nobody has any."))
    if not np.all((alpha > 0) & (alpha < 1)):
        told = f"The taste for the common good is {alpha[(alpha <= 0) | (alpha >= 1)][0]:g}."
        raise SummitError(Problem("S689", told, "Expected a number between 0 and 1."))
    draws = np.broadcast_shapes((wealth.shape[0],), alpha.shape)[0]
    wealth, alpha = np.broadcast_to(wealth, (draws, wealth.shape[1])), np.broadcast_to(alpha, (draws,))
    rank = -np.sort(-wealth, axis=1)
    first = np.arange(1, rank.shape[1] + 1)
    level = alpha[:, None] * np.cumsum(rank, axis=1) / (alpha[:, None] + first * (1 - alpha[:, None]))
    keep = ((1 - alpha) / alpha)[:, None]
    gives = rank > keep * level  # the richest n give: true for a first stretch, the richest always
    count = np.maximum(np.where(gives, first, 0).max(axis=1), 1)
    total = np.take_along_axis(level, (count - 1)[:, None], axis=1)[:, 0]
    return Burden(np.maximum(wealth - keep * total[:, None], 0.0), total, alpha * wealth.sum(axis=1))
