"""Scenario discovery by a classification tree: ranges that share no draws and together hold them all.

A node is split at the middle of two neighbouring values where the Gini impurity falls most (Breiman,
Friedman, Olshen and Stone 1984, section 4.3), while both halves keep `least_leaf` of all draws, and at
most `depth` times. Leaves are told as boxes, in the same measures as those of PRIM. There is no pruning:
a small tree is asked for by `depth` and `least_leaf`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from standoff.exploration.prim import Box, cases_of
from standoff.exploration.records import Array, Mask, PlainTable, refuse_setting


@dataclass(frozen=True)
class Tree:
    """The leaves of a classification tree.

    Attributes
    ----------
    names : tuple of str
    leaves : tuple of Box
        Densest first. Where a leaf is bounded by a split, its other side begins at the same value; a draw on
        that value belongs to the lower leaf.
    n_used, n_failed : int
    """

    names: tuple[str, ...]
    leaves: tuple[Box, ...] = field(repr=False)
    n_used: int
    n_failed: int


def cart(table: PlainTable, cases: ArrayLike, *, depth: int = 4, least_leaf: float = 0.02) -> Tree:
    """A classification tree of the cases of interest.

    Parameters
    ----------
    table : PlainTable
        The draws and their parameters.
    cases : bool[draw]
    depth : int
        Most splits on the way to a leaf.
    least_leaf : float
        Least share of all usable draws in a leaf.

    Returns
    -------
    Tree
        Its leaves with coverage and density, the densest first.

    Raises
    ------
    ExplorationError
        S720, S722, S723, S725, S726.

    Source
    ------
    Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> x = np.random.default_rng(0).random((2000, 2))
    >>> found = cart(plain_table(x, ["a", "b"], failed=np.zeros(2000, bool)), x[:, 0] > 0.7)
    >>> [(leaf.density, leaf.restricted.tolist()) for leaf in found.leaves]
    [(1.0, [True, False]), (0.0, [True, False])]
    """
    y = cases_of(table, cases)
    if depth < 1:
        refuse_setting(f"depth = {depth}", "at least 1")
    if not 0 < least_leaf <= 0.5:
        refuse_setting(f"least_leaf = {least_leaf:g}", "a share above 0 and at most 0.5")
    x = table.points[~table.failed]
    least = max(1, int(np.ceil(least_leaf * y.size)))
    low, high = x.min(axis=0), x.max(axis=0)
    leaves: list[Box] = []
    waiting = [(np.arange(y.size), low, high, depth)]
    while waiting:
        rows, below, above, left = waiting.pop()
        split = _best_split(x[rows], y[rows], least) if left else None
        if split is None:
            n, k = rows.size, int(y[rows].sum())
            restricted = (below != low) | (above != high)
            leaves.append(Box(below, above, restricted, n, k, k / int(y.sum()), k / n))
            continue
        parameter, limit = split
        lower = x[rows, parameter] <= limit
        waiting.append((rows[lower], below, _with(above, split), left - 1))
        waiting.append((rows[~lower], _with(below, split), above, left - 1))
    leaves.sort(key=lambda leaf: (-leaf.density, -leaf.n, leaf.low.tolist(), leaf.high.tolist()))
    return Tree(table.names, tuple(leaves), table.n_used, table.n_failed)


def _with(limits: Array, split: tuple[int, float]) -> Array:
    found = limits.copy()
    found[split[0]] = split[1]
    return found


def _best_split(x: Array, y: Mask, least: int) -> tuple[int, float] | None:
    """Parameter and value of the split with the least impurity; None where none lowers it."""
    n, all_cases = y.size, int(y.sum())
    if n < 2 * least or all_cases in (0, n):
        return None
    sizes = np.arange(1, n, dtype=np.float64)
    best, chosen = 2 * all_cases * (1 - all_cases / n) * (1 - 1e-12), None
    for j in range(x.shape[1]):
        order = np.argsort(x[:, j], kind="stable")
        ordered = x[order, j]
        k = np.cumsum(y[order])[:-1]
        impurity = 2 * (k * (1 - k / sizes) + (all_cases - k) * (1 - (all_cases - k) / (n - sizes)))
        impurity[ordered[1:] == ordered[:-1]] = np.inf
        impurity[: least - 1] = impurity[n - least :] = np.inf
        at = int(impurity.argmin())
        if impurity[at] < best:
            best, chosen = float(impurity[at]), (j, float((ordered[at] + ordered[at + 1]) / 2))
    return chosen
