"""`sharp_limit`: sharp play where something is hidden, for every draw: the limit of logit play.

Every draw starts from the batched logit answer at a high precision. Where all play is strict at the
end of its branch, `strict_limit` finds that end at once; where not, the branch is followed to its far end
in leaps (`large_steps`); a draw without a logit answer is followed from precision 0 (`path.arc_length`).
Each end is made exact by `limit`. The answer is a fully mixed play with mistakes as small as
1e-20, so that every belief is Bayes' rule; it is `solved` only if `verify` finds nothing to gain at
infinite precision.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, theorem 4.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from standoff.game.records import (
    DEGENERATE,
    FAILED,
    NOT_CONVERGED,
    REJECTED,
    SOLVED,
    BoundGame,
    Floats,
    Solution,
)
from standoff.solvers.assessments import mixed_gap, one_draw
from standoff.solvers.batch.tables import part
from standoff.solvers.batch.workspace import Plan
from standoff.solvers.batch.workspace import plan as make_plan
from standoff.solvers.checks import Check, check
from standoff.solvers.limit.large_steps import MOST, leap
from standoff.solvers.limit.limit import EPSILON, Limit, limit_of, trembling
from standoff.solvers.limit.starts import Start, logit_starts
from standoff.solvers.limit.strict_limit import strict_end
from standoff.solvers.path.arc_length import Curve, Law, Place, crossed, follow, same_count
from standoff.solvers.path.branch import SHARPEST
from standoff.solvers.path.equations import BranchSystem, no_chart, payoff_range
from standoff.solvers.path.spectrum import Indices, symmetries
from standoff.solvers.tolerances import ACCEPTED

NEAR_END = 1e3  # from where all play that is strict at the end is nearly so
GAIN = 1e-8  # of the payoff range: largest gain of an accepted draw
STEPS = 1500
FURTHER = (1.0, 10.0, 100.0, 1e3, 1e4)  # times the usual end of a branch
APART = 100.0  # ratio of the scales of the two points that a limit is read off
SMALLEST = 600.0  # no probability below exp(-600)


def sharp_limit(bound: BoundGame, *, plan: Plan | None = None, keep_probability: bool = True) -> Solution:
    """Sharp play of every draw: the limit of logit play as the infinite precisions grow.

    Players whose precision is finite keep it. Draws without an infinite precision are solved as
    `solve` does.

    Parameters
    ----------
    bound : the game with its numbers
    plan : what `plan(bound.arrays)` gave, if it is at hand
    keep_probability : False leaves `Solution.probability` with the shape [draw, 0]

    Returns
    -------
    Solution
        Probabilities of 1e-20 and less are mistakes that carry the beliefs where play never comes.
        `degenerate` marks draws whose limit is not unique, because another branch crosses the one
        that was followed; `not_converged` those whose limit was not reached or is not clear.

    Raises
    ------
    StandoffError
        S621 if the precision has the wrong shape or is negative.

    Source
    ------
    McKelvey and Palfrey (1998), theorem 4; Kreps and Wilson (1982), Econometrica 50, 863-894.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import sharp_limit
    >>> def reply(left, right):
    ...     return Decision("B", {"l": Terminal((left, left)), "r": Terminal((right, right))}, infoset="B")
    >>> meet = build_tree(Decision("A", {"l": reply(2, 0), "r": reply(0, 1)}), ("A", "B"))
    >>> sharp_limit(meet.bound).probability.round(3)  # they meet where both gain most
    array([[1., 0., 1., 0.]])
    """
    from standoff.solvers.logit import failed_draws, logit_play
    from standoff.solvers.reference import item_totals

    started = time.perf_counter()
    plan = make_plan(bound.arrays) if plan is None else plan
    shaped = bound.precision.shape[0] == bound.arrays.n_players
    if plan.perfect_information or not shaped or not np.isinf(bound.precision).any():
        return logit_play(bound, plan=plan, keep_probability=keep_probability)
    ends = _play(bound, plan, failed_draws(bound, plan))
    play, status = ends.play, ends.status
    found, residual, good = gate(bound, play, status != FAILED)
    reached = (status == SOLVED) | (status == DEGENERATE)
    status = np.where(reached & ~good, REJECTED, status)
    status = np.where(_near_ties(bound, play, reached & good), NOT_CONVERGED, status)
    return Solution(
        play if keep_probability else np.zeros((bound.n_draws, 0)),
        found.value.T,
        item_totals(bound, play),
        found.gain.T,
        residual,
        status.astype(np.int8),
        "limit of agent quantal response",
        0,
        time.perf_counter() - started,
        ends.unsure & reached & good,
    )


def _near_ties(bound: BoundGame, play: Floats, asked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which draws play options as equal that differ by their numbers as written: the limit lies further on.

    Only draws in which all are sharp and all numbers are known so; those have the same play.
    """
    from standoff.solvers.strategies.written_ties import unequal
    from standoff.solvers.tree_forms.edge_numbers import written_draws

    found = np.zeros(bound.n_draws, dtype=np.bool_)
    if bound.exact is None:
        return found
    draws = np.flatnonzero(written_draws(bound) & np.isinf(bound.precision).all(axis=0) & asked)
    if len(draws):
        found[draws] = bool(unequal(bound, int(draws[0]), play[draws[0]]))
    return found


def gate(
    bound: BoundGame, play: Floats, tried: npt.NDArray[np.bool_]
) -> tuple[Check, Floats, npt.NDArray[np.bool_]]:
    """What the check says of play [draw, action]: itself, residuals, and which draws pass.

    Mistakes of 1e-20 are far from a best response's 0 where they alone lead to a choice: what every
    action adds there under Bayes' rule is then what counts. Only draws that were `tried` are asked.
    """
    found = check(bound, np.ascontiguousarray(play.T))
    spread = np.maximum(payoff_range(bound.arrays, bound.payoff)[0], 1e-300)
    residual = found.residual.copy()
    sharp = np.isinf(bound.precision).all(axis=0)
    for draw in np.flatnonzero(sharp & found.valid & (residual > ACCEPTED) & tried):
        residual[draw] = min(residual[draw], mixed_gap(bound, play[draw], int(draw)))
    fair = (found.gain <= GAIN * spread).all(axis=0) | ~sharp
    passed = found.valid & (residual <= ACCEPTED) & (found.log_share <= 1.0) & fair
    return found, residual, np.asarray(passed)


@dataclass(frozen=True, slots=True)
class Ends:
    """Every draw's play [draw, action], status before the check, and whether it may be off its branch."""

    play: Floats
    status: Indices
    unsure: npt.NDArray[np.bool_]

    @classmethod
    def none(cls, bound: BoundGame) -> Ends:
        """Uniform play that nobody has looked at."""
        width, n = np.diff(bound.arrays.first_action), bound.n_draws
        play = np.tile(np.repeat(1.0 / width, width), (n, 1))
        return cls(play, np.full(n, FAILED, dtype=np.int64), np.zeros(n, dtype=np.bool_))


def _play(bound: BoundGame, plan: Plan, failed: npt.NDArray[np.bool_]) -> Ends:
    """Play of every draw."""
    from standoff.solvers.logit import logit_play

    ends = Ends.none(bound)
    sharp = np.isinf(bound.precision)
    plain = np.flatnonzero(~sharp.any(axis=0) & ~failed)
    if len(plain):
        answer = logit_play(part(bound, plain), plan=plan)
        unsure = np.zeros(len(plain), dtype=np.bool_) if answer.unsure is None else answer.unsure
        ends.play[plain], ends.status[plain], ends.unsure[plain] = answer.probability, answer.status, unsure
    everyone = np.flatnonzero(sharp.all(axis=0) & ~failed)
    starts = logit_starts(part(bound, everyone), plan) if len(everyone) else None
    orders: dict[bytes, Floats | None] = {}
    place = {int(d): k for k, d in enumerate(everyone)}
    seen: dict[bytes, int] = {}  # draws of the same numbers, as textbook games have them, are solved once
    for draw, system in systems(bound, np.flatnonzero(sharp.any(axis=0) & ~failed)):
        first = seen.setdefault(_numbers(bound, draw), draw)
        if first != draw:
            for of_all in (ends.play, ends.status, ends.unsure):
                of_all[draw] = of_all[first]
            continue
        k = place.get(draw)
        known = Start.none() if starts is None or k is None else starts.of(k)
        law = _law(bound.precision[:, draw])
        classes = known.classes
        if k is None:
            classes = symmetries(one_draw(bound, draw), plan, law.held, law.ratio)[0]
        found = _one(Curve(system, law, classes), known, orders)
        ends.play[draw], ends.status[draw], ends.unsure[draw] = found.play, found.status, found.unsure
    return ends


def _law(precision: Floats) -> Law:
    """Infinite precisions grow together; the others are held."""
    sharp = np.isinf(precision)
    return Law(np.where(sharp, 0.0, precision), sharp.astype(float))


def _numbers(bound: BoundGame, draw: int) -> bytes:
    """Equal for draws with the same numbers."""
    return b"".join(part[:, draw].tobytes() for part in (bound.cell, bound.payoff, bound.precision))


def systems(bound: BoundGame, draws: Indices) -> Iterator[tuple[int, BranchSystem]]:
    """The equations of some draws; the structure is laid out once."""
    first: BranchSystem | None = None
    spread, size = payoff_range(bound.arrays, bound.payoff)
    for draw in draws.tolist():
        measures = (np.ascontiguousarray(spread[:, draw]), np.ascontiguousarray(size[:, draw]))
        first = BranchSystem(bound, draw) if first is None else first
        yield draw, first.at(bound, draw, measures)


@dataclass(frozen=True, slots=True)
class End:
    """`Ends` of one draw."""

    play: Floats
    status: int
    unsure: bool


def _one(curve: Curve, known: Start, orders: dict[bytes, Floats | None]) -> End:
    """Play of one draw before the check."""
    found, system, lost = None, curve.system, False
    if known.scale > 0.0:
        if known.scale * curve.unit >= NEAR_END and known.certain:
            limit = strict_end(system, known.log_play, orders)
            if limit is not None:
                return End(mixed_end(system, limit), SOLVED, False)
        found = onward(curve, known.log_play, known.scale, orders)
        if found is not None and not known.certain:
            found = replace(found, unique=False)
        lost = found is None
    if found is None:
        found = _followed(curve, orders)
    if found is None:
        width = np.diff(system.arrays.first_action)
        return End(np.repeat(1.0 / width, width), NOT_CONVERGED, False)
    play = mixed_end(system, found.limit) if found.limit.clear else found.last
    status = NOT_CONVERGED if not (found.reached and found.limit.clear) else SOLVED
    unsure = lost or found.left or not (known.certain or curve.law.held.any())
    return End(play, DEGENERATE if status == SOLVED and not found.unique else status, unsure)


def mixed_end(system: BranchSystem, limit: Limit) -> Floats:
    """The limit's fully mixed play, with mistakes as small as numbers allow."""
    deepest = max(1.0, float(limit.order.max(initial=0.0)))
    epsilon = max(EPSILON, float(np.exp(-SMALLEST / deepest)))
    with np.errstate(divide="ignore"):
        logs = trembling(limit.order, np.log(limit.coefficient), system, epsilon)
    found: Floats = np.exp(np.maximum(logs, -690.0))
    return found


@dataclass(frozen=True, slots=True)
class Followed:
    """Where following a draw's own branch led.

    last : float64[action], play at the last point
    unique : no other branch crosses on the way
    left : the way may have come out on another branch
    """

    limit: Limit
    last: Floats
    reached: bool
    unique: bool
    left: bool


def _followed(curve: Curve, orders: dict[bytes, Floats | None]) -> Followed | None:
    """Follow one draw from precision 0: first the finite precisions up to their own, then the others."""
    held = curve.law.held
    start, once, left = None, True, False
    if held.any():
        rising = Curve(curve.system, Law(np.zeros(len(held)), held), curve.classes)
        places, ended = follow(rising, rising.start(), until=1.0, steps=STEPS)
        middle = rising.settle(places[-1].logit, 1.0) if ended == "reached" else None
        if middle is None:
            return None
        once = not _crossed(rising, places)
        left = not all(same_count(rising, low, high) for low, high in pairwise(places))
        start = curve.place(middle.logit, 0.0, None)
    found = _to_the_end(curve, start or curve.start(), orders)
    if found is None:
        return None
    return replace(found, unique=found.unique and once, left=found.left or left)


def onward(
    curve: Curve,
    log_play: Floats,
    scale: float,
    orders: dict[bytes, Floats | None],
    *,
    most: int = MOST,
) -> Followed | None:
    """Follow one draw on from the logarithms of its logit play at a precision.

    None where that takes more than `most` points. Where the limit is not clear at the usual end of a
    branch, as near-ties make it, the branch is followed further.
    """
    play = np.exp(log_play)
    start = curve.settle(_answered(curve, log_play, scale), scale)
    if start is None or float(np.abs(start.answer.play - play).max(initial=0.0)) > 1e-3:
        return None
    places, found = [start], None
    for far in FURTHER:
        more = leap(curve, places[-1], far * SHARPEST / curve.unit, most=most)
        if more is None:
            break
        places += more[1:]
        found = _end_of(curve, places, "reached", orders)
        if found is not None and found.limit.clear:
            break
    if found is None:
        return None
    # at the start of the branch nothing is above 1: what breaks the symmetry here crossed in between
    before = start.sign > 0.0 and start.spectrum.breaking == 0
    return replace(found, unique=found.unique and before)


def _answered(curve: Curve, log_play: Floats, scale: float) -> Floats:
    """Logits that answer a play, where its own are too small for numbers to have held them."""
    still = curve.system.without_slopes()
    worth = still.answer_to(log_play, np.exp(log_play), no_chart(still)).worth
    best = np.maximum.reduceat(worth, still.starts)[still.home]
    precision = curve.law.at(scale)[curve.owners]
    given = still.logits_of(log_play)
    if still.log_weight is not None:  # both are counted from the best action
        given = given - given[still.largest(worth)][still.home]
    return np.where(log_play < -SMALLEST, precision * (worth - best), given)


def _to_the_end(curve: Curve, start: Place, orders: dict[bytes, Floats | None]) -> Followed | None:
    """The limit of the curve from a point on, by arc length."""
    places, ended = follow(curve, start, until=SHARPEST / curve.unit, steps=STEPS)
    return _end_of(curve, places, ended, orders)


def _end_of(
    curve: Curve, places: list[Place], ended: str, orders: dict[bytes, Floats | None]
) -> Followed | None:
    """The limit that the last of some points of a curve tend to."""
    far = places[-1]
    turns = [k for k, place in enumerate(places) if place.tangent[-1] < 0.0]
    outward = places[turns[-1] + 1 if turns else 0 :]
    before = [place for place in outward if 0.0 < place.scale <= far.scale / APART]
    if not before:
        return None
    limit = limit_of(curve, before[-1], far, orders)
    reached = ended in ("reached", "arithmetic")
    left = not all(same_count(curve, low, high) for low, high in pairwise(places))
    return Followed(limit, far.answer.play, reached, not _crossed(curve, places), left)


def _crossed(curve: Curve, places: list[Place]) -> bool:
    """Whether another curve crosses this one on the way."""
    return any(crossed(curve, low, high) for low, high in pairwise(places))
