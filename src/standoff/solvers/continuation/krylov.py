"""Kernels: Arnoldi's method and GMRES over a pack of draws, with products by differences.

The operator is the derivative of the equations x - G(x, s) = 0 at the trial point, bordered by a
row that holds the scale or the way along the curve; lanes that count eigenvalues have G's own
derivative instead. A product costs one pass: (G(x + h v) - G(x)) / h. Vectors stand in scaled
unknowns, each divided by its size above 1. In one pass each lane has what it asks for, the answer to its
trial point or a product with the newest vector of its own basis, so that no lane waits for another; every
number belongs to one lane, and its answer does not depend on what the others do.
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
    fma,
    if_less,
    larger,
    load,
    root,
    smaller,
    splat,
    store,
)
from standoff.solvers.batch.logit_kernel import answer_state
from standoff.solvers.batch.workspace import Layout, Tapes, Unknowns
from standoff.solvers.continuation.symmetry import Classes, average_lane

DEEPEST = 20  # vectors of a Krylov space
SHIFT = 1e-7  # of the scaled unknowns, for a difference
PLAIN = 100.0  # spread of logits up to which that is so
STEEPEST = 1e5  # most that it is shortened, or rounding would be all that is left
TINY = 1e-290  # a length that is 0
SPENT = 1e-6  # a new direction that is this much shorter than the product is rounding
SEEN = 1e6  # a count has seen every eigenvalue above 1 of which its first vector holds more than 1 / SEEN


class Room(NamedTuple):
    """A pack's numbers on the way along its curves; the last row of a point is the scale.

    trial, predicted : float64[(unknown + 1) x PACK], the point that is corrected, and where it began
    weight : float64[(unknown + 1) x PACK], what an unknown is multiplied by to be scaled
    border : float64[(unknown + 1) x PACK], the direction that is held, scaled
    answer, shifted : float64[unknown x PACK], G at the trial point and beside it
    right, move : float64[(unknown + 1) x PACK], the system's right side and its solution, scaled
    basis : float64[(deepest + 1) x (unknown + 1) x PACK]
    vector, product : float64[(unknown + 1) x PACK], newest of the basis, and the operator's product with it
    hessenberg, upper : float64[(deepest + 1) x deepest x PACK], before and after rotations
    cosine, sine, rest, share, dot : float64[(deepest + 1) x PACK]
    seen : float64[(deepest + 1) x PACK], 1 over what a count may have missed, by columns (`seen_above_one`)
    wanted : float64[PACK], share of the right side at which a lane is done; 0 for lanes that count
    solving : float64[PACK], 1 for lanes that solve, 0 for lanes that count
    asked : float64[PACK], 1 for lanes whose next pass is a product, 0 where it answers the trial point
    columns : float64[PACK], products that are in the Hessenberg matrix
    goal : float64[PACK], what may be left of the right side
    ended : float64[PACK], 1 where the products are all that the lane wants
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
    vector: Floats
    product: Floats
    hessenberg: Floats
    upper: Floats
    cosine: Floats
    sine: Floats
    rest: Floats
    share: Floats
    dot: Floats
    seen: Floats
    wanted: Floats
    solving: Floats
    asked: Floats
    columns: Floats
    goal: Floats
    ended: Floats
    spread: Floats
    way: Floats
    gauge: Floats
    sets: Unknowns


def room(sets: Unknowns, deepest: int) -> Room:
    """Room for one pack."""
    n_unknown = int(sets.width.sum())
    point = (n_unknown + 1) * PACK
    square = (deepest + 1) * deepest * PACK
    sizes = [point] * 4 + [n_unknown * PACK] * 2 + [point] * 2 + [(deepest + 1) * point] + [point] * 2
    sizes += [square] * 2 + [(deepest + 1) * PACK] * 6 + [PACK] * 7 + [point, n_unknown * PACK]
    return Room._make((*(np.zeros(size) for size in sizes), sets))


@called
def answer_point(work: Floats, tapes: Tapes, sharp: Ints, out: Floats) -> Any:
    """G at the state and precisions that stand in the workspace, centred in each information set."""
    answer_state(work, tapes, sharp)
    centre(work, tapes.unknowns, tapes.at, out)


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
            share = sets.weight[u] * math.exp(-min(behind, 700.0))
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
def pass_pack(work: Floats, tapes: Tapes, sharp: Ints, room: Room, classes: Classes, deepest: int) -> Any:
    """One pass: each lane's answers to its trial point, or one more column of its Hessenberg matrix.

    Returns the largest scaled |x - G| of each lane that asked for answers.
    """
    at = tapes.at
    shift = lay_out(work, room, at, len(sharp))
    answer_state(work, tapes, sharp)
    for u in range(len(room.answer) // PACK):
        store(room.shifted, u * PACK, load(work, (at.new + u) * PACK))
    measure(room, room.shifted)
    take_products(room, classes, deepest, shift)
    spread, _ = spread_of_answers(work, tapes.told, at)
    return take_answers(room, spread)


@called
def lay_out(work: Floats, room: Room, at: Layout, n_players: int) -> Any:
    """Put the points that are to be answered into the workspace; returns how far beside the trial point."""
    n = len(room.answer) // PACK
    zero, largest = splat(0.0), splat(0.0)
    for u in range(n + 1):
        largest = larger(largest, absolute(load(room.vector, u * PACK)))
    # where precision is so high that answers change much in a small step, the step is smaller
    steep = larger(load(room.spread, 0) * splat(1.0 / PLAIN), splat(1.0))
    steep = smaller(steep, splat(STEEPEST))
    shift = splat(SHIFT) / (larger(largest, splat(1e-30)) * steep)
    asked = load(room.asked, 0)
    for u in range(n):
        moved = shift * load(room.vector, u * PACK) / load(room.weight, u * PACK)
        moved = if_less(zero, asked, moved, zero)
        store(work, (at.state + u) * PACK, load(room.trial, u * PACK) + moved)
    moved = shift * load(room.vector, n * PACK) / load(room.weight, n * PACK)
    scale = load(room.trial, n * PACK) + if_less(zero, asked, moved, zero)
    for i in range(n_players):
        store(work, (at.precision + i) * PACK, scale * load(work, (at.kept + i) * PACK))
    return shift


@called
def take_answers(room: Room, spread: Vector) -> Any:
    """Take in the answers of the lanes that asked for them; returns their gaps. `right` is theirs then."""
    n = len(room.answer) // PACK
    zero, asked = splat(0.0), load(room.asked, 0)
    for u in range(n):
        answer = if_less(zero, asked, load(room.answer, u * PACK), load(room.shifted, u * PACK))
        store(room.answer, u * PACK, answer)
        store(room.right, u * PACK, answer - load(room.trial, u * PACK))
    measure(room, room.right)
    worst = zero
    for u in range(n):
        scaled = load(room.right, u * PACK) * load(room.weight, u * PACK)
        store(room.right, u * PACK, scaled)
        # a gap that is no number must not pass for a small one
        worst = larger(worst, absolute(scaled)) + scaled * zero
    store(room.right, n * PACK, zero)
    store(room.spread, 0, if_less(zero, asked, load(room.spread, 0), spread))
    return worst


@inlined
def lengths(vector: Floats, size: int) -> Any:
    """Euclidean length of a vector, lane by lane."""
    total = splat(0.0)
    for u in range(size):
        v = load(vector, u * PACK)
        total = fma(v, v, total)
    return root(total)


@called
def begin_basis(room: Room, classes: Classes, lane: int) -> Any:
    """Ask for the first product of a lane's basis, which begins with the right side in `room.right`."""
    size = len(room.right) // PACK
    # products keep a lane's symmetry: what breaks it in the right side, if only by rounding, none removes
    if classes.symmetric[lane]:
        average_lane(room.right, 0, size - 1, classes, lane)
    length = 0.0
    for u in range(size):
        length += room.right[u * PACK + lane] ** 2
    length = math.sqrt(length)
    inverse = 1.0 / length if length > TINY else 0.0
    for u in range(size):
        k = u * PACK + lane
        room.vector[k] = room.basis[k] = room.right[k] * inverse
    room.rest[lane] = length
    room.goal[lane] = room.wanted[lane] * length
    room.seen[lane] = 1.0
    room.columns[lane], room.asked[lane], room.ended[lane] = 0.0, 1.0, 0.0


@called
def take_products(room: Room, classes: Classes, deepest: int, shift: Vector) -> Any:
    """Take in the products of the lanes that asked for them: one step of Arnoldi's method."""
    size = len(room.right) // PACK
    n = size - 1
    solving, one = load(room.solving, 0), splat(1.0)
    per_shift = one / shift
    along = splat(0.0)
    for u in range(n):
        v = load(room.vector, u * PACK)
        gap = (load(room.shifted, u * PACK) - load(room.answer, u * PACK)) * load(room.weight, u * PACK)
        # lanes that solve take x - G, lanes that count take G itself
        store(room.product, u * PACK, fma(solving, v, (one - solving - solving) * (gap * per_shift)))
        along = fma(load(room.border, u * PACK), v, along)
    along = fma(load(room.border, n * PACK), load(room.vector, n * PACK), along)
    store(room.product, n * PACK, solving * along)
    most = 0
    for lane in range(PACK):
        if room.asked[lane] > 0.0:
            most = max(most, int(room.columns[lane]) + 1)
            if classes.symmetric[lane]:
                average_lane(room.product, 0, n, classes, lane)
    orthogonalise(room, most, deepest)
    for lane in range(PACK):
        if room.asked[lane] > 0.0:
            add_column(room, deepest, lane)
            begin = int(room.columns[lane]) * size
            for u in range(size):
                held = room.product[u * PACK + lane]
                room.vector[u * PACK + lane] = room.basis[(begin + u) * PACK + lane] = held


@called
def orthogonalise(room: Room, most: int, deepest: int) -> Any:
    """Take from each lane's product its parts along the vectors of its basis, at most `most`; make it a unit.

    The parts stand in `room.dot` then, the length of what was left in its last row.
    """
    size = len(room.right) // PACK
    columns, one, zero = load(room.columns, 0), splat(1.0), splat(0.0)
    before = lengths(room.product, size)
    for i in range(most):
        begin = i * size * PACK
        dot = zero
        for u in range(size):
            dot = fma(load(room.basis, begin + u * PACK), load(room.product, u * PACK), dot)
        beyond = splat(float(i))  # the basis of a lane that has fewer vectors: none of its own stands there
        for u in range(size):
            part = if_less(columns, beyond, zero, dot * load(room.basis, begin + u * PACK))
            store(room.product, u * PACK, load(room.product, u * PACK) - part)
        store(room.dot, i * PACK, dot)
    after = lengths(room.product, size)
    after = if_less(splat(SPENT) * before, after, after, zero)
    inverse = if_less(zero, after, one, zero) / larger(after, splat(TINY))
    for u in range(size):
        store(room.product, u * PACK, load(room.product, u * PACK) * inverse)
    store(room.dot, deepest * PACK, after)


@called
def add_column(room: Room, deepest: int, lane: int) -> Any:
    """Add the parts in `room.dot` to a lane's Hessenberg matrix, and make that triangular by rotations."""
    j, below = int(room.columns[lane]), room.dot[deepest * PACK + lane]
    for i in range(j + 1):
        room.hessenberg[(i * deepest + j) * PACK + lane] = room.dot[i * PACK + lane]
    room.hessenberg[((j + 1) * deepest + j) * PACK + lane] = below
    own = room.dot[lane]
    for i in range(j):
        low, c, s = room.dot[(i + 1) * PACK + lane], room.cosine[i * PACK + lane], room.sine[i * PACK + lane]
        room.upper[(i * deepest + j) * PACK + lane] = c * own + s * low
        own = c * low - s * own
    length = math.sqrt(own * own + below * below)
    c, s = 1.0, 0.0  # of a lane that has no such vector
    if length > TINY:
        c, s = own / length, below / length
    room.cosine[j * PACK + lane], room.sine[j * PACK + lane] = c, s
    room.upper[(j * deepest + j) * PACK + lane] = length if length > TINY else 1.0
    rest = room.rest[j * PACK + lane]
    room.rest[j * PACK + lane], room.rest[(j + 1) * PACK + lane] = c * rest, -s * rest
    room.columns[lane] = j + 1.0
    going = abs(s * rest) > room.goal[lane] and below > 0.0 and j + 1 < deepest
    if going and room.solving[lane] == 0.0:
        going = seen_above_one(room, deepest, j, lane) < SEEN
    room.ended[lane] = 0.0 if going else 1.0


@called
def seen_above_one(room: Room, deepest: int, j: int, lane: int) -> Any:
    """How surely column j of a count has shown every real eigenvalue above 1.

    With p the polynomial whose zeros are the Ritz values, p(J) v is a unit vector times the product b of
    what stands below the diagonal, where v is the first vector of the basis. A left eigenvector w of a
    real eigenvalue x therefore has |w v| |p(x)| <= b; and where no Ritz value is above 1, |p(x)| is at
    least |p(1)| for all x from 1 on. So what v holds of such a w is at most b / |p(1)|: unless it is that
    near to nothing, there is none. 1 / that, with its sign, follows column by column from H.
    """
    total = room.seen[j * PACK + lane]
    for i in range(j + 1):
        total -= room.hessenberg[(i * deepest + j) * PACK + lane] * room.seen[i * PACK + lane]
    found = total / room.hessenberg[((j + 1) * deepest + j) * PACK + lane]
    room.seen[(j + 1) * PACK + lane] = found
    return abs(found)


@called
def solve_lane(room: Room, deepest: int, lane: int) -> Any:
    """The combination of a lane's basis that solves its triangular system, into `room.move`."""
    size, columns = len(room.right) // PACK, int(room.columns[lane])
    for i in range(columns - 1, -1, -1):
        total = room.rest[i * PACK + lane]
        for j in range(i + 1, columns):
            total -= room.upper[(i * deepest + j) * PACK + lane] * room.share[j * PACK + lane]
        room.share[i * PACK + lane] = total / room.upper[(i * deepest + i) * PACK + lane]
    for u in range(size):
        room.move[u * PACK + lane] = 0.0
    for j in range(columns):
        share = room.share[j * PACK + lane]
        for u in range(size):
            room.move[u * PACK + lane] += share * room.basis[(j * size + u) * PACK + lane]
