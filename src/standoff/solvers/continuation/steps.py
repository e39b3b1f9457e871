"""Kernels: how one lane goes along its curve: predicts, takes a corrected point or goes back, and ends.

Where the way is plain, the scale is held and the next point is read off the last three; where it
bends, the way along the tangent is held (Keller 1977), so that turning points are passed. A corrected
point is taken if the correction is short, also against the step, and shrinks fast.
Source: Allgower and Georg (1990), Numerical Continuation Methods, ch. 2, 6; Deuflhard (2011), Newton
Methods for Nonlinear Problems, ch. 5.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from standoff.game.records import Floats
from standoff.kernels import PACK
from standoff.kernels.compilation import called
from standoff.solvers.continuation.krylov import Room, measure_lane, scale_lane
from standoff.solvers.continuation.state import CORRECT, COUNT, IDLE, START, TANGENT, How, PackState

FIRST = 0.5  # spread of logits at the first point
LONGEST = 3.0
SHORT = 0.02  # steps of the scale shorter than this make a lane hold the way along the curve instead
SHORTEST = 1e-7
FAR = 0.15  # most that a correction may move an unknown, relative to its size above 1
SMALL = 2e-3  # and corrections this short are, whatever the way
AIM = 0.02  # correction that steps are made for
FAST = 0.3  # most that is left of the gap after the first correction
CLOSE = 1e-4  # length of a correction that is not made any more on the way
LEFT = 0.01  # gap that a point on the way may leave
MOST_CORRECTIONS = 8
EXACT = 1e-13  # length of the last correction
SETTLED = 1e-10  # gap that the answer may leave, where rounding allows that
STALLED = 1e-8  # corrections this short that shrink no more are rounding
MOST_LAST = 25
STRAIGHT = 0.8  # least cosine between the tangent and a step along it
COUNTED_FIRST = 4.0  # scale of the first count, as logits are spread by 1


class Judged(NamedTuple):
    """What a correction was like.

    bad : whether it went too far
    far : its length, in the largest scaled unknown
    ratio : what it left of the gap
    """

    bad: bool
    far: float
    ratio: float


@called
def set_out(pack: PackState, n: int, lane: int) -> Any:
    """The lane's beginning: uniform play, and the way that logits take from it."""
    lanes, past = pack.lanes, pack.past
    lanes.points[lane] = 1
    for u in range(n):
        k = u * PACK + lane
        past.newest[k], past.middle[k] = 0.0, pack.room.answer[k]
    past.newest[n * PACK + lane] = 0.0
    lanes.length[lane] = 0.0
    lanes.unit[lane] = min(lanes.unit[lane], 1.0 / max(pack.room.spread[lane], 1e-300))
    lanes.next_count[lane] = COUNTED_FIRST * lanes.unit[lane]
    keep_place(pack, n, lane)


@called
def keep_place(pack: PackState, n: int, lane: int) -> Any:
    """Remember the past as it is, to come back to."""
    lanes, past = pack.lanes, pack.past
    for u in range(n + 1):
        k = u * PACK + lane
        past.kept_newest[k], past.kept_middle[k] = past.newest[k], past.middle[k]
        past.kept_oldest[k] = past.oldest[k]
    for j in range(3):
        lanes.kept_length[j * PACK + lane] = lanes.length[j * PACK + lane]
    lanes.kept_points[lane], lanes.kept_step[lane] = lanes.points[lane], lanes.step[lane]
    lanes.backs[lane] = 0


@called
def go_back(pack: PackState, n: int, lane: int) -> Any:
    """Return to the last place where the count was right, for shorter steps along the curve."""
    lanes, past = pack.lanes, pack.past
    covered = lanes.length[lane] - lanes.kept_length[lane]
    for u in range(n + 1):
        k = u * PACK + lane
        past.newest[k], past.middle[k] = past.kept_newest[k], past.kept_middle[k]
        past.oldest[k] = past.kept_oldest[k]
    for j in range(3):
        lanes.length[j * PACK + lane] = lanes.kept_length[j * PACK + lane]
    lanes.points[lane] = lanes.kept_points[lane]
    if lanes.backs[lane] == 0:
        lanes.kept_step[lane] = min(max(covered, SHORTEST), 1.0)
    lanes.backs[lane] += 1
    lanes.kept_step[lane] *= 0.25
    lanes.step[lane] = lanes.kept_step[lane]
    lanes.along[lane], lanes.fresh[lane], lanes.ending[lane] = True, False, False


@called
def weigh(pack: PackState, n: int, lane: int) -> Any:
    """Scale the unknowns by the newest point."""
    room, past, lanes = pack.room, pack.past, pack.lanes
    scale_lane(room, past.newest, lane)
    room.weight[n * PACK + lane] = 1.0 / max(past.newest[n * PACK + lane], lanes.unit[lane])


@called
def part_from(room: Room, one: Floats, other: Floats, n: int, lane: int) -> Any:
    """The way from one point to another, in scaled unknowns, into `room.way`."""
    for u in range(n + 1):
        k = u * PACK + lane
        room.way[k] = one[k] - other[k]
    measure_lane(room, room.way, lane)
    for u in range(n + 1):
        room.way[u * PACK + lane] *= room.weight[u * PACK + lane]


@called
def distance(room: Room, one: Floats, other: Floats, n: int, lane: int) -> Any:
    """Length of the way between two points, in scaled unknowns."""
    part_from(room, one, other, n, lane)
    total = 0.0
    for u in range(n + 1):
        total += room.way[u * PACK + lane] ** 2
    return total**0.5


@called
def shares(a: float, b: float, c: float, x: float, points: int) -> Any:
    """Weights of the last points (at a, b, c) in the polynomial through them, at x."""
    if points == 1:
        return 1.0, 0.0, 0.0
    if points == 2:
        t = (x - a) / (a - b)
        return 1.0 + t, -t, 0.0
    one = (x - b) * (x - c) / ((a - b) * (a - c))
    two = (x - a) * (x - c) / ((b - a) * (b - c))
    return one, two, (x - a) * (x - b) / ((c - a) * (c - b))


@called
def predict(pack: PackState, n: int, lane: int) -> Any:
    """The lane's next trial point."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    weigh(pack, n, lane)
    s = n * PACK + lane
    here, points = past.newest[s], lanes.points[lane]
    lanes.corrections[lane] = 0
    if lanes.along[lane]:
        if lanes.fresh[lane]:
            step_out(pack, n, lane)
        else:
            ask_tangent(pack, n, lane)
        return
    lanes.about[lane] = CORRECT
    for u in range(n + 1):
        room.border[u * PACK + lane] = 1.0 if u == n else 0.0
    scale = here + lanes.step[lane] * max(here, lanes.unit[lane])
    if points == 1:
        scale = min(scale, FIRST * lanes.unit[lane])
    if scale > 0.98:
        scale, lanes.ending[lane] = 1.0, True
    b, c = past.middle[s], past.oldest[s]
    if points == 3 and not (here > b and b > c):
        points = 2
    if points == 2 and not here > b:
        points = 1
    one, two, three = shares(here, b, c, scale, points)
    for u in range(n):
        k = u * PACK + lane
        total = one * past.newest[k]
        if points > 1:
            total += two * past.middle[k]
        if points > 2:
            total += three * past.oldest[k]
        room.trial[k] = room.predicted[k] = total
    room.trial[s] = room.predicted[s] = scale


@called
def ask_tangent(pack: PackState, n: int, lane: int) -> Any:
    """Ask for the tangent at the newest point, in the direction of the last step."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    lanes.about[lane] = TANGENT
    length = distance(room, past.newest, past.middle, n, lane) if lanes.points[lane] > 1 else 0.0
    for u in range(n + 1):
        k = u * PACK + lane
        room.trial[k] = past.newest[k]
        room.border[k] = 1.0 if u == n else 0.0
        if length > 0.0:
            room.border[k] = room.way[k] / length


@called
def take_tangent(pack: PackState, n: int, lane: int) -> Any:
    """Take the tangent that was asked for, and set out along it."""
    lanes, room = pack.lanes, pack.room
    total = 0.0
    for u in range(n + 1):
        total += room.move[u * PACK + lane] ** 2
    length = max(total**0.5, 1e-300)
    for u in range(n + 1):
        room.border[u * PACK + lane] = room.move[u * PACK + lane] / length
    lanes.fresh[lane] = True
    step_out(pack, n, lane)


@called
def step_out(pack: PackState, n: int, lane: int) -> Any:
    """The trial point along the tangent."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    lanes.about[lane], lanes.corrections[lane] = CORRECT, 0
    for u in range(n + 1):
        k = u * PACK + lane
        room.trial[k] = past.newest[k] + lanes.step[lane] * room.border[k] / room.weight[k]
        room.predicted[k] = room.trial[k]


@called
def reject(pack: PackState, how: How, n: int, lane: int) -> Any:
    """Try a shorter step; False where there is none."""
    lanes = pack.lanes
    lanes.ending[lane] = False
    lanes.step[lane] *= 0.35
    if not lanes.along[lane] and lanes.step[lane] < SHORT and lanes.points[lane] > 1:
        if not how.careful:
            return False
        lanes.along[lane], lanes.fresh[lane] = True, False
        room, past = pack.room, pack.past
        lanes.step[lane] = min(0.1, distance(room, past.newest, past.middle, n, lane))
    if lanes.step[lane] < SHORTEST:
        return False
    predict(pack, n, lane)
    return True


@called
def accept(pack: PackState, how: How, n: int, lane: int, far: float) -> Any:
    """Take the trial point into the past, and choose the next step's length."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    way = distance(room, room.trial, past.newest, n, lane)
    for u in range(n + 1):
        k = u * PACK + lane
        past.oldest[k], past.middle[k], past.newest[k] = past.middle[k], past.newest[k], room.trial[k]
    lanes.length[2 * PACK + lane] = lanes.length[PACK + lane]
    lanes.length[PACK + lane] = lanes.length[lane]
    lanes.length[lane] += way
    lanes.points[lane] = min(3, lanes.points[lane] + 1)
    lanes.fresh[lane] = False
    factor = (AIM / how.fine / max(far, 1e-9)) ** (0.5 if lanes.along[lane] else 1.0 / 3.0)
    factor = min(2.0, max(0.3, factor))
    lanes.step[lane] = min(LONGEST, lanes.step[lane] * factor)


@called
def judge(pack: PackState, how: How, n: int, lane: int, gap: float) -> Any:
    """What a lane does after its trial point was answered; True where that point has changed."""
    lanes = pack.lanes
    if lanes.about[lane] == START:
        set_out(pack, n, lane)
        predict(pack, n, lane)
        return True
    if lanes.about[lane] != CORRECT or lanes.corrections[lane] == 0:
        lanes.gap[lane] = gap
        return False
    ratio = gap / max(lanes.gap[lane], 1e-300)
    lanes.gap[lane] = gap
    far = moved(pack, pack.room.predicted, n, lane)
    way = moved(pack, pack.past.newest, n, lane)
    bad = not (gap < 1e300 and far < 1e300) or far > FAR / how.fine or way > 1.0
    if lanes.points[lane] == 1 and not lanes.along[lane]:
        bad = bad or pack.room.spread[lane] > 1.0
    else:
        bad = bad or far > 0.3 * way + SMALL
    found = Judged(bad, far, ratio)
    if lanes.ending[lane]:
        return judge_last(pack, how, n, lane, found)
    return judge_on_the_way(pack, how, n, lane, found)


@called
def moved(pack: PackState, point: Floats, n: int, lane: int) -> Any:
    """Largest scaled distance of an unknown from a point to the trial point."""
    room = pack.room
    part_from(room, room.trial, point, n, lane)
    most = 0.0
    for u in range(n):
        most = max(most, abs(room.way[u * PACK + lane]))
    return most


@called
def judge_last(pack: PackState, how: How, n: int, lane: int, found: Judged) -> Any:
    """Whether the last point is reached, or cannot be; as `judge`."""
    lanes = pack.lanes
    bad, ratio = found.bad, found.ratio
    gap, move = lanes.gap[lane], lanes.move[lane]
    stalled = move < STALLED and ratio > 0.7
    short = gap < SETTLED and (move < EXACT or ratio * move < 0.1 * EXACT)
    if not bad and (short or stalled):
        accept(pack, how, n, lane, found.far)
        lanes.about[lane] = COUNT
        return False
    if bad or lanes.corrections[lane] > MOST_LAST or (ratio > 0.7 and move > STALLED):
        give_up_or_reject(pack, how, n, lane)
        return True
    return False


@called
def judge_on_the_way(pack: PackState, how: How, n: int, lane: int, found: Judged) -> Any:
    """Whether a point on the way is good enough, or too far; as `judge`."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    ratio = found.ratio
    s = n * PACK + lane
    slow = ratio > FAST and lanes.move[lane] > STALLED  # shorter corrections shrink rounding, or nothing
    bad = found.bad or slow or lanes.corrections[lane] > MOST_CORRECTIONS or room.trial[s] <= 0.0
    left, near = ratio * lanes.move[lane], min(CLOSE, 0.02 * lanes.step[lane])
    if not bad and (left > near or lanes.gap[lane] > LEFT):
        return False
    if not bad and lanes.along[lane]:
        bad = turn_of(pack, n, lane) < STRAIGHT
    if bad:
        give_up_or_reject(pack, how, n, lane)
        return True
    if room.trial[s] >= 1.0:
        end_between(pack, n, lane)
        return True
    accept(pack, how, n, lane, found.far)
    if how.careful or past.newest[s] >= lanes.next_count[lane]:
        lanes.about[lane] = COUNT
        return False
    predict(pack, n, lane)
    return True


@called
def give_up_or_reject(pack: PackState, how: How, n: int, lane: int) -> Any:
    """Try a shorter step, or leave the draw as lost."""
    if not reject(pack, how, n, lane):
        pack.lanes.about[lane] = IDLE


@called
def turn_of(pack: PackState, n: int, lane: int) -> Any:
    """Cosine of the angle between the last step and the one to the trial point."""
    room, past = pack.room, pack.past
    part_from(room, room.trial, past.newest, n, lane)
    dot, total = 0.0, 0.0
    for u in range(n + 1):
        k = u * PACK + lane
        dot += room.way[k] * room.border[k]
        total += room.way[k] ** 2
    return dot / max(total**0.5, 1e-300)


@called
def end_between(pack: PackState, n: int, lane: int) -> Any:
    """The last point, at scale 1, between the newest and the trial point."""
    lanes, room, past = pack.lanes, pack.room, pack.past
    s = n * PACK + lane
    part = (1.0 - past.newest[s]) / (room.trial[s] - past.newest[s])
    for u in range(n + 1):
        k = u * PACK + lane
        room.trial[k] = past.newest[k] + part * (room.trial[k] - past.newest[k])
        room.border[k] = 0.0
    room.trial[s], room.border[s] = 1.0, 1.0
    for u in range(n + 1):
        room.predicted[u * PACK + lane] = room.trial[u * PACK + lane]
    lanes.ending[lane], lanes.fresh[lane] = True, False
    lanes.corrections[lane] = 0
