"""Kernels: one pack of draws after the other: load, answer, carry forward, store.

A last pack that is not full is filled up with copies of its last draw, so that every draw goes
through the same instructions whatever the number of draws.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from standoff.game.records import Floats, GameArrays
from standoff.kernels import PACK
from standoff.kernels.compilation import compiled, inlined
from standoff.kernels.vectors import any_above, load, pointer, splat, store
from standoff.solvers.batch.logit_kernel import answer_state, clear, keep_play, true_pass
from standoff.solvers.batch.tables import Batch
from standoff.solvers.batch.workspace import Tapes


class Play(NamedTuple):
    """Play and what it brings about; draws are the last axis.

    probability, value, item, tie : [action, draw], [player, draw], [item, draw], [draw]
    told : [told, draw], the answers of the information sets of `tapes.told`, precision x value
    """

    probability: Floats
    value: Floats
    item: Floats
    tie: Floats
    told: Floats


def play_room(arrays: GameArrays, tapes: Tapes, n_draws: int) -> Play:
    """Room for the play of some draws."""
    n_told = int(tapes.told.width.sum())
    return Play(
        np.empty((arrays.n_actions, n_draws)),
        np.empty((arrays.n_players, n_draws)),
        np.zeros((arrays.n_items, n_draws)),
        np.zeros(n_draws),
        np.empty((n_told, n_draws)),
    )


@inlined
def any_sharp(sharp: Any) -> Any:
    """Whether any player plays best responses."""
    for i in range(len(sharp)):  # noqa: SIM110 - compiled
        if sharp[i]:
            return True
    return False


@inlined
def any_split(work: Any, at: Any) -> Any:
    """Whether any action is played neither always nor never: without, no tie was split."""
    for row in range(at.probability, at.item):
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
def count(work: Any, tapes: Any, sharp: Any) -> Any:
    """The forward pass, where there is something to count."""
    at = tapes.at
    store(work, at.tie * PACK, splat(0.0))
    if at.tie > at.item or (any_sharp(sharp) and any_split(work, at)):
        for item in range(at.item, at.tie):
            store(work, item * PACK, splat(0.0))
        true_pass(pointer(work), pointer(tapes.flow), len(tapes.flow), at.tie * PACK, pointer(sharp))


@compiled
def finish_packs(batch: Batch, logit: Floats, out: Play) -> Any:
    """Play, values, items and split ties of every draw, whose unknown logits are [unknown, draw].

    out : `Play`, filled
    """
    work, tapes, tables, sharp = batch.work, batch.tapes, batch.tables, batch.sharp
    at = tapes.at
    n_draws, n_players = tables.precision.shape[1], tables.precision.shape[0]
    clear(work, tapes)
    for first in range(0, n_draws, PACK):
        held = min(PACK, n_draws - first)
        for r in range(len(tapes.cells)):
            take(work, at.cell + r, tables.cell, tapes.cells[r], first, held)
        for r in range(tables.payoff.shape[0]):
            take(work, at.payoff + r, tables.payoff, r, first, held)
        for i in range(n_players):
            take(work, at.precision + i, tables.precision, i, first, held)
        for u in range(logit.shape[0]):
            take(work, at.state + u, logit, u, first, held)
        answer_state(work, tapes, sharp)
        keep_play(work, tapes.unknowns, at)
        count(work, tapes, sharp)
        for r in range(out.item.shape[0]):
            give(work, at.item + r, out.item, r, first, held)
        for i in range(n_players):
            give(work, at.root + i, out.value, i, first, held)
        for lane in range(held):
            out.tie[first + lane] = work[at.tie * PACK + lane]
        for a in range(out.probability.shape[0]):
            give(work, at.probability + a, out.probability, a, first, held)
        for k in range(out.told.shape[0]):
            give(work, at.new + k, out.told, k, first, held)
