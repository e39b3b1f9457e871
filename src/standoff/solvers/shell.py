"""`solve`: the checked shell around the kernels; every row is gated by `verify`.

Draws are solved and checked in pieces; memory is bounded by the piece where play is not kept,
whatever the number of draws. Players' precisions may be finite in some draws
and infinite in others: draws are grouped by who plays sharp.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

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
    Ints,
    Solution,
)
from standoff.kernels import PACK
from standoff.solvers.batch import Batch, whole
from standoff.solvers.checks import Check, check
from standoff.solvers.plan import Plan, Tapes
from standoff.solvers.plan import plan as make_plan
from standoff.solvers.principal import Followed, follow_principal, part

if TYPE_CHECKING:
    from standoff.solvers.packs import Play

SUM_TOLERANCE = 1e-9
PIECE = 2048  # draws whose play is held between solving and checking
SMALL = 1e-280  # smaller probabilities are checked by the logarithms that they were made from
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]


def solve(
    bound: BoundGame,
    *,
    plan: Plan | None = None,
    keep_probability: bool = True,
) -> Solution:
    """Play of every draw: best responses where a player's precision is infinite, logit elsewhere.

    Where several answers exist, it is that of the principal branch, which is reached from uniform play
    as all precisions grow together (`principal`); `Solution.unsure` marks draws for which that is not
    certain. Where somebody is sharp and something is hidden, the answer is that of `sharp_limit`.

    Parameters
    ----------
    bound : the game with its numbers
    plan : what `plan(bound.arrays)` gave, if it is at hand
    keep_probability : False leaves `Solution.probability` with the shape [draw, 0]

    Returns
    -------
    Solution, its rows `solved` (or `degenerate`) only where `verify` accepts them

    Raises
    ------
    StandoffError
        S621 if the precision has the wrong shape or is negative.

    Examples
    --------
    >>> from standoff.solvers import solve  # solve(bound).value
    """
    started = time.perf_counter()
    plan = make_plan(bound.arrays) if plan is None else plan
    _demand(bound)
    if not plan.perfect_information and np.isinf(bound.precision).any():
        from standoff.solvers.sharp import sharp_limit

        return sharp_limit(bound, plan=plan, keep_probability=keep_probability)
    answer = _Answer.empty(bound, keep_probability)
    failed = failed_draws(bound, plan)
    sharp = np.isinf(bound.precision)
    patterns, group = _patterns(sharp)
    for g in range(patterns.shape[1]):
        chosen = np.flatnonzero((group == g) & ~failed)
        if len(chosen):
            _run(bound, plan, chosen, patterns[:, g].astype(np.int32), answer)
    answer.status[failed] = FAILED
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


def agent_quantal_response(bound: BoundGame, *, plan: Plan | None = None) -> Solution:
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
    return solve(bound, plan=plan)


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

    def put(self, where: Indices, play: Play) -> None:
        """Store the play of some draws; probabilities only if they are kept."""
        if self.probability.shape[1]:
            self.probability[where] = play.probability.T
        self.value[where], self.item[where] = play.value.T, play.item.T


def _patterns(sharp: Bools) -> tuple[Bools, Indices]:
    """Who plays sharp, [player, pattern], and which pattern holds in each draw."""
    if sharp.shape[1] == 0 or (sharp == sharp[:, :1]).all():
        return sharp[:, :1], np.zeros(sharp.shape[1], dtype=np.int64)
    patterns, group = np.unique(sharp, axis=1, return_inverse=True)
    return patterns, group.ravel()


def _run(bound: BoundGame, plan: Plan, chosen: Indices, sharp: Flags, answer: _Answer) -> None:
    """Solve and check some draws, and put what was found in its place, piece by piece."""
    for first in range(0, len(chosen), PIECE):
        piece = part(bound, chosen[first : first + PIECE])
        branch = follow_principal(piece, plan)
        for followed in branch.parts:
            if not len(followed.draw):
                continue
            some, found = part(piece, followed.draw), branch.found[followed.draw]
            play = finish(some, followed.tapes, followed.logit, sharp)
            checked = check(some, play.probability, log_probability=_logs(some, followed, play))
            status = _status(checked, play, found)
            where = chosen[first + followed.draw]
            answer.put(where, play)
            answer.gain[where], answer.residual[where] = checked.gain.T, checked.residual
            answer.rounds[where], answer.status[where] = branch.rounds[followed.draw], status
            answer.unsure[where] = ~branch.certain[followed.draw] & (status == SOLVED)


def _logs(bound: BoundGame, followed: Followed, play: Play) -> Floats | None:
    """Logarithms of play [action, draw] where some of it is too small for a number, else None."""
    if not len(followed.logit):
        return None
    few = np.flatnonzero((play.probability < SMALL).any(axis=0))
    if not len(few):
        return None
    from standoff.solvers.explain import explain

    logs: Floats = np.log(np.maximum(play.probability, SMALL))
    arrays, tapes = bound.arrays, followed.tapes
    # alone at its node nobody needs beliefs: there the plain values do
    worth = explain(part(bound, few), play.probability[:, few].T).action_value.T
    answer = bound.precision[np.repeat(arrays.infoset_player, np.diff(arrays.first_action))][:, few] * worth
    for sets, given in ((tapes.told, play.told), (tapes.unknowns, followed.logit)):
        for first, width, row in zip(sets.first, sets.width, sets.row, strict=True):
            here = row - tapes.at.probability
            answer[here : here + width] = given[first : first + width, few]
    for begin, end in pairwise(arrays.first_action):
        top = answer[begin:end] - answer[begin:end].max(axis=0)
        logs[begin:end, few] = top - np.log(np.exp(top).sum(axis=0))
    return logs


def finish(bound: BoundGame, tapes: Tapes, logit: Floats, sharp: Flags) -> Play:
    """Play, values and items of draws whose unknown logits are known."""
    from standoff.solvers.packs import finish_packs, play_room

    play = play_room(bound.arrays, tapes, bound.n_draws)
    batch = Batch(np.zeros(tapes.at.rows * PACK), tapes, whole(bound), sharp)
    finish_packs(batch, np.ascontiguousarray(logit), play)
    return play


def _status(found: Check, play: Play, converged: Bools) -> Bytes:
    accepted = found.accepted & found.agrees(play.value)
    accepted &= np.isfinite(play.item).all(axis=0)
    status = np.where(accepted, np.where(play.tie > 0, DEGENERATE, SOLVED), REJECTED)
    return np.where(converged | accepted, status, NOT_CONVERGED).astype(np.int8)


def failed_draws(bound: BoundGame, plan: Plan) -> Bools:
    """Draws with a number that is not finite, or with chances that do not add up to 1."""
    bad = ~np.isfinite(bound.cell).all(axis=0) | ~np.isfinite(bound.payoff).all(axis=0)
    for cells in plan.chance_sums:
        chance = bound.cell[list(cells)]
        bad |= ~(np.abs(chance.sum(axis=0) - 1.0) <= SUM_TOLERANCE) | ~(chance >= -SUM_TOLERANCE).all(axis=0)
    return np.asarray(bad | np.isnan(bound.precision).any(axis=0))


def _demand(bound: BoundGame) -> None:
    """Refuse what the caller got wrong."""
    n_players = bound.arrays.n_players
    if bound.precision.shape[0] != n_players or (bound.precision < 0).any():
        what = f"The precisions have the shape {bound.precision.shape} or are negative."
        raise StandoffError(Problem("S621", what, f"Expected ({n_players}, draws), none negative."))


def _method(patterns: Bools, plan: Plan) -> str:
    if patterns.all():
        return "backward induction"
    return "agent quantal response" + ("" if plan.perfect_information else ", principal branch")
