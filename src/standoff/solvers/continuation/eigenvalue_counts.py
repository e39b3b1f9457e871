"""Kernels: what a lane's count of eigenvalues says, and where it goes from there.

Along one curve the number of real eigenvalues above 1 changes by one where the curve turns, and
nowhere else. Another number, or an eigenvalue near 1 that has leapt, says that a step came out on
another curve: the lane goes back to where the count was right, and takes shorter steps.
"""

from __future__ import annotations

from typing import Any

from standoff.kernels import PACK
from standoff.kernels.compilation import called
from standoff.solvers.batch.workspace import Unknowns
from standoff.solvers.continuation.krylov import measure_lane
from standoff.solvers.continuation.spectrum import count_above_one
from standoff.solvers.continuation.state import CROSSED, DOUBTFUL, How, PackState, centre_lane
from standoff.solvers.continuation.steps import (
    LONGEST,
    SHORTEST,
    distance,
    go_back,
    keep_place,
    predict,
    weigh,
)
from standoff.solvers.continuation.symmetry import average_lane, scattered

STEEP = 0.2  # an eigenvalue as near to 1 as this makes a lane hold the way along the curve
CALM = 0.4
LIKE = 0.3  # most that its distance changes from one count to the next
BACKS = 9  # times that a lane goes back for shorter steps; each quarters them
FEW_BACKS = 4  # of them, after which a pair of eigenvalues far from 1 may change its kind
TINY = 1e-3  # a step that is short enough for that
APART = 0.02  # distance from 1 that is far then
PROBES = 8  # times that Arnoldi's method is begun again for one count


@called
def load_probe(pack: PackState, unknowns: Unknowns, n: int, lane: int) -> Any:
    """The right side from which eigenvalues are looked for."""
    room, past, classes = pack.room, pack.past, pack.classes
    for u in range(n):
        room.right[u * PACK + lane] = past.probe[u * PACK + lane]
    centre_lane(room.right, unknowns, lane)
    if classes.symmetric[lane]:
        average_lane(room.right, 0, n, classes, lane)
    measure_lane(room, room.right, lane)
    for u in range(n):
        room.right[u * PACK + lane] *= room.weight[u * PACK + lane]
    room.right[n * PACK + lane] = 0.0


@called
def next_probe(pack: PackState, deepest: int, n: int, lane: int) -> Any:
    """Keep the Ritz vector, with a little of everything else, to begin the next count from."""
    room, past, small = pack.room, pack.past, pack.small
    for u in range(n):
        total = 0.0
        for j in range(deepest):
            if small.vector[j] != 0.0:
                total += small.vector[j] * room.basis[(j * (n + 1) + u) * PACK + lane]
        k = u * PACK + lane
        past.probe[k] = total / room.weight[k] + 0.03 * scattered(u, 7)


@called
def count_lane(pack: PackState, how: How, n: int, lane: int) -> Any:
    """Take in a lane's count of eigenvalues: go on, go back, or count again; True at the end of its way."""
    lanes, past = pack.lanes, pack.past
    count, nearest, settled = count_above_one(pack.room, pack.small, how.deepest, lane)
    next_probe(pack, how.deepest, n, lane)
    if not settled and lanes.probes[lane] < PROBES:
        lanes.probes[lane] += 1
        return False
    lanes.probes[lane] = 0
    s = n * PACK + lane
    falling = lanes.points[lane] > 1 and past.newest[s] < past.middle[s]
    expected = lanes.above[lane]
    right = count == expected
    if falling != lanes.turned[lane]:
        right = abs(count - expected) == 1
    if falling and not lanes.turned[lane] and over_the_end(pack, n, lane):
        right = False
    if not how.careful and not (right and nearest >= STEEP):
        lanes.ended[lane] = DOUBTFUL
        return True
    # a derivative that changes much in one step may be that of another curve
    like = abs(nearest - lanes.nearest[lane]) <= LIKE / how.fine
    right = right and (like or not how.careful)
    # far from 1, a pair that leaves the real axis or comes to it is no crossing, if the step is short
    calm = min(nearest, lanes.nearest[lane]) > APART and falling == lanes.turned[lane]
    if not right and not (calm and like and lanes.backs[lane] >= FEW_BACKS and lanes.kept_step[lane] < TINY):
        if lanes.backs[lane] < BACKS:
            go_back(pack, n, lane)
            predict(pack, n, lane)
            return False
        lanes.ended[lane] = CROSSED
    lanes.above[lane], lanes.turned[lane], lanes.nearest[lane] = count, falling, nearest
    keep_place(pack, n, lane)
    if lanes.ending[lane]:
        return True
    here = past.newest[s]
    grow = min(4.0, max(1.0, (0.7 / max(1.0 - nearest, 0.05)) ** 0.5))
    lanes.next_count[lane] = here * grow
    choose_way(pack, n, lane)
    predict(pack, n, lane)
    return False


@called
def over_the_end(pack: PackState, n: int, lane: int) -> Any:
    """Whether a turn between the last points may lie beyond scale 1, which is passed before it then.

    The top of the parabola through the last three points counts, and as much again as it rises above them.
    """
    lanes, past = pack.lanes, pack.past
    s = n * PACK + lane
    one, two = past.middle[s], past.newest[s]
    if lanes.points[lane] < 3:
        return max(one, two) > 0.9
    here, before, back = lanes.length[lane], lanes.length[PACK + lane], lanes.length[2 * PACK + lane]
    rise = (one - past.oldest[s]) / max(before - back, 1e-300)
    fall = (two - one) / max(here - before, 1e-300)
    bend = (fall - rise) / max(here - back, 1e-300)
    if bend >= 0.0:
        return max(one, two) > 0.9
    slope = rise + bend * (before - back)
    top = one - slope * slope / (4.0 * bend)
    return top + (top - max(one, two)) >= 1.0


@called
def choose_way(pack: PackState, n: int, lane: int) -> Any:
    """Hold the scale or the way along the curve from here on."""
    lanes, past, room = pack.lanes, pack.past, pack.room
    s = n * PACK + lane
    if lanes.points[lane] < 2:
        return
    weigh(pack, n, lane)
    way = distance(room, past.newest, past.middle, n, lane)
    rise = (past.newest[s] - past.middle[s]) * room.weight[s]
    if not lanes.along[lane] and lanes.nearest[lane] < STEEP:
        lanes.along[lane], lanes.fresh[lane] = True, False
        lanes.step[lane] = max(SHORTEST, min(way, 0.3))
    elif lanes.along[lane] and lanes.above[lane] == 0 and lanes.nearest[lane] > CALM and rise > 0.3 * way:
        lanes.along[lane] = False
        lanes.step[lane] = min(LONGEST, rise)
        lanes.points[lane] = 2  # the oldest may lie before a turn
