"""The named distributions: inverse and forward cumulative function, mean, support.

Everything is built on `scipy.special` (never `scipy.stats`, whose import alone takes longer than a
small study). Argument order is that of `Family.arguments`; how users may write the arguments is
in `forms`. Tests compare each with `scipy.stats`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
INF = math.inf


@dataclass(frozen=True, slots=True)
class Family:
    """One named distribution; each function takes the arguments after its first.

    quantile(u, ...), cdf(x, ...) : float64[draw] -> float64[draw]
    mean(...) : float; support(...) : (lowest, highest)
    discrete : its values are whole numbers
    """

    quantile: Callable[..., Floats]
    cdf: Callable[..., Floats]
    mean: Callable[..., float]
    support: Callable[..., tuple[float, float]]
    discrete: bool = False


def _unit(x: Floats, low: float, high: float) -> Floats:
    return np.clip((x - low) / (high - low), 0.0, 1.0)


def _truncated(u: Floats, mean: float, sd: float, low: float, high: float) -> Floats:
    a, b = (low - mean) / sd, (high - mean) / sd
    if a > 0:  # work in the left tail, where the normal integral keeps its digits
        return np.clip(mean - sd * _left(1.0 - u, -b, -a), low, high)
    return np.clip(mean + sd * _left(u, a, b), low, high)


def _left(u: Floats, a: float, b: float) -> Floats:
    first, last = special.ndtr(a), special.ndtr(b)
    return np.asarray(special.ndtri(first + u * (last - first)), np.float64)


def mass(mean: float, sd: float, low: float, high: float) -> float:
    """How much of a normal distribution lies between two bounds.

    Examples
    --------
    >>> round(mass(0.0, 1.0, -1.96, 1.96), 2)
    0.95
    """
    a, b = (low - mean) / sd, (high - mean) / sd
    if a > 0:
        a, b = -b, -a
    return float(special.ndtr(b) - special.ndtr(a))


def _truncated_cdf(x: Floats, mean: float, sd: float, low: float, high: float) -> Floats:
    a, b = (low - mean) / sd, (high - mean) / sd
    z = np.clip((x - mean) / sd, a, b)
    if a > 0:
        part = (special.ndtr(-a) - special.ndtr(-z)) / (special.ndtr(-a) - special.ndtr(-b))
    else:
        part = (special.ndtr(z) - special.ndtr(a)) / (special.ndtr(b) - special.ndtr(a))
    return np.asarray(part, np.float64)


def _truncated_mean(mean: float, sd: float, low: float, high: float) -> float:
    a, b = (low - mean) / sd, (high - mean) / sd
    density = [math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) if math.isfinite(z) else 0.0 for z in (a, b)]
    return mean + sd * (density[0] - density[1]) / mass(mean, sd, low, high)


def _triangular(u: Floats, low: float, mode: float, high: float) -> Floats:
    wide = high - low
    rising = low + np.sqrt(u * wide * (mode - low))
    falling = high - np.sqrt((1.0 - u) * wide * (high - mode))
    return np.where(u < (mode - low) / wide, rising, falling)


def _triangular_cdf(x: Floats, low: float, mode: float, high: float) -> Floats:
    wide, inside = high - low, np.clip(x, low, high)
    rising = (inside - low) ** 2 / (wide * (mode - low)) if mode > low else np.zeros_like(inside)
    falling = 1.0 - (high - inside) ** 2 / (wide * (high - mode)) if high > mode else np.ones_like(inside)
    return np.where(inside < mode, rising, falling)


def _pert_shape(low: float, mode: float, high: float) -> tuple[float, float]:
    return 1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low)


def _pert(u: Floats, low: float, mode: float, high: float) -> Floats:
    a, b = _pert_shape(low, mode, high)
    return np.asarray(low + (high - low) * special.betaincinv(a, b, u), np.float64)


def _pert_cdf(x: Floats, low: float, mode: float, high: float) -> Floats:
    a, b = _pert_shape(low, mode, high)
    return np.asarray(special.betainc(a, b, _unit(x, low, high)), np.float64)


def _poisson(u: Floats, mean: float) -> Floats:
    above = np.ceil(special.pdtrik(u, mean))
    below = np.maximum(above - 1.0, 0.0)
    return np.asarray(np.where(special.pdtr(below, mean) >= u, below, above), np.float64)


def _positive(x: Floats) -> Floats:
    return np.asarray(np.maximum(x, 0.0), np.float64)


FAMILIES: dict[str, Family] = {
    "beta": Family(
        lambda u, a, b: special.betaincinv(a, b, u),
        lambda x, a, b: special.betainc(a, b, np.clip(x, 0.0, 1.0)),
        lambda a, b: a / (a + b),
        lambda *_: (0.0, 1.0),
    ),
    "uniform": Family(
        lambda u, low, high: low + (high - low) * u,
        _unit,
        lambda low, high: low + 0.5 * (high - low),
        lambda low, high: (low, high),
    ),
    "loguniform": Family(
        lambda u, low, high: low * np.exp(u * math.log(high / low)),
        lambda x, low, high: np.log(np.clip(x, low, high) / low) / math.log(high / low),
        lambda low, high: (high - low) / math.log(high / low),
        lambda low, high: (low, high),
    ),
    "normal": Family(
        lambda u, mean, sd: mean + sd * special.ndtri(u),
        lambda x, mean, sd: special.ndtr((x - mean) / sd),
        lambda mean, _: mean,
        lambda *_: (-INF, INF),
    ),
    "truncated_normal": Family(
        _truncated, _truncated_cdf, _truncated_mean, lambda *given: (given[2], given[3])
    ),
    "lognormal": Family(
        lambda u, median, sd: median * np.exp(sd * special.ndtri(u)),
        lambda x, median, sd: special.ndtr(np.log(_positive(x) / median) / sd),
        lambda median, sd: median * math.exp(0.5 * sd * sd),
        lambda *_: (0.0, INF),
    ),
    "student_t": Family(
        lambda u, df, median, scale: median + scale * special.stdtrit(df, u),
        lambda x, df, median, scale: special.stdtr(df, (x - median) / scale),
        lambda *given: given[1],
        lambda *_: (-INF, INF),
    ),
    "gamma": Family(
        lambda u, shape, rate: special.gammaincinv(shape, u) / rate,
        lambda x, shape, rate: special.gammainc(shape, rate * _positive(x)),
        lambda shape, rate: shape / rate,
        lambda *_: (0.0, INF),
    ),
    "exponential": Family(
        lambda u, mean: -mean * np.log1p(-u),
        lambda x, mean: -np.expm1(-_positive(x) / mean),
        lambda mean: mean,
        lambda *_: (0.0, INF),
    ),
    "weibull": Family(
        lambda u, shape, scale: scale * (-np.log1p(-u)) ** (1.0 / shape),
        lambda x, shape, scale: -np.expm1(-((_positive(x) / scale) ** shape)),
        lambda shape, scale: scale * float(special.gamma(1.0 + 1.0 / shape)),
        lambda *_: (0.0, INF),
    ),
    "triangular": Family(
        _triangular,
        _triangular_cdf,
        lambda low, mode, high: (low + mode + high) / 3.0,
        lambda *given: (given[0], given[2]),
    ),
    "pert": Family(
        _pert,
        _pert_cdf,
        lambda low, mode, high: (low + 4.0 * mode + high) / 6.0,
        lambda *given: (given[0], given[2]),
    ),
    "bernoulli": Family(
        lambda u, p: np.where(u > 1.0 - p, 1.0, 0.0),
        lambda x, p: np.where(x >= 1.0, 1.0, np.where(x >= 0.0, 1.0 - p, 0.0)),
        lambda p: p,
        lambda p: (0.0 if p < 1.0 else 1.0, 1.0 if p > 0.0 else 0.0),
        discrete=True,
    ),
    "poisson": Family(
        _poisson,
        lambda x, mean: np.where(x >= 0.0, special.pdtr(np.floor(_positive(x)), mean), 0.0),
        lambda mean: mean,
        lambda *_: (0.0, INF),
        discrete=True,
    ),
}
