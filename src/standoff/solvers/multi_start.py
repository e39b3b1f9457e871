"""`several`: more than one logit equilibrium of every draw, by many starts.

Where something is hidden and precision is high, a game may have several quantal response equilibria;
`solve` gives one. Here every draw is also iterated from play that leans on pure moves (all
combinations up to a bound, then a spread of them), what settles is checked by `verify`, and equal
answers are told once. Logit equilibria are generically odd in number (McKelvey and Palfrey 1995,
Games and Economic Behavior 10, theorem 3): where an even number was found, Newton's method looks for
the missing one between those known. Nothing here proves that none is left.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import DEGENERATE, SOLVED, BoundGame, Floats, Ints
from standoff.solvers.batch.tables import part as some_draws
from standoff.solvers.batch.workspace import Plan
from standoff.solvers.batch.workspace import plan as make_plan
from standoff.solvers.checks import check
from standoff.solvers.principal_branch import corrected

LEAN = 12.0  # logit of the move that a start leans on, the others having 0
SAME = 1e-5  # play that differs less is one equilibrium
CLEAN = 1e-9  # largest residual of an answer that is not that of `solve`
CHUNK = 1024  # draws taken up together
PAIRS = 15  # pairs of answers between which the missing one is looked for
FIRST, BETWEEN = 0, -1  # `Several.start` of the answer of `solve`, and of those found between others
_STEPS = np.sqrt([2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71]) % 1.0
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Several:
    """Logit equilibria of every draw: rows in the order of draws, the first of each that of `solve`.

    draw : int32[row]
    start : int32[row], 0 for the answer of `solve`, k for what was found from the k-th start, -1 for
        what was found between two others
    probability : float64[row, action]; [row, 0] if it was not to be kept
    value : float64[row, player], expected payoff at the root under the player's own beliefs
    item : float64[row, item], true expected total of each ledger item
    residual : float64[row], recomputed by `verify`
    found : int32[draw], how many equilibria; 0 where `solve` found none and no start did either. An
        even number says that at least one more exists, but for games on a border
    low, high : float64[draw, item], least and largest of each item over the equilibria found; NaN
        nowhere: where none was found, both are those of the unsolved answer of `solve`
    status : int8[draw], that of `solve`
    complete : True only where every draw is proven to have one equilibrium (nothing hidden matters)
    """

    draw: Ints
    start: Ints
    probability: Floats
    value: Floats
    item: Floats
    residual: Floats
    found: Ints
    low: Floats
    high: Floats
    status: npt.NDArray[np.int8]
    starts: int
    complete: bool
    method: str
    seconds: float

    @property
    def first(self) -> npt.NDArray[np.int64]:
        """Where each draw's rows begin, int64[draw + 1]; every draw has at least one row."""
        n_draws = len(self.found)
        return np.searchsorted(self.draw, np.arange(n_draws + 1))

    def over(self, number: Floats) -> tuple[Floats, Floats]:
        """Least and largest of any number of the rows, float64[row], in each draw.

        For measures that are no single item, such as a share of two.
        """
        begin = self.first[:-1]
        return np.minimum.reduceat(number, begin), np.maximum.reduceat(number, begin)


def several(
    bound: BoundGame,
    *,
    plan: Plan | None = None,
    starts: int = 32,
    keep_probability: bool = True,
) -> Several:
    """Logit equilibria of every draw, found by many starts: how many, and the range of each item.

    A lower bound on their number: `complete` is True only where one equilibrium is proven to be all.
    The answer does not depend on how draws are put together, nor on chance.

    Parameters
    ----------
    bound : the game with its numbers; precisions are finite, or nothing is hidden
    plan : what `plan(bound.arrays)` gave, if it is at hand
    starts : most starts besides the answer of `solve`. Every combination of pure moves at the
        information sets that matter if there are no more; else each move alone, then a spread
    keep_probability : False leaves `Several.probability` with the shape [row, 0]

    Returns
    -------
    Several
        One row an equilibrium: `found` counts them in each draw, `least` and `most` are the range of
        each item over them.

    Raises
    ------
    StandoffError
        S621 for a precision of the wrong shape or negative; S622 for settings out of range; S623 if
        a precision is infinite and something is hidden.

    Source
    ------
    Multi-start search; the method and its limits stand at the head of this file.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, at_precision, build_tree
    >>> from standoff.solvers import several
    >>> def reply(left, right):
    ...     return Decision("B", {"l": Terminal((left, left)), "r": Terminal((right, right))}, infoset="B")
    >>> meet = build_tree(Decision("A", {"l": reply(2, 0), "r": reply(0, 1)}), ("A", "B"))
    >>> several(at_precision(meet.bound, 8.0)).found  # at least: both go left, both go right
    array([2], dtype=int32)
    """
    from standoff.solvers.logit import logit_play

    began = time.perf_counter()
    plan = make_plan(bound.arrays) if plan is None else plan
    if starts < 0:
        raise StandoffError(Problem("S622", f"The number of starts is {starts}.", "Expected 0 or more."))
    if not plan.perfect_information and np.isinf(bound.precision).any():
        what = "A precision is infinite, and something is hidden."
        raise StandoffError(Problem("S623", what, fix="Give a finite precision, or use `nash_all`."))
    answer = logit_play(bound, plan=plan)
    solved = (answer.status == SOLVED) | (answer.status == DEGENERATE)
    alone = not plan.n_unknown or starts == 0
    pool = _Pool(bound, answer.probability.T, answer.value.T, answer.item.T, answer.residual)
    points = np.zeros((0, 0)) if alone else _starts(plan, starts)
    if not alone:
        good = answer.status < _failed()
        for first in range(0, bound.n_draws, CHUNK):
            part = np.arange(first, min(first + CHUNK, bound.n_draws))[good[first : first + CHUNK]]
            if len(part):
                _search(pool, plan, part, points, solved[part])
    return pool.told(
        answer.status,
        solved,
        starts=len(points),
        complete=not plan.n_unknown and bool((answer.status == SOLVED).all()),
        keep=keep_probability,
        seconds=time.perf_counter() - began,
    )


def _failed() -> int:
    from standoff.game.records import FAILED

    return FAILED


class _Pool:
    """Equilibria as they are found: one row for each draw at the start, that of `solve`."""

    def __init__(
        self, bound: BoundGame, probability: Floats, value: Floats, item: Floats, residual: Floats
    ) -> None:
        self.bound = bound
        everyone = np.arange(bound.n_draws, dtype=np.int32)
        zero = np.zeros(bound.n_draws, dtype=np.int32)
        self.parts = [(everyone, zero, probability, value, item, residual)]

    def add(self, draws: Ints, start: int, rows: tuple[Floats, Floats, Floats], residual: Floats) -> None:
        """Rows of some draws, each array with a column a draw."""
        began = np.full(len(draws), start, dtype=np.int32)
        self.parts.append((draws.astype(np.int32), began, *rows, residual))

    def told(
        self,
        status: npt.NDArray[np.int8],
        solved: Bools,
        *,
        starts: int,
        complete: bool,
        keep: bool,
        seconds: float,
    ) -> Several:
        draw, start = (np.concatenate([p[k] for p in self.parts]) for k in (0, 1))
        columns = [np.concatenate([p[k] for p in self.parts], axis=-1) for k in (2, 3, 4, 5)]
        count = np.bincount(draw, minlength=self.bound.n_draws) - ~solved
        # an answer of `solve` that was refused leaves its place to what was found instead
        stays = (start != FIRST) | solved[draw] | (count[draw] == 0)
        order = np.flatnonzero(stays)[np.argsort(draw[stays], kind="stable")]
        probability, value, item, residual = (c[..., order].T for c in columns)
        begin = np.searchsorted(draw[order], np.arange(self.bound.n_draws))
        low, high = item, item
        if item.size:
            low, high = np.minimum.reduceat(item, begin), np.maximum.reduceat(item, begin)
        return Several(
            draw[order],
            start[order],
            np.ascontiguousarray(probability) if keep else np.zeros((len(order), 0)),
            np.ascontiguousarray(value),
            np.ascontiguousarray(item),
            residual,
            count.astype(np.int32),
            low if item.size else np.zeros((self.bound.n_draws, item.shape[1])),
            high if item.size else np.zeros((self.bound.n_draws, item.shape[1])),
            status,
            starts,
            complete,
            f"the answer of `solve` and {starts} starts" if starts else "the answer of `solve`",
            seconds,
        )


def _search(pool: _Pool, plan: Plan, part: npt.NDArray[np.int64], points: Floats, solved: Bools) -> None:
    """Look for equilibria of some draws besides the first, and put them in the pool."""
    bound = pool.bound
    chunk = some_draws(bound, part)
    first = pool.parts[0][2][:, part]
    known = _Known(first, solved)
    for k, point in enumerate(points, start=1):
        rows, found = _corrected(chunk, plan, np.tile(point[:, None], (1, chunk.n_draws)))
        fresh = np.flatnonzero(found & known.new(rows[0]))
        _accept(pool, known, chunk, (part, fresh, k), tuple(r[:, fresh] for r in rows))
    even = np.flatnonzero((known.count > 0) & (known.count % 2 == 0))
    for guess, draws in known.between(even):
        here = np.flatnonzero(known.count[draws] % 2 == 0)
        if len(here):
            there = some_draws(chunk, draws[here])
            rows, found = _corrected(there, plan, _logits(plan, guess[:, here]))
            took = np.flatnonzero(found)
            took = took[known.new_at(rows[0][:, took], draws[here][took])]
            _accept(pool, known, chunk, (part, draws[here][took], BETWEEN), tuple(r[:, took] for r in rows))


def _accept(
    pool: _Pool,
    known: _Known,
    chunk: BoundGame,
    where: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int],
    rows: tuple[Floats, ...],
) -> None:
    """Check new answers (columns of draws `where[1]` of the chunk) and take in those that pass."""
    part, draws, start = where
    if not len(draws):
        return
    kept = some_draws(chunk, draws)
    found = check(kept, rows[0])
    good = np.flatnonzero(
        found.accepted & (found.residual <= CLEAN) & found.agrees(rows[1]) & np.isfinite(rows[2]).all(axis=0)
    )
    if len(good):
        known.take(rows[0][:, good], draws[good])
        pool.add(
            part[draws[good]].astype(np.int32),
            start,
            (rows[0][:, good], rows[1][:, good], rows[2][:, good]),
            found.residual[good],
        )


class _Known:
    """Play already found in each draw of a chunk."""

    def __init__(self, first: Floats, solved: Bools) -> None:
        self.layers = [np.where(solved, first, np.inf)]
        self.count = solved.astype(np.int64)

    def new(self, play: Floats) -> Bools:
        """Whether play [action, draw] is unlike all that is known, draw by draw."""
        return self.new_at(play, np.arange(play.shape[1]))

    def new_at(self, play: Floats, draws: npt.NDArray[np.int64]) -> Bools:
        """As `new`, for some draws."""
        fresh = np.ones(len(draws), dtype=bool)
        for layer in self.layers:
            fresh &= np.abs(layer[:, draws] - play).max(axis=0, initial=0.0) > SAME
        return fresh

    def take(self, play: Floats, draws: npt.NDArray[np.int64]) -> None:
        """Remember play of some draws."""
        layer = np.full_like(self.layers[0], np.inf)
        layer[:, draws] = play
        self.layers.append(layer)
        self.count[draws] += 1

    def between(self, draws: npt.NDArray[np.int64]) -> Iterator[tuple[Floats, npt.NDArray[np.int64]]]:
        """Play halfway between two that are known, with the draws for which it is."""
        known = [self.layers[k] for k in range(len(self.layers))]
        for a, b in list(combinations(known, 2))[:PAIRS]:
            both = draws[np.isfinite(a[:, draws]).all(axis=0) & np.isfinite(b[:, draws]).all(axis=0)]
            if len(both):
                yield 0.5 * (a[:, both] + b[:, both]), both


def _starts(plan: Plan, most: int) -> Floats:
    """Starting logits [start, unknown]: all pure moves at the information sets that matter, or some."""
    width = plan.tapes.unknowns.width.astype(int)
    if prod(int(w) for w in width) <= most:
        moves = np.array(list(product(*(range(w) for w in width)))).reshape(-1, len(width))
        return _leaning(plan, moves)
    single = [(u, k) for u in range(len(width)) for k in range(width[u])]
    alone = np.full((min(len(single), most // 2), len(width)), -1)
    for row, (u, k) in enumerate(single[: len(alone)]):
        alone[row, u] = k
    count = np.arange(1, most - len(alone) + 1)[:, None]
    place = np.arange(len(width))
    step = _STEPS[place % len(_STEPS)] * (1.0 + place // len(_STEPS))
    spread = np.floor(((count * step) % 1.0) * width).astype(int)
    return _leaning(plan, np.vstack([spread, alone]))


def _leaning(plan: Plan, moves: npt.NDArray[np.int64]) -> Floats:
    """Logits that lean on moves [start, information set], whatever their base weights; -1 leans on none."""
    width = plan.tapes.unknowns.width.astype(int)
    first = np.cumsum(width) - width
    found = np.zeros((len(moves), int(width.sum())))
    rows, columns = np.nonzero(moves >= 0)
    found[rows, first[columns] + moves[rows, columns]] = LEAN
    base = _log_weights(plan)
    if base is not None:
        found -= np.where(np.repeat(moves >= 0, width, axis=1), base, 0.0)
    return found


def _log_weights(plan: Plan) -> Floats | None:
    """Logarithms of the base weights of the unknowns, float64[unknown]; None where there are none."""
    base = plan.tapes.log_weight
    return base[_actions(plan)] if len(base) else None


def _actions(plan: Plan) -> npt.NDArray[np.int64]:
    """The action of each unknown logit."""
    unknowns, base = plan.tapes.unknowns, plan.tapes.at.probability
    rows = zip(unknowns.row.tolist(), unknowns.width.tolist(), strict=True)
    return np.concatenate([row - base + np.arange(width) for row, width in rows])


def _logits(plan: Plan, play: Floats) -> Floats:
    """Unknown logits [unknown, draw] of play [action, draw]."""
    base = _log_weights(plan)
    with np.errstate(divide="ignore"):
        found: Floats = np.maximum(np.log(play[_actions(plan)]), -700.0)
    return found if base is None else found - base[:, None]


def _corrected(bound: BoundGame, plan: Plan, start: Floats) -> tuple[tuple[Floats, Floats, Floats], Bools]:
    """Newton's method from logits [unknown, draw]: play, values and items, and whether it settled."""
    from standoff.solvers.logit import finish

    logit = corrected(bound, plan.tapes, start)
    found = np.asarray(np.isfinite(logit).all(axis=0))
    sharp = np.zeros(bound.arrays.n_players, dtype=np.int32)
    play = finish(bound, plan.tapes, np.where(found, logit, 0.0), sharp)
    return (play.probability, play.value, play.item), found
