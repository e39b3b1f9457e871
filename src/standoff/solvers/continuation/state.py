"""Where a pack's lanes are on the way along their draws' curves: records, room for them, and beginnings.

A lane is one of the draws that a kernel works on side by side. Each is at its own place of its own
draw's curve, and takes the next draw when it has finished.
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_type_hints

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats, Ints
from standoff.kernels import PACK
from standoff.kernels.compilation import called, inlined
from standoff.solvers.batch.tables import Tables
from standoff.solvers.batch.workspace import Tapes, Unknowns
from standoff.solvers.continuation.krylov import Room, room, scale_lane
from standoff.solvers.continuation.spectrum import Small, small_room
from standoff.solvers.continuation.symmetry import Classes, classes_room, scattered

START, TANGENT, CORRECT, COUNT, IDLE = 0, 1, 2, 3, 4  # what a lane is about
ARRIVED, CROSSED, LOST, DOUBTFUL = 0, 1, 2, 3  # what became of a draw
STEP = 0.5  # first step of the scale, relative to the scale
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Past(NamedTuple):
    """Points that a pack's lanes have come by, float64[(unknown + 1) x PACK] each."""

    newest: Floats
    middle: Floats
    oldest: Floats
    kept_newest: Floats  # as they were at the last count that was right
    kept_middle: Floats
    kept_oldest: Floats
    probe: Floats


class Lanes(NamedTuple):
    """Where a pack's lanes are, one number a lane.

    draw, about : which draw, and what the lane does next; -1 where there is none
    corrections : Newton's steps at this point
    points : points in the past, at most 3; `kept_points` at the last right count
    above : real eigenvalues above 1 that there should be; `turned`: the scale falls at the moment
    along : whether the way along the curve is held; `fresh`: whether the border is the tangent here;
        `ending`: whether this is the last point
    ended : what becomes of the draw; backs, probes, rounds : see the constants
    step : the next step, of the scale relative to it, or along the curve; `kept_step` at the last count
    gap, move : size of x - G before the last correction, and of that correction
    unit : the scale at which logits are spread by 1
    length : float64[3 x PACK], way along the curve of the newest, middle, oldest point; `kept_length`
    next_count : scale at which eigenvalues are counted next
    nearest : distance from 1 of the eigenvalue nearest to it, at most 1, at the last count
    """

    draw: Indices
    about: Indices
    corrections: Indices
    points: Indices
    kept_points: Indices
    above: Indices
    turned: Flags
    along: Flags
    fresh: Flags
    ending: Flags
    ended: Indices
    backs: Indices
    probes: Indices
    rounds: Indices
    step: Floats
    kept_step: Floats
    gap: Floats
    move: Floats
    unit: Floats
    length: Floats
    kept_length: Floats
    next_count: Floats
    nearest: Floats


class PackState(NamedTuple):
    """All room that following a pack of draws needs."""

    room: Room
    past: Past
    lanes: Lanes
    classes: Classes
    small: Small
    gaps: Floats


class How(NamedTuple):
    """How draws are followed.

    deepest : most vectors of a Krylov space
    careful : whether a lane goes back where a count is wrong; else it ends there, DOUBTFUL
    fine : how many times shorter than usual corrections, and changes from count to count, must be
    """

    deepest: int
    careful: bool
    fine: float


class Found(NamedTuple):
    """What following gives: the logits of each draw's answer, and what became of it.

    logit : float64[unknown, draw]
    ended : int8[draw], ARRIVED, CROSSED or LOST
    rounds : int32[draw], Newton's steps and counts together
    """

    logit: Floats
    ended: npt.NDArray[np.int8]
    rounds: npt.NDArray[np.int32]


def pack_state(sets: Unknowns, deepest: int) -> PackState:
    """All room that following a pack of draws needs."""
    n_unknown = int(sets.width.sum())
    return PackState(
        room(sets, deepest),
        past_room(n_unknown),
        lanes_room(),
        classes_room(n_unknown),
        small_room(deepest),
        np.zeros(PACK),
    )


def past_room(n_unknown: int) -> Past:
    """Room for the past of one pack."""
    return Past(*(np.zeros((n_unknown + 1) * PACK) for _ in range(7)))


def lanes_room() -> Lanes:
    """Room for where the lanes of one pack are."""
    kinds = {Indices: np.int64, Floats: np.float64, Flags: np.bool_}
    lengths = {"length": 3 * PACK, "kept_length": 3 * PACK}
    fields = get_type_hints(Lanes)
    return Lanes(**{name: np.zeros(lengths.get(name, PACK), kinds[kind]) for name, kind in fields.items()})


@inlined
def load_lane(work: Floats, tapes: Tapes, tables: Tables, draw: int, lane: int) -> Any:
    """Put one draw's numbers into one lane."""
    at = tapes.at
    for r in range(len(tapes.cells)):
        work[(at.cell + r) * PACK + lane] = tables.cell[tapes.cells[r], draw]
    for r in range(tables.payoff.shape[0]):
        work[(at.payoff + r) * PACK + lane] = tables.payoff[r, draw]
    for i in range(tables.precision.shape[0]):
        work[(at.kept + i) * PACK + lane] = tables.precision[i, draw]


@called
def begin_lane(pack: PackState, n: int, lane: int, draw: int) -> Any:
    """Set a lane to the beginning of a draw's way: uniform play, answered at full precision."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    lanes.draw[lane], lanes.about[lane] = draw, START if draw >= 0 else IDLE
    lanes.corrections[lane] = lanes.points[lane] = lanes.above[lane] = 0
    lanes.backs[lane] = lanes.probes[lane] = lanes.rounds[lane] = 0
    lanes.turned[lane] = lanes.along[lane] = lanes.ending[lane] = lanes.fresh[lane] = False
    lanes.ended[lane] = ARRIVED
    lanes.step[lane] = lanes.kept_step[lane] = STEP
    lanes.next_count[lane] = 0.0
    lanes.nearest[lane] = 1.0
    for u in range(n + 1):
        k = u * PACK + lane
        room.trial[k] = room.border[k] = past.newest[k] = 0.0
        room.weight[k] = 1.0
        past.probe[k] = scattered(u, 7)
    scale_lane(room, past.newest, lane)
    room.asked[lane] = 0.0
    room.trial[n * PACK + lane] = 1.0
    room.border[n * PACK + lane] = 1.0


@called
def load_classes(classes: Classes, given: Ints, draw: int, lane: int) -> Any:
    """Take a draw's classes into a lane; `given` has no rows where none are kept."""
    n = given.shape[0]
    classes.symmetric[lane] = False
    for u in range(n):
        classes.size[u * PACK + lane] = 0
    for u in range(n):
        first = given[u, draw]
        classes.first[u * PACK + lane] = first
        classes.size[first * PACK + lane] += 1
        classes.symmetric[lane] |= first != u


@called
def centre_lane(vector: Floats, unknowns: Unknowns, lane: int) -> Any:
    """Take the mean of each information set from a lane's logits."""
    for h in range(len(unknowns.width)):
        first, width = unknowns.first[h], unknowns.width[h]
        mean = 0.0
        for k in range(first, first + width):
            mean += vector[k * PACK + lane]
        mean /= width
        for k in range(first, first + width):
            vector[k * PACK + lane] -= mean
