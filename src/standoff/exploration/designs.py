"""Designs of special analyses: Saltelli's for Sobol indices, Morris's for screening, one for Shapley effects.

A design is a type of its own that knows which row is what, so that no analysis can be fed the rows of
another design or of a plain ensemble. Points are uniform numbers strictly between 0 and 1, one column a
parameter: the caller turns them into values by each parameter's quantile, solves all rows in order, and
hands the outputs back with the design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from standoff.errors import Problem
from standoff.exploration.records import (
    Array,
    ExplorationError,
    Whole,
    checked_names,
    refuse_few,
    refuse_not_finite,
    refuse_setting,
    refuse_shape,
)

INSIDE = 2.0**-40  # keeps points off 0 and 1, where quantiles may be infinite
MOST_SHAPLEY = 10


@dataclass(frozen=True)
class SaltelliDesign:
    """Two tables A and B and their crossings, interleaved; made by `saltelli`.

    Attributes
    ----------
    names : tuple of str
        One a column of `points`.
    factors : tuple of str
        What gets an index: groups of parameters, or the parameters themselves.
    n : int
        Base points, a power of 2. Each stands for `len(points) / n` rows: A, A with each factor of B, B
        with each factor of A where second order is wanted, B.
    second_order : bool
    points : float64[row, parameter]
    """

    names: tuple[str, ...]
    factors: tuple[str, ...]
    n: int
    second_order: bool
    points: Array = field(repr=False)


@dataclass(frozen=True)
class MorrisDesign:
    """Paths of one-at-a-time steps; made by `morris_design`.

    Attributes
    ----------
    names : tuple of str
    step : float
        Length of a step, as a share of a parameter's distribution.
    points : float64[row, parameter]
        Paths one after the other, each of `len(names) + 1` rows.
    moved : int64[path, step]
        Which parameter moves in each step.
    sign : float64[path, step]
        Up (1) or down (-1).
    """

    names: tuple[str, ...]
    step: float
    points: Array = field(repr=False)
    moved: Whole = field(repr=False)
    sign: Array = field(repr=False)


@dataclass(frozen=True)
class ShapleyDesign:
    """One block of base points, then one block for each set of parameters held; made by `shapley_design`.

    Attributes
    ----------
    names : tuple of str
    n : int
        Base points, a power of 2.
    held : tuple of tuple of int
        The sets, in the order of the blocks after the first.
    points : float64[row, parameter]
    """

    names: tuple[str, ...]
    n: int
    held: tuple[tuple[int, ...], ...] = field(repr=False)
    points: Array = field(repr=False)


def saltelli(
    names: Sequence[str],
    n: int,
    *,
    rng: np.random.Generator,
    second_order: bool = True,
    groups: Sequence[str] | None = None,
    correlation: ArrayLike | None = None,
) -> SaltelliDesign:
    """The design for Sobol indices, from scrambled Sobol points.

    Parameters
    ----------
    names : sequence of str
        The parameters, each once.
    n : int
        Base points, a power of 2; n times (2 + factors), or (2 + 2 factors) with second order, are solved.
    rng : numpy.random.Generator
        Scrambles the points.
    second_order : bool
        Whether pairs are asked for too.
    groups : sequence of str, optional
        The group of each parameter.
    correlation : float64[parameter, parameter], optional
        Of the parameters' normal scores. Allowed inside a group only.

    Returns
    -------
    SaltelliDesign
        `points` is float64[row, parameter], within 0 and 1: put them through the quantile functions.

    Raises
    ------
    ExplorationError
        S720, S724 for correlated factors, S725, S727.

    Examples
    --------
    >>> import numpy as np
    >>> saltelli(["a", "b"], 8, rng=np.random.default_rng(0)).points.shape
    (48, 2)
    """
    known = checked_names(names)
    belongs = tuple(groups) if groups is not None else known
    refuse_shape(np.empty(len(belongs)), (len(known),), "the list of groups")
    factors = tuple(dict.fromkeys(belongs))
    columns = [np.array([g == factor for g in belongs]) for factor in factors]
    lower = _cholesky(correlation, known)
    if correlation is not None:
        _refuse_correlated_factors(np.asarray(correlation), known, belongs)
    u = _sobol_points(2 * len(known), n, rng)
    a, b = _correlated(u[:, : len(known)], lower), _correlated(u[:, len(known) :], lower)
    n_factor = len(factors)
    crossed = np.empty((n, 2 + n_factor * (2 if second_order else 1), len(known)))
    crossed[:, : 1 + n_factor] = a[:, None]
    crossed[:, 1 + n_factor :] = b[:, None]
    for i, column in enumerate(columns):
        crossed[:, 1 + i, column] = b[:, column]
        if second_order:
            crossed[:, 1 + n_factor + i, column] = a[:, column]
    return SaltelliDesign(known, factors, n, second_order, crossed.reshape(-1, len(known)))


def morris_design(
    names: Sequence[str], paths: int, *, rng: np.random.Generator, levels: int = 4
) -> MorrisDesign:
    """The design for screening: `paths` times (parameters + 1) rows.

    Levels are the middles of equal parts of the distribution, so that an unbounded parameter has finite
    values; a step is half of them (Morris 1991, section 3).

    Parameters
    ----------
    names : sequence of str
        The parameters, each once.
    paths : int
        How many walks through the space.
    rng : numpy.random.Generator
        Draws the walks.
    levels : int
        An even number of values that each parameter can take.

    Returns
    -------
    MorrisDesign
        `points` is float64[row, parameter], within 0 and 1.

    Raises
    ------
    ExplorationError
        S722, S725, S727.

    Examples
    --------
    >>> import numpy as np
    >>> morris_design(["a", "b"], 10, rng=np.random.default_rng(0)).points.shape
    (30, 2)
    """
    known = checked_names(names)
    refuse_few(paths, 2, "screening, counted in paths")
    if levels < 2 or levels % 2:
        refuse_setting(f"{levels} levels", "an even number of at least 2")
    n_parameter, step = len(known), 0.5
    start = (rng.integers(levels // 2, size=(paths, n_parameter)) + 0.5) / levels
    rises = rng.random((paths, n_parameter)) < 0.5
    points = np.repeat(np.where(rises, start, start + step)[:, None], n_parameter + 1, axis=1)
    moved = rng.permuted(np.tile(np.arange(n_parameter), (paths, 1)), axis=1)
    sign = np.where(np.take_along_axis(rises, moved, axis=1), 1.0, -1.0)
    path = np.arange(paths)
    for i in range(n_parameter):
        points[path, i + 1 :, moved[:, i]] += step * sign[:, i, None]
    return MorrisDesign(known, step, points.reshape(-1, n_parameter), moved, sign)


def shapley_design(
    names: Sequence[str], n: int, *, rng: np.random.Generator, correlation: ArrayLike | None = None
) -> ShapleyDesign:
    """The design for Shapley effects, valid for correlated parameters: n times (2^parameters - 1) rows.

    For each set of parameters, the set is held and the others are drawn again given it, under a Gaussian
    copula (Song, Nelson and Staum 2016; here every set, not a sample of orders).

    Parameters
    ----------
    names : sequence of str
        The parameters, each once; 10 at most.
    n : int
        Rows for each set of parameters.
    rng : numpy.random.Generator
        Scrambles the points.
    correlation : float64[parameter, parameter], optional
        Of the parameters' normal scores; none without it.

    Returns
    -------
    ShapleyDesign
        `points` is float64[row, parameter], within 0 and 1.

    Raises
    ------
    ExplorationError
        S720, S725 (more than 10 parameters; no correlation matrix), S727.

    Examples
    --------
    >>> import numpy as np
    >>> shapley_design(["a", "b"], 8, rng=np.random.default_rng(0)).points.shape
    (24, 2)
    """
    known = checked_names(names)
    d = len(known)
    if d > MOST_SHAPLEY:
        refuse_setting(f"Shapley effects of {d} parameters", f"at most {MOST_SHAPLEY}: screen first")
    lower = _cholesky(correlation, known)
    u = _sobol_points(2 * d, n, rng)
    base, fresh = ndtri(u[:, :d]) @ lower.T, ndtri(u[:, d:])
    held = tuple(s for size in range(1, d) for s in combinations(range(d), size))
    sigma = lower @ lower.T
    blocks = [base, *(_others_again(base, fresh, list(s), sigma) for s in held)]
    return ShapleyDesign(known, n, held, np.clip(ndtr(np.concatenate(blocks)), INSIDE, 1 - INSIDE))


def rows_of(design: SaltelliDesign | MorrisDesign | ShapleyDesign, kind: type, output: ArrayLike) -> Array:
    """The outputs of a design, checked: one a row, all finite, and the design of the right kind.

    Raises
    ------
    ExplorationError
        S720, S721 with the count, S723 for a table or another design.
    """
    if not isinstance(design, kind):
        what = f"A {type(design).__name__} was given."
        fix = "Rows of a plain ensemble cannot stand in for a design: use `first_order`, or solve a design."
        raise ExplorationError(Problem("S723", what, f"Expected a {kind.__name__}.", fix))
    values = np.asarray(output, dtype=np.float64)
    refuse_shape(values, (design.points.shape[0],), "the output")
    refuse_not_finite(values, "the output: every row of the design is needed")
    return values


def _sobol_points(dimensions: int, n: int, rng: np.random.Generator) -> Array:
    from scipy.stats import qmc  # a slow import, needed for designs only

    if n < 4 or n & (n - 1):
        refuse_setting(f"{n} base points", "a power of 2, at least 4")
    points = qmc.Sobol(dimensions, scramble=True, seed=rng).random(n)
    clipped: Array = np.clip(points, INSIDE, 1 - INSIDE)
    return clipped


def _cholesky(correlation: ArrayLike | None, names: tuple[str, ...]) -> Array:
    d = len(names)
    if correlation is None:
        return np.eye(d)
    given = np.asarray(correlation, dtype=np.float64)
    refuse_shape(given, (d, d), "the correlation matrix")
    if not (np.allclose(given, given.T) and np.allclose(np.diag(given), 1)):
        refuse_setting("The correlation matrix is not symmetric with ones", "a correlation matrix")
    try:
        lower: Array = np.linalg.cholesky(given).astype(np.float64, copy=False)
    except np.linalg.LinAlgError:
        refuse_setting("The correlation matrix is not positive definite", "correlations below 1 that agree")
        raise
    return lower


def _correlated(u: Array, lower: Array) -> Array:
    if np.array_equal(lower, np.eye(len(lower))):
        return u
    clipped: Array = np.clip(ndtr(ndtri(u) @ lower.T), INSIDE, 1 - INSIDE)
    return clipped


def _refuse_correlated_factors(given: Array, names: tuple[str, ...], belongs: tuple[str, ...]) -> None:
    pairs = [
        f"`{names[i]}` and `{names[j]}` ({given[i, j]:g})"
        for i, j in combinations(range(len(names)), 2)
        if given[i, j] != 0 and belongs[i] != belongs[j]
    ]
    if pairs:
        raise ExplorationError(
            Problem(
                "S724",
                f"Sobol indices do not exist for correlated parameters: {', '.join(pairs[:8])}.",
                "Expected independent parameters, or groups that are.",
                "Put them into one group, or use `shapley_design`, or `first_order` on a plain ensemble.",
            )
        )


def _others_again(base: Array, fresh: Array, held: list[int], sigma: Array) -> Array:
    """Base points with the parameters that are not held drawn again, given those that are."""
    free = [i for i in range(sigma.shape[0]) if i not in held]
    weight = np.linalg.solve(sigma[np.ix_(held, held)], sigma[np.ix_(held, free)])
    left = sigma[np.ix_(free, free)] - sigma[np.ix_(free, held)] @ weight
    found = base.copy()
    found[:, free] = base[:, held] @ weight + fresh[:, free] @ np.linalg.cholesky(left).T
    return found
