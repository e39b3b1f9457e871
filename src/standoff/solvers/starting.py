"""Kernels: fixed points from given starts, for packs of draws, and Newton's method for single draws.

`fixedpoint.settle` starts every block from uniform play, to come out on the principal branch; here
the play that a block starts from is given, so that other equilibria are found. `polish_draws` sharpens
a guess of one draw by Newton's method, which also finds equilibria that iteration is driven away from.
"""

from __future__ import annotations

from typing import Any

from standoff.solvers.fixedpoint import iterate
from standoff.solvers.lanes import compiled, inlined, pointer, splat, store
from standoff.solvers.packs import count, give, take
from standoff.solvers.plan import PACK
from standoff.solvers.rescue import MOST_UNKNOWN, correct, put_state
from standoff.solvers.sweeps import backward_pass, true_pass


@compiled
def settle_from(
    work: Any, hist: Any, plan: Any, segment: Any, limits: Any, sharp: Any, worst: Any, start: Any
) -> Any:
    """Iterate one block from the logits of `start`; returns the number of rounds."""
    state = plan[3][2]
    for u in range(segment[6]):
        store(work, state + u * PACK, splat(start[u]))
    return iterate(work, hist, plan, segment, limits, sharp, worst)


@inlined
def clear(work: Any, rows: Any) -> Any:
    """Zeros and ones where the tapes expect them."""
    for row in range(rows[12]):
        store(work, row * PACK, splat(1.0) if row in (1, rows[16]) else splat(0.0))
    for row in range(rows[3], rows[4]):
        store(work, row * PACK, splat(1.0))


@inlined
def load_pack(work: Any, tapes: Any, tables: Any, first: Any, held: Any) -> Any:
    """Put the numbers of a pack of draws in the workspace."""
    cells, rows = tapes[5], tapes[6]
    cell, payoff, precision = tables
    for r in range(len(cells)):
        take(work, rows[0] + r, cell, cells[r], first, held)
    for r in range(payoff.shape[0]):
        take(work, rows[1] + r, payoff, r, first, held)
    for i in range(precision.shape[0]):
        take(work, rows[2] + i, precision, i, first, held)


@compiled
def run_start(space: Any, tapes: Any, tables: Any, sharp: Any, limits: Any, start: Any, out: Any) -> Any:
    """Settle every draw of `tables` from one start, float64[unknown]; fills the arrays of `out`.

    `out` holds probability [action, draw], value [player, draw], item [item, draw], change [draw].
    """
    work, hist = space
    backward, reach, flow, segments, unknown, _, rows = tapes
    probability, value, item, change = out
    n_players, n_draws = tables[2].shape
    at = (rows[7] * PACK, rows[8] * PACK, rows[9] * PACK, rows[2] * PACK, rows[15] * PACK)
    plan = (backward, reach, unknown, at, n_players)
    clear(work, rows)
    for first in range(0, n_draws, PACK):
        held = min(PACK, n_draws - first)
        load_pack(work, tapes, tables, first, held)
        store(work, rows[14] * PACK, splat(0.0))
        begin = 0
        for s in range(len(segments)):
            segment = segments[s]
            if segment[7]:
                settle_from(work, hist, plan, segment, limits, sharp, rows[14] * PACK, start[begin:])
                begin += segment[6]
            else:
                ends = segment[0], segment[1]
                backward_pass(pointer(work), pointer(backward), ends[0], ends[1], n_players, pointer(sharp))
        count(work, flow, rows, sharp)
        for r in range(probability.shape[0]):
            give(work, rows[3] + r, probability, r, first, held)
        for r in range(n_players):
            give(work, rows[13] + r, value, r, first, held)
        for r in range(item.shape[0]):
            give(work, rows[4] + r, item, r, first, held)
        for lane in range(held):
            change[first + lane] = work[rows[14] * PACK + lane]


@compiled
def polish_draws(spaces: Any, tapes: Any, tables: Any, chosen: Any, sharp: Any, start: Any, out: Any) -> Any:
    """Newton's method at full precision for the listed draws, from start [listed, unknown]; fills `out`.

    `out` is as that of `run_start`, with a column for each listed draw, and `found` in place of change.
    """
    spare, dense = spaces
    cells, rows = tapes[5], tapes[6]
    cell, payoff, precision = tables
    probability, value, item, found = out
    clear(spare, rows)
    for c in range(len(chosen)):
        draw = chosen[c]
        for r in range(len(cells)):
            store(spare, (rows[0] + r) * PACK, splat(cell[cells[r], draw]))
        for r in range(payoff.shape[0]):
            store(spare, (rows[1] + r) * PACK, splat(payoff[r, draw]))
        for i in range(len(sharp)):
            store(spare, (rows[2] + i) * PACK, splat(precision[i, draw]))
            store(spare, (rows[15] + i) * PACK, splat(precision[i, draw]))
        found[c] = polish_draw(spare, dense, tapes, sharp, start[c])
        for r in range(probability.shape[0]):
            probability[r, c] = spare[(rows[3] + r) * PACK]
        for r in range(value.shape[0]):
            value[r, c] = spare[(rows[13] + r) * PACK]
        for r in range(item.shape[0]):
            item[r, c] = spare[(rows[4] + r) * PACK]


@compiled
def polish_draw(spare: Any, dense: Any, tapes: Any, sharp: Any, start: Any) -> Any:
    """Newton's method for the draw whose numbers stand in every lane; False if it does not settle."""
    backward, reach, flow, segments, unknown, _, rows = tapes
    n_players = len(sharp)
    at = (rows[7] * PACK, rows[8] * PACK, rows[9] * PACK, rows[2] * PACK, rows[15] * PACK)
    plan = (backward, reach, unknown, at, n_players)
    begin = 0
    for s in range(len(segments)):
        segment = segments[s]
        if not segment[7]:
            ends = segment[0], segment[1]
            backward_pass(pointer(spare), pointer(backward), ends[0], ends[1], n_players, pointer(sharp))
            continue
        n = 0
        for u in range(segment[4], segment[5]):
            for k in range(1, unknown[u, 0]):
                dense[n] = start[begin + unknown[u, 1] + k] - start[begin + unknown[u, 1]]
                n += 1
        if n > MOST_UNKNOWN:
            return False
        begin += segment[6]
        size = n + 1
        z, tangent, predicted = dense[:size], dense[size : 2 * size], dense[2 * size : 3 * size]
        z[n] = 1.0
        for j in range(size):
            tangent[j] = 1.0 if j == n else 0.0
            predicted[j] = z[j]
        matrix = dense[6 * size : 6 * size + size * (size + 1)]
        vectors = (z, tangent, predicted, dense[6 * size + size * (size + 1) :])
        if correct(spare, plan, segment, sharp, n, vectors, matrix, 1) < 0:
            return False
        put_state(spare, plan, segment, sharp, dense)
    if rows[5] > rows[4]:
        for row in range(rows[4], rows[5]):
            store(spare, row * PACK, splat(0.0))
        true_pass(pointer(spare), pointer(flow), len(flow), rows[5] * PACK, pointer(sharp))
    return True
