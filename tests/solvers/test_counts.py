"""How surely a count of eigenvalues has seen all that are above 1, against plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.kernels import PACK
from standoff.solvers.batch.workspace import Unknowns
from standoff.solvers.continuation.krylov import SEEN, Room, room, seen_above_one

DEEPEST = 12


def counted(matrix: np.ndarray, first: np.ndarray, lane: int) -> tuple[Room, int]:
    """Arnoldi's method by NumPy, its columns told to a lane until it has seen enough."""
    none = np.zeros(0, dtype=np.int64)
    made = room(Unknowns(none, none, none, none, np.zeros(0)), DEEPEST)
    basis = [first / np.linalg.norm(first)]
    made.seen[lane] = 1.0
    for j in range(DEEPEST):
        product = matrix @ basis[j]
        for i, vector in enumerate(basis):
            part = float(vector @ product)
            product = product - part * vector
            made.hessenberg[(i * DEEPEST + j) * PACK + lane] = part
        below = float(np.linalg.norm(product))
        made.hessenberg[((j + 1) * DEEPEST + j) * PACK + lane] = below
        basis.append(product / below)
        if seen_above_one(made, DEEPEST, j, lane) >= SEEN:
            return made, j + 1
    return made, DEEPEST


def ritz(made: Room, columns: int, lane: int) -> np.ndarray:
    table = made.hessenberg.reshape(DEEPEST + 1, DEEPEST, PACK)[:columns, :columns, lane]
    return np.linalg.eigvals(table)


@pytest.mark.parametrize("seed", range(6))
def test_what_the_first_vector_may_hold_of_an_eigenvalue_above_one_is_bounded(seed: int) -> None:
    """An eigenvalue of 1.5 of which the first vector holds little: no Ritz value shows it, the bound does."""
    rng = np.random.default_rng(seed)
    n, held = 40, 10.0 ** rng.uniform(-9, -3)
    matrix = 0.3 * rng.normal(size=(n, n)) / n**0.5
    right, left = rng.normal(size=(2, n))
    left /= np.linalg.norm(left)
    # left is a left eigenvector: of 1.5, or of nothing else
    matrix = matrix - np.outer(right, left @ matrix) / (left @ right)
    matrix = matrix + 1.5 * np.outer(right, left) / (left @ right)
    np.testing.assert_allclose(left @ matrix, 1.5 * left, atol=1e-9)
    first = rng.normal(size=n)
    first = first - (left @ first) * left
    first = first / np.linalg.norm(first) + held * left
    made, columns = counted(matrix, first, 3)
    seen = np.abs(made.seen.reshape(-1, PACK)[: columns + 1, 3])
    for k in range(1, columns + 1):
        if ritz(made, k, 3).real.max() < 1.0:
            assert abs(left @ first) / np.linalg.norm(first) <= (1.0 + 1e-6) / seen[k]


def test_calm_derivative_is_seen_through_in_few_columns() -> None:
    rng = np.random.default_rng(0)
    matrix = 0.3 * rng.normal(size=(40, 40)) / 40**0.5
    made, columns = counted(matrix, rng.normal(size=40), 0)
    assert columns < DEEPEST
    assert abs(ritz(made, columns, 0)).max() < 0.7
