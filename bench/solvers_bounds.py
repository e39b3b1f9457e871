"""What the machine allows: exponentials a second and bytes a second of one core, in the same run.

`exp` is that of the kernels, over numbers that stand in the nearest cache; memory is read and written
by copying an array that fits in no cache. A game's own needs are counted from its structure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from standoff.solvers.lanes import compiled, exp, load, store

from standoff.game.records import BoundGame
from standoff.solvers.batch.workspace import PACK

ROWS = 64  # 8 kB, in the nearest cache


@compiled
def _exponentials(work: Any, rows: Any, times: Any) -> Any:
    for _ in range(times):
        for row in range(rows):
            store(work, row * PACK, exp(load(work, row * PACK)))


def exponentials(best: Any, times: int = 20_000) -> float:
    """Exponentials a CPU second; every answer becomes the next argument's size, and none overflows."""
    work = np.full(ROWS * PACK, -0.5)
    _exponentials(work, ROWS, 1)

    def run() -> None:
        work[:] = -0.5
        for _ in range(times // 4):
            _exponentials(work, ROWS, 4)
            work[:] = -0.5

    return ROWS * PACK * (times // 4) * 4 / float(best(run))


def copied(best: Any, megabytes: int = 256) -> float:
    """Bytes read and written a CPU second."""
    source = np.ones(megabytes * 2**17)
    target = np.empty_like(source)
    np.copyto(target, source)
    return 2 * source.nbytes / float(best(lambda: np.copyto(target, source)))


def needed(bound: BoundGame) -> tuple[int, int]:
    """Exponentials and bytes of memory of one draw of a game where nothing is hidden.

    A decision with two moves needs one exponential, others one a move; the check that follows the
    solver needs one a move always. Numbers are read by the solver and by the check, values, gains
    and statuses are written.
    """
    a = bound.arrays
    width = np.diff(a.first_action)
    first = int(np.where(width == 2, 1, width).sum())
    numbers = len(bound.cell) + len(bound.payoff) + len(bound.precision)
    return first, 8 * (2 * numbers + 2 * a.n_players + a.n_items + 4)
