"""The value of information for one decider: of everything (`evpi`), of one parameter (`evppi`).

Perfect information lets the decider choose in each draw; information on one parameter, in each bin of
that parameter (Brennan and others 2007; Strong and Oakley 2013 on the bias of bins). Bins that are too
small make irrelevant parameters look valuable: hence at most one bin for 1,000 draws, and a null from
permuted inputs. The payoffs are those of the decider against given answers of the others; where others
re-solve because they know that one knows, the value may be negative and is not computed here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from standoff.exploration.given_data import MOST_BINS, Null, bin_starts
from standoff.exploration.records import (
    NORMAL_95,
    Array,
    Mask,
    PlainTable,
    Whole,
    plain_table,
    refuse_few,
    refuse_setting,
    used_output,
)
from standoff.exploration.resampling import half_width, n_groups, weights

DRAWS_A_BIN = 1000
ROUNDING = 1e-12


@dataclass(frozen=True)
class Perfect:
    """The expected value of perfect information, in units of the payoff.

    Attributes
    ----------
    value, ci : float
        Estimate, and half-width of its 95 % interval.
    best : int
        The action that is best on average, without information.
    n_used, n_failed : int
    """

    value: float
    ci: float
    best: int
    n_used: int
    n_failed: int


@dataclass(frozen=True)
class Partial:
    """The expected value of knowing one parameter, for each parameter.

    Attributes
    ----------
    names : tuple of str
    value, ci : float64[parameter]
        Estimate in units of the payoff, and half-width of its 95 % bootstrap interval.
    null : float64[parameter]
        What 99 % of permuted, hence irrelevant, inputs stay below.
    indistinguishable : bool[parameter]
    n_used, n_failed, bins : int
    """

    names: tuple[str, ...]
    value: Array
    ci: Array
    null: Array
    indistinguishable: Mask
    n_used: int
    n_failed: int
    bins: int


def evpi(payoff: ArrayLike, *, failed: ArrayLike) -> Perfect:
    """The expected value of perfect information.

    Parameters
    ----------
    payoff : float64[draw, action]
        Of the decider, for each action it could commit to.
    failed : bool[draw]

    Returns
    -------
    Perfect
        `value` is in payoff units: at least 0, and 0 where one action is best in every draw.

    Raises
    ------
    ExplorationError
        S720, S721, S722, S725.

    Source
    ------
    Raiffa and Schlaifer (1961), Applied Statistical Decision Theory.

    Examples
    --------
    >>> import numpy as np
    >>> evpi([[0, -1], [0, 3]], failed=np.zeros(2, bool)).value
    0.5
    """
    values = np.asarray(payoff, dtype=np.float64)
    table = plain_table(np.zeros((values.shape[0] if values.ndim else 0, 1)), ["none"], failed=failed)
    used = _actions(table, values)
    best = int(used.mean(axis=0).argmax())
    missed = used.max(axis=1) - used[:, best]
    ci = NORMAL_95 * missed.std(ddof=1) / np.sqrt(missed.size)
    return Perfect(float(missed.mean()), float(ci), best, table.n_used, table.n_failed)


def evppi(
    table: PlainTable,
    payoff: ArrayLike,
    *,
    rng: np.random.Generator,
    bins: int | None = None,
    resamples: int = 100,
) -> Partial:
    """The expected value of knowing each parameter, from the draws of a plain ensemble.

    Parameters
    ----------
    table : PlainTable
        The draws and their parameters.
    payoff : float64[draw, action]
    rng : numpy.random.Generator
        Shuffles and resamples.
    bins : int, optional
        At most one for 1,000 usable draws, which is also the choice without it, up to 64.
    resamples : int
        Bootstrap resamples for the intervals.

    Returns
    -------
    Partial
        `value` is float64[parameter], in payoff units.

    Raises
    ------
    ExplorationError
        S720, S721, S722 for fewer than 2,000 usable draws, S723, S725.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(4000, 2))
    >>> table = plain_table(x, ["matters", "idle"], failed=np.zeros(4000, bool))
    >>> evppi(table, np.stack([0 * x[:, 0], x[:, 0]], axis=1), rng=rng).indistinguishable.tolist()
    [False, True]
    """
    used = _actions(table, payoff)
    n = used.shape[0]
    refuse_few(n, 2 * DRAWS_A_BIN, "the value of knowing one parameter")
    k = min(MOST_BINS, n // DRAWS_A_BIN) if bins is None else bins
    if not 2 <= k <= n // DRAWS_A_BIN:
        refuse_setting(f"{k} bins for {n} usable draws", f"2 to {n // DRAWS_A_BIN}")
    shuffled = rng.permutation(n)
    x, used = table.points[~table.failed][shuffled], used[shuffled]
    groups = weights(n_groups(n), resamples, rng)
    null = Null(used, rng, _value_of_bins)
    found, limits = [], []
    for column in x.T:
        order = np.argsort(column, kind="stable")
        starts = bin_starts(column[order], k)
        found.append(_resampled(order, used, starts, groups))
        limits.append(null.limit(starts))
    rows, limit = np.array(found), np.array(limits)
    idle = rows[:, 0] <= limit + ROUNDING * np.abs(used).max()
    return Partial(table.names, rows[:, 0], half_width(rows.T), limit, idle, n, table.n_failed, k)


def _actions(table: PlainTable, payoff: ArrayLike) -> Array:
    used = used_output(table, payoff)
    if used.ndim != 2 or used.shape[1] < 2:
        refuse_setting(f"Payoffs of the shape {list(used.shape)}", "a column for each of at least 2 actions")
    refuse_few(used.shape[0], 2, "the value of information")
    return used


def _value_of_bins(payoff: Array, starts: Whole) -> float:
    """The value of knowing the bin, for payoffs in the order of a parameter."""
    sums = np.add.reduceat(payoff, starts, axis=0)
    return float((sums.max(axis=1).sum() - sums.sum(axis=0).max()) / payoff.shape[0])


def _resampled(order: Whole, payoff: Array, starts: Whole, groups: Array) -> Array:
    n, k, n_group = len(order), starts.size, groups.shape[1]
    sizes = np.diff(np.append(starts, n))
    cell = (order % n_group) * k + np.repeat(np.arange(k), sizes)
    sums = np.stack(
        [
            groups @ np.bincount(cell, weights=column[order], minlength=n_group * k).reshape(n_group, k)
            for column in payoff.T
        ],
        axis=2,
    )  # [resample, bin, action]
    counts = groups @ np.bincount(np.arange(n) % n_group, minlength=n_group)
    value: Array = (sums.max(axis=2).sum(axis=1) - sums.sum(axis=1).max(axis=1)) / counts
    return value
