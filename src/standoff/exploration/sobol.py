"""Sobol indices of first, total and second order, Shapley effects and Morris screening, with intervals.

Estimators: first order Saltelli and others (2010, table 2 b), total order Jansen (1999), second order
Saltelli (2002); the same as SALib's. The bootstrap is one matrix of weights times the products of
outputs (`resampling`), which is where the time goes elsewhere. A single number that is not finite spoils
every index, hence is refused with the count. Intervals matter most for rare endings: an index without
its half-width is noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from standoff.exploration.designs import MorrisDesign, SaltelliDesign, ShapleyDesign, rows_of
from standoff.exploration.records import Array, refuse_constant
from standoff.exploration.resampling import half_width, weights


@dataclass(frozen=True)
class SobolIndices:
    """Sobol indices of each factor, with half-widths (`_ci`) of 95 % bootstrap intervals.

    Attributes
    ----------
    factors : tuple of str
    first, first_ci, total, total_ci : float64[factor]
    pairs : tuple of (str, str)
        Empty where the design has no second order.
    second, second_ci : float64[pair]
    n : int
        Base points.
    first_by_n, total_by_n : float64[3, factor]
        The same indices from a quarter, half and all of the base points: have they settled?
    """

    factors: tuple[str, ...]
    first: Array
    first_ci: Array
    total: Array
    total_ci: Array
    pairs: tuple[tuple[str, str], ...]
    second: Array
    second_ci: Array
    n: int
    first_by_n: Array
    total_by_n: Array


@dataclass(frozen=True)
class ShapleyEffects:
    """Each parameter's share of the variance; shares add to 1, correlated parameters or not.

    Attributes
    ----------
    names : tuple of str
    share, ci : float64[parameter]
    n : int
        Base points.
    """

    names: tuple[str, ...]
    share: Array
    ci: Array
    n: int


@dataclass(frozen=True)
class Screening:
    """Elementary effects of each parameter, for a step over its whole distribution.

    Attributes
    ----------
    names : tuple of str
    mean, absolute, spread : float64[parameter]
        Mean effect, mean absolute effect (importance), standard deviation (bends and interactions).
    absolute_ci : float64[parameter]
        Half-width of a 95 % bootstrap interval.
    paths : int
    """

    names: tuple[str, ...]
    mean: Array
    absolute: Array
    absolute_ci: Array
    spread: Array
    paths: int


def sobol(
    design: SaltelliDesign, output: ArrayLike, *, rng: np.random.Generator, resamples: int = 100
) -> SobolIndices:
    """Sobol indices of one output of a Saltelli design.

    Parameters
    ----------
    design : SaltelliDesign
        What `saltelli` gave.
    output : float64[row]
        In the order of `design.points`.
    rng : numpy.random.Generator
        Resamples.
    resamples : int
        Bootstrap resamples for the intervals.

    Returns
    -------
    SobolIndices
        Shares of the output's variance, float64[factor]: first and total order, and pairs where asked for.

    Raises
    ------
    ExplorationError
        S720, S721 with the count of numbers that are not finite, S723, S725, S726.

    Source
    ------
    Saltelli and others (2010), Computer Physics Communications 181, 259-270; Jansen (1999).

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import saltelli
    >>> rng = np.random.default_rng(0)
    >>> design = saltelli(["a", "b"], 1024, rng=rng)
    >>> found = sobol(design, 3 * design.points[:, 0], rng=rng)
    >>> (found.first + 0).round(2).tolist(), found.pairs
    ([1.0, 0.0], (('a', 'b'),))
    """
    y = rows_of(design, SaltelliDesign, output)
    refuse_constant(y, "The output")
    y = (y - y.mean()) / y.std()
    columns = np.ascontiguousarray(y.reshape(design.n, -1).T)
    k = len(design.factors)
    a, ab, ba, b = columns[0], columns[1 : 1 + k], columns[1 + k : -1], columns[-1]
    share = _with_parts(weights(design.n, resamples, rng))
    mean = (share @ a + share @ b) / 2
    variance = ((share @ (a * a) + share @ (b * b)) / 2 - mean**2)[:, None]
    safe = np.where(variance > 0, variance, 1.0)  # a resample without variance has no index: 0
    first = share @ (b * (ab - a)).T / safe
    total = share @ ((a - ab) ** 2).T / (2 * safe)
    pairs = tuple(combinations(range(k), 2)) if design.second_order else ()
    second = _second_order(a, b, (ab, ba), share, safe) if pairs else np.empty((len(share), 0))
    second = second - np.stack([first[:, i] + first[:, j] for i, j in pairs], axis=1) if pairs else second
    parts = [-2, -1, 0]
    return SobolIndices(
        factors=design.factors,
        first=first[0],
        first_ci=half_width(first[:-2]),
        total=total[0],
        total_ci=half_width(total[:-2]),
        pairs=tuple((design.factors[i], design.factors[j]) for i, j in pairs),
        second=second[0],
        second_ci=half_width(second[:-2]),
        n=design.n,
        first_by_n=first[parts],
        total_by_n=total[parts],
    )


def shapley(
    design: ShapleyDesign, output: ArrayLike, *, rng: np.random.Generator, resamples: int = 100
) -> ShapleyEffects:
    """Shapley effects of one output of a Shapley design.

    Parameters
    ----------
    design : ShapleyDesign
        What `shapley_design` gave.
    output : float64[row]
        In the order of `design.points`.
    rng : numpy.random.Generator
        Resamples.
    resamples : int
        Bootstrap resamples for the intervals.

    Returns
    -------
    ShapleyEffects
        `share` is float64[parameter] and adds up to 1.

    Raises
    ------
    ExplorationError
        S720, S721, S723, S725, S726.

    Source
    ------
    Song, Nelson and Staum (2016), SIAM/ASA Journal on Uncertainty Quantification 4, 1060-1083.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import shapley_design
    >>> rng = np.random.default_rng(0)
    >>> design = shapley_design(["a", "b"], 1024, rng=rng)
    >>> shapley(design, design.points.sum(axis=1), rng=rng).share.round(2).tolist()
    [0.5, 0.5]
    """
    y = rows_of(design, ShapleyDesign, output)
    refuse_constant(y, "The output")
    y = (y - y.mean()) / y.std()
    blocks = y.reshape(-1, design.n)
    base, others = blocks[0], blocks[1:]
    share = weights(design.n, resamples, rng)
    mean, square = share @ base, share @ (base * base)
    variance = square - mean**2
    # Janon and others (2014): means and squares of both blocks, not of one, halve the noise.
    middle = (mean[:, None] + share @ others.T) / 2
    spread = (square[:, None] + share @ (others * others).T) / 2 - middle**2
    closed = (share @ (others * base).T - middle**2) / np.where(spread > 0, spread, 1.0)
    effects = closed @ _shapley_weights(design).T + 1.0 / len(design.names)
    effects = np.where(variance[:, None] > 0, effects, 0.0)
    return ShapleyEffects(design.names, effects[0], half_width(effects), design.n)


def morris(
    design: MorrisDesign, output: ArrayLike, *, rng: np.random.Generator, resamples: int = 100
) -> Screening:
    """Screening of one output of a Morris design: which parameters can be left out of dearer analyses.

    Parameters
    ----------
    design : MorrisDesign
        What `morris_design` gave.
    output : float64[row]
        In the order of `design.points`.
    rng : numpy.random.Generator
        Resamples.
    resamples : int
        Bootstrap resamples for the intervals.

    Returns
    -------
    Screening
        Mean and mean absolute effects, float64[parameter], in the output's unit.

    Raises
    ------
    ExplorationError
        S720, S721, S723, S725.

    Source
    ------
    Morris (1991); Campolongo, Cariboni and Saltelli (2007) for the mean absolute effect.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import morris_design
    >>> rng = np.random.default_rng(0)
    >>> design = morris_design(["a", "b"], 10, rng=rng)
    >>> morris(design, 3 * design.points[:, 0], rng=rng).absolute.round(6).tolist()
    [3.0, 0.0]
    """
    y = rows_of(design, MorrisDesign, output)
    paths, k = design.moved.shape
    steps = np.diff(y.reshape(paths, k + 1), axis=1) / (design.step * design.sign)
    effect = np.empty((paths, k))
    np.put_along_axis(effect, design.moved, steps, axis=1)
    absolute = weights(paths, resamples, rng) @ np.abs(effect)
    spread = effect.std(axis=0, ddof=1)
    return Screening(design.names, effect.mean(axis=0), absolute[0], half_width(absolute), spread, paths)


def _with_parts(share: Array) -> Array:
    """Two more rows of weights: the first quarter and the first half of the points."""
    n = share.shape[1]
    parts = np.zeros((2, n))
    parts[0, : n // 4] = 4 / n
    parts[1, : n // 2] = 2 / n
    return np.concatenate([share, parts])


def _second_order(a: Array, b: Array, crossed: tuple[Array, Array], share: Array, variance: Array) -> Array:
    """Closed indices of pairs, before first orders are taken off."""
    ab, ba = crossed
    found = [share @ (ba[i] * ab[i + 1 :]).T for i in range(len(ab) - 1)]
    closed: Array = (np.concatenate(found, axis=1) - (share @ (a * b))[:, None]) / variance
    return closed


def _shapley_weights(design: ShapleyDesign) -> Array:
    """What the closed index of each held set adds to each parameter's share.

    The set of all, with index 1, adds 1 / parameters to everyone and is left to the caller.
    """
    d = len(design.names)
    found = np.zeros((d, len(design.held)))
    for j, held in enumerate(design.held):
        size = len(held)
        entering = factorial(size - 1) * factorial(d - size) / factorial(d)
        leaving = factorial(size) * factorial(d - size - 1) / factorial(d)
        for i in range(d):
            found[i, j] = entering if i in held else -leaving
    return found
