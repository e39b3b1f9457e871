"""The shapes a distribution can have: a constant, a named family, a table of quantiles, a mixture.

A table of quantiles is a monotone cubic (PCHIP: Fritsch and Butland 1984) in the normal score of
the probability, with straight tails: two quantiles make a normal, or where all values are positive
a lognormal. The ends have the slope of their outer piece, so that no tail is ever flat. Bounds
enter by a transform (log of the distance to one bound, logit between two).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from standoff.draws.densities import DENSITIES, bell
from standoff.draws.families import FAMILIES, Floats

BISECTIONS = 90
_ENDS = np.array([1e-9, 0.5, 1.0 - 1e-9])
SCORES = np.linspace(-12.0, 12.0, 4_801)  # for means by the trapezoid rule: error below 1e-9


class Shape(Protocol):
    """A distribution of one number."""

    def quantile(self, u: Floats) -> Floats: ...
    def at(self, u: Floats) -> Floats: ...
    def cdf(self, x: Floats) -> Floats: ...
    def density(self, x: Floats) -> Floats: ...
    def mean(self) -> float: ...
    def support(self) -> tuple[float, float]: ...


@dataclass(frozen=True, slots=True)
class Constant:
    value: float

    def quantile(self, u: Floats) -> Floats:
        return np.full(np.shape(u), self.value, np.float64)

    def at(self, u: Floats) -> Floats:
        return self.quantile(u)

    def cdf(self, x: Floats) -> Floats:
        return np.where(x >= self.value, 1.0, 0.0)

    def density(self, x: Floats) -> Floats:
        """The probability of a value, all of it on one."""
        return np.where(x == self.value, 1.0, 0.0)

    def mean(self) -> float:
        return self.value

    def support(self) -> tuple[float, float]:
        return self.value, self.value


@dataclass(frozen=True, slots=True)
class Named:
    """A family of `FAMILIES` with its arguments."""

    family: str
    arguments: tuple[float, ...]

    def quantile(self, u: Floats) -> Floats:
        return np.asarray(FAMILIES[self.family].quantile(u, *self.arguments), np.float64)

    def at(self, u: Floats) -> Floats:
        return self.quantile(u)

    def cdf(self, x: Floats) -> Floats:
        with np.errstate(divide="ignore"):  # the logarithm of 0 is -inf, which is right
            return np.asarray(FAMILIES[self.family].cdf(x, *self.arguments), np.float64)

    def density(self, x: Floats) -> Floats:
        """The density, or the probability of a whole number."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # infinite at a bound
            return np.asarray(DENSITIES[self.family](x, *self.arguments), np.float64)

    def mean(self) -> float:
        return float(FAMILIES[self.family].mean(*self.arguments))

    def support(self) -> tuple[float, float]:
        return FAMILIES[self.family].support(*self.arguments)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Through given quantiles: shares in (0, 1) and values, both increasing.

    low, high : bounds, -inf and inf where there are none
    """

    shares: tuple[float, ...]
    values: tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf

    def quantile(self, u: Floats) -> Floats:
        return self._of_score(np.asarray(special.ndtri(u), np.float64))

    def at(self, u: Floats) -> Floats:
        return self.quantile(u)

    def cdf(self, x: Floats) -> Floats:
        return np.asarray(special.ndtr(self._score(x)), np.float64)

    def density(self, x: Floats) -> Floats:
        """That of the normal score over the slope of the curve, both where the value is reached."""
        wanted = np.asarray(x, np.float64)
        score = self._score(wanted)
        knots = np.asarray(special.ndtri(np.asarray(self.shares)), np.float64)
        heights = self._straighten(np.asarray(self.values, np.float64))
        rise = monotone_slope(score, knots, heights) * self._bend_slope(wanted)
        inside = (wanted > self.low) & (wanted < self.high) & (rise > 0)
        return np.where(inside, bell(score) / np.where(inside, rise, 1.0), 0.0)

    def _score(self, x: Floats) -> Floats:
        """By bisection on the normal score: the curve has no handier inverse."""
        wanted = np.asarray(x, np.float64)
        first, last = np.full(wanted.shape, -40.0), np.full(wanted.shape, 40.0)
        for _ in range(BISECTIONS):
            middle = 0.5 * (first + last)
            below = self._of_score(middle) <= wanted
            first, last = np.where(below, middle, first), np.where(below, last, middle)
        return first

    def mean(self) -> float:
        weight = np.exp(-0.5 * SCORES**2)
        return float(np.sum(self._of_score(SCORES) * (weight / np.sum(weight))))

    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def _of_score(self, z: Floats) -> Floats:
        knots = np.asarray(special.ndtri(np.asarray(self.shares)), np.float64)
        heights = self._straighten(np.asarray(self.values, np.float64))
        with np.errstate(over="ignore"):
            return np.clip(self._bend(monotone_curve(z, knots, heights)), self.low, self.high)

    def _straighten(self, x: Floats) -> Floats:
        if math.isfinite(self.low) and math.isfinite(self.high):
            return np.asarray(np.log((x - self.low) / (self.high - x)), np.float64)
        if math.isfinite(self.low):
            return np.asarray(np.log(x - self.low), np.float64)
        if math.isfinite(self.high):
            return np.asarray(-np.log(self.high - x), np.float64)
        return x

    def _bend(self, y: Floats) -> Floats:
        if math.isfinite(self.low) and math.isfinite(self.high):
            return np.asarray(self.low + (self.high - self.low) * special.expit(y), np.float64)
        if math.isfinite(self.low):
            return np.asarray(self.low + np.exp(y), np.float64)
        if math.isfinite(self.high):
            return np.asarray(self.high - np.exp(-y), np.float64)
        return y

    def _bend_slope(self, x: Floats) -> Floats:
        """How fast the value moves with the straightened one, where the value is x."""
        if math.isfinite(self.low) and math.isfinite(self.high):
            return (x - self.low) * (self.high - x) / (self.high - self.low)
        if math.isfinite(self.low):
            return x - self.low
        if math.isfinite(self.high):
            return self.high - x
        return np.ones_like(x)


def monotone_curve(x: Floats, knots: Floats, heights: Floats) -> Floats:
    """Cubic Hermite curve through increasing points, increasing throughout, straight outside.

    Examples
    --------
    >>> monotone_curve(np.array([-1.0, 0.5, 3.0]), np.array([0.0, 1.0]), np.array([0.0, 2.0])).tolist()
    [-2.0, 1.0, 6.0]
    """
    width, rise = np.diff(knots), np.diff(heights)
    secant = rise / width
    slope = np.concatenate([secant[:1], _inner_slopes(width, secant), secant[-1:]])
    i = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, len(width) - 1)
    t = np.clip((x - knots[i]) / width[i], 0.0, 1.0)
    curve = (
        heights[i]
        + t * t * (3.0 - 2.0 * t) * rise[i]
        + width[i] * t * (1.0 - t) * ((1.0 - t) * slope[i] - t * slope[i + 1])
    )
    tails = slope[0] * np.minimum(x - knots[0], 0.0) + slope[-1] * np.maximum(x - knots[-1], 0.0)
    return np.asarray(curve + tails, np.float64)


def monotone_slope(x: Floats, knots: Floats, heights: Floats) -> Floats:
    """The slope of `monotone_curve`.

    Examples
    --------
    >>> monotone_slope(np.array([-1.0, 0.5, 3.0]), np.array([0.0, 1.0]), np.array([0.0, 2.0])).tolist()
    [2.0, 2.0, 2.0]
    """
    width, secant = np.diff(knots), np.diff(heights) / np.diff(knots)
    slope = np.concatenate([secant[:1], _inner_slopes(width, secant), secant[-1:]])
    i = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, len(width) - 1)
    t = np.clip((x - knots[i]) / width[i], 0.0, 1.0)
    ends = slope[i] * (1.0 - t) * (1.0 - 3.0 * t) - slope[i + 1] * t * (2.0 - 3.0 * t)
    return np.asarray(6.0 * t * (1.0 - t) * secant[i] + ends, np.float64)


def _inner_slopes(width: Floats, secant: Floats) -> Floats:
    before = 2.0 * width[1:] + width[:-1]
    after = width[1:] + 2.0 * width[:-1]
    return np.asarray((before + after) / (before / secant[:-1] + after / secant[1:]), np.float64)


def usable(shape: Shape) -> bool:
    """Whether a billion draws stay finite.

    Examples
    --------
    >>> usable(Named("normal", (0.0, 1.0))), usable(Named("lognormal", (1.0, 1000.0)))
    (True, False)
    """
    with np.errstate(all="ignore"):
        return bool(np.all(np.isfinite(shape.quantile(_ENDS))))


@dataclass(frozen=True, slots=True)
class Mixture:
    """One of several shapes, with weights that add up to 1.

    `quantile` is the true inverse of the mixture's cumulative function, for tables; `at` has the
    same distribution and is what is drawn with: u picks the part and, stretched, the value in it.
    """

    weights: tuple[float, ...]
    parts: tuple[Shape, ...]

    def quantile(self, u: Floats) -> Floats:
        wanted = np.atleast_1d(np.asarray(u, np.float64))
        each = np.stack([part.quantile(wanted) for part in self.parts])
        low, high = each.min(axis=0), each.max(axis=0)
        for _ in range(BISECTIONS):
            middle = 0.5 * low + 0.5 * high
            enough = self.cdf(middle) >= wanted
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return self._on_atoms(high, wanted).reshape(np.shape(u))

    def _on_atoms(self, x: Floats, u: Floats) -> Floats:
        """Values that bisection left beside a value of its own weight are put on it."""
        for part in self.parts:
            if isinstance(part, Constant):
                atom = np.full(x.shape, part.value)
            elif isinstance(part, Named) and FAMILIES[part.family].discrete:
                atom = np.rint(x)
            else:
                continue
            near = np.abs(x - atom) <= 1e-9 * np.maximum(1.0, np.abs(atom))
            x = np.where(near & (self.cdf(atom) >= u), atom, x)
        return x

    def at(self, u: Floats) -> Floats:
        ends = np.cumsum(self.weights)
        starts = ends - np.asarray(self.weights)
        chosen = np.minimum(np.searchsorted(ends, u, side="left"), len(self.parts) - 1)
        result = np.empty(np.shape(u), np.float64)
        tiny = np.finfo(np.float64).eps / 2
        for i, part in enumerate(self.parts):
            here = chosen == i
            inner = (u[here] - starts[i]) / self.weights[i]
            result[here] = part.at(np.clip(inner, tiny, 1.0 - tiny))
        return result

    def cdf(self, x: Floats) -> Floats:
        parts = [w * part.cdf(x) for w, part in zip(self.weights, self.parts, strict=True)]
        return np.asarray(np.sum(parts, axis=0), np.float64)

    def density(self, x: Floats) -> Floats:
        """That of the parts, weighted; it means something only where all are of one kind (`kind_of`)."""
        parts = [w * part.density(x) for w, part in zip(self.weights, self.parts, strict=True)]
        return np.asarray(np.sum(parts, axis=0), np.float64)

    def mean(self) -> float:
        return math.fsum(w * part.mean() for w, part in zip(self.weights, self.parts, strict=True))

    def support(self) -> tuple[float, float]:
        ends = [part.support() for part in self.parts]
        return min(low for low, _ in ends), max(high for _, high in ends)


def kind_of(shape: Shape) -> str:
    """`continuous`, `whole` (whole numbers with probabilities), `point` (a constant) or `mixed`.

    Examples
    --------
    >>> kind_of(Constant(1.0)), kind_of(Mixture((0.5, 0.5), (Constant(0.0), Named("uniform", (0.0, 1.0)))))
    ('point', 'mixed')
    """
    if isinstance(shape, Constant):
        return "point"
    if isinstance(shape, Mixture):
        kinds = {kind_of(part) for part in shape.parts}
        return kinds.pop() if kinds in ({"continuous"}, {"whole"}) else "mixed"
    return "whole" if isinstance(shape, Named) and FAMILIES[shape.family].discrete else "continuous"
