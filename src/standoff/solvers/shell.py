"""`solve`: the checked shell around the kernels; every row is gated by `verify`.

Draws are solved and checked in pieces; memory is bounded by the piece where play is not kept,
whatever the number of draws. Players' precisions may be finite in some draws
and infinite in others: draws are grouped by who plays sharp.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import (
    DEGENERATE,
    FAILED,
    NOT_CONVERGED,
    REJECTED,
    SOLVED,
    BoundGame,
    Floats,
    GameArrays,
    Ints,
    Solution,
)
from standoff.solvers.checks import Check, check
from standoff.solvers.plan import PACK, Plan, whole
from standoff.solvers.plan import plan as make_plan
from standoff.solvers.rules import ACCEPTED

SUM_TOLERANCE = 1e-9
PIECE = 2048  # draws whose play is held between solving and checking, a multiple of PACK
POLISHED = 1e-9  # rows with a larger residual are followed, although they would be accepted
# moves of play on the way to the answer that may have left the principal branch: smooth ones are a
# quarter of them, at the quick and at the slow growth of precision
LEAP, SLOW_LEAP = 0.25, 0.07
LOW = 1e-3  # share of the precision at which symmetries are looked for
ALIKE, APART = 1e-9, 1e-6  # values of two players that are the same, and that are not
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]


def solve(
    bound: BoundGame,
    *,
    plan: Plan | None = None,
    tolerance: float = 1e-10,
    rounds: int = 500,
    keep_probability: bool = True,
) -> Solution:
    """Play of every draw: best responses where a player's precision is infinite, logit elsewhere.

    Where somebody is sharp and something is hidden, the answer is that of `sharp_limit`.

    Parameters
    ----------
    bound : the game with its numbers
    plan : what `plan(bound.arrays)` gave, if it is at hand
    tolerance : largest change of a probability at which a fixed point is accepted
    rounds : most rounds of a fixed point before the slower way is tried
    keep_probability : False leaves `Solution.probability` with the shape [draw, 0]

    Returns
    -------
    Solution, its rows `solved` (or `degenerate`) only where `verify` accepts them

    Raises
    ------
    StandoffError
        S621 if the precision has the wrong shape or is negative; S622 for settings out of range.

    Examples
    --------
    >>> from standoff.solvers import solve  # solve(bound).value
    """
    started = time.perf_counter()
    plan = make_plan(bound.arrays) if plan is None else plan
    _demand(bound, tolerance, rounds)
    if not plan.perfect_information and np.isinf(bound.precision).any():
        from standoff.solvers.sharp import sharp_limit

        return sharp_limit(bound, plan=plan, keep_probability=keep_probability)
    answer = _Answer.empty(bound, keep_probability)
    failed = failed_draws(bound, plan)
    sharp = np.isinf(bound.precision)
    limits = (tolerance, float(rounds))
    patterns, group = _patterns(sharp)
    for g in range(patterns.shape[1]):
        chosen = np.flatnonzero((group == g) & ~failed)
        if len(chosen):
            _run(bound, plan, _part(chosen), patterns[:, g].astype(np.int32), limits, answer)
    answer.status[failed] = FAILED
    if not plan.perfect_information and _twins(bound.arrays):
        _mend_symmetry(bound, plan, np.flatnonzero(~failed), limits, answer)
    return Solution(
        answer.probability,
        answer.value,
        answer.item,
        answer.gain,
        answer.residual,
        answer.status,
        _method(patterns, plan),
        int(answer.rounds.max(initial=0)),
        time.perf_counter() - started,
        answer.unsure,
    )


def agent_quantal_response(
    bound: BoundGame, *, plan: Plan | None = None, tolerance: float = 1e-10, rounds: int = 500
) -> Solution:
    """Logit agent quantal response equilibrium (McKelvey and Palfrey 1998): finite precisions only.

    Raises
    ------
    StandoffError
        S623 if a precision is infinite.

    Examples
    --------
    >>> from standoff.solvers import agent_quantal_response  # agent_quantal_response(bound)
    """
    if np.isinf(bound.precision).any():
        what = "A precision is infinite, which logit agent quantal response does not admit."
        raise StandoffError(Problem("S623", what, fix="Use `solve` or `subgame_perfect`."))
    return solve(bound, plan=plan, tolerance=tolerance, rounds=rounds)


def subgame_perfect(bound: BoundGame, *, plan: Plan | None = None) -> Solution:
    """Subgame-perfect equilibrium by backward induction, ties split evenly; precisions are ignored.

    Raises
    ------
    StandoffError
        S620 if somebody moves without knowing where.

    Examples
    --------
    >>> from standoff.solvers import subgame_perfect  # subgame_perfect(bound).probability
    """
    plan = make_plan(bound.arrays) if plan is None else plan
    if not plan.perfect_information:
        h = min(plan.structure.wide)
        what = f"Subgame perfection asks for seen moves, but information set {h} holds several nodes."
        fix = "Use `subgame_perfect_all` (one game), `sharp_limit` or `sequential`."
        raise StandoffError(Problem("S620", what, fix=fix))
    sharp = BoundGame(bound.arrays, bound.cell, bound.payoff, np.full_like(bound.precision, np.inf))
    return solve(sharp, plan=plan)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is filled chunk by chunk."""

    probability: Floats
    value: Floats
    item: Floats
    gain: Floats
    residual: Floats
    status: Bytes
    rounds: Ints
    unsure: Bools

    @classmethod
    def empty(cls, bound: BoundGame, keep: bool) -> _Answer:
        n, arrays = bound.n_draws, bound.arrays
        return cls(
            np.zeros((n, arrays.n_actions if keep else 0)),
            np.zeros((n, arrays.n_players)),
            np.zeros((n, arrays.n_items)),
            np.zeros((n, arrays.n_players)),
            np.zeros(n),
            np.full(n, SOLVED, dtype=np.int8),
            np.zeros(n, dtype=np.int32),
            np.zeros(n, dtype=np.bool_),
        )

    def put(self, part: slice | Indices, probability: Floats, value: Floats, item: Floats) -> None:
        """Store the columns of a part; probabilities only if they are kept."""
        if self.probability.shape[1]:
            self.probability[part] = probability.T
        self.value[part], self.item[part] = value.T, item.T


def _patterns(sharp: Bools) -> tuple[Bools, Indices]:
    """Who plays sharp, [player, pattern], and which pattern holds in each draw."""
    if sharp.shape[1] == 0 or (sharp == sharp[:, :1]).all():
        return sharp[:, :1], np.zeros(sharp.shape[1], dtype=np.int64)
    patterns, group = np.unique(sharp, axis=1, return_inverse=True)
    return patterns, group.ravel()


def _part(chosen: Indices) -> slice | Indices:
    """These draws as a slice where they are neighbours, so that nothing is copied."""
    if chosen[-1] - chosen[0] + 1 == len(chosen):
        return slice(int(chosen[0]), int(chosen[-1]) + 1)
    return chosen


@dataclass(frozen=True, slots=True)
class _Found:
    """What the kernels say of some draws: tables [.., draw] and the check of their play."""

    probability: Floats
    value: Floats
    item: Floats
    rounds: Ints
    leap: Floats
    checked: Check
    status: Bytes


def _run(
    bound: BoundGame,
    plan: Plan,
    part: slice | Indices,
    sharp: Flags,
    limits: tuple[float, float],
    answer: _Answer,
) -> None:
    """Solve and check some draws, and put what was found in its place."""
    from standoff.solvers.fixedpoint import QUICK_RAMP

    found = _packs(bound, plan, part, sharp, (*limits, *QUICK_RAMP), bool(answer.probability.shape[1]))
    answer.put(part, found.probability, found.value, found.item)
    answer.gain[part], answer.residual[part] = found.checked.gain.T, found.checked.residual
    answer.rounds[part], answer.status[part] = found.rounds, found.status
    if not plan.perfect_information:
        late = np.flatnonzero(_late(found, LEAP))
        if len(late):
            where = np.arange(bound.n_draws)[part][late]
            _look_again(bound, plan, where, sharp, limits, answer)


def _late(found: _Found, leap: float) -> Bools:
    """Draws that did not settle, or whose play leapt on the way, so that it may have changed curves."""
    refused = (found.status == NOT_CONVERGED) | (found.status == REJECTED)
    return np.asarray(refused | (found.checked.residual > POLISHED) | (found.leap > leap))


def _look_again(
    bound: BoundGame,
    plan: Plan,
    where: Indices,
    sharp: Flags,
    limits: tuple[float, float],
    answer: _Answer,
) -> None:
    """Solve late draws again in smaller steps; those that leap again are followed one by one."""
    from standoff.solvers.fixedpoint import SLOW_RAMP

    found = _packs(bound, plan, where, sharp, (*limits, *SLOW_RAMP), True)
    late = _late(found, SLOW_LEAP)
    better = ~late | (found.status == SOLVED) & (answer.status[where] != SOLVED)
    home, mine = where[better], np.flatnonzero(better)
    answer.put(home, found.probability[:, mine], found.value[:, mine], found.item[:, mine])
    answer.gain[home], answer.residual[home] = found.checked.gain.T[mine], found.checked.residual[mine]
    answer.status[home] = found.status[mine]
    if late.any():
        answer.unsure[where[late]] = True
        _rescue(bound, plan, where[late], sharp, answer)


def _twins(arrays: GameArrays) -> list[tuple[int, int]]:
    """Pairs of players who could stand in for each other: as many information sets of each width."""
    width = np.diff(arrays.first_action)
    kinds = [tuple(sorted(width[arrays.infoset_player == i])) for i in range(arrays.n_players)]
    return [(i, j) for j in range(arrays.n_players) for i in range(j) if kinds[i] and kinds[i] == kinds[j]]


def _mend_symmetry(
    bound: BoundGame, plan: Plan, where: Indices, limits: tuple[float, float], answer: _Answer
) -> None:
    """Follow draws in which two players fare alike at low precision, but not in the answer.

    The principal branch keeps the symmetry of a game. Where another branch crosses it, it turns
    unstable, and rounding drives the iteration away from it without a leap.
    """
    from standoff.solvers.fixedpoint import QUICK_RAMP

    arrays = bound.arrays
    sharp = np.zeros(arrays.n_players, dtype=np.int32)
    low = BoundGame(arrays, bound.cell, bound.payoff, LOW * bound.precision)
    early = _packs(low, plan, where, sharp, (*limits, *QUICK_RAMP), False).value
    broken = _broken(arrays, early, answer.value[where].T)
    if broken.any():
        answer.unsure[where[broken]] = True
        _rescue(bound, plan, where[broken], sharp, answer)
        still = _broken(arrays, early, answer.value[where].T)
        answer.unsure[where[still]] = True


def _broken(arrays: GameArrays, early: Floats, value: Floats) -> Bools:
    """Draws in which values [player, draw] of two players were the same early, and differ now."""
    found = np.zeros(value.shape[1], dtype=np.bool_)
    size = 1.0 + np.abs(value).max(axis=0)
    for i, j in _twins(arrays):
        alike = np.abs(early[i] - early[j]) <= ALIKE * size
        found |= alike & (np.abs(value[i] - value[j]) > APART * size)
    return found


def _packs(
    bound: BoundGame,
    plan: Plan,
    part: slice | Indices,
    sharp: Flags,
    limits: tuple[float, ...],
    keep: bool,
) -> _Found:
    """Solve and check some draws, piece by piece, so that memory is bounded where play is not kept."""
    chunk = BoundGame(plan.arrays, bound.cell[:, part], bound.payoff[:, part], bound.precision[:, part])
    pieces = []
    for first in range(0, max(chunk.n_draws, 1), PIECE):
        here = slice(first, first + PIECE)
        piece = BoundGame(plan.arrays, chunk.cell[:, here], chunk.payoff[:, here], chunk.precision[:, here])
        pieces.append(_piece(piece, plan, sharp, limits, keep))
    return pieces[0] if len(pieces) == 1 else _joined(pieces)


def _piece(piece: BoundGame, plan: Plan, sharp: Flags, limits: tuple[float, ...], keep: bool) -> _Found:
    from standoff.solvers.packs import run_packs

    arrays, n = plan.arrays, piece.n_draws
    probability, value = np.empty((arrays.n_actions, n)), np.empty((arrays.n_players, n))
    item = np.zeros((arrays.n_items, n))
    tie, change, leap = np.zeros(n), np.zeros(n), np.zeros(n)
    rounds = np.zeros(n, dtype=np.int32)
    out = (probability, value, item, tie, change, leap, rounds)
    run_packs(_workspace(plan), plan.tapes, whole(piece), sharp, np.array(limits), out)
    checked = check(piece, probability)
    status = _status(checked, value, item, tie > 0, change <= limits[0])
    return _Found(probability if keep else probability[:0], value, item, rounds, leap, checked, status)


def _joined(pieces: list[_Found]) -> _Found:
    """What was found of draws piece by piece, as one; draws are the last axis everywhere."""

    def join(name: str, of: Sequence[object]) -> Any:
        return np.concatenate([getattr(one, name) for one in of], axis=-1)

    checks = [piece.checked for piece in pieces]
    checked = Check(**{field.name: join(field.name, checks) for field in fields(Check)})
    rest = {f.name: join(f.name, pieces) for f in fields(_Found) if f.name != "checked"}
    return _Found(checked=checked, **rest)


def _rescue(bound: BoundGame, plan: Plan, where: Indices, sharp: Flags, answer: _Answer) -> None:
    """Follow draws one by one from precision 0 up; those that arrive are on the branch for sure."""
    from standoff.solvers.rescue import dense_size, rescue_draws

    arrays, n = plan.arrays, len(where)
    probability = np.empty((arrays.n_actions, n))
    value, item = np.empty((arrays.n_players, n)), np.empty((arrays.n_items, n))
    found = np.zeros(n, dtype=np.bool_)
    n_unknown = int(plan.segment[:, 6].max(initial=0))
    spaces = (np.zeros(plan.layout.rows * PACK), np.zeros(dense_size(n_unknown)))
    rescue_draws(spaces, plan.tapes, whole(bound), where, sharp, (probability, value, item, found))
    kept = BoundGame(arrays, bound.cell[:, where], bound.payoff[:, where], bound.precision[:, where])
    checked = check(kept, probability)
    status = _status(checked, value, item, np.zeros(n, dtype=np.bool_), found)
    better = found & (checked.residual <= answer.residual[where]) | (status == SOLVED)
    home, mine = where[better], np.flatnonzero(better)
    answer.put(home, probability[:, mine], value[:, mine], item[:, mine])
    answer.gain[home], answer.residual[home] = checked.gain.T[mine], checked.residual[mine]
    answer.status[home] = status[mine]
    answer.unsure[where[found & (status == SOLVED)]] = False


def _status(found: Check, value: Floats, item: Floats, tied: Bools, converged: Bools) -> Bytes:
    accepted = found.accepted & found.agrees(value)
    accepted &= np.isfinite(item).all(axis=0)
    status = np.where(accepted, np.where(tied, DEGENERATE, SOLVED), REJECTED)
    return np.where(converged | accepted, status, NOT_CONVERGED).astype(np.int8)


def failed_draws(bound: BoundGame, plan: Plan) -> Bools:
    """Draws with a number that is not finite, or with chances that do not add up to 1."""
    bad = ~np.isfinite(bound.cell).all(axis=0) | ~np.isfinite(bound.payoff).all(axis=0)
    for cells in plan.chance_sums:
        chance = bound.cell[list(cells)]
        bad |= ~(np.abs(chance.sum(axis=0) - 1.0) <= SUM_TOLERANCE) | ~(chance >= -SUM_TOLERANCE).all(axis=0)
    return np.asarray(bad | np.isnan(bound.precision).any(axis=0))


def _demand(bound: BoundGame, tolerance: float, rounds: int) -> None:
    """Refuse what the caller got wrong."""
    n_players = bound.arrays.n_players
    if bound.precision.shape[0] != n_players or (bound.precision < 0).any():
        what = f"The precisions have the shape {bound.precision.shape} or are negative."
        raise StandoffError(Problem("S621", what, f"Expected ({n_players}, draws), none negative."))
    if not 0.0 < tolerance <= ACCEPTED or rounds < 1:
        what = f"The tolerance is {tolerance} and the number of rounds {rounds}."
        raise StandoffError(Problem("S622", what, f"Expected 0 < tolerance <= {ACCEPTED} and rounds >= 1."))


def _method(patterns: Bools, plan: Plan) -> str:
    if patterns.all():
        return "backward induction"
    return "agent quantal response" + ("" if plan.perfect_information else ", fixed point by blocks")


def _workspace(plan: Plan) -> tuple[Floats, Floats]:
    """Room for one pack: its numbers, and a fixed point's history."""
    from standoff.solvers.fixedpoint import history_rows

    n_unknown = int(plan.segment[:, 6].max(initial=0))
    history = np.zeros(history_rows(n_unknown) * PACK)
    return np.zeros(plan.layout.rows * PACK), history
