"""Functions of moves to come, and what is left of them when some moves are known.

A *residual* is a function of moves still open whose values are small integers (cells, truth values,
rows of probabilities). It is kept as an ordered decision diagram: the first move that it depends on,
and for each option of that move (and for skipped, last) the residual that is left. Equal branches are
one, so two residuals are the same object exactly if they are the same function of the moves to come,
and a function of many moves is small where few things about them matter ("the last that was made").
A *part* is a product of truth residuals and, at most, one number: `number if a and b`. It is settled
when all of it is known, and dead when one truth is false or the number is zero.
Source: Bryant, 1986, "Graph-based algorithms for Boolean function manipulation", section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DEAD = 0  # state of a part that has been paid, or never will be
ZERO_CELL, ONE_CELL = 0, 1
SETTLED = -1  # the place of a residual that depends on no move

Table = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Residual:
    """place : of the first move that it depends on; after : what is left, an option each, skipped last;
    value : of one that is settled; moves : places of all moves that it depends on, rising."""

    place: int
    after: tuple[int, ...]
    value: int
    moves: tuple[int, ...]

    @property
    def settled(self) -> int | None:
        return self.value if self.place == SETTLED else None


class Residuals:
    """Interned residuals: equal functions have equal numbers."""

    def __init__(self) -> None:
        self.known: list[Residual] = []
        self.reads: list[frozenset[int]] = []  # places of the moves that each depends on
        self._settled: list[int | None] = []
        self._number: dict[tuple[int, tuple[int, ...], int], int] = {}
        self._steps: dict[tuple[int, int, int], int] = {}

    def leaf(self, value: int) -> int:
        """The residual that has one value whatever is done."""
        return self._interned(SETTLED, (), value)

    def branch(self, place: int, after: Sequence[int]) -> int:
        """The residual that becomes one of `after` once the move at a place is known.

        All of `after` depend on later places only.
        """
        if all(number == after[0] for number in after):
            return after[0]
        return self._interned(place, tuple(after), 0)

    def table(self, moves: Sequence[int], values: Table) -> int:
        """The residual with these values; axes follow rising places of moves."""
        if not moves:
            return self.leaf(int(values))
        return self.branch(moves[0], [self.table(moves[1:], values[i]) for i in range(len(values))])

    def _interned(self, place: int, after: tuple[int, ...], value: int) -> int:
        key = (place, after, value)
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self.known)
            own = frozenset([place] if after else ()).union(*(self.reads[other] for other in after))
            residual = Residual(place, after, value, tuple(sorted(own)))
            self.known.append(residual)
            self.reads.append(own)
            self._settled.append(residual.settled)
        return number

    def step(self, number: int, move: int, value: int) -> int:
        """The residual once `move` is known to have the option numbered `value`."""
        if move not in self.reads[number]:
            return number
        residual = self.known[number]
        if residual.place == move:
            return residual.after[value]
        key = (number, move, value)
        after = self._steps.get(key)
        if after is None:  # a later move became known before the first one
            rest = [self.step(other, move, value) for other in residual.after]
            after = self._steps[key] = self.branch(residual.place, rest)
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
