"""The correlation of normal scores under which a pair of distributions has an asked rank correlation.

Two numbers are drawn as quantiles of correlated normal scores. Spearman's rank correlation is that of
their mid-ranks (ties share theirs). For continuous numbers a score correlation r gives
(6 / pi) asin(r / 2) (Kruskal 1958); values with a probability of their own make steps of the mid-rank,
and lose some. Their covariance is a sum over steps of bivariate normal probabilities, written with
Owen's T (Owen 1956); it grows with r, and the root is found by bracketing, as in NORTA (Cario and
Nelson 1997). What r = -1 and r = 1 give is all that a pair can have (Frechet's bounds).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

import numpy as np
from scipy import special

from standoff.draws.families import FAMILIES, Floats
from standoff.draws.records import Distribution
from standoff.draws.shapes import Constant, Mixture, Named, Shape
from standoff.errors import Problem, StandoffError

FINE = 0.01  # ties no more likely than this move a rank correlation by less than its square
GRID = 200  # cells into which the continuous part of a mixed distribution is cut
WIDEST = 50_000  # whole numbers of one family that are looked at one by one
EDGE = 1e-12
CLOSE = 1e-9  # a rank correlation this near to a bound is on it


def score_correlation(
    rank: float, one: Distribution, other: Distribution, *, names: tuple[str, str] = ("one", "other")
) -> float:
    """The correlation of normal scores that gives a rank correlation; `names` are for the message.

    Raises
    ------
    StandoffError
        S515 where the pair cannot have it.

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> normal = parse_distribution("normal(0, 1)", no_spans, "x")
    >>> even = parse_distribution("bernoulli(0.5)", no_spans, "y")
    >>> round(score_correlation(0.5, normal, normal), 4), round(score_correlation(0.5, normal, even), 4)
    (0.5176, 0.6195)
    """
    first, second = steps_of(one), steps_of(other)
    if first is None and second is None:
        return pearson(rank)
    if not (_varies(first) and _varies(second)):
        return 0.0  # a number with one value has no ranks
    low, high = attainable(one, other)
    if not low - CLOSE <= rank <= high + CLOSE:
        raise StandoffError(unattainable(rank, names, (low, high)))
    return _solved(rank, one, other)


def attainable(one: Distribution, other: Distribution) -> tuple[float, float]:
    """The lowest and the highest rank correlation that a pair can have.

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> rare = parse_distribution("bernoulli(0.02)", no_spans, "x")
    >>> low, high = attainable(rare, parse_distribution("normal(0, 1)", no_spans, "y"))
    >>> round(low, 3), round(high, 3)
    (-0.242, 0.242)
    """
    return _bounds(one, other)


def unattainable(rank: float, names: tuple[str, str], bounds: tuple[float, float]) -> Problem:
    """The problem of a rank correlation that a pair cannot have."""
    what = (
        f"The rank correlation of `{names[0]}` and `{names[1]}` is {rank:g}; as these two are distributed it "
        f"can only be from {_inward(bounds[0])} to {_inward(bounds[1])}."
    )
    why = "Values likely in themselves (a yes or no, a count) share a rank and cannot follow all others."
    return Problem("S515", what, why, "Ask for a rank within the range, or spread the values out.")


def _inward(bound: float) -> str:
    """A bound with few digits, rounded towards 0 so that it can be asked for."""
    digits = 2 if abs(bound) >= 0.1 else 4
    return f"{math.trunc(bound * 10**digits) / 10**digits:.{digits}f}"


def pearson(rank: float) -> float:
    """The same for two continuous numbers: 2 sin(pi r / 6).

    Examples
    --------
    >>> pearson(0.0), round(pearson(1.0), 12)
    (0.0, 1.0)
    """
    return 2.0 * math.sin(math.pi * rank / 6.0)


def spearman(one: Floats, other: Floats) -> float | None:
    """Spearman's rank correlation of two columns, ties at their mid-rank; None where one does not vary.

    Parameters
    ----------
    one, other : float64[draw], of equal length

    Returns
    -------
    From -1 to 1.

    Examples
    --------
    >>> spearman(np.array([1.0, 2.0, 2.0, 9.0]), np.array([0.0, 1.0, 1.0, 1.5]))
    1.0
    """
    first, second = (_mid_ranks(values) for values in (one, other))
    scale = math.sqrt(float(first @ first) * float(second @ second))
    return float(first @ second) / scale if scale > 0 else None


def _mid_ranks(values: Floats) -> Floats:
    """Ranks around their mean."""
    _, place, n_equal = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(n_equal) - (n_equal - 1) / 2.0
    return np.asarray(middle[place] - (len(values) + 1) / 2.0, np.float64)


@functools.lru_cache(maxsize=256)
def steps_of(distribution: Distribution) -> tuple[float, ...] | None:
    """Where the mid-rank steps, as probabilities from 0 to 1; None where it may count as continuous.

    The continuous part of a mixed distribution is cut into small cells.
    """
    atoms = np.unique(np.fromiter(_atoms(distribution.shape), np.float64))
    if not len(atoms):
        return None
    below, to = (np.clip(distribution.cdf(x), 0.0, 1.0) for x in (np.nextafter(atoms, -math.inf), atoms))
    if float((to - below).max()) < FINE:
        return None
    ends = [0.0]
    for start, stop in zip(below.tolist(), to.tolist(), strict=True):
        ends += _cells(ends[-1], start)
        ends += [stop] if stop - ends[-1] > EDGE else []
    ends += _cells(ends[-1], 1.0)
    return (*(end for end in ends if end < 1.0 - EDGE), 1.0)


def _cells(start: float, stop: float) -> list[float]:
    """Ends of the cells into which a continuous stretch of probability is cut."""
    if stop - start <= EDGE:
        return []
    n_cells = math.ceil((stop - start) * GRID)
    return [start + (stop - start) * i / n_cells for i in range(1, n_cells)] + [stop]


def _atoms(shape: Shape) -> Iterator[float]:
    """Values with a probability of their own."""
    if isinstance(shape, Constant):
        yield shape.value
    elif isinstance(shape, Mixture):
        for part in shape.parts:
            yield from _atoms(part)
    elif isinstance(shape, Named) and FAMILIES[shape.family].discrete:
        low, high = shape.quantile(np.array([EDGE, 1.0 - EDGE]))
        if high - low <= WIDEST:
            yield from np.arange(low, high + 1.0).tolist()


def _varies(steps: tuple[float, ...] | None) -> bool:
    return steps is None or len(steps) > 2


@functools.lru_cache(maxsize=256)
def _bounds(one: Distribution, other: Distribution) -> tuple[float, float]:
    if steps_of(one) is None and steps_of(other) is None:
        return -1.0, 1.0
    return rank_correlation(-1.0, one, other), rank_correlation(1.0, one, other)


@functools.lru_cache(maxsize=1024)
def _solved(rank: float, one: Distribution, other: Distribution) -> float:
    low, high = _bounds(one, other)
    if rank <= low + CLOSE:
        return -1.0
    if rank >= high - CLOSE:
        return 1.0
    from scipy.optimize import brentq

    return float(brentq(lambda r: rank_correlation(r, one, other) - rank, -1.0, 1.0, xtol=1e-10))


def rank_correlation(score: float, one: Distribution, other: Distribution) -> float:
    """The rank correlation of two distributions whose normal scores have a correlation.

    Parameters
    ----------
    score : from -1 to 1

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> uniform = parse_distribution("uniform(0, 1)", no_spans, "x")
    >>> round(rank_correlation(0.5, uniform, uniform), 6)
    0.482584
    """
    first, second = _ends(one), _ends(other)
    if first is None and second is None:
        return 6.0 / math.pi * math.asin(score / 2.0)
    spread = math.sqrt(_variance(first) * _variance(second))
    if first is not None and second is not None:
        return _of_steps(score, first, second) / spread
    steps = first if first is not None else second
    assert steps is not None, "one of the two has steps"
    cut, jump = _cuts(steps)
    return float(jump @ special.owens_t(cut, score / math.sqrt(2.0 - score * score))) / spread


def _ends(distribution: Distribution) -> Floats | None:
    steps = steps_of(distribution)
    return None if steps is None else np.array(steps)


def _variance(ends: Floats | None) -> float:
    """Of the mid-rank."""
    return 1.0 / 12.0 if ends is None else (1.0 - float((np.diff(ends) ** 3).sum())) / 12.0


def _cuts(ends: Floats) -> tuple[Floats, Floats]:
    """Normal scores at which the mid-rank steps, and by how much."""
    return np.asarray(special.ndtri(ends[1:-1]), np.float64), 0.5 * (ends[2:] - ends[:-2])


def _of_steps(score: float, first: Floats, second: Floats) -> float:
    """Covariance of the mid-ranks of two stepped distributions."""
    (cut, jump), (other, other_jump) = _cuts(first), _cuts(second)
    beyond = special.ndtr(-cut)[:, None] * special.ndtr(-other)[None, :]
    return float(jump @ (_both_beyond(cut[:, None], other[None, :], score) - beyond) @ other_jump)


def _both_beyond(x: Floats, y: Floats, score: float) -> Floats:
    """Probability that two normal scores lie beyond x and y (Owen 1956, equation 2.1)."""
    h, k = (np.where(np.abs(cut) < EDGE, -EDGE, -cut) for cut in (x, y))
    if abs(score) >= 1.0 - 1e-15:
        one, two = special.ndtr(h), special.ndtr(k)
        bound = np.minimum(one, two) if score > 0 else np.maximum(one + two - 1.0, 0.0)
        return np.asarray(bound, np.float64)
    side = math.sqrt((1.0 - score) * (1.0 + score))
    ts = special.owens_t(h, (k / h - score) / side) + special.owens_t(k, (h / k - score) / side)
    return np.asarray(
        0.5 * (special.ndtr(h) + special.ndtr(k)) - ts - np.where(h * k < 0, 0.5, 0.0), np.float64
    )
