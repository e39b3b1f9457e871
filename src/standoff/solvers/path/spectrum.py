"""Eigenvalues that tell one curve of answers from another, and the symmetries that a curve keeps.

On a curve the number of real eigenvalues above 1 of the derivative of the answers changes by one where
the scale turns, and by an odd number nowhere else but where another curve crosses. Near a symmetry of a
higher degree eigenvalues pass 1 in pairs that are hardly complex, and the curve bends as sharply: they
are counted with the real ones. Unknowns that answer each other stand in one block of the matrix; the
eigenvalues of all blocks are those of the matrix. A symmetric draw's branch stays within play that is
equal in classes; eigenvalues of moves that break the symmetry are counted apart.
Source: Allgower and Georg (1990), Numerical Continuation Methods, ch. 8; Golubitsky, Stewart and
Schaeffer (1988), Singularities and Groups in Bifurcation Theory II, ch. XIII.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.game.records import BoundGame, Floats
from standoff.solvers.batch.workspace import Plan

if TYPE_CHECKING:
    from standoff.solvers.path.equations import BranchSystem, Chart

DROPPED = 1e-17  # of the largest entry: smaller ones are below the rounding of eigenvalues
REAL = 1e-7  # imaginary part, relative to the size, of a real eigenvalue
NARROW, WIDE = 0.3, 0.6  # imaginary parts of pairs that are hardly complex
Indices = npt.NDArray[np.int64]
Complexes = npt.NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Eigenvalues of the derivative J of the answers at a point.

    above, above_wide : how many that are real or nearly so (imaginary part at most `NARROW`, `WIDE`)
        have a real part above 1, among moves that keep the draw's symmetry. What passes 1 changes both;
        what turns complex changes one of them at most
    breaking : how many real ones are above 1 among moves that break the symmetry
    largest : the largest real part of `NARROW` ones that keep the symmetry, 0 where none is positive
    near : smallest distance of any real eigenvalue from 1
    """

    above: int
    above_wide: int
    breaking: int
    largest: float
    near: float


def eigenvalues(matrix: Floats) -> Complexes:
    """The eigenvalues that are not 0, block by block of unknowns that answer each other."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    size = np.abs(matrix)
    linked = size > DROPPED * float(size.max(initial=0.0))
    if not linked.any():
        return np.zeros(0, dtype=np.complex128)
    _, block = connected_components(csr_array(linked), directed=True, connection="strong")
    order = np.argsort(block, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(block[order])) + 1)
    alone = np.array([rows[0] for rows in parts if len(rows) == 1], dtype=np.int64)
    found = [np.linalg.eigvals(matrix[np.ix_(rows, rows)]) for rows in parts if len(rows) > 1]
    return np.concatenate([matrix[alone, alone].astype(np.complex128), *found])


def spectrum(matrix: Floats, within: Floats | None) -> Spectrum:
    """Eigenvalues of J and, where the draw is symmetric, of its part that keeps the symmetry."""
    every = eigenvalues(matrix)
    kept = every if within is None else eigenvalues(within)
    real = _real(every)
    narrow, wide = (kept.real[np.abs(kept.imag) <= most] for most in (NARROW, WIDE))
    breaking = int((real > 1.0).sum() - (_real(kept) > 1.0).sum())
    near = float(np.abs(real - 1.0).min(initial=1.0))
    largest = float(narrow.max(initial=0.0))
    return Spectrum(int((narrow > 1.0).sum()), int((wide > 1.0).sum()), breaking, largest, near)


def signs(matrix: Floats, within: Floats | None) -> Spectrum:
    """What rounding leaves of a spectrum where precisions are huge: whether `breaking` is odd."""
    if within is None:
        return Spectrum(0, 0, 0, 0.0, 1.0)
    unit = np.eye(len(matrix))
    odd = np.linalg.slogdet(unit - matrix)[0] * np.linalg.slogdet(unit - within)[0] < 0.0
    return Spectrum(0, 0, int(odd), 0.0, 1.0)


def _real(values: Complexes) -> Floats:
    found: Floats = values.real[np.abs(values.imag) <= REAL * np.maximum(1.0, np.abs(values))]
    return found


def symmetries(bound: BoundGame, plan: Plan, held: Floats, ratio: Floats) -> list[Indices | None]:
    """Classes of equal logits of each draw, int64[action] each: a member of the class of each action.

    None where the draw has no symmetry. Precisions are `held` + scale x `ratio`, float64[player] each:
    only what is equal at every scale counts.
    """
    from standoff.solvers.continuation.symmetry_classes import classes_of
    from standoff.solvers.path.equations import payoff_range

    n_actions, unknowns = bound.arrays.n_actions, plan.joint.unknowns
    if not len(unknowns.width):
        return [None] * bound.n_draws
    unit = np.maximum((payoff_range(bound.arrays, bound.payoff)[0] * ratio[:, None]).max(axis=0), 1e-300)
    precision = np.ascontiguousarray(held[:, None] + 1.618 / unit * ratio[:, None])
    found, _ = classes_of(BoundGame(bound.arrays, bound.cell, bound.payoff, precision), plan.joint)
    first = unknowns.row - plan.joint.at.probability
    action = np.zeros(len(found), dtype=np.int64)
    for begin, width, a in zip(unknowns.first, unknowns.width, first, strict=True):
        action[begin : begin + width] = a + np.arange(width)
    classes: list[Indices | None] = []
    for column in found.T:
        mine = np.arange(n_actions)
        mine[action] = action[column]
        classes.append(None if (mine == np.arange(n_actions)).all() else mine)
    return classes


def averaging(system: BranchSystem, classes: Indices) -> Floats:
    """float64[action, action]: centre logits in each information set and average them over classes."""
    n = len(classes)
    centred = np.eye(n) - (system.home[:, None] == system.home) / system.width[system.home]
    alike = classes[:, None] == classes
    found: Floats = (alike / alike.sum(axis=1)[:, None]) @ centred
    return found


def projection(mean: Floats, chart: Chart) -> Floats:
    """float64[unknown, unknown], what `averaging` makes of the unknown logits of a chart."""
    found: Floats = mean[np.ix_(chart.free, chart.free)] - mean[np.ix_(chart.anchor, chart.free)]
    return found
