"""Kernel: Newton's method at a draw's own precision, from play that is given.

It finds an answer near the start, on whatever branch that is, also one that iteration is driven away
from. `several` looks for further equilibria with it; a preview goes on from the answer before.
"""

from __future__ import annotations

from typing import Any

from standoff.game.records import Floats
from standoff.kernels import PACK
from standoff.kernels.compilation import compiled
from standoff.kernels.vectors import store
from standoff.solvers.batch.passes import clear
from standoff.solvers.batch.tables import Batch
from standoff.solvers.continuation.krylov import answer_trial, arnoldi, measure_lane, scale_lane
from standoff.solvers.continuation.state import Desk, How, begin_lane, load_lane
from standoff.solvers.continuation.steps import EXACT, SETTLED, STALLED

ROUNDS = 60
LONGEST = 1.5  # most that one correction moves an unknown, relative to its size above 1


@compiled
def correct_draws(batch: Batch, desk: Desk, how: How, start: Floats) -> Any:
    """Move the logits `start` [unknown, draw] of every draw to an answer; `nan` where that fails."""
    work, tapes, tables, sharp = batch.work, batch.tapes, batch.tables, batch.sharp
    lanes, room, gaps = desk.lanes, desk.room, desk.gaps
    n, n_draws = start.shape[0], tables.precision.shape[1]
    clear(work, tapes)
    for first in range(0, n_draws, PACK):
        held = min(PACK, n_draws - first)
        for lane in range(PACK):
            draw = first + min(lane, held - 1)
            load_lane(work, tapes, tables, draw, lane)
            begin_lane(desk, n, lane, draw)
            desk.classes.symmetric[lane] = False
            for u in range(n):
                room.trial[u * PACK + lane] = start[u, draw]
            scale_lane(room, room.trial, lane)
            measure_lane(room, room.trial, lane)
            lanes.move[lane], lanes.gap[lane] = 1e300, 1e300
        going = PACK
        for _ in range(ROUNDS):
            store(gaps, 0, answer_trial(work, tapes, sharp, room))
            for lane in range(PACK):
                if lanes.draw[lane] < 0:
                    continue
                stalled = lanes.move[lane] < STALLED and gaps[lane] > 0.7 * lanes.gap[lane]
                if stalled or (lanes.move[lane] < EXACT and gaps[lane] < SETTLED):
                    lanes.draw[lane] = -1
                    going -= 1
                lanes.gap[lane] = gaps[lane]
            if going == 0:
                break
            for lane in range(PACK):
                room.solving[lane], room.wanted[lane] = 1.0, 1e-6
                for u in range(n + 1 if lanes.draw[lane] < 0 else 0):
                    room.right[u * PACK + lane] = 0.0
            arnoldi(work, tapes, sharp, room, how.deepest, desk.classes)
            for lane in range(PACK):
                if lanes.draw[lane] < 0:
                    continue
                largest = 0.0
                for u in range(n):
                    largest = max(largest, abs(room.move[u * PACK + lane]))
                share = min(1.0, LONGEST / max(largest, 1e-300))
                for u in range(n):
                    room.trial[u * PACK + lane] += (
                        share * room.move[u * PACK + lane] / room.weight[u * PACK + lane]
                    )
                scale_lane(room, room.trial, lane)
                measure_lane(room, room.trial, lane)
                lanes.move[lane] = largest
        for lane in range(held):
            good = lanes.draw[lane] < 0
            for u in range(n):
                start[u, first + lane] = room.trial[u * PACK + lane] if good else float("nan")
