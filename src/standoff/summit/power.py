"""Power indices of weighted voting, exactly: Shapley-Shubik and Banzhaf, for up to 30 members.

Method: what is counted, for each member and each size s, is the number of coalitions of s others
that lose, and win once the member joins. Whole weights: by generating functions, a table of how
many coalitions have each size and weight, from which one member is divided out. Other weights:
meeting in the middle, where the others are split in halves whose coalitions are sorted by weight,
and pairs are counted by binary search. Both are exact; no sampling, no rounding of the quota.

Source: Shapley and Shubik (1954); Banzhaf (1965); Brams and Affuso (1976) and Bilbao and others
(2000) for generating functions; Klinz and Woeginger (2005) for meeting in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError

MOST_MEMBERS = 30
LARGEST_TABLE = 20_000  # sum of whole weights up to which the table is used
FINEST = 10**6  # decimal weights are read as fractions with at most this denominator
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Power:
    """Who decides, before anybody's wishes are known.

    Attributes
    ----------
    shapley_shubik : float64[member]
        Share of all orders of joining in which a member turns defeat into victory; adds to 1.
    banzhaf : float64[member]
        Share of all such swings over coalitions; adds to 1.
    swing : float64[member]
        Chance that a member decides when the others vote by coin (Penrose, absolute Banzhaf).
    """

    shapley_shubik: Array
    banzhaf: Array
    swing: Array


def power_indices(
    weights: Sequence[float], quota: float, *, least_members: int = 0, least_blockers: int = 0
) -> Power:
    """The power of each member where a coalition wins with `quota` or more of the weights.

    Parameters
    ----------
    weights : sequence of float
        Votes of each member; not negative.
    quota : float
        What a winning coalition's votes add up to at least.
    least_members : int
        A winning coalition also has at least so many members (a double majority).
    least_blockers : int
        A coalition also wins where fewer than so many members stay out.

    Returns
    -------
    Power
        Indices as shares, float64[member].

    Raises
    ------
    SummitError
        S688 for more than 30 members, S661 for weights below 0, S669 for a quota out of reach.

    Source
    ------
    Shapley and Shubik (1954), American Political Science Review 48, 787-792; Banzhaf (1965).

    Examples
    --------
    >>> power_indices([4, 4, 4, 2, 2, 1], 12).shapley_shubik.round(4).tolist()
    [0.2333, 0.2333, 0.2333, 0.15, 0.15, 0.0]
    """
    n = len(weights)
    _check(weights, quota, n)
    whole, line = _whole(weights, quota)
    lines = _lines(n, line, sum(whole) + 1, least_members, least_blockers)
    known: dict[int, list[int]] = {}
    table = _table(whole) if sum(whole) <= LARGEST_TABLE else None
    swings = []
    for i, weight in enumerate(whole):
        if weight not in known:
            others = whole[:i] + whole[i + 1 :]
            found = _middle(others, weight, lines) if table is None else _divided(table, weight, lines)
            known[weight] = found
        swings.append(known[weight])
    orders = [sum(Fraction(c, n * comb(n - 1, s)) for s, c in enumerate(row)) for row in swings]
    counts = [sum(row) for row in swings]
    total = sum(counts)
    return Power(
        np.array([float(x) for x in orders]),
        np.array([c / total if total else 0.0 for c in counts]),
        np.array([c / 2 ** (n - 1) for c in counts]),
    )


def _check(weights: Sequence[float], quota: float, n: int) -> None:
    if not 1 <= n <= MOST_MEMBERS:
        told = f"There are {n} members."
        raise SummitError(Problem("S688", told, f"Power is counted exactly for 1 to {MOST_MEMBERS} members."))
    bad = [w for w in weights if not (np.isfinite(w) and w >= 0)]
    if bad:
        raise SummitError(Problem("S661", f"A weight is {bad[0]:g}.", "Weights are numbers from 0 on."))
    total = sum(Fraction(w).limit_denominator(FINEST) for w in weights)
    if not 0 < Fraction(quota).limit_denominator(FINEST) <= total:
        told = f"The quota is {quota:g}, and the weights add to {float(total):g}."
        raise SummitError(Problem("S669", told, "Expected a quota above 0 that all together reach."))


def _whole(weights: Sequence[float], quota: float) -> tuple[list[int], int]:
    """Weights and quota as whole numbers in the same ratio, so that no comparison is rounded."""
    parts = [Fraction(w).limit_denominator(FINEST) for w in (*weights, quota)]
    scale = lcm(*(part.denominator for part in parts))
    whole = [int(part * scale) for part in parts]
    return whole[:-1], whole[-1]


def _lines(n: int, line: int, never: int, least_members: int, least_blockers: int) -> list[int]:
    """The weight at which a coalition of each size 0 to n wins; `never` where none of it does."""
    lines = [line if size >= least_members else never for size in range(n + 1)]
    return [0 if n - size < least_blockers else least for size, least in enumerate(lines)]


def _table(whole: list[int]) -> Counts:
    """int64[size, weight]: how many coalitions of all members have each size and weight."""
    table = np.zeros((len(whole) + 1, sum(whole) + 1), dtype=np.int64)
    table[0, 0] = 1
    for n, weight in enumerate(whole):
        for size in range(n + 1, 0, -1):
            table[size, weight:] += table[size - 1, : table.shape[1] - weight]
    return table


def _divided(table: Counts, weight: int, lines: list[int]) -> list[int]:
    """Swings by size of a member of this weight: its factor is divided out of the table."""
    n, width = table.shape[0] - 1, table.shape[1]
    rest = np.zeros((n, width), dtype=np.int64)
    rest[0] = table[0]
    for size in range(1, n):
        rest[size] = table[size]
        rest[size, weight:] -= rest[size - 1, : width - weight]
    return [
        int(rest[size, max(0, min(lines[size + 1] - weight, width)) : min(lines[size], width)].sum())
        for size in range(n)
    ]


def _halves(weights: list[int]) -> list[Counts]:
    """The sorted weights of all coalitions of some members, a list for each size."""
    groups: list[Counts] = [np.zeros(1, dtype=np.int64)]
    for weight in weights:
        grown = [group + weight for group in groups]
        bigger = [np.concatenate(pair) for pair in zip(groups[1:], grown[:-1], strict=True)]
        groups = [groups[0], *bigger, grown[-1]]
    return [np.sort(group) for group in groups]


def _middle(others: list[int], weight: int, lines: list[int]) -> list[int]:
    """Swings by size of a member of this weight, from two sorted halves of the others."""
    half = len(others) // 2
    first, second = _halves(others[:half]), _halves(others[half:])
    swings = []
    for size in range(len(others) + 1):
        found = 0
        for left in range(max(0, size - len(second) + 1), min(size, len(first) - 1) + 1):
            mine, theirs = first[left], second[size - left]
            below = np.searchsorted(theirs, lines[size] - mine, side="left")
            start = np.searchsorted(theirs, lines[size + 1] - weight - mine, side="left")
            found += int(np.maximum(below - start, 0).sum())
        swings.append(found)
    return swings
