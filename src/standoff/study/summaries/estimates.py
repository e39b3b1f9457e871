"""Estimates from an ensemble: mean, its Monte Carlo error, quantiles over draws; plain or weighted.

With weights w (the chance that each draw gives to what was observed) a mean is the ratio
sum(w x) / sum(w). Its error is the delta method's for a ratio estimator (Owen, Monte Carlo theory,
methods and examples, 2013, section 9.2), which for equal weights is the usual standard error.
Draws that may not be on the principal branch are part of a mean, are counted, and are left out of a
second mean beside it (docs/design/010).
Quantiles put each draw's mass around its middle (Hazen's rule) and interpolate.
A mean whose squared deviation comes mostly from 1 % of the draws hangs on these draws, and so does the
error printed beside it: `tail` is the share that they make.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.5, 0.95)
ROUNDING = 1e-13  # of the largest value: what double precision leaves of equal numbers


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one column comes to.

    quarter, half : the mean at that share of the draws; None where nothing is defined
    off_branch : draws in the mean that may not be on the principal branch
    on_branch : the mean without these; None where nothing is left
    tail : see `tail`
    """

    mean: float | None
    mc_error: float | None
    q05: float | None
    q50: float | None
    q95: float | None
    quarter: float | None
    half: float | None
    undefined: int
    off_branch: int
    on_branch: float | None
    tail: float | None


def estimate(
    value: Floats, weight: Floats, solved: npt.NDArray[np.bool_], *, off: npt.NDArray[np.bool_] | None = None
) -> Estimate:
    """Summarise one column of an ensemble.

    Parameters
    ----------
    value : float64[draw], not-a-number where undefined
    weight : float64[draw], not negative
    solved : bool[draw]; the others are left out, and never filled in
    off : bool[draw], draws that may not be on the principal branch; none if not given

    Examples
    --------
    >>> value = np.array([1.0, 2.0, 3.0, np.nan])
    >>> found = estimate(value, np.ones(4), np.ones(4, bool))
    >>> found.mean, round(found.mc_error, 4), found.undefined
    (2.0, 0.5774, 1)
    >>> found = estimate(value, np.ones(4), np.ones(4, bool), off=value == 3.0)
    >>> found.mean, found.off_branch, found.on_branch
    (2.0, 1, 1.5)
    """
    n_draws = len(value)
    defined = np.isfinite(value)
    used = solved & defined & (weight > 0)
    doubted = used & off if off is not None else np.zeros(n_draws, dtype=np.bool_)
    sure = used & ~doubted
    low, middle, high = quantiles(value[used], weight[used])
    quarter, half = (slice(0, max(1, n_draws // part)) for part in (4, 2))
    return Estimate(
        mean=mean(value[used], weight[used]),
        mc_error=mc_error(value[used], weight[used]),
        q05=low,
        q50=middle,
        q95=high,
        quarter=mean(value[quarter][used[quarter]], weight[quarter][used[quarter]]),
        half=mean(value[half][used[half]], weight[half][used[half]]),
        undefined=int((solved & ~defined).sum()),
        off_branch=int(doubted.sum()),
        on_branch=mean(value[sure], weight[sure]),
        tail=tail(value[used], weight[used]),
    )


def share(
    holds: npt.NDArray[np.bool_],
    weight: Floats,
    solved: npt.NDArray[np.bool_],
    *,
    off: npt.NDArray[np.bool_] | None = None,
) -> Estimate:
    """In what share of all draws something holds; unsolved draws hold nothing, and count by the mean weight.

    Parameters
    ----------
    holds : bool[draw], read where solved; the others as `estimate` has them

    Examples
    --------
    >>> holds, solved = np.array([True, False, True, True]), np.array([True, True, True, False])
    >>> share(holds, np.array([1.0, 1.0, 1.0, 0.0]), solved).mean
    0.5
    """
    if not solved.any():
        return estimate(np.full(len(solved), np.nan), weight, solved, off=off)
    every = np.ones(len(solved), dtype=np.bool_)
    return estimate(
        np.where(solved & holds, 1.0, 0.0), np.where(solved, weight, weight[solved].mean()), every, off=off
    )


def mean(value: Floats, weight: Floats) -> float | None:
    """Weighted mean, or None of nothing."""
    return float((weight * value).sum() / weight.sum()) if len(value) else None


def mc_error(value: Floats, weight: Floats) -> float | None:
    """Standard error of the weighted mean, or None where there are fewer than two draws.

    It is 0 where no draw differs from the mean by more than rounding does.
    """
    n_draws = len(value)
    centre = mean(value, weight)
    if centre is None or n_draws < 2:
        return None
    apart = value - centre
    if np.abs(apart).max() <= ROUNDING * np.abs(value).max():
        return 0.0
    spread = float(np.sqrt(((weight * apart) ** 2).sum()))
    return spread / float(weight.sum()) * float(np.sqrt(n_draws / (n_draws - 1)))


def tail(value: Floats, weight: Floats) -> float | None:
    """Share of the mean's squared deviation from the 1 % of draws that make most of it.

    None of fewer than 100 draws, and where no draw deviates.

    Examples
    --------
    >>> value = np.ones(200)
    >>> value[:2] = 1000.0
    >>> tail(value, np.ones(200)) > 0.98, tail(np.arange(200.0), np.ones(200)) < 0.04
    (True, True)
    """
    n_few = len(value) // 100
    centre = mean(value, weight)
    if not n_few or centre is None:
        return None
    each = weight * np.abs(value - centre)
    largest = float(each.max())
    if largest <= 1e-12 * float((weight * np.abs(value)).max()):  # of rounding alone
        return None
    square = np.sort((each / largest) ** 2)
    return float(square[-n_few:].sum() / square.sum())


def quantiles(value: Floats, weight: Floats) -> tuple[float | None, float | None, float | None]:
    """Weighted 5, 50 and 95 % quantiles, or None of nothing."""
    if not len(value):
        return (None, None, None)
    if (weight == weight[0]).all():  # the same rule, without sorting
        low, middle, high = np.quantile(value, QUANTILES, method="hazen")
        return (float(low), float(middle), float(high))
    order = np.argsort(value, kind="stable")
    mass = weight[order]
    place = (np.cumsum(mass) - mass / 2) / mass.sum()
    low, middle, high = np.interp(QUANTILES, place, value[order])
    return (float(low), float(middle), float(high))


def effective_draws(weight: Floats) -> float:
    """Kish's effective sample size: how many equal draws these weighted ones are worth.

    Examples
    --------
    >>> effective_draws(np.array([1.0, 1.0, 0.0, 0.0]))
    2.0
    """
    total = float((weight**2).sum())
    return float(weight.sum()) ** 2 / total if total > 0 else 0.0
