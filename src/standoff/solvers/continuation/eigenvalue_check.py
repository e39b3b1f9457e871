"""Kernel: real eigenvalues above 1 of answers that were found, a pack of draws at a time.

On a branch that has not turned there are none. They are counted over all information sets jointly: there
the directions in which a symmetry breaks, or nearly does, have real eigenvalues, also where two players
answer one after the other in a pass and these come out as pairs.
"""

from __future__ import annotations

from typing import Any

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called, compiled
from standoff.solvers.batch.logit_kernel import clear
from standoff.solvers.batch.tables import Batch
from standoff.solvers.batch.workspace import Unknowns
from standoff.solvers.continuation.eigenvalue_counts import PROBES, load_probe, next_probe
from standoff.solvers.continuation.krylov import begin_basis, pass_pack, scale_lane
from standoff.solvers.continuation.spectrum import count_above_one
from standoff.solvers.continuation.state import How, PackState, begin_lane, load_lane


@compiled
def count_draws(batch: Batch, pack: PackState, how: How, logit: Floats, found: Ints) -> Any:
    """Count for every draw, whose answer is `logit` [unknown, draw], into `found`, int32[draw]."""
    work, tapes, sharp = batch.work, batch.tapes, batch.sharp
    n, n_draws = logit.shape
    if n_draws == 0:
        return
    clear(work, tapes)
    for lane in range(PACK):
        take_draw(batch, pack, logit, lane, lane)
    waiting, left = PACK, n_draws
    while left > 0:
        pass_pack(work, tapes, sharp, pack.room, pack.classes, how.deepest)
        for lane in range(PACK):
            draw = pack.lanes.draw[lane]
            if draw < 0 or not settle_lane(pack, tapes.unknowns, how.deepest, n, lane):
                continue
            found[draw] = pack.lanes.above[lane]
            take_draw(batch, pack, logit, waiting, lane)
            waiting, left = waiting + 1, left - 1


@called
def take_draw(batch: Batch, pack: PackState, logit: Floats, draw: int, lane: int) -> Any:
    """Set a lane to a draw's answer, or to none where there are no more draws."""
    n, n_draws = logit.shape
    held = min(draw, n_draws - 1)
    load_lane(batch.work, batch.tapes, batch.tables, held, lane)
    begin_lane(pack, n, lane, draw if draw < n_draws else -1)
    pack.classes.symmetric[lane] = False
    for u in range(n):
        pack.room.trial[u * PACK + lane] = logit[u, held]
    scale_lane(pack.room, pack.room.trial, lane)


@called
def settle_lane(pack: PackState, unknowns: Unknowns, deepest: int, n: int, lane: int) -> Any:
    """What a lane does after a pass; True where its count, `lanes.above`, is settled."""
    lanes, room = pack.lanes, pack.room
    if room.asked[lane] > 0.0:
        if room.ended[lane] == 0.0:
            return False
        lanes.above[lane], _, settled = count_above_one(room, pack.small, deepest, lane)
        lanes.probes[lane] += 1
        if settled or lanes.probes[lane] == PROBES:
            return True
        next_probe(pack, deepest, n, lane)
    room.solving[lane], room.wanted[lane] = 0.0, 0.0
    load_probe(pack, unknowns, n, lane)
    begin_basis(room, pack.classes, lane)
    return False
