"""Tables over moves, and what is left of them when some moves are known.

A *residual* is a table over moves still open whose entries are small integers (cells, truth
values, rows of probabilities). Axes along which nothing varies are dropped, so that two residuals
are the same object exactly if they are the same function of the moves to come. A *part* is a
product of truth residuals and, at most, one number: `number if a and b`. It is settled when all
of it is known, and dead when one truth is false or the number is zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DEAD = 0  # state of a part that has been paid, or never will be
ZERO_CELL, ONE_CELL = 0, 1

Table = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Residual:
    """moves: places in the order of play, rising; values: int32, one axis a move."""

    moves: tuple[int, ...]
    values: Table

    @property
    def settled(self) -> int | None:
        return int(self.values[()]) if not self.moves else None


class Residuals:
    """Interned residuals: equal functions have equal numbers."""

    def __init__(self) -> None:
        self.known: list[Residual] = []
        self.reads: list[frozenset[int]] = []  # places of the moves that each depends on
        self._settled: list[int | None] = []
        self._number: dict[tuple[tuple[int, ...], tuple[int, ...], bytes], int] = {}
        self._steps: dict[tuple[int, int, int], int] = {}

    def intern(self, moves: Sequence[int], values: Table) -> int:
        """The number of this table; axes must follow rising places of moves."""
        kept = tuple(moves)
        for axis in range(values.ndim - 1, -1, -1):
            first = values.take([0], axis=axis)
            if (values == first).all():
                values = first.squeeze(axis)
                kept = kept[:axis] + kept[axis + 1 :]
        values = np.array(values, dtype=np.int32, order="C")
        key = (kept, values.shape, values.tobytes())
        number = self._number.get(key)
        if number is None:
            number = len(self.known)
            self._number[key] = number
            residual = Residual(kept, values)
            self.known.append(residual)
            self.reads.append(frozenset(kept))
            self._settled.append(residual.settled)
        return number

    def step(self, number: int, move: int, value: int) -> int:
        """The residual once `move` is known to have the option numbered `value`."""
        if move not in self.reads[number]:
            return number
        key = (number, move, value)
        after = self._steps.get(key)
        if after is None:
            residual = self.known[number]
            axis = residual.moves.index(move)
            rest = residual.moves[:axis] + residual.moves[axis + 1 :]
            after = self.intern(rest, np.asarray(residual.values.take(value, axis=axis)))
            self._steps[key] = after
        return after

    def settled(self, number: int) -> int | None:
        return self._settled[number]


@dataclass(frozen=True, slots=True)
class Part:
    """What is still open of one payoff term or ledger entry: truths that must all hold, a number."""

    source: int
    truths: tuple[int, ...]
    number: int


class Parts:
    """Interned parts and what becomes of them when a move is made."""

    def __init__(self, residuals: Residuals) -> None:
        self.residuals = residuals
        self.known: list[Part | None] = [None]  # 0 is DEAD
        self.reads: list[frozenset[int]] = [frozenset()]  # places of the moves that each depends on
        self._number: dict[Part, int] = {}
        self._steps: dict[tuple[int, int, int], tuple[int, int]] = {}

    def start(self, source: int, truths: Sequence[int], number: int) -> tuple[int, int]:
        """State of a fresh part, and the cell that it pays at once (ZERO_CELL: none)."""
        return self._simplify(source, truths, number)

    def step(self, state: int, move: int, value: int) -> tuple[int, int]:
        """State after a move, and the cell that settles with it (ZERO_CELL: none)."""
        if move not in self.reads[state]:
            return state, ZERO_CELL
        key = (state, move, value)
        after = self._steps.get(key)
        if after is None:
            part = self.known[state]
            assert part is not None, "what is dead depends on no move"
            step = self.residuals.step
            truths = [step(truth, move, value) for truth in part.truths]
            after = self._simplify(part.source, truths, step(part.number, move, value))
            self._steps[key] = after
        return after

    def _simplify(self, source: int, truths: Sequence[int], number: int) -> tuple[int, int]:
        settled = [self.residuals.settled(truth) for truth in truths]
        value = self.residuals.settled(number)
        if 0 in settled or value == ZERO_CELL:
            return DEAD, ZERO_CELL
        still_open = tuple(sorted({t for t, known in zip(truths, settled, strict=True) if known is None}))
        if not still_open and value is not None:
            return DEAD, value
        part = Part(source, still_open, number)
        state = self._number.get(part)
        if state is None:
            state = len(self.known)
            self._number[part] = state
            self.known.append(part)
            reads = self.residuals.reads
            self.reads.append(reads[number].union(*(reads[truth] for truth in still_open)))
        return state, ZERO_CELL
