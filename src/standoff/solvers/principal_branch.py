"""The principal branch of every draw of a batch: which way each draw is followed, and what is certain.

All draws are followed the plain way first. Those in which it met anything doubtful (an eigenvalue
near or above 1 on the way or in the answer, a step that could not be made) are followed again with care:
over all information sets jointly, with the symmetries of their numbers, a count of eigenvalues at every
point, and in smaller steps if that does not do. Where the joint way is far longer and no symmetry of the
draw can break, care is first taken over the few unknowns of the plain way. What is lost even so is
followed alone, by arc length with dense algebra (`branch`), and is not certain. An answer depends on its
draw's numbers and the structure only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.errors import StandoffError
from standoff.game.records import SOLVED, BoundGame, Floats, Ints
from standoff.solvers.batch.tables import batch_of, part
from standoff.solvers.batch.workspace import Plan, Tapes
from standoff.solvers.path.equations import payoff_range

NEAR = 1e-3  # length of the last correction of a draw that was followed alone, relative above 1
FINER = (1.0, 2.0, 4.0)  # how much shorter steps are, from one careful try to the next
DEEPEST = 20  # vectors of a Krylov space
FAR_WIDER = 4  # times as many joint unknowns as plain ones make care with the plain ones come first
SAME = 1e-12  # answers of one information set this close, relative to its largest, are the same
PROBED = 3.0  # precision x range at which answers to arbitrary play are compared
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Followed:
    """Draws that were followed over the same unknowns, with their logits.

    draw : int64[draw], which draws; together the parts of `Principal` hold each once
    logit : float64[unknown, draw], of the unknowns of `tapes`
    """

    tapes: Tapes
    draw: Indices
    logit: Floats


@dataclass(frozen=True, slots=True)
class Principal:
    """Play on the principal branch, as logits: precision x value, base weights not in them.

    parts : by the unknowns over which draws were followed
    certain : bool[draw], no other curve was met on the way
    found : bool[draw], False where the way to the draw's precision was lost
    rounds : int32[draw], corrections and counts together
    """

    parts: tuple[Followed, ...]
    certain: Bools
    found: Bools
    rounds: Ints


def follow_principal(bound: BoundGame, plan: Plan, *, tries: int = len(FINER)) -> Principal:
    """Follow every draw from precision 0 to its own; precisions are finite. Logits are without base weights.

    `tries` is the most careful ones; with fewer than all, what these lose is not followed alone either.
    """
    from standoff.solvers.continuation.state import ARRIVED, DOUBTFUL, LOST
    from standoff.solvers.continuation.symmetry_classes import classes_of

    n = bound.n_draws
    if not plan.n_unknown:
        yes, rounds = np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.int32)
        return Principal((Followed(plan.tapes, np.arange(n), np.zeros((0, n))),), yes, yes, rounds)
    none = np.zeros((0, n), dtype=np.int32)
    logit, ended, rounds = _followed(bound, plan.tapes, none, careful=False)
    plain = np.flatnonzero(ended < LOST)
    parts = [Followed(plan.tapes, plain, logit[:, plain])]
    if len(plain):
        turned = _above_one(part(bound, plain), plan, logit[:, plain]) > 0
        ended[plain[turned]] = DOUBTFUL
    parts += _over_few(bound, plan, ended, rounds, tries)
    again, doubt = np.flatnonzero(ended >= LOST), np.zeros(n, dtype=np.bool_)
    for fine in FINER[:tries]:
        if len(again):
            here = part(bound, again)
            classes, unclear = classes_of(here, plan.joint)
            logit, ended[again], more = _followed(here, plan.joint, classes, careful=True, fine=fine)
            doubt[again] = unclear
            parts.append(Followed(plan.joint, again, logit))
            rounds[again] += more
            again = again[ended[again] != ARRIVED]
    parts = _last_of_each(parts)
    certain, found = (ended == ARRIVED) & ~doubt, ended < LOST
    for followed in parts if tries >= len(FINER) else ():
        for k in np.flatnonzero(~found[followed.draw]):
            draw = int(followed.draw[k])
            one = part(bound, np.array([draw]))
            logit = _alone(one, followed.tapes, followed.logit[:, k])
            found[draw] = bool(np.isfinite(logit).all())
            followed.logit[:, k] = np.where(found[draw], logit, followed.logit[:, k])
    return Principal(tuple(parts), certain, found, rounds)


def _over_few(
    bound: BoundGame, plan: Plan, ended: npt.NDArray[np.int8], rounds: Ints, tries: int
) -> list[Followed]:
    """Draws that were not certain, followed with care over the plain unknowns, where `_apart` allows it.

    Only those that arrive, their answers counted jointly, are given, and set to ARRIVED in `ended`.
    """
    from standoff.solvers.continuation.state import ARRIVED, LOST

    parts = []
    left = _apart(bound, plan, np.flatnonzero(ended >= LOST))
    for fine in FINER[:tries]:
        if not len(left):
            break
        here, none = part(bound, left), np.zeros((0, len(left)), dtype=np.int32)
        logit, came, more = _followed(here, plan.tapes, none, careful=True, fine=fine)
        good = np.flatnonzero(came == ARRIVED)
        good = good[_above_one(part(here, good), plan, logit[:, good]) == 0]
        parts.append(Followed(plan.tapes, left[good], logit[:, good]))
        ended[left[good]] = ARRIVED
        rounds[left] += more
        left = np.delete(left, good)
    return parts


def _last_of_each(parts: list[Followed]) -> list[Followed]:
    """The parts with each draw only in the last that holds it."""
    kept: list[Followed] = []
    later: set[int] = set()
    for followed in reversed(parts):
        mine = np.array([d not in later for d in followed.draw.tolist()], dtype=np.bool_)
        later |= set(followed.draw.tolist())
        if mine.any():
            kept.append(Followed(followed.tapes, followed.draw[mine], followed.logit[:, mine]))
    return kept[::-1]


def _alone(bound: BoundGame, tapes: Tapes, last: Floats) -> Floats:
    """Logits of one draw by dense algebra.

    Where even that does not arrive, Newton's method goes on from where the way was lost.
    """
    from standoff.solvers.path.branch import qre_branch

    top = float(bound.precision.max())
    try:
        branch = qre_branch(bound, 0, highest=top)
        play = branch.at(top).log_probability if branch.status == SOLVED else None
    except StandoffError:  # the branch could not be placed at that precision
        play = None
    if play is not None:
        rows = zip(
            (tapes.unknowns.row - tapes.at.probability).tolist(), tapes.unknowns.width.tolist(), strict=True
        )
        logit = play if bound.arrays.log_weight is None else play - bound.arrays.log_weight
        start = np.concatenate([logit[row : row + width] for row, width in rows])
        found = corrected(bound, tapes, start[:, None])[:, 0]
        before, after = _behind(tapes, start), _behind(tapes, found)
        if (np.abs(after - before) < NEAR * np.maximum(1.0, np.abs(before))).all():
            return found
    return corrected(bound, tapes, last[:, None])[:, 0]


def _behind(tapes: Tapes, logit: Floats) -> Floats:
    """float64[unknown], logits less the largest of their information set: their level means nothing."""
    sets = tapes.unknowns
    best = [logit[a : a + width].max() for a, width in zip(sets.first, sets.width, strict=True)]
    behind: Floats = logit - np.repeat(best, sets.width)
    return behind


def corrected(bound: BoundGame, tapes: Tapes, start: Floats) -> Floats:
    """Newton's method at full precision from logits [unknown, draw]; nan where it does not settle."""
    from standoff.solvers.continuation.newton import correct_draws
    from standoff.solvers.continuation.state import How, pack_state

    logit = np.ascontiguousarray(start, dtype=np.float64)
    how = How(depth(tapes), False, 1.0)
    correct_draws(batch_of(bound, tapes), pack_state(tapes.unknowns, depth(tapes)), how, logit)
    return logit


def depth(tapes: Tapes) -> int:
    """Vectors that span the unknowns and the scale, at most `DEEPEST`."""
    free = int((tapes.unknowns.width - 1).sum())
    return max(1, min(DEEPEST, free + 2))


def _followed(
    bound: BoundGame, tapes: Tapes, classes: Ints, *, careful: bool, fine: float = 1.0
) -> tuple[Floats, npt.NDArray[np.int8], Ints]:
    """Logits of some draws, what became of each, and rounds."""
    from standoff.solvers.continuation.homotopy import follow_draws
    from standoff.solvers.continuation.state import Found, How, pack_state

    n, n_draws = int(tapes.unknowns.width.sum()), bound.n_draws
    found = Found(np.zeros((n, n_draws)), np.zeros(n_draws, np.int8), np.zeros(n_draws, np.int32))
    deepest = depth(tapes)
    # with care, a first step that no payoff could make too long: at uniform play differences may cancel
    unit = np.ones(n_draws)
    if careful:
        spread = payoff_range(bound.arrays, bound.payoff)[0]
        unit = np.minimum(1.0, 1.0 / np.maximum((spread * bound.precision).max(axis=0), 1e-300))
    how = How(deepest, careful, fine)
    follow_draws(batch_of(bound, tapes), pack_state(tapes.unknowns, deepest), how, classes, unit, found)
    return found.logit, found.ended, found.rounds


def _apart(bound: BoundGame, plan: Plan, draws: Indices) -> Indices:
    """Those of some draws whose joint unknowns are far more, and which have no symmetry that can break.

    Logits that are equal along the branch are no symmetry that can break where the play of any state is
    answered by equal logits: then all equilibria have them equal.
    """
    from standoff.solvers.continuation.symmetry_classes import classes_of

    n_joint = int(plan.joint.unknowns.width.sum())
    if not len(draws) or n_joint < FAR_WIDER * plan.n_unknown:
        return draws[:0]
    here = part(bound, draws)
    classes, unclear = classes_of(here, plan.joint)
    spread = payoff_range(here.arrays, here.payoff)[0]
    scale = np.minimum(1.0, PROBED / np.maximum((spread * here.precision).max(axis=0), 1e-300))
    probed = BoundGame(here.arrays, here.cell, here.payoff, here.precision * scale)
    play = 3.0 * np.sin(np.arange(1, plan.n_unknown + 1) ** 2)  # no two alike
    answers = _joint_answers(probed, plan, np.repeat(play[:, None], len(draws), axis=1))
    sets = plan.joint.unknowns
    size = np.maximum.reduceat(np.abs(answers), sets.first)
    room = SAME * np.repeat(size, sets.width, axis=0)
    same = np.abs(answers - np.take_along_axis(answers, classes.astype(np.int64), axis=0)) <= room
    return draws[same.all(axis=0) & ~unclear]


def _above_one(bound: BoundGame, plan: Plan, logit: Floats) -> Ints:
    """How many real eigenvalues above 1 each draw's answer has, int32[draw]."""
    from standoff.solvers.continuation.eigenvalue_check import count_draws
    from standoff.solvers.continuation.state import How, pack_state

    found = np.zeros(bound.n_draws, dtype=np.int32)
    joint, deepest = plan.joint, depth(plan.joint)
    how = How(deepest, True, 1.0)
    answers = _joint_answers(bound, plan, logit)
    count_draws(batch_of(bound, joint), pack_state(joint.unknowns, deepest), how, answers, found)
    return found


def _joint_answers(bound: BoundGame, plan: Plan, logit: Floats) -> Floats:
    """Logits [joint unknown, draw] that answer those of the plain unknowns, centred in each set."""
    from standoff.solvers.batch.batches import finish_packs, play_room

    play = play_room(bound.arrays, plan.tapes, bound.n_draws)
    finish_packs(batch_of(bound, plan.tapes), np.ascontiguousarray(logit), play)
    joint, told = plan.joint, plan.tapes.told
    place = dict(zip((told.row - plan.tapes.at.probability).tolist(), told.first.tolist(), strict=True))
    sets = joint.unknowns
    answers = np.empty((int(sets.width.sum()), bound.n_draws))
    for row, first, width in zip(sets.row - joint.at.probability, sets.first, sets.width, strict=True):
        mine = play.told[place[int(row)] : place[int(row)] + width]
        answers[first : first + width] = mine - mine.mean(axis=0)
    return answers
