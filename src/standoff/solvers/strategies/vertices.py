"""Vertices of a best-response polyhedron, exactly, by the double description method.

For payoffs B of the other player the cone {(x, v): x >= 0, v 1 - B'x >= 0} has as its extreme rays
the mixtures x at which the polyhedron has a vertex. The cone begins with the constraints x >= 0 and
one column and takes in the other columns one by one: rays on the wrong side go, and each adjacent
pair of rays on different sides gives a new one. All in whole numbers: degenerate games, which trees
nearly always are, need ties to be ties.
Source: Motzkin and others (1953); Fukuda and Prodon (1996), lemma 8, for the test of adjacency.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd

import numpy as np
import numpy.typing as npt

Tell = Callable[[int, int], object]
Words = npt.NDArray[np.uint64]
WORD = 64


@dataclass(frozen=True, slots=True)
class Vertices:
    """mixture : [vertex][strategy], adding up to 1
    mask : uint64[vertex, word], bit k is set where constraint k is tight: own strategies (weight 0)
        first, then the other's (a best reply to the mixture)
    """

    mixture: list[list[Fraction]]
    mask: Words


@dataclass(slots=True)
class _Cone:
    ray: list[list[int]]
    tight: list[int]  # bits


def vertices(payoff: list[list[int]], most: int, tell: Tell | None = None) -> Vertices | None:
    """Vertices of the mixtures of the player who chooses the row of `payoff`, the other's payoffs.

    Parameters
    ----------
    payoff : whole numbers, in any unit
    tell : called with how many columns are done, and of how many, after each

    Returns
    -------
    Vertices, or None where there are more than `most` rays on the way
    """
    m, n = len(payoff), len(payoff[0])
    whole = _whole(payoff)
    cone = _first(whole)
    for j in range(1, n):
        cone = _cut(cone, [row[j] for row in whole], 1 << (m + j))
        if len(cone.ray) > most:
            return None
        if tell is not None:
            tell(j + 1, n)
    kept = [k for k, ray in enumerate(cone.ray) if any(ray[:m])]
    mixture = [[Fraction(x, sum(cone.ray[k][:m])) for x in cone.ray[k][:m]] for k in kept]
    return Vertices(mixture, words([cone.tight[k] for k in kept], m + n))


def _whole(payoff: list[list[int]]) -> list[list[int]]:
    """The payoffs from 0 on, in the largest unit: another origin and unit change no best reply."""
    low = min(min(row) for row in payoff)
    numbers = [[x - low for x in row] for row in payoff]
    shared = reduce(gcd, (x for row in numbers for x in row), 0) or 1
    return [[x // shared for x in row] for row in numbers]


def _first(whole: list[list[int]]) -> _Cone:
    m = len(whole)
    everything = (1 << m) - 1
    rays = [[*(int(i == k) for i in range(m)), whole[k][0]] for k in range(m)]
    tight = [(everything & ~(1 << k)) | (1 << m) for k in range(m)]
    return _Cone([*rays, [0] * m + [1]], [*tight, everything])


def _cut(cone: _Cone, column: list[int], bit: int) -> _Cone:
    """The cone with one more constraint, v - x column >= 0."""
    side = [ray[-1] - sum(x * c for x, c in zip(ray, column, strict=False) if x) for ray in cone.ray]
    above = [k for k, s in enumerate(side) if s > 0]
    below = [k for k, s in enumerate(side) if s < 0]
    made = _Cone([], [])
    for k, s in enumerate(side):
        if s >= 0:
            made.ray.append(cone.ray[k])
            made.tight.append(cone.tight[k] | (bit if s == 0 else 0))
    for p, q in _adjacent(cone, above, below):
        ray = [side[p] * b - side[q] * a for a, b in zip(cone.ray[p], cone.ray[q], strict=True)]
        shared = reduce(gcd, ray)
        made.ray.append([x // shared for x in ray])
        made.tight.append((cone.tight[p] & cone.tight[q]) | bit)
    return made


def _adjacent(cone: _Cone, above: list[int], below: list[int]) -> list[tuple[int, int]]:
    """Pairs of one ray above and one below that span an edge: no third is tight where both are."""
    if not above or not below:
        return []
    least = len(cone.ray[0]) - 2
    masks = words(cone.tight, max(t.bit_length() for t in cone.tight))
    found = []
    high = masks[above]
    for q in below:
        both = high & masks[q]
        count = np.bitwise_count(both).sum(axis=1)
        for k in np.flatnonzero(count >= least):
            holds = ((masks & both[k]) == both[k]).all(axis=1)
            if int(holds.sum()) == 2:
                found.append((above[int(k)], q))
    return found


def words(bits: list[int], n_bits: int) -> Words:
    """uint64[row, word] of bit sets of any length."""
    n_words = -(-n_bits // WORD) or 1
    low = (1 << WORD) - 1
    table = [[(b >> (WORD * w)) & low for w in range(n_words)] for b in bits]
    return np.array(table, dtype=np.uint64).reshape(len(bits), n_words)
