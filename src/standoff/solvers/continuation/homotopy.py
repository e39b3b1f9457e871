"""Kernels: every draw along its principal branch, from uniform play to its own precision.

The unknowns are the centred logits x of the play that moves beliefs, and the scale s in [0, 1] of all
precisions: x = G(x, s). A lane predicts the next point from the last three, corrects it by Newton's
method (`krylov`), and takes it if the correction is short and shrinks fast. Where the way is plain, the
scale is held; where it bends, the way along the curve is held (Keller 1977), so that it passes turning
points. In between, real eigenvalues above 1 of the derivative are counted (`spectrum`): their number
changes by one at a turning point and nowhere else on a curve, so that another number says that a step
has come out on another curve. The lane then goes back to where the count was right, and takes shorter
steps. Symmetries of the draw's numbers are kept (`symmetry`): where one breaks, the branch goes
straight on. A pack's lanes are at different places of different draws: each asks every pass for what it needs
next, finishes by itself and takes the next draw.
Source: Turocy (2005), GEB 51, sec. 3; Allgower and Georg (1990), Numerical Continuation Methods,
ch. 2, 6, 9; Deuflhard (2011), Newton Methods for Nonlinear Problems, ch. 5.
"""

from __future__ import annotations

from typing import Any

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called, compiled
from standoff.kernels.vectors import store
from standoff.solvers.batch.logit_kernel import clear
from standoff.solvers.batch.tables import Batch
from standoff.solvers.batch.workspace import Unknowns
from standoff.solvers.continuation.eigenvalue_counts import count_lane, load_probe
from standoff.solvers.continuation.krylov import begin_basis, measure_lane, pass_pack, solve_lane
from standoff.solvers.continuation.state import (
    CORRECT,
    COUNT,
    IDLE,
    LOST,
    Found,
    How,
    PackState,
    begin_lane,
    load_classes,
    load_lane,
)
from standoff.solvers.continuation.steps import judge, take_tangent
from standoff.solvers.continuation.symmetry import average_lane

MOST_ROUNDS = 4000


@compiled
def follow_draws(batch: Batch, pack: PackState, how: How, given: Ints, unit: Floats, found: Found) -> Any:
    """Follow every draw of `tables`; fills `found`.

    given : int32[unknown, draw], classes of equal logits, or without rows where none are kept
    unit : float64[draw], a scale up to which nobody's logits are spread by more than about 1
    """
    work, tapes, tables, sharp = batch.work, batch.tapes, batch.tables, batch.sharp
    lanes, room = pack.lanes, pack.room
    n, n_draws = len(room.answer) // PACK, tables.precision.shape[1]
    clear(work, tapes)
    waiting = 0
    for lane in range(PACK):
        fill_lane(batch, pack, given, unit, waiting, lane)
        waiting += 1
    left, gaps = n_draws, pack.gaps
    while left > 0:
        store(gaps, 0, pass_pack(work, tapes, sharp, pack.room, pack.classes, how.deepest))
        for lane in range(PACK):
            if lanes.draw[lane] < 0 or not move_lane(pack, how, tapes.unknowns, n, lane):
                continue
            draw = lanes.draw[lane]
            for u in range(n):
                found.logit[u, draw] = pack.past.newest[u * PACK + lane]
            found.ended[draw], found.rounds[draw] = lanes.ended[lane], lanes.rounds[lane]
            left -= 1
            fill_lane(batch, pack, given, unit, waiting, lane)
            waiting += 1


@called
def fill_lane(batch: Batch, pack: PackState, given: Ints, unit: Floats, waiting: int, lane: int) -> Any:
    """Set a lane to the beginning of the next draw's way, or to none where there are no more draws."""
    n, n_draws = len(pack.room.answer) // PACK, batch.tables.precision.shape[1]
    draw = waiting if waiting < n_draws else -1
    load_lane(batch.work, batch.tapes, batch.tables, max(draw, 0), lane)
    load_classes(pack.classes, given, max(draw, 0), lane)
    begin_lane(pack, n, lane, draw)
    pack.lanes.unit[lane] = unit[max(draw, 0)]


@called
def move_lane(pack: PackState, how: How, unknowns: Unknowns, n: int, lane: int) -> Any:
    """What a lane does after a pass, and what it asks of the next one; True at the end of its way."""
    lanes, room = pack.lanes, pack.room
    if room.asked[lane] == 0.0:
        if judge(pack, how, n, lane, pack.gaps[lane]):
            if lanes.about[lane] == IDLE:
                lanes.ended[lane] = LOST
            return lanes.about[lane] == IDLE
        ask_products(pack, unknowns, n, lane)
        return False
    if room.ended[lane] == 0.0:
        return False
    room.asked[lane] = 0.0
    lanes.rounds[lane] += 1
    if lanes.about[lane] == COUNT:
        over = count_lane(pack, how, n, lane)
        if lanes.about[lane] == COUNT and not over:
            ask_products(pack, unknowns, n, lane)
    else:
        over = False
        solve_lane(room, how.deepest, lane)
        if lanes.about[lane] == CORRECT:
            correct_lane(pack, n, lane)
        else:
            take_tangent(pack, n, lane)
    if not over and lanes.rounds[lane] > MOST_ROUNDS:
        over, lanes.ended[lane] = True, LOST
    return over


@called
def ask_products(pack: PackState, unknowns: Unknowns, n: int, lane: int) -> Any:
    """Ask for a correction, a count or a tangent at the trial point, which has been answered."""
    lanes, room = pack.lanes, pack.room
    room.solving[lane], room.wanted[lane] = 1.0, 1e-2
    if lanes.about[lane] == CORRECT:
        if lanes.ending[lane] and lanes.corrections[lane] > 0:
            room.wanted[lane] = 1e-6
    elif lanes.about[lane] == COUNT:
        room.solving[lane], room.wanted[lane] = 0.0, 0.0
        load_probe(pack, unknowns, n, lane)
    else:
        room.wanted[lane] = 1e-5
        for u in range(n):
            room.right[u * PACK + lane] = 0.0
        room.right[n * PACK + lane] = 1.0
    begin_basis(room, pack.classes, lane)


@called
def correct_lane(pack: PackState, n: int, lane: int) -> Any:
    """Move a lane's trial point by Newton's step."""
    lanes, room = pack.lanes, pack.room
    largest = 0.0
    for u in range(n + 1):
        k = u * PACK + lane
        largest = max(largest, abs(room.move[k]))
        room.trial[k] += room.move[k] / room.weight[k]
    if lanes.ending[lane] or not lanes.along[lane]:
        room.trial[n * PACK + lane] = room.predicted[n * PACK + lane]
    lanes.move[lane] = largest
    lanes.corrections[lane] += 1
    measure_lane(room, room.trial, lane)
    if pack.classes.symmetric[lane]:
        average_lane(room.trial, 0, n, pack.classes, lane)
