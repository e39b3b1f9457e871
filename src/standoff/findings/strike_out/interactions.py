"""Pairs of claims: whether striking both does more, or less, than the two strikes apart add up to."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from standoff.findings.context import column, failed, outcome_values
from standoff.findings.strike_out.paired_differences import CLEAR, FLOOR, Answer, influence, spread

PAIR_DRAWS = 4096  # draws on which pairs are compared
PAIRED = 5  # claims that are paired with each other: those that move some result most


@dataclass(frozen=True, slots=True)
class Surplus:
    """Effect of both strikes, the sum of the two apart, their difference and its Monte Carlo error."""

    both: float
    apart: float
    difference: float
    error: float

    @property
    def clear(self) -> bool:
        return abs(self.difference) > max(FLOOR, CLEAR * self.error)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two strikes by number, and the results on which they do not add up."""

    numbers: tuple[int, int]
    surplus: Mapping[str, Surplus]


def pairs_of(singles: Collection[int], weight: Mapping[int, float]) -> list[tuple[int, int]]:
    """The pairs of the strikes that move most.

    Examples
    --------
    >>> pairs_of([0, 1, 2, 3], {0: 0.1, 2: 0.3, 3: 0.2, 1: 0.0})
    [(0, 2), (0, 3), (2, 3)]
    """
    moving = [number for number in singles if weight.get(number, 0.0) > 0]
    top = sorted(moving, key=lambda number: (-weight[number], number))[:PAIRED]
    return list(itertools.combinations(sorted(top), 2))


def most_pairs(n_singles: int) -> int:
    """How many pairs there can be.

    Examples
    --------
    >>> most_pairs(3), most_pairs(40)
    (3, 10)
    """
    n = min(PAIRED, n_singles)
    return n * (n - 1) // 2


def interplay(
    names: Sequence[str], rows: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]
) -> dict[str, Surplus]:
    """The results on which two strikes do not add up, those alone that are told from 0.

    Parameters
    ----------
    rows : results over the same draws: nothing struck, the one, the other, both
    """
    usable = ~np.any([failed(frame) for frame in rows], axis=0)
    if not usable.any():
        return {}
    found = {}
    for name in names:
        told = [
            influence(
                Answer(outcome_values(frame, name)[usable], np.nan_to_num(column(frame, "weight"))[usable])
            )
            for frame in rows
        ]
        known = [each for each in told if each is not None]
        if len(known) < 4:
            continue
        (none, by_none), (one, by_one), (other, by_other), (both, by_both) = known
        surplus = Surplus(
            both - none,
            one + other - 2.0 * none,
            both - one - other + none,
            spread(by_both - by_one - by_other + by_none),
        )
        if surplus.clear:
            found[name] = surplus
    return found
