"""Fair shares of a common good: Shapley contributions of members who could also provide for themselves.

Each member values the total Q by a I log Q, where I is its income and a its taste, less what it gives.
A coalition alone would provide a I_S, the sum over its members, and is worth
v(S) = a I_S (log(a I_S) - 1). All together provide a I, the efficient total of `burden.contributions`.
A member's Shapley value is its benefit less its fair contribution, so fair contributions add to that
total; the unit of Q changes none of them. The game is convex: the Shapley value lies in the core. The
form is a minimal one derived here; it is checked by the axioms and by hand for two members.

Source: Shapley (1953, 1971).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError
from standoff.summit.shares import MOST_MEMBERS, excess, shapley


@dataclass(frozen=True)
class FairShares:
    """Who would give what of the efficient total.

    Attributes
    ----------
    contribution : float64[draw, member]
        The fair (Shapley) one; below 0 where a member is paid to join.
    share : float64[draw, member]
        Of the total; adds to 1 and does not depend on the taste.
    total : float64[draw]
    gain : float64[draw]
        The most that a coalition could gain by leaving: at most 0, in the core.
    """

    contribution: Array
    share: Array
    total: Array
    gain: Array


def fair_contributions(income: ArrayLike, taste: ArrayLike) -> FairShares:
    """Shapley contributions to the efficient total.

    Parameters
    ----------
    income : float64[member] or [draw, member]
        Above 0; at most 16 members.
    taste : float64
        The weight a of the common good, above 0.

    Returns
    -------
    FairShares
        Contributions in the unit of the incomes, and shares of their total, float64[draw, member].

    Raises
    ------
    SummitError
        S689 for incomes or tastes out of range, S688 for too many members.

    Examples
    --------
    >>> found = fair_contributions([10.0, 6.0], 0.5)
    >>> found.share.round(4).tolist(), bool(found.gain.item() <= 0)
    ([[0.588, 0.412]], True)
    """
    wealth, alpha = _checked(income, taste)
    worth = _worth(wealth, alpha)
    value = shapley(worth)
    total = alpha * wealth.sum(axis=1)
    given = _benefit(wealth, alpha, total) - value
    return FairShares(given, given / total[:, None], total, excess(worth, value))


def gain_by_leaving(income: ArrayLike, taste: ArrayLike, share: ArrayLike) -> Array:
    """float64[draw]: the most that a coalition gains by leaving where the total is shared so.

    share : float64[member] or [draw, member], of the efficient total; adds to 1. At most 0 means that
    nobody does better alone or in any coalition: the shares are in the core.

    Parameters
    ----------
    income : float64[member] or [draw, member]
        Above 0; at most 16 members.
    taste : float64
        The weight a of the common good, above 0.
    share : float64[member] or [draw, member]
        Of the efficient total; adds to 1.

    Returns
    -------
    float64[draw]

    Examples
    --------
    >>> bool(gain_by_leaving([10.0, 6.0], 0.5, [0.1, 0.9]).item() > 0)
    True
    """
    wealth, alpha = _checked(income, taste)
    total = alpha * wealth.sum(axis=1)
    given = np.atleast_2d(np.asarray(share, dtype=np.float64)) * total[:, None]
    return excess(_worth(wealth, alpha), _benefit(wealth, alpha, total) - given)


def _checked(income: ArrayLike, taste: ArrayLike) -> tuple[Array, float]:
    wealth = np.atleast_2d(np.asarray(income, dtype=np.float64))
    alpha = float(np.asarray(taste, dtype=np.float64))
    if not (np.all(wealth > 0) and np.all(np.isfinite(wealth))):
        raise SummitError(Problem("S689", "An income is not above 0, or not finite."))
    if not (alpha > 0 and np.isfinite(alpha)):
        told = f"The taste for the common good is {alpha:g}."
        raise SummitError(Problem("S689", told, "Expected a number above 0."))
    return wealth, alpha


def _benefit(wealth: Array, alpha: float, total: Array) -> Array:
    return np.asarray(alpha * wealth * np.log(total)[:, None])


def _worth(wealth: Array, alpha: float) -> Array:
    """float64[draw, coalition]: what each coalition is worth that provides for itself alone."""
    n = wealth.shape[1]
    if n > MOST_MEMBERS:
        told = f"There are {n} members."
        raise SummitError(Problem("S688", told, f"Fair shares are counted exactly for up to {MOST_MEMBERS}."))
    inside = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    own = alpha * (wealth @ inside.T)
    return np.where(own > 0, own * (np.log(np.where(own > 0, own, 1.0)) - 1), 0.0)
