"""Arrays of whole numbers of any size: sums and comparisons without rounding, at the speed of floats.

A number is held as limbs of 25 binary digits, lowest first, the last one signed. Sums of limbs are
exact in float64 up to 2^53, that is over 2^28 terms, so that a matrix product of one limb after the
other gives the exact product; then what a limb has too much is carried to the next. Carried limbs
compare like digits, from the last to the first. Where the whole sum stays below 2^53 one limb is
enough, and the arithmetic is the usual one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats

BITS = 25
MASK = (1 << BITS) - 1
Whole = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def limbs(numbers: list[int]) -> list[Floats]:
    """float64[number] for each limb; any sum of any of the numbers stays exact limb by limb.

    Examples
    --------
    >>> from standoff.solvers.tree_forms.wide_numbers import limbs
    >>> [limb.tolist() for limb in limbs([3, -(2**60)])]
    [[3.0, 0.0], [0.0, 0.0], [0.0, -1024.0]]
    """
    if sum(abs(x) for x in numbers) < 2**53:
        return [np.array(numbers, dtype=np.float64)]
    n_limbs = max(x.bit_length() for x in numbers) // BITS + 1
    low = [
        np.array([(x >> (BITS * k)) & MASK for x in numbers], dtype=np.float64) for k in range(n_limbs - 1)
    ]
    return [*low, np.array([x >> (BITS * (n_limbs - 1)) for x in numbers], dtype=np.float64)]


def carried(parts: list[Whole]) -> list[Whole]:
    """Limbs within 0 to 2^25 - 1 but for the last, which has the sign."""
    found, over = [], np.zeros_like(parts[0])
    for part in parts[:-1]:
        total = part + over
        found.append(total & MASK)
        over = total >> BITS
    return [*found, parts[-1] + over]


def is_most(parts: list[Whole], axis: int) -> Bools:
    """Whether a carried number is the largest along an axis, or as large as that."""
    most = np.ones(parts[0].shape, dtype=bool)
    least = np.iinfo(np.int64).min
    for part in reversed(parts):
        most &= part == np.where(most, part, least).max(axis=axis, keepdims=True)
    return most
