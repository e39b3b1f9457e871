"""`sharp_limit`: sharp play where something is hidden, for every draw: the limit of logit play.

A draw is taken up in two ways. The quick one starts from the batched logit answer at a high
precision and looks for the end that its branch tends to if all play is strict there: mistakes are
then as likely as exp(-precision x what they cost), so that beliefs follow the cheapest mistakes and
costs follow beliefs, until neither moves. Draws in which that does not settle, or not to the play
of the logit answer, are followed alone along their branch (`branch_following`). Either end is made
exact by `limiting`. The answer is a fully mixed play with mistakes as small as 1e-20, so that every
belief is Bayes' rule; it is `solved` only if `verify` finds nothing to gain at infinite precision.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, theorem 4.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

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
from standoff.solvers.assessments import mixed_gap
from standoff.solvers.branch import SHARPEST, crossings
from standoff.solvers.branch_following import Curve, Law, Place, follow
from standoff.solvers.branch_system import BranchSystem, Chart, payoff_range
from standoff.solvers.limiting import EPSILON, Limit, limit_of, trembling
from standoff.solvers.plan import Plan
from standoff.solvers.plan import plan as make_plan
from standoff.solvers.rules import ACCEPTED
from standoff.solvers.verify import check

START = 256.0  # precision x payoff range of the logit answer from which the end is looked for
COSTS = (1e4, 1e6)  # scales at which costs stand for the far ends of a branch
ROUNDS = 40
STRICT = 1e-4  # of the payoff range: an action that costs less is not strictly worse
GAIN = 1e-8  # of the payoff range: largest gain of an accepted draw
STEPS = 1500
SMALLEST = 600.0  # no probability below exp(-600)
Indices = npt.NDArray[np.int64]


def sharp_limit(bound: BoundGame, *, plan: Plan | None = None, keep_probability: bool = True) -> Solution:
    """Sharp play of every draw: the limit of logit play as the infinite precisions grow.

    Players whose precision is finite keep it. Draws without an infinite precision are solved as
    `solve` does.

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

    Examples
    --------
    >>> from standoff.solvers import sharp_limit  # sharp_limit(bound).probability
    """
    from standoff.solvers.reference import item_totals
    from standoff.solvers.shell import failed_draws, solve

    started = time.perf_counter()
    plan = make_plan(bound.arrays) if plan is None else plan
    shaped = bound.precision.shape[0] == bound.arrays.n_players
    if plan.perfect_information or not shaped or not np.isinf(bound.precision).any():
        return solve(bound, plan=plan, keep_probability=keep_probability)
    play, status = _play(bound, plan, failed_draws(bound, plan))
    found = check(bound, np.ascontiguousarray(play.T))
    spread = np.maximum(payoff_range(bound.arrays, bound.payoff)[0], 1e-300)
    residual = found.residual.copy()
    sharp = np.isinf(bound.precision).all(axis=0)
    for draw in np.flatnonzero(sharp & found.valid & (residual > ACCEPTED) & (status != FAILED)):
        residual[draw] = min(residual[draw], mixed_gap(bound, play[draw], int(draw)))
    fair = (found.gain <= GAIN * spread).all(axis=0) | ~sharp
    good = found.valid & (residual <= ACCEPTED) & fair
    status = np.where((status <= DEGENERATE) & (status != NOT_CONVERGED) & ~good, REJECTED, status)
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
    )


def _play(bound: BoundGame, plan: Plan, failed: npt.NDArray[np.bool_]) -> tuple[Floats, Indices]:
    """Play of every draw [draw, action] and its status before the check."""
    from standoff.solvers.shell import solve

    width = np.diff(bound.arrays.first_action)
    play = np.tile(np.repeat(1.0 / width, width), (bound.n_draws, 1))
    status = np.full(bound.n_draws, FAILED, dtype=np.int64)
    sharp = np.isinf(bound.precision)
    plain = np.flatnonzero(~sharp.any(axis=0) & ~failed)
    if len(plain):
        answer = solve(_part(bound, plain), plan=plan)
        play[plain], status[plain] = answer.probability, answer.status
    everyone = np.flatnonzero(sharp.all(axis=0) & ~failed)
    starts = _starts(_part(bound, everyone), plan) if len(everyone) else None
    orders: dict[bytes, Floats | None] = {}
    place = {int(d): k for k, d in enumerate(everyone)}
    for draw in np.flatnonzero(sharp.any(axis=0) & ~failed):
        k = place.get(int(draw))
        known = None if starts is None or k is None else (starts[0][k], float(starts[1][k]))
        play[draw], status[draw] = _one(bound, int(draw), known, orders)
    return play, status


def _part(bound: BoundGame, draws: Indices) -> BoundGame:
    return BoundGame(bound.arrays, bound.cell[:, draws], bound.payoff[:, draws], bound.precision[:, draws])


def _starts(bound: BoundGame, plan: Plan) -> tuple[Floats, Floats]:
    """Logit play of each draw at a high precision [draw, action], and that precision, 0 if unsolved."""
    from standoff.solvers.shell import solve

    unit = np.maximum(payoff_range(bound.arrays, bound.payoff)[0].max(axis=0), 1e-300)
    precision = np.ascontiguousarray(np.broadcast_to(START / unit, bound.precision.shape))
    answer = solve(BoundGame(bound.arrays, bound.cell, bound.payoff, precision), plan=plan)
    return answer.probability, np.where(answer.status == SOLVED, START / unit, 0.0)


def _one(
    bound: BoundGame,
    draw: int,
    known: tuple[Floats, float] | None,
    orders: dict[bytes, Floats | None],
) -> tuple[Floats, int]:
    """Play of one draw and its status before the check; `known` is its logit play at a precision."""
    system = BranchSystem(bound, draw)
    found = None
    if known is not None and known[1] > 0.0:
        limit = _quick(system, known[0], orders)
        if limit is not None:
            return _mixed(system, limit), SOLVED
        found = _onward(system, *known, orders)
    if found is None:
        found = _followed(system, bound.precision[:, draw], orders)
    if found is None:
        width = np.diff(bound.arrays.first_action)
        return np.repeat(1.0 / width, width), NOT_CONVERGED
    play = _mixed(system, found.limit) if found.limit.clear else found.last
    status = NOT_CONVERGED if not (found.reached and found.limit.clear) else SOLVED
    return play, DEGENERATE if status == SOLVED and not found.unique else status


def _mixed(system: BranchSystem, limit: Limit) -> Floats:
    """The limit's fully mixed play, with mistakes as small as numbers allow."""
    deepest = max(1.0, float(limit.order.max(initial=0.0)))
    epsilon = max(EPSILON, float(np.exp(-SMALLEST / deepest)))
    with np.errstate(divide="ignore"):
        logs = trembling(limit.order, np.log(limit.coefficient), system, epsilon)
    found: Floats = np.exp(np.maximum(logs, -690.0))
    return found


def _quick(system: BranchSystem, start: Floats, orders: dict[bytes, Floats | None]) -> Limit | None:
    """The strict end that a high logit answer tends to, or None if it is not strict or not settled."""
    arrays = system.arrays
    chart = _no_chart(system)
    still = system.without_slopes()
    unit = max(float(system.spread.max(initial=0.0)), 1e-300)
    with np.errstate(divide="ignore"):
        worth = still.answer_to(np.log(start), start, chart).worth
    cost = _costs(system, worth)
    for _ in range(ROUNDS):
        play = _best(system, cost)
        worth = still.answer_to(-COSTS[1] / unit * cost, play, chart).worth
        last, cost = cost, _costs(system, worth)
        if float(np.abs(cost - last).max(initial=0.0)) <= 1e-12 * unit:
            break
    else:
        return None
    if (cost[play == 0.0] < STRICT * unit).any() or not _same_course(system, play, start):
        return None
    near, far = (_end(system, cost, scale / unit, play) for scale in COSTS)
    curve = Curve(system, Law(np.zeros(arrays.n_players), np.ones(arrays.n_players)))
    limit = limit_of(curve, near, far, orders)
    return limit if limit.clear else None


def _costs(system: BranchSystem, worth: Floats) -> Floats:
    """What each action costs its mover, float64[action]."""
    best: Floats = np.maximum.reduceat(worth, system.starts)[system.home] - worth
    return best


def _best(system: BranchSystem, cost: Floats) -> Floats:
    """1 at the cheapest action of each information set, the first of several."""
    play = np.zeros(len(cost))
    play[system.likeliest(-cost)] = 1.0
    return play


def _same_course(system: BranchSystem, play: Floats, start: Floats) -> bool:
    """Whether the logit answer mostly plays what the end plays, wherever the end's play comes."""
    arrays = system.arrays
    reached = np.zeros(arrays.n_nodes, dtype=bool)
    reached[0] = True
    for node in range(arrays.n_nodes):
        h = int(arrays.infoset[node])
        for k, e in enumerate(range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))):
            if reached[node] and (h < 0 or play[arrays.first_action[h] + k] > 0.0):
                reached[arrays.child[e]] = True
    here = np.zeros(arrays.n_infosets, dtype=bool)
    here[arrays.infoset[reached & (arrays.infoset >= 0)]] = True
    chosen = (play > 0.0) & here[system.home]
    return bool((start[chosen] > 0.5).all())


def _end(system: BranchSystem, cost: Floats, scale: float, play: Floats) -> Place:
    """A point far out on a branch on which mistakes are as likely as their costs say."""
    logit = -scale * cost
    logs = system.log_play(logit)
    answer = system.without_slopes().answer_to(logs, play, _no_chart(system))
    return Place(logit, scale, np.zeros(len(cost) + 1), np.zeros(0), answer, 0.0)


def _no_chart(system: BranchSystem) -> Chart:
    none = np.zeros(0, dtype=np.int64)
    return Chart(none, none, np.full(system.arrays.n_actions, -1, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class _Followed:
    """Where following a draw's own branch led."""

    limit: Limit
    last: Floats
    reached: bool
    unique: bool


def _followed(
    system: BranchSystem, precision: Floats, orders: dict[bytes, Floats | None]
) -> _Followed | None:
    """Follow one draw from precision 0: first the finite precisions up to their own, then the others."""
    sharp = np.isinf(precision)
    held = np.where(sharp, 0.0, precision)
    curve = Curve(system, Law(held, sharp.astype(float)))
    start, crossed = None, False
    if held.any():
        rising = Curve(system, Law(np.zeros(len(held)), held))
        places, ended = follow(rising, rising.start(), until=1.0, steps=STEPS)
        middle = rising.settle(places[-1].logit, 1.0) if ended == "reached" else None
        if middle is None:
            return None
        crossed = bool(crossings(rising, places))
        start = curve.place(middle.logit, 0.0, None)
    found = _to_the_end(curve, start or curve.start(), orders)
    return found if found is None or not crossed else replace(found, unique=False)


def _onward(
    system: BranchSystem, play: Floats, scale: float, orders: dict[bytes, Floats | None]
) -> _Followed | None:
    """Follow one draw, all of whose players are sharp, on from its logit play at a precision."""
    ones = np.ones(system.arrays.n_players)
    curve = Curve(system, Law(0.0 * ones, ones))
    with np.errstate(divide="ignore"):
        start = curve.settle(np.maximum(np.log(play), -1e4), scale)
    if start is None or float(np.abs(start.answer.play - play).max(initial=0.0)) > 1e-3:
        return None
    found = _to_the_end(curve, start, orders)
    if found is None or not (found.reached and found.limit.clear):
        return None
    # the sign at the start of the branch is known: another one here tells of a crossing in between
    return replace(found, unique=found.unique and start.sign == curve.start().sign)


def _to_the_end(curve: Curve, start: Place, orders: dict[bytes, Floats | None]) -> _Followed | None:
    """The limit of the curve from a point on."""
    places, ended = follow(curve, start, until=SHARPEST / curve.unit, steps=STEPS)
    far = places[-1]
    before = [place for place in places[1:] if 0.0 < place.scale <= far.scale / 100.0]
    if not before:
        return None
    limit = limit_of(curve, before[-1], far, orders)
    unique = not crossings(curve, places)
    return _Followed(limit, far.answer.play, ended in ("reached", "arithmetic"), unique)
