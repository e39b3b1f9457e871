"""The linear algebra of a curve of logit answers: only the logits that move something are solved for.

Where precisions are high most actions are so unlikely that their logits move nothing: the column of the
derivative J of the answers that belongs to such a logit is 0 to within rounding. With U those logits and
A the others, I - J is block triangular: the equations of A are solved alone, U follows from A, the
eigenvalues of J that are not 0 are those of its block on A, and the determinant is that of A's equations.
Source: Golub and Van Loan (2013), Matrix Computations, sec. 3.2 (block elimination).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats
from standoff.solvers.path.equations import Answer

Indices = npt.NDArray[np.int64]
NOTHING = 1e-10  # largest entry of a column that moves nothing, also times the largest of its row


@dataclass(frozen=True, slots=True)
class Equations:
    """x - precision (Q - Q_ref) = 0 at a point, with its slopes.

    error : float64[unknown]
    response : float64[unknown, active], columns of J that are not 0
    slope : float64[unknown], of the equations by the scale
    active : int64[active], the unknowns of these columns
    """

    error: Floats
    response: Floats
    slope: Floats
    active: Indices
    answer: Answer

    @property
    def block(self) -> Floats:
        """J among the unknowns that move something, float64[active, active]."""
        return self.response[self.active]

    def among(self, active: Indices) -> Equations:
        """The same with fewer columns; all are there."""
        return Equations(self.error, self.response[:, active], self.slope, active, self.answer)


def active_of(response: Floats, keep: Floats | None) -> Indices:
    """Which columns of a square J move something, int64[active].

    `keep`, the projection on moves that keep a symmetry, takes none of them out of their set.
    """
    size = np.abs(response)
    column, row = size.max(axis=0, initial=0.0), size.max(axis=1, initial=0.0)
    with np.errstate(over="ignore"):  # a product beyond floats is above it, too
        moves = (column > NOTHING) | (column * row > NOTHING)
    while keep is not None:
        linked = (np.abs(keep[moves]) > NOTHING).any(axis=0) | moves
        if (linked == moves).all():
            break
        moves = linked
    return np.flatnonzero(moves)


@dataclass(frozen=True, slots=True)
class Bordered:
    """The equations and one more, for the length along a direction, in unknowns divided by `weights`.

    matrix : float64[active + 1, active + 1], rows at one size
    factor : float64[active], what brought them there
    """

    equations: Equations
    weights: Floats
    along: Floats
    matrix: Floats
    factor: Floats

    @classmethod
    def of(cls, equations: Equations, weights: Floats, along: Floats) -> Bordered:
        """`along` is float64[unknown + 1], its last entry the scale's."""
        active, n = equations.active, len(equations.active)
        off = _others(equations)
        small, scale = weights[active], weights[-1]
        matrix = np.empty((n + 1, n + 1))
        matrix[:n, :n] = (np.eye(n) - equations.block) * small
        matrix[:n, n] = equations.slope[active] * scale
        pull = along[:-1][off] / weights[:-1][off]
        matrix[n, :n] = along[:-1][active] + pull @ equations.response[off] * small
        matrix[n, n] = along[-1] - pull @ equations.slope[off] * scale
        factor = np.maximum(np.abs(matrix[:n]).max(axis=1, initial=0.0), 1e-300)
        matrix[:n] /= factor[:, None]
        return cls(equations, weights, along, matrix, factor)

    @property
    def sign(self) -> float:
        """Of the determinant of all equations."""
        return float(np.linalg.slogdet(self.matrix)[0])

    def correction(self) -> Floats:
        """Newton's move across the direction, float64[unknown + 1]."""
        error, off = self.equations.error, _others(self.equations)
        last = self.along[:-1][off] / self.weights[:-1][off] @ error[off]
        right = np.append(-error[self.equations.active] / self.factor, last)
        found: Floats = np.asarray(np.linalg.solve(self.matrix, right), dtype=np.float64)
        return self._all(found, error)

    def tangent(self) -> Floats:
        """The move along the curve whose length along the direction is 1, float64[unknown + 1]."""
        right = np.append(np.zeros(len(self.factor)), 1.0)
        try:
            found: Floats = np.asarray(np.linalg.solve(self.matrix, right), dtype=np.float64)
        except np.linalg.LinAlgError:
            found = np.asarray(np.linalg.lstsq(self.matrix, right, rcond=None)[0], dtype=np.float64)
        return self._all(found, np.zeros(len(self.equations.error)))

    def _all(self, found: Floats, error: Floats) -> Floats:
        """Moves of all unknowns from those of the active ones and of the scale."""
        equations, weights = self.equations, self.weights
        active = equations.active
        moves = equations.response @ (found[:-1] * weights[active])
        moves -= error + equations.slope * (found[-1] * weights[-1])
        moves /= weights[:-1]
        moves[active] = found[:-1]
        return np.append(moves, found[-1])


def _others(equations: Equations) -> npt.NDArray[np.bool_]:
    off = np.ones(len(equations.error), dtype=np.bool_)
    off[equations.active] = False
    return off
