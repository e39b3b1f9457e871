"""Logit play of every draw: the checked shell around the kernels; every row is gated by `verify`.

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
from standoff.solvers.batch.tables import Batch, part, whole
from standoff.solvers.batch.workspace import Plan, Tapes
from standoff.solvers.batch.workspace import plan as make_plan
from standoff.solvers.checks import Check, check
from standoff.solvers.principal_branch import Followed, Principal, follow_principal
from standoff.solvers.tolerances import TIE

if TYPE_CHECKING:
    from standoff.solvers.batch.batches import Play

SUM_TOLERANCE = 1e-9
PIECE = 2048  # draws whose play is held between solving and checking
ROUGH = 1e-10  # play with a larger residual has lost digits
SMALL = 1e-280  # smaller probabilities are checked by the logarithms that they were made from
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]


def logit_play(bound: BoundGame, *, plan: Plan | None = None, keep_probability: bool = True) -> Solution:
    """Play of every draw: logit where a player's precision is finite, best responses where it is infinite.

    Infinite precisions are taken where nothing is hidden; elsewhere the answer is a limit (`sharp_limit`).
    Where all play sharp and every number is known as it was written, ties are decided in fractions; elsewhere
    options within 1e-12 of their size are tied. `Solution.method` says which. Tied options are taken equally
    often, or as their base weights are, which logit play tends to.

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
    """
    started = time.perf_counter()
    plan = make_plan(bound.arrays) if plan is None else plan
    demand(bound)
    answer = _Answer.empty(bound, keep_probability)
    failed = failed_draws(bound, plan)
    sharp = np.isinf(bound.precision)
    patterns, group = _patterns(sharp)
    for g in range(patterns.shape[1]):
        chosen = np.flatnonzero((group == g) & ~failed)
        if len(chosen):
            _run(bound, plan, chosen, patterns[:, g].astype(np.int32), answer)
    answer.status[failed] = FAILED
    decided = _by_fractions(bound, plan, np.asarray(sharp.all(axis=0) & ~failed), answer)
    return Solution(
        answer.probability,
        answer.value,
        answer.item,
        answer.gain,
        answer.residual,
        answer.status,
        _method(patterns, plan, decided),
        int(answer.rounds.max(initial=0)),
        time.perf_counter() - started,
        answer.unsure,
    )


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

    def put(self, where: Indices, made: _Made, branch: Principal, some: Indices | None = None) -> None:
        """Store the play of draws, or `some` of them; probabilities only if they are kept."""
        k = np.arange(len(made.followed.draw)) if some is None else some
        draws, play, checked = made.followed.draw[k], made.play, made.checked
        status = _status(checked, play, branch.found[made.followed.draw])[k]
        if self.probability.shape[1]:
            self.probability[where] = play.probability.T[k]
        self.value[where], self.item[where] = play.value.T[k], play.item.T[k]
        self.gain[where], self.residual[where] = checked.gain.T[k], checked.residual[k]
        self.rounds[where], self.status[where] = branch.rounds[draws], status
        self.unsure[where] = ~branch.certain[draws] & (status == SOLVED)


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
            once = _made(piece, followed, sharp)
            answer.put(chosen[first + followed.draw], once, branch)
            again = _refined(piece, plan, once)
            if len(again.draw):
                twice = _made(piece, again, sharp)
                better = np.flatnonzero(twice.checked.accepted & once.rougher(twice))
                answer.put(chosen[first + again.draw[better]], twice, branch, better)


@dataclass(frozen=True, slots=True)
class _Made:
    """Draws whose play was made of their logits, and its check; `logs` as in `_logs`."""

    followed: Followed
    play: Play
    logs: Floats | None
    checked: Check

    def rougher(self, other: _Made) -> Bools:
        """Whether the draws of the other had a larger residual here, bool[draw of the other]."""
        place = np.searchsorted(self.followed.draw, other.followed.draw)
        return np.asarray(~(self.checked.residual[place] <= other.checked.residual))


def _made(bound: BoundGame, followed: Followed, sharp: Flags) -> _Made:
    """The play of some draws, and what the check says of it."""
    some = part(bound, followed.draw)
    play = finish(some, followed.tapes, followed.logit, sharp)
    logs = _logs(some, followed, play)
    return _Made(followed, play, logs, check(some, play.probability, log_probability=logs))


def _refined(bound: BoundGame, plan: Plan, made: _Made) -> Followed:
    """The draws whose play had lost digits, with logits that have them (`refinement`)."""
    rough = np.flatnonzero(~(made.checked.residual <= ROUGH))
    if not plan.n_unknown or not len(rough):
        return Followed(plan.joint, rough[:0], np.zeros((0, 0)))
    from standoff.solvers.path.refinement import refine

    draws = made.followed.draw[rough]
    given = np.log(np.maximum(made.play.probability, SMALL)) if made.logs is None else made.logs
    logit = refine(part(bound, draws), plan.joint, given[:, rough])
    found = np.isfinite(logit).all(axis=0)
    return Followed(plan.joint, draws[found], np.ascontiguousarray(logit[:, found]))


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
    if arrays.log_weight is not None:
        answer += arrays.log_weight[:, None]
    for begin, end in pairwise(arrays.first_action):
        top = answer[begin:end] - answer[begin:end].max(axis=0)
        logs[begin:end, few] = top - np.log(np.exp(top).sum(axis=0))
    return logs


def finish(bound: BoundGame, tapes: Tapes, logit: Floats, sharp: Flags) -> Play:
    """Play, values and items of draws whose unknown logits are known."""
    from standoff.solvers.batch.batches import finish_packs, play_room

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


def demand(bound: BoundGame) -> None:
    """Refuse what the caller got wrong."""
    n_players = bound.arrays.n_players
    if bound.precision.shape[0] != n_players or (bound.precision < 0).any():
        what = f"The precisions have the shape {bound.precision.shape} or are negative."
        raise StandoffError(Problem("S621", what, f"Expected ({n_players}, draws), none negative."))


def _by_fractions(bound: BoundGame, plan: Plan, sharp: Bools, answer: _Answer) -> Bools:
    """Decide ties of sharp draws by their numbers as they were written, where all are known; which draws.

    Such draws have the same numbers, and so the same play.
    """
    from standoff.solvers.reference import item_totals
    from standoff.solvers.strategies.written_ties import even_play
    from standoff.solvers.tree_forms.edge_numbers import written_draws

    none = np.zeros(bound.n_draws, dtype=np.bool_)
    if bound.exact is None or not plan.perfect_information or not sharp.any():
        return none
    decided = written_draws(bound) & sharp
    draws = np.flatnonzero(decided)
    if not len(draws):
        return none
    found = even_play(bound, int(draws[0]))
    some = part(bound, draws)
    play = np.repeat(found.play[:, None], len(draws), axis=1)
    checked = check(some, play)
    good = checked.accepted & checked.agrees(np.repeat(found.value[:, None], len(draws), axis=1))
    if answer.probability.shape[1]:
        answer.probability[draws] = play.T
    answer.value[draws], answer.item[draws] = found.value, item_totals(some, play.T)
    answer.gain[draws], answer.residual[draws] = checked.gain.T, checked.residual
    answer.status[draws] = np.where(good, DEGENERATE if found.tied else SOLVED, REJECTED)
    answer.unsure[draws] = False
    return decided


def _method(patterns: Bools, plan: Plan, decided: Bools) -> str:
    if patterns.all():
        if len(decided) and decided.all():
            return "backward induction in fractions"
        return f"backward induction, ties to {TIE:g}" + (" or in fractions" if decided.any() else "")
    return "agent quantal response" + ("" if plan.perfect_information else ", principal branch")
