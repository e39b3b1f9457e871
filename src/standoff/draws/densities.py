"""Densities of the named distributions: for reweighting draws from one distribution to another.

Whole-number families give the probability of a value. Outside the support a density is 0. Argument
order is that of `families`. Tests compare each with `scipy.stats` and with the slope of the
cumulative function.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import special

from standoff.draws.families import Floats, mass

ROOT = math.sqrt(2.0 * math.pi)


def bell(z: Floats) -> Floats:
    """The standard normal density.

    Examples
    --------
    >>> round(float(bell(np.array([0.0]))[0]), 6)
    0.398942
    """
    return np.asarray(np.exp(-0.5 * z * z) / ROOT, np.float64)


def _inside(x: Floats, low: float, high: float, density: Callable[[Floats], Floats]) -> Floats:
    """A density on an interval, 0 outside; it is asked about values inside only."""
    there = (x >= low) & (x <= high)
    middle = low + 0.5 * (high - low) if math.isfinite(high) else low + 1.0
    return np.where(there, density(np.where(there, x, middle)), 0.0)


def _beta(x: Floats, a: float, b: float) -> Floats:
    def log_density(y: Floats) -> Floats:
        return np.asarray(
            special.xlogy(a - 1.0, y) + special.xlog1py(b - 1.0, -y) - special.betaln(a, b), np.float64
        )

    return _inside(x, 0.0, 1.0, lambda y: np.exp(log_density(y)))


def _pert(x: Floats, low: float, mode: float, high: float) -> Floats:
    wide = high - low
    a, b = 1.0 + 4.0 * (mode - low) / wide, 1.0 + 4.0 * (high - mode) / wide
    return _beta((x - low) / wide, a, b) / wide


def _triangular(x: Floats, low: float, mode: float, high: float) -> Floats:
    wide = high - low
    rising = 2.0 * (x - low) / (wide * (mode - low)) if mode > low else np.full(x.shape, 2.0 / wide)
    falling = 2.0 * (high - x) / (wide * (high - mode)) if high > mode else np.full(x.shape, 2.0 / wide)
    return np.where((x < low) | (x > high), 0.0, np.where(x < mode, rising, falling))


def _lognormal(x: Floats, median: float, sd: float) -> Floats:
    return _inside(x, math.ulp(0.0), math.inf, lambda y: bell(np.log(y / median) / sd) / (sd * y))


def _truncated(x: Floats, mean: float, sd: float, low: float, high: float) -> Floats:
    held = sd * mass(mean, sd, low, high)
    return np.where((x < low) | (x > high), 0.0, bell((x - mean) / sd) / held)


def _student(x: Floats, df: float, median: float, scale: float) -> Floats:
    z = (x - median) / scale
    log_height = special.gammaln(0.5 * (df + 1.0)) - special.gammaln(0.5 * df) - 0.5 * math.log(df * math.pi)
    return np.asarray(np.exp(log_height - 0.5 * (df + 1.0) * np.log1p(z * z / df)) / scale, np.float64)


def _gamma(x: Floats, shape: float, rate: float) -> Floats:
    def density(y: Floats) -> Floats:
        log_density = special.xlogy(shape - 1.0, rate * y) - rate * y - special.gammaln(shape)
        return np.asarray(rate * np.exp(log_density), np.float64)

    return _inside(x, 0.0, math.inf, density)


def _weibull(x: Floats, shape: float, scale: float) -> Floats:
    def density(y: Floats) -> Floats:
        return np.asarray(
            shape / scale * np.exp(special.xlogy(shape - 1.0, y / scale) - (y / scale) ** shape), np.float64
        )

    return _inside(x, 0.0, math.inf, density)


def _bernoulli(x: Floats, p: float) -> Floats:
    return np.where(x == 1.0, p, np.where(x == 0.0, 1.0 - p, 0.0))


def _poisson(x: Floats, mean: float) -> Floats:
    whole = (x >= 0.0) & (x == np.rint(x))
    count = np.where(whole, x, 0.0)
    chance = np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1.0))
    return np.where(whole, chance, 0.0)


DENSITIES: dict[str, Callable[..., Floats]] = {
    "beta": _beta,
    "uniform": lambda x, low, high: np.where((x < low) | (x > high), 0.0, 1.0 / (high - low)),
    "loguniform": lambda x, low, high: _inside(x, low, high, lambda y: 1.0 / (y * math.log(high / low))),
    "normal": lambda x, mean, sd: bell((x - mean) / sd) / sd,
    "truncated_normal": _truncated,
    "lognormal": _lognormal,
    "student_t": _student,
    "gamma": _gamma,
    "exponential": lambda x, mean: _inside(x, 0.0, math.inf, lambda y: np.exp(-y / mean) / mean),
    "weibull": _weibull,
    "triangular": _triangular,
    "pert": _pert,
    "bernoulli": _bernoulli,
    "poisson": _poisson,
}
