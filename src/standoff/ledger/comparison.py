"""Means with intervals, and differences between forecasters on the same questions.

Intervals are by bootstrap over families: the questions of one family rise and fall together, so a
family is drawn as a whole (Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 8).
Of more than `MANY` families it is the normal interval of the same mean, with the variance of a ratio
over families (Cochran, Sampling techniques, 1977, section 6.3), which is then the same to the digits
that are shown. A difference is paired: only questions that both forecast count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RESAMPLES = 1000
LEVELS = (0.025, 0.975)
BLOCK = 2_000_000  # family counts that are drawn at once
MANY = 5_000
NORMAL = 1.959963984540054  # 97.5 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over questions with its 95 % interval; the interval is None of fewer than two families."""

    n: int
    n_families: int
    mean: float
    low: float | None
    high: float | None


def interval(values: Mapping[str, float], families: Mapping[str, str], rng: np.random.Generator) -> Interval:
    """The mean of a score over questions.

    Parameters
    ----------
    values : by question; a score, or a difference of two
    families : the family of each question
    rng : draws the families

    Returns
    -------
    Interval
        Mean, and 2.5 and 97.5 % of the means of resampled families.

    Raises
    ------
    ValueError
        Of no question.

    Examples
    --------
    >>> families, rng = {"a": "x", "b": "y", "c": "y"}, np.random.default_rng(1)
    >>> found = interval({"a": 0.0, "b": 1.0, "c": 1.0}, families, rng)
    >>> found.n, found.n_families, round(found.mean, 4), found.low, found.high
    (3, 2, 0.6667, 0.0, 1.0)
    """
    if not values:
        raise ValueError("no question to average over")
    names = sorted(values)
    mean = math.fsum(values[name] for name in names) / len(names)
    totals, sizes = _by_family(values, names, families)
    n_families = len(totals)
    if n_families < 2:
        return Interval(len(names), n_families, mean, None, None)
    if n_families > MANY:
        spread = _spread(totals, sizes, mean)
        return Interval(len(names), n_families, mean, mean - NORMAL * spread, mean + NORMAL * spread)
    low, high = np.quantile(_resampled(totals, sizes, rng), LEVELS)
    return Interval(len(names), n_families, mean, float(low), float(high))


def _by_family(
    values: Mapping[str, float], names: Sequence[str], families: Mapping[str, str]
) -> tuple[Floats, Floats]:
    """float64[family] twice, in order of family: the sum over its questions, and how many they are."""
    members: dict[str, list[float]] = {}
    single = {families[name]: values[name] for name in names}
    if len(single) == len(names):  # nobody has a family
        return np.array([single[one] for one in sorted(single)]), np.ones(len(single))
    for name in names:
        members.setdefault(families[name], []).append(values[name])
    order = sorted(members)
    return (
        np.array([math.fsum(members[one]) for one in order]),
        np.array([float(len(members[one])) for one in order]),
    )


def _spread(totals: Floats, sizes: Floats, mean: float) -> float:
    """The standard error of a mean over questions that are drawn by families."""
    n = len(totals)
    off = totals - mean * sizes
    return float(np.sqrt((off**2).sum() * n / (n - 1))) / float(sizes.sum())


def _resampled(totals: Floats, sizes: Floats, rng: np.random.Generator) -> Floats:
    """float64[resample], the mean over the questions of families drawn with replacement."""
    n = len(totals)
    equal = bool((sizes == sizes[0]).all())
    found = []
    step = max(1, BLOCK // n)
    for first in range(0, RESAMPLES, step):
        chosen = rng.integers(0, n, size=(min(step, RESAMPLES - first), n), dtype=np.int32)
        sums = totals[chosen].sum(axis=1)
        found.append(sums / (n * sizes[0]) if equal else sums / sizes[chosen].sum(axis=1))
    return np.concatenate(found)


def paired(
    one: Mapping[str, float],
    other: Mapping[str, float],
    families: Mapping[str, str],
    rng: np.random.Generator,
) -> Interval | None:
    """The mean difference `one - other` over the questions of both, or None where there are none.

    Parameters
    ----------
    one, other : scores by question
    families, rng : as `interval` takes them

    Returns
    -------
    Interval or None
        Below 0 where the first did better.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> paired({"a": 0.1, "b": 0.3}, {"b": 0.4, "c": 0.9}, {"a": "a", "b": "b", "c": "c"}, rng).n
    1
    """
    shared = sorted(set(one) & set(other))
    if not shared:
        return None
    return interval({name: one[name] - other[name] for name in shared}, families, rng)


def skill(own: Sequence[float], reference: Sequence[float]) -> float | None:
    """One less the ratio of the mean scores: 0 as good as the reference, 1 perfect.

    Parameters
    ----------
    own, reference : scores on the same questions

    Returns
    -------
    float or None
        None where the reference made no error, or nothing is there.

    Examples
    --------
    >>> round(skill([0.1, 0.1], [0.2, 0.3]), 4)
    0.6
    """
    total = math.fsum(reference)
    return 1.0 - math.fsum(own) / total if total > 0 else None
