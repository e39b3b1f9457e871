"""Kernel: Newton's method at a draw's own precision, from play that is given.

It finds an answer near the start, on whatever branch that is, also one that iteration is driven away
from. `several` looks for further equilibria with it; a preview goes on from the answer before.
"""

from __future__ import annotations

from typing import Any

from standoff.game.records import Floats
from standoff.kernels import PACK
from standoff.kernels.compilation import called, compiled
from standoff.kernels.vectors import store
from standoff.solvers.batch.logit_kernel import clear
from standoff.solvers.batch.tables import Batch
from standoff.solvers.continuation.krylov import (
    begin_basis,
    measure_lane,
    pass_pack,
    scale_lane,
    solve_lane,
)
from standoff.solvers.continuation.state import ARRIVED, LOST, How, PackState, begin_lane, load_lane
from standoff.solvers.continuation.steps import EXACT, SETTLED, STALLED

ROUNDS = 60
LONGEST = 1.5  # most that one correction moves an unknown, relative to its size above 1


@compiled
def correct_draws(batch: Batch, pack: PackState, how: How, start: Floats) -> Any:
    """Move the logits `start` [unknown, draw] of every draw to an answer; `nan` where that fails."""
    work, tapes, sharp = batch.work, batch.tapes, batch.sharp
    n, n_draws = start.shape
    if n_draws == 0:
        return
    clear(work, tapes)
    for lane in range(PACK):
        take_start(batch, pack, start, lane, lane)
    waiting, left = PACK, n_draws
    while left > 0:
        store(pack.gaps, 0, pass_pack(work, tapes, sharp, pack.room, pack.classes, how.deepest))
        for lane in range(PACK):
            draw = pack.lanes.draw[lane]
            if draw < 0 or not approach(pack, how.deepest, n, lane):
                continue
            good = pack.lanes.ended[lane] == ARRIVED
            for u in range(n):
                start[u, draw] = pack.room.trial[u * PACK + lane] if good else float("nan")
            take_start(batch, pack, start, waiting, lane)
            waiting, left = waiting + 1, left - 1


@called
def take_start(batch: Batch, pack: PackState, start: Floats, draw: int, lane: int) -> Any:
    """Set a lane to the logits that a draw starts from, or to none where there are no more draws."""
    n, n_draws = start.shape
    held, room = min(draw, n_draws - 1), pack.room
    load_lane(batch.work, batch.tapes, batch.tables, held, lane)
    begin_lane(pack, n, lane, draw if draw < n_draws else -1)
    pack.classes.symmetric[lane] = False
    for u in range(n):
        room.trial[u * PACK + lane] = start[u, held]
    scale_lane(room, room.trial, lane)
    measure_lane(room, room.trial, lane)
    pack.lanes.move[lane], pack.lanes.gap[lane] = 1e300, 1e300


@called
def approach(pack: PackState, deepest: int, n: int, lane: int) -> Any:
    """What a lane does after a pass; True where it has settled or takes too long."""
    lanes, room = pack.lanes, pack.room
    if room.asked[lane] == 0.0:
        gap, move = pack.gaps[lane], lanes.move[lane]
        stalled = move < STALLED and gap > 0.7 * lanes.gap[lane]
        if stalled or (move < EXACT and gap < SETTLED):
            return True
        if lanes.rounds[lane] == ROUNDS:
            lanes.ended[lane] = LOST
            return True
        lanes.gap[lane] = gap
        room.solving[lane], room.wanted[lane] = 1.0, 1e-6
        begin_basis(room, pack.classes, lane)
    elif room.ended[lane] > 0.0:
        room.asked[lane] = 0.0
        lanes.rounds[lane] += 1
        solve_lane(room, deepest, lane)
        largest = 0.0
        for u in range(n):
            largest = max(largest, abs(room.move[u * PACK + lane]))
        share = min(1.0, LONGEST / max(largest, 1e-300))
        for u in range(n):
            k = u * PACK + lane
            room.trial[k] += share * room.move[k] / room.weight[k]
        scale_lane(room, room.trial, lane)
        measure_lane(room, room.trial, lane)
        lanes.move[lane] = largest
    return False
