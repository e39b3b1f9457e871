"""Kernels: one pack of draws after the other: load, solve, carry forward, store.

A last pack that is not full is filled up with copies of its last draw, so that every draw goes
through the same instructions whatever the number of draws.
"""

from __future__ import annotations

from typing import Any

from standoff.solvers.fixedpoint import settle
from standoff.solvers.lanes import any_above, compiled, inlined, load, pointer, splat, store
from standoff.solvers.plan import PACK
from standoff.solvers.sweeps import backward_pass, true_pass


@inlined
def any_sharp(sharp: Any) -> Any:
    """Whether any player plays best responses."""
    for i in range(len(sharp)):  # noqa: SIM110 - compiled
        if sharp[i]:
            return True
    return False


@inlined
def any_split(work: Any, rows: Any) -> Any:
    """Whether any action is played neither always nor never: without, no tie was split."""
    for row in range(rows[3], rows[4]):
        p = load(work, row * PACK)
        if any_above(p * (splat(1.0) - p), splat(0.0)):
            return True
    return False


@inlined
def take(work: Any, row: Any, table: Any, r: Any, first: Any, count: Any) -> Any:
    """Copy a pack of row `r` of a table into a row of the workspace."""
    if count == PACK:
        store(work, row * PACK, load(table, r * table.shape[1] + first))
    else:
        for lane in range(PACK):
            work[row * PACK + lane] = table[r, first + min(lane, count - 1)]


@inlined
def give(work: Any, row: Any, table: Any, r: Any, first: Any, count: Any) -> Any:
    """Copy a row of the workspace into a pack of row `r` of a table."""
    if count == PACK:
        store(table, r * table.shape[1] + first, load(work, row * PACK))
    else:
        for lane in range(count):
            table[r, first + lane] = work[row * PACK + lane]


@inlined
def solve_pack(work: Any, hist: Any, tapes: Any, sharp: Any, limits: Any) -> Any:
    """Solve the pack that stands in the workspace; returns the number of rounds."""
    backward, reach, flow, segments, unknown, _, rows = tapes
    n_players = len(sharp)
    at = (rows[7] * PACK, rows[8] * PACK, rows[9] * PACK, rows[2] * PACK, rows[15] * PACK)
    inner = (backward, reach, unknown, at, n_players)
    store(work, rows[14] * PACK, splat(0.0))
    store(work, rows[17] * PACK, splat(0.0))
    turns = 0
    for s in range(len(segments)):
        segment = segments[s]
        if segment[7]:
            worst, leapt = rows[14] * PACK, rows[17] * PACK
            turns = max(turns, settle(work, hist, inner, segment, limits, sharp, worst, leapt))
        else:
            backward_pass(pointer(work), pointer(backward), segment[0], segment[1], n_players, pointer(sharp))
    count(work, flow, rows, sharp)
    return turns


@inlined
def count(work: Any, flow: Any, rows: Any, sharp: Any) -> Any:
    """The forward pass, where there is something to count."""
    store(work, rows[5] * PACK, splat(0.0))
    if rows[5] > rows[4] or (any_sharp(sharp) and any_split(work, rows)):
        for item in range(rows[4], rows[5]):
            store(work, item * PACK, splat(0.0))
        true_pass(pointer(work), pointer(flow), len(flow), rows[5] * PACK, pointer(sharp))


@compiled
def run_packs(space: Any, tapes: Any, tables: Any, sharp: Any, limits: Any, out: Any) -> Any:
    """Solve every draw of `tables`; fills the arrays of `out`."""
    work, hist = space
    cells, rows = tapes[5], tapes[6]
    cell, payoff, precision = tables
    probability, value, item, tie, change, leap, rounds = out
    n_draws, n_players = precision.shape[1], precision.shape[0]
    for row in range(rows[12]):
        store(work, row * PACK, splat(1.0) if row in (1, rows[16]) else splat(0.0))
    for row in range(rows[3], rows[4]):
        store(work, row * PACK, splat(1.0))  # actions without alternative
    for first in range(0, n_draws, PACK):
        count = min(PACK, n_draws - first)
        for r in range(len(cells)):
            take(work, rows[0] + r, cell, cells[r], first, count)
        for r in range(payoff.shape[0]):
            take(work, rows[1] + r, payoff, r, first, count)
        for i in range(n_players):
            take(work, rows[2] + i, precision, i, first, count)
        turns = solve_pack(work, hist, tapes, sharp, limits)
        for r in range(item.shape[0]):
            give(work, rows[4] + r, item, r, first, count)
        for i in range(n_players):
            give(work, rows[13] + i, value, i, first, count)
        for lane in range(count):
            tie[first + lane] = work[rows[5] * PACK + lane]
            change[first + lane] = work[rows[14] * PACK + lane]
            leap[first + lane] = work[rows[17] * PACK + lane]
            rounds[first + lane] = turns
        for a in range(probability.shape[0]):
            give(work, rows[3] + a, probability, a, first, count)
