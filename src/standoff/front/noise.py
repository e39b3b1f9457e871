"""The noise of single months in the area that a front gains: first-order autoregression in logarithms.

    noise_k = exp(sd n_k),  n_0 = e_0,  n_k = carry n_(k-1) + sqrt(1 - carry^2) e_k,  e_k ~ normal(0, 1)

so that every month's noise has median 1 and log-sd `sd`. The normals e_k of a draw are made from one
uniform number of that draw, by mixing its bits with the month's number (SplitMix64): a parameter of
the language is enough, and a draw's noise depends neither on its chunk nor on other draws.
Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA, fig. 17.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from standoff.front.records import Floats

_GOLDEN, _FIRST, _SECOND = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)


def month_noise(seed: Floats, sd: Floats, carry: Floats, n_months: int) -> Floats:
    """float64[month, draw]: what each month's area is multiplied by.

    Parameters
    ----------
    seed : float64[draw], uniform numbers; equal ones give equal noise
    sd, carry : float64[draw]

    Examples
    --------
    >>> one = np.array([0.25, 0.25, 0.75])
    >>> noise = month_noise(one, np.array([0.5, 0.5, 0.0]), np.zeros(3), 4)
    >>> noise.shape, bool((noise[:, 0] == noise[:, 1]).all()), noise[:, 2].tolist()
    ((4, 3), True, [1.0, 1.0, 1.0, 1.0])
    """
    from scipy.special import ndtri

    kept = np.sqrt(1.0 - carry**2)
    found = np.empty((n_months, len(seed)))
    before = np.zeros(len(seed))
    for month in range(n_months):
        fresh = ndtri(_uniform(seed, month))
        before = fresh if month == 0 else carry * before + kept * fresh
        found[month] = before
    return np.asarray(np.exp(np.clip(sd * found, -50.0, 50.0)))


def _uniform(seed: Floats, month: int) -> Floats:
    """A number strictly between 0 and 1 for each draw and this month."""
    mixed: NDArray[np.uint64] = np.ascontiguousarray(seed, np.float64).view(np.uint64)
    with np.errstate(over="ignore"):
        mixed = mixed + _GOLDEN * np.uint64(month + 1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        mixed = mixed ^ (mixed >> np.uint64(31))
    return np.asarray(((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53)
