"""Kernels: Arnoldi's method and GMRES over a pack of draws, with products by differences.

The operator is the derivative of the equations x - G(x, s) = 0 at the trial point, bordered by a
row that holds the scale or the way along the curve; lanes that count eigenvalues have G's own
derivative instead. A product costs one pass: (G(x + h v) - G(x)) / h. Vectors stand in scaled
unknowns, each divided by its size above 1. Every number belongs to one lane, and a lane that has
finished gets zeros for its further vectors: its answer does not depend on how long others take.
Source: Saad and Schultz (1986), SIAM J. Sci. Stat. Comput. 7(3), algorithm 4; Saad (2011), Numerical
Methods for Large Eigenvalue Problems, sec. 6.2.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called, inlined
from standoff.kernels.vectors import (
    Vector,
    absolute,
    any_above,
    fma,
    if_less,
    larger,
    load,
    root,
    smaller,
    splat,
    store,
)
from standoff.solvers.batch.passes import answer_state
from standoff.solvers.batch.workspace import Layout, Tapes, Unknowns
from standoff.solvers.continuation.symmetry import Classes, average_lane

DEEPEST = 20  # vectors of a Krylov space
SHIFT = 1e-7  # of the scaled unknowns, for a difference
PLAIN = 100.0  # spread of logits up to which that is so
STEEPEST = 1e5  # most that it is shortened, or rounding would be all that is left
SPENT = 1e-6  # a new direction that is this much shorter than the product is rounding


class Room(NamedTuple):
    """A pack's numbers on the way along its curves; the last row of a point is the scale.

    trial, predicted : float64[(unknown + 1) x PACK], the point that is corrected, and where it began
    weight : float64[(unknown + 1) x PACK], what an unknown is multiplied by to be scaled
    border : float64[(unknown + 1) x PACK], the direction that is held, scaled
    answer, shifted : float64[unknown x PACK], G at the trial point and beside it
    right, move : float64[(unknown + 1) x PACK], the system's right side and its solution, scaled
    basis : float64[(deepest + 1) x (unknown + 1) x PACK]
    hessenberg, upper : float64[(deepest + 1) x deepest x PACK], before and after rotations
    cosine, sine, rest, share : float64[(deepest + 1) x PACK]
    wanted : float64[PACK], share of the right side at which a lane is done; 0 for lanes that count
    solving : float64[PACK], 1 for lanes that solve, 0 for lanes that count
    spread : float64[PACK], largest answer to the trial point
    way : float64[(unknown + 1) x PACK], from one point to another, scaled
    gauge : float64[unknown x PACK], what logits of an information set are measured from: shares of a mean.
        They are the newest play, so that an option which nobody takes weighs nothing, and a difference
        between those that are taken counts in full beside one that is worse by far
    sets : the information sets of the unknowns
    """

    trial: Floats
    predicted: Floats
    weight: Floats
    border: Floats
    answer: Floats
    shifted: Floats
    right: Floats
    move: Floats
    basis: Floats
    hessenberg: Floats
    upper: Floats
    cosine: Floats
    sine: Floats
    rest: Floats
    share: Floats
    wanted: Floats
    solving: Floats
    spread: Floats
    way: Floats
    gauge: Floats
    sets: Unknowns


def room(sets: Unknowns, deepest: int) -> Room:
    """Room for one pack."""
    n_unknown = int(sets.width.sum())
    point = (n_unknown + 1) * PACK
    square = (deepest + 1) * deepest * PACK
    sizes = [point] * 4 + [n_unknown * PACK] * 2 + [point] * 2 + [(deepest + 1) * point] + [square] * 2
    sizes += [(deepest + 1) * PACK] * 4 + [PACK] * 3 + [point, n_unknown * PACK]
    return Room._make((*(np.zeros(size) for size in sizes), sets))


@called
def answer_point(work: Floats, tapes: Tapes, sharp: Ints, out: Floats) -> Any:
    """G at the state and precisions that stand in the workspace, centred in each information set."""
    answer_state(work, tapes, sharp)
    centre(work, tapes.unknowns, tapes.at, out)


@called
def answer_measured(work: Floats, tapes: Tapes, sharp: Ints, room: Room, out: Floats) -> Any:
    """G at the state and precisions that stand in the workspace, measured from the gauge."""
    answer_state(work, tapes, sharp)
    for u in range(len(out) // PACK):
        store(out, u * PACK, load(work, (tapes.at.new + u) * PACK))
    measure(room, out)


@called
def measure(room: Room, vector: Floats) -> Any:
    """Take the mean of each information set by its gauge from a vector of logits, in place."""
    sets = room.sets
    for h in range(len(sets.width)):
        first, width = sets.first[h], sets.width[h]
        mean = splat(0.0)
        for u in range(first, first + width):
            mean = fma(load(room.gauge, u * PACK), load(vector, u * PACK), mean)
        for u in range(first, first + width):
            store(vector, u * PACK, load(vector, u * PACK) - mean)


@called
def measure_lane(room: Room, vector: Floats, lane: int) -> Any:
    """As `measure`, for one lane."""
    sets = room.sets
    for h in range(len(sets.width)):
        first, width = sets.first[h], sets.width[h]
        mean = 0.0
        for u in range(first, first + width):
            mean += room.gauge[u * PACK + lane] * vector[u * PACK + lane]
        for u in range(first, first + width):
            vector[u * PACK + lane] -= mean


@called
def scale_lane(room: Room, point: Floats, lane: int) -> Any:
    """Take a lane's gauge and weights from a point: its play, and how far behind the best option each is."""
    sets = room.sets
    for h in range(len(sets.width)):
        first, width = sets.first[h], sets.width[h]
        best, total = point[first * PACK + lane], 0.0
        for u in range(first, first + width):
            best = max(best, point[u * PACK + lane])
        for u in range(first, first + width):
            behind = best - point[u * PACK + lane]
            share = math.exp(-min(behind, 700.0))
            room.gauge[u * PACK + lane] = share
            room.weight[u * PACK + lane] = 1.0 / max(1.0, behind)
            total += share
        for u in range(first, first + width):
            room.gauge[u * PACK + lane] /= total


@called
def centre(work: Floats, sets: Unknowns, at: Layout, out: Floats) -> Any:
    """Write the answers less their mean in each of some information sets."""
    for u in range(len(sets.width)):
        n_actions, first = sets.width[u], sets.first[u]
        mean = splat(0.0)
        for k in range(n_actions):
            mean = mean + load(work, (at.new + first + k) * PACK)
        mean = mean * splat(1.0 / n_actions)
        for k in range(n_actions):
            store(out, (first + k) * PACK, load(work, (at.new + first + k) * PACK) - mean)


@called
def spread_of_answers(work: Floats, sets: Unknowns, at: Layout) -> Any:
    """Largest centred answer of some information sets, and the largest before it was centred."""
    largest, size = splat(0.0), splat(0.0)
    for u in range(len(sets.width)):
        n_actions, first = sets.width[u], sets.first[u]
        mean = splat(0.0)
        for k in range(n_actions):
            logit = load(work, (at.new + first + k) * PACK)
            size = larger(size, absolute(logit))
            mean = mean + logit
        mean = mean * splat(1.0 / n_actions)
        for k in range(n_actions):
            largest = larger(largest, absolute(load(work, (at.new + first + k) * PACK) - mean))
    return largest, size


@called
def answer_trial(work: Floats, tapes: Tapes, sharp: Ints, room: Room) -> Any:
    """G at the trial point; returns the largest scaled |x - G| of each lane."""
    at = tapes.at
    n = len(room.answer) // PACK
    for u in range(n):
        store(work, (at.state + u) * PACK, load(room.trial, u * PACK))
    scale = load(room.trial, n * PACK)
    for i in range(len(sharp)):
        store(work, (at.precision + i) * PACK, scale * load(work, (at.kept + i) * PACK))
    answer_measured(work, tapes, sharp, room, room.answer)
    for u in range(n):
        store(room.right, u * PACK, load(room.answer, u * PACK) - load(room.trial, u * PACK))
    measure(room, room.right)
    worst = splat(0.0)
    for u in range(n):
        scaled = load(room.right, u * PACK) * load(room.weight, u * PACK)
        store(room.right, u * PACK, scaled)
        # a gap that is no number must not pass for a small one
        worst = larger(worst, absolute(scaled)) + scaled * splat(0.0)
    store(room.right, n * PACK, splat(0.0))
    spread, _ = spread_of_answers(work, tapes.told, at)
    store(room.spread, 0, spread)
    return worst


@inlined
def lengths(vector: Floats, at: int, size: int) -> Any:
    """Euclidean length of a vector, lane by lane."""
    total = splat(0.0)
    for u in range(size):
        v = load(vector, at + u * PACK)
        total = fma(v, v, total)
    return root(total)


@called
def multiply(work: Floats, tapes: Tapes, sharp: Ints, room: Room, column: int) -> Any:
    """The operator's product with a vector of the basis, written to the next one."""
    at = tapes.at
    n = len(room.answer) // PACK
    size = n + 1
    source, target = column * size * PACK, (column + 1) * size * PACK
    largest = splat(0.0)
    for u in range(size):
        largest = larger(largest, absolute(load(room.basis, source + u * PACK)))
    # where precision is so high that answers change much in a small step, the step is smaller
    steep = larger(load(room.spread, 0) * splat(1.0 / PLAIN), splat(1.0))
    steep = smaller(steep, splat(STEEPEST))
    shift = splat(SHIFT) / (larger(largest, splat(1e-30)) * steep)
    for u in range(n):
        moved = shift * load(room.basis, source + u * PACK) / load(room.weight, u * PACK)
        store(work, (at.state + u) * PACK, load(room.trial, u * PACK) + moved)
    moved = shift * load(room.basis, source + n * PACK) / load(room.weight, n * PACK)
    scale = load(room.trial, n * PACK) + moved
    for i in range(len(sharp)):
        store(work, (at.precision + i) * PACK, scale * load(work, (at.kept + i) * PACK))
    answer_measured(work, tapes, sharp, room, room.shifted)
    solving, one = load(room.solving, 0), splat(1.0)
    per_shift = one / shift
    along = splat(0.0)
    for u in range(n):
        v = load(room.basis, source + u * PACK)
        gap = (load(room.shifted, u * PACK) - load(room.answer, u * PACK)) * load(room.weight, u * PACK)
        slope = gap * per_shift
        # lanes that solve take x - G, lanes that count take G itself
        store(room.basis, target + u * PACK, fma(solving, v, (one - solving - solving) * slope))
        along = fma(load(room.border, u * PACK), v, along)
    along = fma(load(room.border, n * PACK), load(room.basis, source + n * PACK), along)
    store(room.basis, target + n * PACK, solving * along)


@called
def arnoldi(work: Floats, tapes: Tapes, sharp: Ints, room: Room, deepest: int, classes: Classes) -> Any:
    """Solve for `room.move`, or lay out the Hessenberg matrix, from the right side in `room.right`.

    Returns the number of columns; `room.rest` row 0 holds what is left of the right side.
    """
    n = len(room.answer) // PACK
    size = n + 1
    one, zero, tiny = splat(1.0), splat(0.0), splat(1e-290)
    # products keep a lane's symmetry: what breaks it in the right side, if only by rounding, none removes
    for lane in range(PACK):
        if classes.symmetric[lane]:
            average_lane(room.right, 0, n, classes, lane)
    length = lengths(room.right, 0, size)
    active = if_less(tiny, length, one, zero)
    inverse = active / larger(length, tiny)
    for u in range(size):
        store(room.basis, u * PACK, load(room.right, u * PACK) * inverse)
    store(room.rest, 0, length)
    goal = load(room.wanted, 0) * length
    columns = 0
    for j in range(deepest):
        multiply(work, tapes, sharp, room, j)
        target = (j + 1) * size * PACK
        for lane in range(PACK):
            if classes.symmetric[lane]:
                average_lane(room.basis, target, n, classes, lane)
        for u in range(size):
            store(room.basis, target + u * PACK, active * load(room.basis, target + u * PACK))
        before = lengths(room.basis, target, size)
        for i in range(j + 1):
            source = i * size * PACK
            dot = zero
            for u in range(size):
                v = load(room.basis, source + u * PACK)
                dot = fma(v, load(room.basis, target + u * PACK), dot)
            for u in range(size):
                v = load(room.basis, source + u * PACK)
                store(room.basis, target + u * PACK, load(room.basis, target + u * PACK) - dot * v)
            store(room.hessenberg, (i * deepest + j) * PACK, dot)
            store(room.upper, (i * deepest + j) * PACK, dot)
        after = lengths(room.basis, target, size)
        after = if_less(splat(SPENT) * before, after, after, zero)
        store(room.hessenberg, ((j + 1) * deepest + j) * PACK, after)
        left = rotate(room, deepest, j, after)
        columns = j + 1
        active = active * if_less(goal, absolute(left), one, zero) * if_less(zero, after, one, zero)
        inverse = active / larger(after, tiny)
        for u in range(size):
            store(room.basis, target + u * PACK, load(room.basis, target + u * PACK) * inverse)
        if not any_above(active, zero):
            break
    back(room, deepest, columns, size)
    return columns


@called
def rotate(room: Room, deepest: int, j: int, below: Vector) -> Any:
    """Make column j triangular by plane rotations; returns what is left of the right side."""
    for i in range(j):
        high = load(room.upper, (i * deepest + j) * PACK)
        low = load(room.upper, ((i + 1) * deepest + j) * PACK)
        c, s = load(room.cosine, i * PACK), load(room.sine, i * PACK)
        store(room.upper, (i * deepest + j) * PACK, fma(c, high, s * low))
        store(room.upper, ((i + 1) * deepest + j) * PACK, c * low - s * high)
    own = load(room.upper, (j * deepest + j) * PACK)
    length = root(fma(own, own, below * below))
    one, zero = splat(1.0), splat(0.0)
    empty = if_less(splat(1e-290), length, zero, one)  # a lane that has no such vector
    c = (own + empty) / (length + empty)
    s = below / (length + empty)
    store(room.cosine, j * PACK, c)
    store(room.sine, j * PACK, s)
    store(room.upper, (j * deepest + j) * PACK, length + empty)
    rest = load(room.rest, j * PACK)
    store(room.rest, j * PACK, c * rest)
    store(room.rest, (j + 1) * PACK, zero - s * rest)
    return s * rest


@called
def back(room: Room, deepest: int, columns: int, size: int) -> Any:
    """The combination of the basis that solves the triangular system, into `room.move`."""
    for i in range(columns - 1, -1, -1):
        total = load(room.rest, i * PACK)
        for j in range(i + 1, columns):
            total = total - load(room.upper, (i * deepest + j) * PACK) * load(room.share, j * PACK)
        store(room.share, i * PACK, total / load(room.upper, (i * deepest + i) * PACK))
    for u in range(size):
        total = splat(0.0)
        for j in range(columns):
            total = fma(load(room.share, j * PACK), load(room.basis, (j * size + u) * PACK), total)
        store(room.move, u * PACK, total)
