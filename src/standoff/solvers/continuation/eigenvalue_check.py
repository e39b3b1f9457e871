"""Kernel: real eigenvalues above 1 of answers that were found, a pack of draws at a time.

On a branch that has not turned there are none. They are counted over all information sets jointly: there
the directions in which a symmetry breaks, or nearly does, have real eigenvalues, also where two players
answer one after the other in a pass and these come out as pairs.
"""

from __future__ import annotations

from typing import Any

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import compiled
from standoff.solvers.batch.passes import clear
from standoff.solvers.batch.tables import Batch
from standoff.solvers.continuation.eigenvalue_counts import PROBES, load_probe, next_probe
from standoff.solvers.continuation.krylov import answer_trial, arnoldi, scale_lane
from standoff.solvers.continuation.spectrum import count_above_one
from standoff.solvers.continuation.state import Desk, How, begin_lane, load_lane


@compiled
def count_draws(batch: Batch, desk: Desk, how: How, logit: Floats, found: Ints) -> Any:
    """Count for every draw, whose answer is `logit` [unknown, draw], into `found`, int32[draw]."""
    work, tapes, tables, sharp = batch.work, batch.tapes, batch.tables, batch.sharp
    lanes, room = desk.lanes, desk.room
    n, n_draws = logit.shape[0], tables.precision.shape[1]
    clear(work, tapes)
    for first in range(0, n_draws, PACK):
        held = min(PACK, n_draws - first)
        for lane in range(PACK):
            draw = first + min(lane, held - 1)
            load_lane(work, tapes, tables, draw, lane)
            begin_lane(desk, n, lane, draw)
            desk.classes.symmetric[lane] = False
            for u in range(n):
                k = u * PACK + lane
                room.trial[k] = logit[u, draw]
            scale_lane(room, room.trial, lane)
            room.solving[lane], room.wanted[lane] = 0.0, 0.0
        answer_trial(work, tapes, sharp, room)
        going = PACK
        for turn in range(PROBES):
            for lane in range(PACK):
                if lanes.draw[lane] >= 0:
                    load_probe(desk, tapes.unknowns, n, lane)
                else:
                    for u in range(n + 1):
                        room.right[u * PACK + lane] = 0.0
            columns = arnoldi(work, tapes, sharp, room, how.deepest, desk.classes)
            for lane in range(PACK):
                if lanes.draw[lane] < 0:
                    continue
                count, _, settled = count_above_one(room, desk.small, how.deepest, columns, lane)
                next_probe(desk, how.deepest, n, lane)
                if settled or turn == PROBES - 1:
                    found[lanes.draw[lane]] = count
                    lanes.draw[lane] = -1
                    going -= 1
            if going == 0:
                break
