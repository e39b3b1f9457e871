"""Kernels: follow one draw's answer from precision 0 up to its own, where the quick way failed.

The unknowns z are differences of logits, one less than actions in each information set; s in [0, 1]
scales all precisions. The curve z = G(z, s) starts at uniform play and is followed by arc length
(Turocy 2005, Games and Economic Behavior 51, sec. 3), so that it passes turning points: predict
along the tangent, correct by Newton's method. The lanes of a pack hold shifted copies of the one
draw, so that one sweep gives `PACK` columns of the Jacobian by differences.
"""

from __future__ import annotations

from typing import Any

from standoff.solvers.lanes import compiled, inlined, load, pointer, splat, store
from standoff.solvers.plan import PACK
from standoff.solvers.sweeps import backward_pass, belief_pass, keep_play, play_of_state, true_pass

SHIFT = 3e-8  # of an unknown, for a difference; relative above 1
CORRECTIONS = 6
STEPS = 600
FAR = 0.15  # most that a correction may move an unknown, relative above 1
SLOPE = 0.7  # least cosine between neighbouring tangents: less may be another curve
MOST_UNKNOWN = 400  # dense algebra beyond this would take longer than it is worth


def dense_size(n_unknown: int) -> int:
    """Numbers that following a curve with this many unknowns needs."""
    n = min(n_unknown, MOST_UNKNOWN)
    return (n + 1) * (n + 2) + (6 + PACK) * (n + 1)


@compiled
def answer(
    spare: Any, plan: Any, segment: Any, sharp: Any, z: Any, scale: Any, shifted: Any, out: Any
) -> Any:
    """G at z and scale; lane l has unknown `shifted + l - 1` moved, the one past the last is the scale.

    Writes G of lane l to out[l * n :].
    """
    backward, reach, unknown, rows, n_players = plan
    old, new, state, precision = rows[0], rows[1], rows[2], rows[3]
    n = 0
    for u in range(segment[4], segment[5]):
        first = unknown[u, 1]
        for k in range(unknown[u, 0]):
            at = (first + k) * PACK
            for lane in range(PACK):
                x = 0.0
                if k > 0:
                    x = z[n]
                    if lane > 0 and shifted + lane - 1 == n:
                        x += SHIFT * max(1.0, abs(x))
                spare[state + at + lane] = x
            if k > 0:
                n += 1
    for i in range(n_players):
        for lane in range(PACK):
            s = scale
            if lane > 0 and shifted + lane - 1 == n:
                s += SHIFT
            spare[precision + i * PACK + lane] = s * spare[rows[4] + i * PACK + lane]
    play_of_state(spare, unknown, segment[4], segment[5], state, old)
    belief_pass(spare, reach, segment[2], segment[3])
    backward_pass(pointer(spare), pointer(backward), segment[0], segment[1], n_players, pointer(sharp))
    for lane in range(PACK):
        m = 0
        for u in range(segment[4], segment[5]):
            first = new + unknown[u, 1] * PACK
            for k in range(1, unknown[u, 0]):
                out[lane * n + m] = spare[first + k * PACK + lane] - spare[first + lane]
                m += 1


@compiled
def linearise(spare: Any, plan: Any, segment: Any, sharp: Any, n: Any, z: Any, g: Any, matrix: Any) -> Any:
    """Rows of [d(z - G)/dz, -dG/ds] into `matrix` (n + 2 wide) and z - G into its last column."""
    width = n + 2
    for shifted in range(0, n + 1, PACK - 1):
        answer(spare, plan, segment, sharp, z, z[n], shifted, g)
        for lane in range(1, PACK):
            j = shifted + lane - 1
            if j > n:
                break
            step = SHIFT if j == n else SHIFT * max(1.0, abs(z[j]))
            for i in range(n):
                slope = -(g[lane * n + i] - g[i]) / step
                matrix[i * width + j] = slope + (1.0 if i == j else 0.0)
        if shifted == 0:
            for i in range(n):
                matrix[i * width + n + 1] = z[i] - g[i]


@compiled
def eliminate(matrix: Any, size: Any) -> Any:
    """Solve the system whose right side is the last column, in place; False if it is singular."""
    width = size + 1
    for k in range(size):
        pivot = k
        for i in range(k + 1, size):
            if abs(matrix[i * width + k]) > abs(matrix[pivot * width + k]):
                pivot = i
        if not abs(matrix[pivot * width + k]) > 1e-300:
            return False
        if pivot != k:
            for j in range(k, width):
                held = matrix[k * width + j]
                matrix[k * width + j] = matrix[pivot * width + j]
                matrix[pivot * width + j] = held
        for i in range(k + 1, size):
            factor = matrix[i * width + k] / matrix[k * width + k]
            if factor != 0.0:
                for j in range(k + 1, width):
                    matrix[i * width + j] -= factor * matrix[k * width + j]
    for i in range(size - 1, -1, -1):
        total = matrix[i * width + size]
        for j in range(i + 1, size):
            total -= matrix[i * width + j] * matrix[j * width + size]
        matrix[i * width + size] = total / matrix[i * width + i]
    return True


@compiled
def correct(
    spare: Any, plan: Any, segment: Any, sharp: Any, n: Any, vectors: Any, matrix: Any, fixed: Any
) -> Any:
    """Newton's method from the prediction; returns the number of corrections, or -1.

    `fixed` holds the scale; otherwise the way along the tangent is held. vectors: the point (which
    is moved), the tangent, the prediction, and room for answers.
    """
    z, tangent, predicted, g = vectors
    width = n + 2
    last = 1e300
    for turn in range(2 * CORRECTIONS if fixed else CORRECTIONS):
        linearise(spare, plan, segment, sharp, n, z, g, matrix)
        error = 0.0
        for i in range(n):
            error = max(error, abs(matrix[i * width + n + 1]) / max(1.0, abs(z[i])))
        if not error <= 4.0 * last + 1e-6:
            return -1
        if error < (1e-15 if fixed else 1e-7):
            return turn
        if fixed and last < 1e-9 and error > 0.5 * last:
            return turn  # as near as the arithmetic comes
        last = error
        along = 0.0
        for j in range(n + 1):
            matrix[n * width + j] = tangent[j]
            along += tangent[j] * (z[j] - predicted[j])
        if fixed:
            for j in range(n + 1):
                matrix[n * width + j] = 1.0 if j == n else 0.0
            along = 0.0
        matrix[n * width + n + 1] = along
        if not eliminate(matrix, n + 1):
            return -1
        for j in range(n + 1):
            z[j] -= matrix[j * width + n + 1]
    return CORRECTIONS if fixed and last < 1e-9 else -1


@compiled
def turn_tangent(spare: Any, plan: Any, segment: Any, sharp: Any, n: Any, vectors: Any, matrix: Any) -> Any:
    """Unit tangent of the curve at the point, in the direction of the last one."""
    z, tangent, _, g = vectors
    width = n + 2
    linearise(spare, plan, segment, sharp, n, z, g, matrix)
    for j in range(n + 1):
        matrix[n * width + j] = tangent[j]
    for i in range(n):
        matrix[i * width + n + 1] = 0.0
    matrix[n * width + n + 1] = 1.0
    if not eliminate(matrix, n + 1):
        return False
    total = 0.0
    for j in range(n + 1):
        tangent[j] = matrix[j * width + n + 1]
        total += tangent[j] * tangent[j]
    for j in range(n + 1):
        tangent[j] /= total**0.5
    return True


@inlined
def copy(into: Any, out_of: Any, size: Any) -> Any:
    """Copy one vector into another."""
    for j in range(size):
        into[j] = out_of[j]


@inlined
def along(one: Any, other: Any, size: Any) -> Any:
    """Inner product of two vectors."""
    total = 0.0
    for j in range(size):
        total += one[j] * other[j]
    return total


@compiled
def follow(spare: Any, plan: Any, segment: Any, sharp: Any, n: Any, dense: Any) -> Any:
    """Follow the curve from s = 0 to s = 1; leaves the unknowns in dense[:n]; False if it fails."""
    size = n + 1
    z, tangent, predicted = dense[:size], dense[size : 2 * size], dense[2 * size : 3 * size]
    kept = dense[3 * size : 4 * size]
    before = dense[4 * size : 5 * size]
    matrix = dense[6 * size : 6 * size + size * (size + 1)]
    g = dense[6 * size + size * (size + 1) :]
    vectors = (z, tangent, predicted, g)
    for j in range(size):
        z[j] = 0.0
        tangent[j] = 1.0 if j == n else 0.0
    step = 0.05
    if not turn_tangent(spare, plan, segment, sharp, n, vectors, matrix):
        return False
    for _ in range(STEPS):
        for j in range(size):
            kept[j] = z[j]
            predicted[j] = z[j] + step * tangent[j]
            z[j] = predicted[j]
        over = z[n] >= 1.0
        if over:  # end on s = 1 exactly
            part = (1.0 - kept[n]) / tangent[n]
            for j in range(n):
                z[j] = kept[j] + part * tangent[j]
                predicted[j] = z[j]
            z[n] = 1.0
        copy(before, tangent, size)
        turns = correct(spare, plan, segment, sharp, n, vectors, matrix, int(over))
        lost = turns < 0 or (not over and not z[n] >= 0.0)
        for j in range(n):
            lost = lost or abs(z[j] - predicted[j]) > FAR * max(1.0, abs(z[j]))
        if not lost and z[n] < 1.0:
            if not turn_tangent(spare, plan, segment, sharp, n, vectors, matrix):
                return False
            if along(tangent, before, size) < SLOPE and step > 1e-4:
                lost = True
                copy(tangent, before, size)
        if lost:
            copy(z, kept, size)
            step *= 0.4
            if step < 1e-7:
                return False
            continue
        if over:
            return True
        if z[n] > 1.0:
            copy(predicted, z, size)
            part = (1.0 - kept[n]) / (z[n] - kept[n])
            for j in range(n):
                z[j] = kept[j] + part * (predicted[j] - kept[j])
            z[n] = 1.0
            if correct(spare, plan, segment, sharp, n, vectors, matrix, 1) >= 0:
                return True
            copy(tangent, before, size)
            copy(z, kept, size)
            step *= 0.4
            continue
        step *= 2.0 if turns <= 2 else (0.7 if turns >= 4 else 1.0)
    return False


@inlined
def put_state(spare: Any, plan: Any, segment: Any, sharp: Any, z: Any) -> Any:
    """Write the unknowns into the state of all lanes, and the play and values that go with them."""
    backward, reach, unknown, rows, n_players = plan
    m = 0
    for u in range(segment[4], segment[5]):
        first = rows[2] + unknown[u, 1] * PACK
        store(spare, first, splat(0.0))
        for k in range(1, unknown[u, 0]):
            store(spare, first + k * PACK, splat(z[m]))
            m += 1
    for i in range(n_players):
        store(spare, rows[3] + i * PACK, load(spare, rows[4] + i * PACK))
    play_of_state(spare, unknown, segment[4], segment[5], rows[2], rows[0])
    belief_pass(spare, reach, segment[2], segment[3])
    backward_pass(pointer(spare), pointer(backward), segment[0], segment[1], n_players, pointer(sharp))
    keep_play(spare, unknown, segment[4], segment[5], rows[0])


@compiled
def rescue_draw(spare: Any, dense: Any, tapes: Any, sharp: Any) -> Any:
    """Solve the draw whose numbers stand in every lane of the workspace; False if that failed."""
    backward, reach, flow, segments, unknown, _, rows = tapes
    n_players = len(sharp)
    at = (rows[7] * PACK, rows[8] * PACK, rows[9] * PACK, rows[2] * PACK, rows[15] * PACK)
    plan = (backward, reach, unknown, at, n_players)
    for i in range(n_players):
        store(spare, at[4] + i * PACK, load(spare, at[3] + i * PACK))
    for s in range(len(segments)):
        segment = segments[s]
        if not segment[7]:
            backward_pass(
                pointer(spare), pointer(backward), segment[0], segment[1], n_players, pointer(sharp)
            )
            continue
        n = 0
        for u in range(segment[4], segment[5]):
            n += unknown[u, 0] - 1
        if n > MOST_UNKNOWN or not follow(spare, plan, segment, sharp, n, dense):
            return False
        put_state(spare, plan, segment, sharp, dense)
    if rows[5] > rows[4]:
        for item in range(rows[4], rows[5]):
            store(spare, item * PACK, splat(0.0))
        true_pass(pointer(spare), pointer(flow), len(flow), rows[5] * PACK, pointer(sharp))
    return True


@compiled
def rescue_draws(spaces: Any, tapes: Any, tables: Any, chosen: Any, sharp: Any, out: Any) -> Any:
    """Follow the listed draws one by one; fills `out`, whose arrays have a column a listed draw."""
    spare, dense = spaces
    cells, rows = tapes[5], tapes[6]
    cell, payoff, precision = tables
    probability, value, item, found = out
    for row in range(rows[12]):
        store(spare, row * PACK, splat(1.0) if row in (1, rows[16]) else splat(0.0))
    for row in range(rows[3], rows[4]):
        store(spare, row * PACK, splat(1.0))
    for c in range(len(chosen)):
        draw = chosen[c]
        for r in range(len(cells)):
            store(spare, (rows[0] + r) * PACK, splat(cell[cells[r], draw]))
        for r in range(payoff.shape[0]):
            store(spare, (rows[1] + r) * PACK, splat(payoff[r, draw]))
        for i in range(len(sharp)):
            store(spare, (rows[2] + i) * PACK, splat(precision[i, draw]))
        found[c] = rescue_draw(spare, dense, tapes, sharp)
        for a in range(probability.shape[0]):
            probability[a, c] = spare[(rows[3] + a) * PACK]
        for i in range(value.shape[0]):
            value[i, c] = spare[(rows[13] + i) * PACK]
        for k in range(item.shape[0]):
            item[k, c] = spare[(rows[4] + k) * PACK]
