"""Proper scores of forecasts that are given as draws: CRPS, interval coverage, rank sensitivities.

SciPy has no CRPS, hence our own: E|X - y| - E|X - X'| / 2 over the forecast's draws (Gneiting and
Raftery 2007, JASA 102, 359-378, eq. 21). It is in the units of what is forecast, 0 is perfect, less
is better, and for a forecast without spread it is the absolute error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np

from standoff.front.records import Floats


def crps(draws: Floats, observed: Floats) -> Floats:
    """Continuous ranked probability score of each case: float64[case].

    Parameters
    ----------
    draws : float64[draw, case]
    observed : float64[case]

    Returns
    -------
    float64[case], in the unit of the draws

    Source
    ------
    Matheson and Winkler (1976), Management Science 22, 1087-1096.

    Examples
    --------
    >>> crps(np.array([[0.0], [1.0]]), np.array([0.5])).tolist()
    [0.25]
    >>> crps(np.array([[3.0]]), np.array([5.0])).tolist()
    [2.0]
    """
    n = len(draws)
    ordered = np.sort(draws, axis=0)
    weights = (2.0 * np.arange(1, n + 1) - n - 1.0) / n**2
    spread = np.tensordot(weights, ordered, axes=1)  # E|X - X'| / 2
    return cast(Floats, np.abs(draws - observed).mean(axis=0) - spread)


def coverage(draws: Floats, observed: Floats, *, inside: float = 0.9) -> float:
    """The share of cases that fell into the forecast's central interval.

    Parameters
    ----------
    draws : float64[draw, case]
    observed : float64[case]
    inside : the probability that the interval should hold

    Returns
    -------
    float, a share of the cases

    Examples
    --------
    >>> coverage(np.linspace(0, 1, 101)[:, None], np.array([0.5]))
    1.0
    """
    low, high = np.quantile(draws, [0.5 - inside / 2, 0.5 + inside / 2], axis=0)
    return float(np.mean((observed >= low) & (observed <= high)))


def rank_drivers(parameters: Mapping[str, Floats], outcome: Floats) -> dict[str, float]:
    """Which parameters drive an outcome: standardised coefficients of a regression between ranks.

    They are between -1 and 1 where parameters are drawn apart from one another, largest first; a
    constant parameter is left out.

    Parameters
    ----------
    parameters : name -> float64[draw]
    outcome : float64[draw]

    Returns
    -------
    name -> coefficient

    Examples
    --------
    >>> x = np.arange(100.0)
    >>> found = rank_drivers({"a": x, "b": np.tile([0.0, 1.0], 50)}, x**3)
    >>> {name: round(abs(value), 6) for name, value in found.items()}
    {'a': 1.0, 'b': 0.0}
    """
    names = [name for name, column in parameters.items() if np.ptp(column) > 0]
    if not names or np.ptp(outcome) == 0:
        return {}
    x = np.stack([_scores(parameters[name]) for name in names], axis=1)
    found, *_ = np.linalg.lstsq(x, _scores(outcome), rcond=None)
    order = np.argsort(-np.abs(found), kind="stable")
    return {names[i]: float(found[i]) for i in order}


def _scores(column: Floats) -> Floats:
    """Ranks (ties share theirs), centred and scaled."""
    _, place, count = np.unique(column, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - 0.5 * (count - 1))[place]
    return cast(Floats, (ranks - ranks.mean()) / ranks.std())
