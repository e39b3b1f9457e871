"""First-order indices from a plain ensemble: no special design, failed draws left out and counted.

Two estimators of Var(E[Y | X]) / Var(Y) are told side by side, since they err in different ways:

    binned   draws in order of X are cut into bins of equal count; the variance between bins, less what
             noise within bins adds to it (one-way analysis of variance, epsilon squared)
    ranked   each draw beside its neighbour in order of X (Gamboa, Gremaud, Klein and Lagnoux 2022,
             "Global sensitivity analysis: a novel generation of mighty estimators based on rank
             statistics", Bernoulli 28, equation 2.4)

Both hold for correlated parameters too, but then count what a parameter shares with others. Draws are
shuffled first, so that neither ties nor the order of a design matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from standoff.exploration.records import (
    Array,
    Mask,
    PlainTable,
    Whole,
    refuse_constant,
    refuse_few,
    refuse_setting,
    refuse_shape,
    used_output,
)
from standoff.exploration.resampling import half_width, n_groups, weights

MOST_BINS = 64
MOST_PERMUTATIONS, FEWEST_PERMUTATIONS, PERMUTED_DRAWS = 200, 40, 20_000_000
NULL_LEVEL = 0.99  # a table has tens of parameters: 5 % of false alarms would be one a table
FEWEST_DRAWS = 100

Statistic = Callable[[Array, Whole], float]


@dataclass(frozen=True)
class FirstOrder:
    """First-order indices of each parameter for one output.

    Attributes
    ----------
    names : tuple of str
    binned, ranked : float64[parameter]
        The two estimates; both may be a little below 0.
    binned_ci, ranked_ci : float64[parameter]
        Half-widths of 95 % bootstrap intervals.
    null : float64[parameter]
        What 99 % of permuted, hence irrelevant, inputs stay below.
    indistinguishable : bool[parameter]
        The binned estimate is no larger than `null`, or its interval reaches 0: say "indistinguishable
        from 0".
    n_used, n_failed : int
        Draws read, and draws left out because they failed.
    bins : int
    """

    names: tuple[str, ...]
    binned: Array
    binned_ci: Array
    ranked: Array
    ranked_ci: Array
    null: Array
    indistinguishable: Mask
    n_used: int
    n_failed: int
    bins: int


def first_order(
    table: PlainTable,
    output: ArrayLike,
    *,
    rng: np.random.Generator,
    bins: int | None = None,
    resamples: int = 100,
) -> FirstOrder:
    """First-order indices of all parameters for one output of a plain ensemble.

    Parameters
    ----------
    table : PlainTable
    output : float64[draw]
        A measure, a margin, or 0 and 1 for an ending. May be anything in draws that failed.
    rng : numpy.random.Generator
        Shuffles and resamples.
    bins : int, optional
        At most one for 20 usable draws; without it one for 100, at most 64.
    resamples : int
        Bootstrap resamples for the intervals.

    Returns
    -------
    FirstOrder
        Shares of the output's variance, float64[parameter], by two estimators.

    Raises
    ------
    ExplorationError
        S720, S721, S722, S723, S725, S726.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> rng = np.random.default_rng(0)
    >>> x = rng.random((4000, 2))
    >>> table = plain_table(x, ["a", "b"], failed=np.zeros(4000, bool))
    >>> found = first_order(table, 3 * x[:, 0], rng=rng)
    >>> found.binned.round(1).tolist(), found.indistinguishable.tolist()
    ([1.0, 0.0], [False, True])
    """
    y = used_output(table, output)
    n = y.size
    refuse_shape(y, (n,), "the output")
    refuse_few(n, FEWEST_DRAWS, "first-order indices")
    refuse_constant(y, "The output")
    k = min(MOST_BINS, max(2, n // 100)) if bins is None else bins
    if not 2 <= k <= n // 20:
        refuse_setting(f"{k} bins for {n} usable draws", f"2 to {n // 20}")
    shuffled = rng.permutation(n)
    x, y = table.points[~table.failed][shuffled], (y - y.mean())[shuffled]
    groups = weights(n_groups(n), resamples, rng)
    null = Null(y[:, None], rng, between_share)
    rows = [_one_parameter(column, y, k, groups) for column in x.T]
    limits = np.array([null.limit(row[2]) for row in rows])
    binned, ranked = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    # A parameter that only widens the spread of the output is not of first order, but is no permuted
    # input either: it may pass the null, and is caught by its own interval.
    idle = (binned[:, 0] <= limits) | (binned[:, 0] <= half_width(binned.T))
    return FirstOrder(
        names=table.names,
        binned=binned[:, 0],
        binned_ci=half_width(binned.T),
        ranked=ranked[:, 0],
        ranked_ci=half_width(ranked.T),
        null=limits,
        indistinguishable=idle,
        n_used=n,
        n_failed=table.n_failed,
        bins=k,
    )


def _one_parameter(x: Array, y: Array, bins: int, groups: Array) -> tuple[Array, Array, Whole]:
    """Binned and ranked index, each with its resamples, and where the bins start."""
    order = np.argsort(x, kind="stable")
    starts = bin_starts(x[order], bins)
    return _binned(order, y, starts, groups), _ranked(y[order], groups), starts


def bin_starts(ordered: Array, bins: int) -> Whole:
    """Where bins start in a sorted column: its distinct values if they are few, else equal counts."""
    changes = np.flatnonzero(ordered[1:] > ordered[:-1]) + 1
    if changes.size < bins:
        return np.concatenate([[0], changes]).astype(np.int64)
    equal: Whole = np.arange(bins, dtype=np.int64) * ordered.size // bins
    return equal


def between_share(y: Array, starts: Whole) -> float:
    """The binned estimate for y[draw, 1] in the order of a parameter."""
    counts = np.diff(np.append(starts, y.shape[0])).astype(np.float64)
    sums = np.add.reduceat(y[:, 0], starts)
    return float(_epsilon_squared(counts[None], sums[None], np.array([np.vdot(y, y)]))[0])


def _epsilon_squared(counts: Array, sums: Array, squares: Array) -> Array:
    """Share of the sum of squares between bins, less what chance puts there; a row a resample."""
    n, used = counts.sum(axis=1), (counts > 0).sum(axis=1)
    middle = sums.sum(axis=1) ** 2 / n
    between = np.divide(sums**2, counts, out=np.zeros_like(sums), where=counts > 0).sum(axis=1) - middle
    whole = squares - middle
    within = (whole - between) / np.maximum(n - used, 1)
    share: Array = (between - (used - 1) * within) / np.where(whole > 0, whole, 1.0)
    return share


def _binned(order: Whole, y: Array, starts: Whole, groups: Array) -> Array:
    n, k, n_group = y.size, starts.size, groups.shape[1]
    sizes = np.diff(np.append(starts, n))
    # Draws are shuffled, so the remainder of a draw's place is a random group.
    cell = (order % n_group) * k + np.repeat(np.arange(k), sizes)
    counts = np.bincount(cell, minlength=n_group * k).reshape(n_group, k)
    sums = np.bincount(cell, weights=y[order], minlength=n_group * k).reshape(n_group, k)
    squares = np.bincount(np.arange(n) % n_group, weights=y * y, minlength=n_group)
    scaled = groups * n_group
    return _epsilon_squared(scaled @ counts, scaled @ sums, scaled @ squares)


def _ranked(y: Array, groups: Array) -> Array:
    """Stretches of neighbours are resampled, because a product shares a draw with the next one."""
    edges = np.arange(groups.shape[1]) * y.size // groups.shape[1]
    sizes = np.diff(np.append(edges, y.size))
    products = np.stack([y * np.roll(y, -1), y * y, y], axis=1)
    share = groups @ np.column_stack([np.add.reduceat(products, edges), sizes])
    mean = share[:, 2] / share[:, 3]
    index: Array = (share[:, 0] / share[:, 3] - mean**2) / (share[:, 1] / share[:, 3] - mean**2)
    return index


class Null:
    """What a statistic is for permuted inputs, computed once for each way to cut bins."""

    def __init__(self, y: Array, rng: np.random.Generator, statistic: Statistic) -> None:
        self._permuted_by = rng
        self._y = y
        self._statistic = statistic
        self._limits: dict[bytes, float] = {}

    def limit(self, starts: Whole) -> float:
        """What 99 % of permuted inputs stay below."""
        key = starts.tobytes()
        if key not in self._limits:
            times = PERMUTED_DRAWS // len(self._y)
            times = min(MOST_PERMUTATIONS, max(FEWEST_PERMUTATIONS, times))
            found = [
                self._statistic(self._y[self._permuted_by.permutation(len(self._y))], starts)
                for _ in range(times)
            ]
            self._limits[key] = float(np.quantile(found, NULL_LEVEL))
        return self._limits[key]
