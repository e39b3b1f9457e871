"""Scenario discovery by a classification tree: ranges that share no draws and together hold them all.

A node is split at the middle of two neighbouring values where the Gini impurity falls most (Breiman,
Friedman, Olshen and Stone 1984, section 4.3), while both halves keep `least_leaf` of all draws, and at
most `depth` times. Leaves are told as boxes, in the same measures as those of PRIM. There is no pruning:
a small tree is asked for by `depth` and `least_leaf`.

The best of many places to split always lowers the impurity a little. `level` asks that chance alone would
hardly give one so good: the fall of the impurity is a chi-square of the two halves, its largest value over
all places of one parameter has a known tail (Miller and Siegmund 1982, Biometrics 38, 1011-1016), and the
parameters that were looked at are counted (Bonferroni). The tests set it beside permutations.
"""

from __future__ import annotations

import math
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


def cart(
    table: PlainTable,
    cases: ArrayLike,
    *,
    depth: int = 4,
    least_leaf: float = 0.02,
    level: float = 1.0,
    looked_at: int | None = None,
) -> Tree:
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
    level : float
        A split stands only where chance would give one so good less often; 1 lets every split stand.
    looked_at : int, optional
        How many parameters the table's were chosen from; as many as it has without it.

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
    if not 0 < level <= 1:
        refuse_setting(f"level = {level:g}", "a share above 0 and at most 1")
    n_looked_at = max(looked_at or 0, len(table.names))
    x = table.points[~table.failed]
    least = max(1, int(np.ceil(least_leaf * y.size)))
    low, high = x.min(axis=0), x.max(axis=0)
    leaves: list[Box] = []
    waiting = [(np.arange(y.size), low, high, depth)]
    while waiting:
        rows, below, above, left = waiting.pop()
        split, chance = _best_split(x[rows], y[rows], least) if left else (None, 1.0)
        if split is None or min(1.0, chance * n_looked_at) > level:
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


def chance_of_split(fall: float, n: int, least: int) -> float:
    """How often chance alone would lower the impurity so far at the best place of one parameter.

    Parameters
    ----------
    fall : float
        Share of the impurity that the split takes away.
    n : int
        Draws that are split.
    least : int
        Draws that each half keeps at least.

    Returns
    -------
    float
        At most 1; too large where the parameter has few values.

    Source
    ------
    Miller and Siegmund (1982), Biometrics 38, 1011-1016, eq. 8.

    Examples
    --------
    >>> [round(chance_of_split(fall, 1000, 20), 4) for fall in (0.005, 0.01, 0.02)]
    [0.5145, 0.0629, 0.0006]
    """
    b, share = math.sqrt(n * fall), least / n
    if b <= 1.0 or share >= 0.5:
        return 1.0 if b <= 1.0 else math.erfc(b / math.sqrt(2.0))
    density = math.exp(-b * b / 2.0) / math.sqrt(2.0 * math.pi)
    reach = 2.0 * math.log((1.0 - share) / share)
    return min(1.0, density * (b - 1.0 / b) * reach + 4.0 * density / b)


def _best_split(x: Array, y: Mask, least: int) -> tuple[tuple[int, float] | None, float]:
    """Parameter and value of the split with the least impurity, and how often chance gives one so good."""
    n, all_cases = y.size, int(y.sum())
    if n < 2 * least or all_cases in (0, n):
        return None, 1.0
    sizes = np.arange(1, n, dtype=np.float64)
    whole = 2 * all_cases * (1 - all_cases / n)
    best, chosen = whole * (1 - 1e-12), None
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
    return chosen, chance_of_split(1.0 - best / whole, n, least)
