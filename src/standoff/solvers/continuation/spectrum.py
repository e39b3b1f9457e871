"""Kernels: how many eigenvalues about the real axis above 1 a lane's derivative has, by Ritz values.

On a curve of answers that has not turned, none is above 1: at precision 0 all are 0, and a real
eigenvalue passes 1 only where the curve turns or another one crosses it. Ritz values of Arnoldi's
method stand for eigenvalues where their residual is small; where one near or above 1 is not settled,
the method is begun again from its vector.
Source: Saad (2011), Numerical Methods for Large Eigenvalue Problems, sec. 6.2; eigenvalues of the
small Hessenberg matrix by LAPACK's dhseqr.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from llvmlite.binding import add_symbol
from numba import types
from numba.extending import get_cython_function_address

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called
from standoff.kernels.vectors import pointer

SETTLED = 0.1  # largest residual of a Ritz value, relative to its distance from 1, that counts
NEARLY = 0.7  # real Ritz values above this are looked at

_pointer_to: Any = types.CPointer
_DOUBLES, _BYTES, _INTS = (_pointer_to(t) for t in (types.float64, types.uint8, types.int32))
_SIGNATURE = types.void(
    *(_BYTES, _BYTES, _INTS, _INTS, _INTS, _DOUBLES, _INTS, _DOUBLES, _DOUBLES),
    *(_DOUBLES, _INTS, _DOUBLES, _INTS, _INTS),
)
add_symbol("standoff.dhseqr", get_cython_function_address("scipy.linalg.cython_lapack", "dhseqr"))
_dhseqr: Any = types.ExternalFunction("standoff.dhseqr", _SIGNATURE)


class Krylov(Protocol):
    """What is read of the room of Arnoldi's method (`krylov.Room`)."""

    @property
    def hessenberg(self) -> Floats: ...

    @property
    def columns(self) -> Floats: ...


class Small(NamedTuple):
    """Room for the small matrices of one lane.

    letters : uint8[2], what dhseqr is asked for; whole : int32[6], sizes and marks for it
    matrix, copy : float64[deepest x deepest], by columns; system : float64[deepest x (deepest + 1)]
    real, imaginary, work : float64[deepest], the last much longer
    vector, kept : float64[deepest], of a real Ritz value
    """

    letters: Any
    whole: Ints
    matrix: Floats
    copy: Floats
    system: Floats
    real: Floats
    imaginary: Floats
    work: Floats
    vector: Floats
    kept: Floats


def small_room(deepest: int) -> Small:
    """Room for Krylov spaces of this depth."""
    return Small(
        letters=np.frombuffer(b"EN", dtype=np.uint8).copy(),
        whole=np.zeros(6, dtype=np.int32),
        matrix=np.zeros(deepest * deepest),
        copy=np.zeros(deepest * deepest),
        system=np.zeros(deepest * (deepest + 1)),
        real=np.zeros(deepest),
        imaginary=np.zeros(deepest),
        work=np.zeros(64 * deepest),
        vector=np.zeros(deepest),
        kept=np.zeros(deepest),
    )


@called
def count_above_one(room: Krylov, small: Small, deepest: int, lane: int) -> Any:
    """Number of Ritz values above 1, distance of the nearest to 1 (at most 1), whether all are settled.

    Those count that are as far from 1 as from the real axis at least.

    Leaves the vector of the real one that is least settled (else of the nearest) in `small.vector`.
    """
    m, columns = 0, int(room.columns[lane])
    while m < columns and (m == 0 or room.hessenberg[(m * deepest + m - 1) * PACK + lane] > 0.0):
        m += 1
    beyond = room.hessenberg[(m * deepest + m - 1) * PACK + lane] if m > 0 else 0.0
    for i in range(m):
        for j in range(m):
            held = room.hessenberg[(i * deepest + j) * PACK + lane] if i <= j + 1 else 0.0
            small.matrix[j * m + i] = held
            small.copy[j * m + i] = held
    ritz_values(small, m)
    count, nearest, settled, worst = 0, 1.0, True, -1.0
    for i in range(m):
        value, turn = small.real[i], small.imaginary[i]
        away = ((value - 1.0) ** 2 + turn * turn) ** 0.5
        nearest = min(nearest, away)
        # a pair that is hardly complex counts as real: rounding turns one into the other
        count += value > 1.0 and abs(turn) < value - 1.0
        if turn != 0.0 or value < NEARLY:
            continue
        doubt = beyond * last_of_vector(small, m, value) / max(away, 1e-12)
        settled = settled and doubt <= SETTLED
        # the vector to begin again from: that of the greatest doubt, or of the value nearest to 1
        if (doubt > SETTLED or worst <= SETTLED) and doubt > worst:
            worst = doubt
            for k in range(m):
                small.kept[k] = small.vector[k]
    if worst < 0.0:
        largest = -1e300
        for i in range(m):
            if small.imaginary[i] == 0.0:
                largest = max(largest, small.real[i])
        if largest > -1e300:
            last_of_vector(small, m, largest)
            for k in range(m):
                small.kept[k] = small.vector[k]
    for i in range(deepest):
        small.vector[i] = small.kept[i] if i < m else 0.0
        small.kept[i] = 0.0
    return count, nearest, settled


@called
def ritz_values(small: Small, m: int) -> Any:
    """Eigenvalues of the Hessenberg matrix in `small.copy`, into `real` and `imaginary`."""
    whole = small.whole
    whole[0], whole[1], whole[2], whole[3], whole[4], whole[5] = m, 1, m, max(1, m), len(small.work), 0
    n, first, last = pointer(whole), pointer(whole[1:]), pointer(whole[2:])
    lead, room_size, info = pointer(whole[3:]), pointer(whole[4:]), pointer(whole[5:])
    _dhseqr(
        pointer(small.letters),
        pointer(small.letters[1:]),
        n,
        first,
        last,
        pointer(small.copy),
        lead,
        pointer(small.real),
        pointer(small.imaginary),
        pointer(small.system),  # not asked for
        lead,
        pointer(small.work),
        room_size,
        info,
    )


@called
def last_of_vector(small: Small, m: int, value: float) -> Any:
    """Size of the last entry of the unit Ritz vector of a value, by inverse iteration."""
    width = m + 1
    size = 1.0
    for k in range(m * m):
        size = max(size, abs(small.matrix[k]))
    for i in range(m):
        small.vector[i] = 1.0 + 0.1 * i
    for _ in range(2):
        for i in range(m):
            for j in range(m):
                held = small.matrix[j * m + i]
                small.system[i * width + j] = held - (value + 1e-9 * size if i == j else 0.0)
            small.system[i * width + m] = small.vector[i]
        eliminate(small.system, m)
        total = 0.0
        for i in range(m):
            total += small.system[i * width + m] ** 2
        length = max(total**0.5, 1e-300)
        for i in range(m):
            small.vector[i] = small.system[i * width + m] / length
    return abs(small.vector[m - 1])


@called
def eliminate(matrix: Floats, size: int) -> Any:
    """Solve the system whose right side is the last column, in place, by elimination with pivots."""
    width = size + 1
    for k in range(size):
        pivot = k
        for i in range(k + 1, size):
            if abs(matrix[i * width + k]) > abs(matrix[pivot * width + k]):
                pivot = i
        if pivot != k:
            for j in range(k, width):
                held = matrix[k * width + j]
                matrix[k * width + j] = matrix[pivot * width + j]
                matrix[pivot * width + j] = held
        if matrix[k * width + k] == 0.0:
            matrix[k * width + k] = 1e-300
        for i in range(k + 1, size):
            factor = matrix[i * width + k] / matrix[k * width + k]
            for j in range(k + 1, width):
                matrix[i * width + j] -= factor * matrix[k * width + j]
    for i in range(size - 1, -1, -1):
        total = matrix[i * width + size]
        for j in range(i + 1, size):
            total -= matrix[i * width + j] * matrix[j * width + size]
        matrix[i * width + size] = total / matrix[i * width + i]
