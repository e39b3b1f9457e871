"""Cells of a distribution: slices of equal probability, each standing for its mean; alone or given others.

What somebody knows of a number that they do not see is its distribution, cut into a few cells. With
numbers that they do see, the cells are those of the conditional distribution: ranks are joined by a
Gaussian copula (`streams`), so the normal score of the number, given those of the others, is normal
with a mean that differs from draw to draw and a spread that does not (Anderson, An introduction to
multivariate statistical analysis, 2003, theorem 2.5.1). Two numbers that neither see are cut each by
itself; how likely two cells are together follows from the correlation that is left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from standoff.draws.families import Floats
from standoff.draws.records import Distribution

FEWEST, MOST, USUAL = 2, 9, 3  # cells of a number
MOST_JOINT = 9  # cells of two correlated numbers together
FAR = 8.2  # normal scores beyond are as good as impossible: 1e-16
NODES, FEW_NODES = 96, 32  # of Gauss and Legendre in a cell: of one distribution, of one for each draw
STEEP = 0.1  # a spread below this makes one score as good as follow the other
SLICES = 4_000  # of a cell of a distribution with steps
MOST_AT_ONCE = 1_000_000  # values
_INSIDE = 2.0**-53
_NEARLY = 1e-12  # a variance below this is none


@dataclass(frozen=True, slots=True)
class Given:
    """The normal score of a number, given what is known beside it, is normal.

    centre : float64[draw], its mean in each draw; spread : its standard deviation, from 0 to 1
    """

    centre: Floats
    spread: float


ALONE = Given(np.zeros(1), 1.0)


def bounds(n_cells: int) -> Floats:
    """Normal scores between which the cells lie, float64[cell + 1], the ends far out.

    Examples
    --------
    >>> bounds(2).tolist()
    [-8.2, 0.0, 8.2]
    """
    inner = special.ndtri(np.arange(1, n_cells) / n_cells)
    return np.concatenate([[-FAR], inner, [FAR]])


def cell_means(distribution: Distribution, n_cells: int, given: Given = ALONE) -> Floats:
    """Mean of each cell, float64[cell, draw].

    Parameters
    ----------
    n_cells : cells of equal probability
    given : the normal score of the number, given what else is known

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> unit = parse_distribution("uniform(0, 1)", no_spans, "x")
    >>> cell_means(unit, 2)[:, 0].round(9).tolist()
    [0.25, 0.75]
    """
    edges, n_draws = bounds(n_cells), len(given.centre)
    smooth = distribution.kind == "continuous"
    found = np.empty((n_cells, n_draws))
    for cell in range(n_cells):
        score, weight = _nodes(edges[cell], edges[cell + 1], smooth=smooth, few=n_draws > 1)
        step = max(1, MOST_AT_ONCE // len(score))
        for first in range(0, n_draws, step):
            centre = given.centre[first : first + step]
            level = special.ndtr(centre + given.spread * score[:, None])
            value = distribution.quantile(np.clip(level, _INSIDE, 1.0 - _INSIDE).ravel())
            found[cell, first : first + step] = np.sum(weight[:, None] * value.reshape(level.shape), axis=0)
    return found


def _nodes(low: float, high: float, *, smooth: bool, few: bool) -> tuple[Floats, Floats]:
    """Normal scores in a cell with their weights, which add up to 1."""
    if not smooth:  # slices that are equally likely: steps are met to within one of them
        levels = special.ndtr(low) + (special.ndtr(high) - special.ndtr(low)) * _middles(SLICES)
        return special.ndtri(np.clip(levels, _INSIDE, 1.0 - _INSIDE)), np.full(SLICES, 1.0 / SLICES)
    at, weight = np.polynomial.legendre.leggauss(FEW_NODES if few else NODES)
    score = low + (high - low) * (at + 1.0) / 2.0
    density = weight * np.exp(-0.5 * score**2)
    return score, density / density.sum()


def _middles(n: int) -> Floats:
    return (np.arange(n) + 0.5) / n


def cell_shares(n_cells: int, given: Given) -> Floats:
    """Probability of each cell, float64[cell, draw], of a score cut as if nothing were known.

    Examples
    --------
    >>> cell_shares(2, Given(np.array([0.0, 1.0]), 1.0)).round(4).T.tolist()
    [[0.5, 0.5], [0.1587, 0.8413]]
    """
    edges = bounds(n_cells)[1:-1, None]
    spread = max(given.spread, math.sqrt(_NEARLY))
    below = special.ndtr((edges - given.centre) / spread)
    ends = np.zeros((1, len(given.centre)))
    return np.diff(np.concatenate([ends, below, ends + 1.0]), axis=0)


def joint_shares(n_first: int, n_second: int, correlation: float) -> Floats:
    """Probability of each cell of a second score, given the cell of a first, float64[first, second].

    Examples
    --------
    >>> joint_shares(2, 2, 0.5).round(6).tolist()
    [[0.666667, 0.333333], [0.333333, 0.666667]]
    """
    edges, spread = bounds(n_first), math.sqrt(max(0.0, 1.0 - correlation**2))
    rows = []
    for cell in range(n_first):
        score, weight = _nodes(edges[cell], edges[cell + 1], smooth=spread > STEEP, few=False)
        rows.append(np.sum(weight * cell_shares(n_second, Given(correlation * score, spread)), axis=1))
    return np.stack(rows)


def scores(distribution: Distribution, values: Floats) -> Floats:
    """The normal score behind each value of a continuous distribution, float64[draw]."""
    level = np.clip(distribution.cdf(values), _INSIDE, 1.0 - _INSIDE)
    return np.asarray(special.ndtri(level), np.float64)


def given_scores(matrix: Floats, wanted: int, known: list[int], score: Floats) -> Given:
    """A normal score, given others of a group.

    Parameters
    ----------
    matrix : float64[name, name], correlations of the group's scores
    wanted, known : places in the group
    score : float64[known, draw]

    Examples
    --------
    >>> found = given_scores(np.array([[1.0, 0.6], [0.6, 1.0]]), 0, [1], np.array([[1.0, -2.0]]))
    >>> found.centre.round(9).tolist(), round(found.spread, 9)
    ([0.6, -1.2], 0.8)
    """
    if not known:
        return ALONE
    weight = matrix[wanted, known] @ np.linalg.pinv(matrix[np.ix_(known, known)])
    left = max(0.0, 1.0 - float(weight @ matrix[known, wanted]))
    centre = np.sum(weight[:, None] * score, axis=0)
    return Given(centre, math.sqrt(left))


def left_correlation(matrix: Floats, first: int, second: int, known: list[int]) -> float:
    """Correlation of two scores of a group that is left when others are known.

    Examples
    --------
    >>> left_correlation(np.array([[1.0, 0.5], [0.5, 1.0]]), 0, 1, [])
    0.5
    """
    pair = [first, second]
    rest = matrix[np.ix_(pair, pair)]
    if known:
        across = matrix[np.ix_(pair, known)]
        rest = rest - across @ np.linalg.pinv(matrix[np.ix_(known, known)]) @ across.T
    size = float(rest[0, 0] * rest[1, 1])
    return float(np.clip(rest[0, 1] / math.sqrt(size), -1.0, 1.0)) if size > _NEARLY else 0.0
