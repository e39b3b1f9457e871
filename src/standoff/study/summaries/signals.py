"""Whether what anybody does later depends on a move that others see: how far its options part play.

Two information sets of a later move that differ in one earlier move alone say what its mover makes of
it. The largest difference in play between such sets, mean over draws, is what the move moves. Two things
besides let later play depend on it without such a pair: a later choice that is there, or has an option,
only after some of its options; and a later chance that reads it, if later play depends on that chance.
What is carried from it by rule is no other move: a state that counts it is left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from standoff.compiler import Compiled
from standoff.expressions import Expression, moves_of
from standoff.game.records import Floats
from standoff.results.run.parts import Signal
from standoff.scenario.records import Move

Masks = tuple[int, ...]  # for each earlier move the bits of all values that it may have
Ints = npt.NDArray[np.int64]
BLOCK = 256  # pairs at a time
WIDE = 62  # options from which a mask does not fit into a machine's whole number
DIGITS = 12  # of a difference: what rounding leaves is none


@dataclass(frozen=True, slots=True)
class Place:
    """An information set as its mover sees it.

    knows : what it knows of each earlier move, by place
    play : float64[option, draw], by the options of the text
    belief : by place of a move that it cannot tell, float64[value, draw]
    """

    knows: Masks
    play: Floats
    belief: Mapping[int, Floats]


def bits_of(mask: int) -> list[int]:
    """The values that a mask holds.

    Examples
    --------
    >>> bits_of(0b101)
    [0, 2]
    """
    return [value for value in range(mask.bit_length()) if mask >> value & 1]


def signals_told(compiled: Compiled, places: Mapping[str, Sequence[Place]], weight: Floats) -> list[Signal]:
    """The moves that somebody sees who decides later, by name, with how far later play depends on them.

    Parameters
    ----------
    compiled : one reading
    places : the information sets of each decision, by its name
    weight : float64[draw], 1 where nothing was observed
    """
    return _Signals(compiled, places, weight).told()


@dataclass(slots=True)
class _Signals:
    compiled: Compiled
    places: Mapping[str, Sequence[Place]]
    weight: Floats
    _known: dict[str, Signal] = field(default_factory=dict)
    _found: dict[str, dict[int, list[tuple[int, int]]]] = field(default_factory=dict)

    @property
    def order(self) -> list[str]:
        return [played.name for played in self.compiled.trace.moves]

    def told(self) -> list[Signal]:
        return [self.signal(name) for name in sorted(self.order) if self._is_heard(name)]

    def _is_heard(self, name: str) -> bool:
        """Whether somebody else sees the move and decides after it."""
        move = self._move(name)
        if move.state or move.private or not _is_open(move):
            return False
        at, made = self.order.index(name), (1 << len(move.options)) - 1
        return any(
            later.actor in move.sees and later.actor != move.actor and later.name not in move.together
            for later in self._later(name)
            if any(place.knows[at] & made for place in self.places.get(later.name, ()))
        )

    def _move(self, name: str) -> Move:
        return self.compiled.scenario.moves[name]

    def _later(self, name: str) -> Iterator[Move]:
        order = self.order
        return (self._move(other) for other in order[order.index(name) + 1 :])

    def signal(self, name: str) -> Signal:
        """What later play makes of one move; remembered, since chances lead on to others."""
        if name not in self._known:
            self._known[name] = self._signal(name)
        return self._known[name]

    def _signal(self, name: str) -> Signal:
        carried = self._carried(name)
        by_rule = any(
            later.actor is not None and _is_open(later) and _reads(later.conditions, carried)
            for later in self._later(name)
        )
        chances = [
            later.name
            for later in self._later(name)
            if later.actor is None and not later.state and _is_open(later) and self._moves(later, carried)
        ]
        found = [(self._difference(name, other), other) for other in self.places]
        compared = [(one, other) for one, other in found if one.pairs]
        best = max(compared, key=lambda pair: (pair[0].play, pair[1]), default=None)
        return Signal(
            move=name,
            play=round(best[0].play, DIGITS) if best else None,
            at=best[1] if best else "",
            belief=max(
                (round(b, DIGITS) for one, _ in compared if (b := one.belief) is not None), default=None
            ),
            pairs=sum(one.pairs for one, _ in compared),
            by_rule=by_rule,
            through=[other for other in chances if not self.signal(other).idle],
            told_apart=any(one.told_apart for one, _ in found),
            uncompared=self.compiled.observed is not None or any(one.uncompared for one, _ in found),
        )

    def _carried(self, name: str) -> frozenset[str]:
        """The move, and the states that are made of it by rule."""
        found = {name}
        for later in self._later(name):
            if later.state and self._moves(later, found):
                found.add(later.name)
        return frozenset(found)

    def _moves(self, later: Move, carried: frozenset[str] | set[str]) -> bool:
        """Whether a chance move's being made, its chances or beliefs about them read one of these."""
        rows = [later.chance or {}, *later.believed.values()]
        formulas = [e for row in rows for e in row.values() if e is not None]
        return _reads((*later.conditions, *formulas), carried)

    def _difference(self, name: str, other: str) -> _Difference:
        """How far the play of one later move differs between sets that differ in one move alone."""
        at, here = self.order.index(name), self.order.index(other)
        if here <= at:
            return _Difference()
        own, unmade = self.places[other], _unmade(self._move(name))
        known = [place.knows[at] & ~unmade for place in own]
        told_apart = len(set(known) - {0}) > 1
        pairs = self._pairs(other).get(at, ())
        paired = {i for pair in pairs for i in pair}
        whole = unmade - 1
        uncompared = told_apart and any(k not in (0, whole) and i not in paired for i, k in enumerate(known))
        if not len(pairs):
            return _Difference(told_apart=told_apart, uncompared=uncompared)
        first, second = np.array(pairs).T
        most = self._largest(np.stack([place.play for place in own]), first, second)
        believed = self._beliefs(own, first, second)
        return _Difference(most, believed, len(pairs), told_apart, uncompared)

    def _beliefs(self, own: Sequence[Place], first: Ints, second: Ints) -> float | None:
        """The largest difference in a belief about one hidden move, where both sets hide it."""
        found = []
        for p in {p for place in own for p in place.belief}:
            hides = [i for i, place in enumerate(own) if p in place.belief]
            row = np.full(len(own), -1)
            row[hides] = np.arange(len(hides))
            both = (row[first] >= 0) & (row[second] >= 0)
            if both.any():
                size = max(len(own[i].belief[p]) for i in hides)
                rows = [np.pad(b, ((0, size - len(b)), (0, 0))) for b in (own[i].belief[p] for i in hides)]
                found.append(self._largest(np.stack(rows), row[first[both]], row[second[both]]))
        return max(found, default=None)

    def _largest(self, rows: Floats, first: Ints, second: Ints) -> float:
        """Half the summed differences between rows float64[set, option, draw], mean over draws: the most."""
        most = 0.0
        for k in range(0, len(first), BLOCK):
            gap = np.abs(rows[first[k : k + BLOCK]] - rows[second[k : k + BLOCK]]).sum(axis=1) / 2
            most = max(most, float((gap * self.weight).mean(axis=-1).max()))
        return most

    def _pairs(self, other: str) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The pairs of a later move's information sets that differ in one earlier move, by its place.

        Two sets differ in a move where no value of it is in both. States are left out, and what one of the
        two skips because of the move.
        """
        if other not in self._found:
            moves = [self._move(name) for name in self.order[: self.order.index(other)]]
            read = [p for p, move in enumerate(moves) if not move.state]
            masks = _masks([[place.knows[p] for p in read] for place in self.places[other]])
            skips = masks == np.array([_unmade(moves[p]) for p in read], dtype=masks.dtype)
            follows = self._follows([moves[p] for p in read])
            found: dict[int, list[tuple[int, int]]] = {}
            for i in range(len(masks) - 1):
                differ = (masks[i] & masks[i + 1 :]) == 0
                at, alone = _alone(differ, skips[i] | skips[i + 1 :], follows)
                for k in np.flatnonzero(alone).tolist():
                    found.setdefault(read[at[k]], []).append((i, i + 1 + k))
            self._found[other] = found
        return self._found[other]

    def _follows(self, moves: Sequence[Move]) -> npt.NDArray[np.bool_]:
        """bool[move, other]: whether the other is made, or not, because of the move and what carries it."""
        carried = [self._carried(move.name) for move in moves]
        table = [[_reads(other.conditions, own) for other in moves] for own in carried]
        return np.array(table, dtype=np.bool_).reshape(len(moves), len(moves))


def _alone(
    differ: npt.NDArray[np.bool_], skipped: npt.NDArray[np.bool_], follows: npt.NDArray[np.bool_]
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Of each pair of sets the first move in which they differ, and whether all else follows of it.

    Parameters
    ----------
    differ : bool[pair, move]
    skipped : bool[pair, move]; whether one of the two has not made it
    follows : bool[move, move]; see `_Signals._follows`
    """
    if not differ.shape[1]:
        return np.zeros(len(differ), np.int64), np.zeros(len(differ), np.bool_)
    at = differ.argmax(axis=1)
    fits = skipped & follows[at]
    pairs = np.arange(len(differ))
    fits[pairs, at] = ~skipped[pairs, at]
    return at, differ.any(axis=1) & (fits | ~differ).all(axis=1)


@dataclass(frozen=True, slots=True)
class _Difference:
    play: float = 0.0
    belief: float | None = None
    pairs: int = 0
    told_apart: bool = False
    uncompared: bool = False


def _is_open(move: Move) -> bool:
    return not move.off and move.fixed is None


def _reads(formulas: Sequence[Expression], carried: frozenset[str] | set[str]) -> bool:
    return any(carried.intersection(moves_of(formula)) for formula in formulas)


def _unmade(move: Move) -> int:
    """The bit of a move that is not made."""
    return 1 << len(move.options)


def _masks(rows: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """Masks as an array; of Python's own whole numbers where a move has very many options."""
    wide = any(mask >> WIDE for row in rows for mask in row)
    return np.array(rows, dtype=object if wide else np.int64).reshape(len(rows), -1)
